"""Images pulled and run as processes."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from localcloud.running.images import ImageNotFound
from localcloud.running.layers import Removals, UnpackedLayer, UnsafeLayer, merge, unpack

from .test_registry import pushed

pytestmark = pytest.mark.real


def run(image) -> str:
    """What the image's command prints."""
    answer = subprocess.run(
        [*image.entrypoint, *image.command], cwd=image.working_directory, env=dict(image.environment),
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    return answer.stdout


def test_two_revisions_run_side_by_side(cloud, ecr, repository, image_of):
    """Each has a root of its own, and the first still runs its own code after the second came."""
    references = [pushed(cloud, ecr, repository, image_of(f"print({n})"), f"v{n}") for n in (1, 2)]

    first, second = (cloud.images.pull(reference) for reference in references)

    assert ("1\n", "2\n", "1\n") == (run(first), run(second), run(first))


def test_a_task_sees_nothing_of_the_packages_on_this_machine(cloud, ecr, repository, image_of):
    """The interpreter is this machine's; its packages are the image's alone."""
    program = "import sys\ntry:\n    import pip\nexcept ImportError:\n    print(sys.prefix)\n"

    image = cloud.images.pull(pushed(cloud, ecr, repository, image_of(program), "v1"))

    assert f"{image.root}\n" == run(image)


def test_what_a_task_writes_changes_no_other(cloud, ecr, repository, image_of):
    """A program that writes over its own source leaves another image with the same layer as it was pushed."""
    program = "open('main.py', 'a').write('#'); print(open('main.py').read().count('#'))"
    one = pushed(cloud, ecr, repository, image_of(program), "v1")
    other = pushed(cloud, ecr, repository, image_of(program, "python -u main.py"), "v2")

    printed = [run(cloud.images.pull(one)), run(cloud.images.pull(one)), run(cloud.images.pull(other))]

    assert ["3\n", "4\n", "3\n"] == printed


def test_an_image_that_is_not_there_is_told_in_awss_words(cloud, repository):
    """The text becomes the task's stopped reason."""
    with pytest.raises(ImageNotFound) as caught:
        cloud.images.pull(f"{repository}:v9")

    assert (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
        f"failed to resolve ref {repository}:v9: not found"
    ) == str(caught.value)


def test_roots_that_no_task_uses_are_removed(cloud, ecr, repository, image_of):
    """The last few stay, and those in use stay, however old."""
    images = [cloud.images.pull(pushed(cloud, ecr, repository, image_of(f"print({n})"), f"v{n}")) for n in range(4)]

    cloud.images.collect([images[0].digest], keep=1)

    assert [True, False, False, True] == [image.root.exists() for image in images]


def test_a_folder_can_stand_for_an_image(cloud, tmp_path):
    """file:// references are for tests and tools."""
    assert tmp_path == cloud.images.pull(f"file://{tmp_path}").root


def a_layer(folder: Path, *entries: tarfile.TarInfo) -> Path:
    path = folder / "layer.tar"
    with tarfile.open(path, "w") as archive:
        for entry in entries:
            archive.addfile(entry, io.BytesIO(b"x" * entry.size))
    return path


def an_entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, link
    entry.size = 1 if kind == tarfile.REGTYPE else 0
    return entry


@pytest.mark.parametrize(
    "entries",
    [
        [an_entry("/etc/passwd")],
        [an_entry("../outside")],
        [an_entry("a/../../outside")],
        [an_entry("link", tarfile.SYMTYPE, "../outside")],
        [an_entry("a/link", tarfile.SYMTYPE, "../../outside")],
        [an_entry("link", tarfile.SYMTYPE, "/../outside")],
        [an_entry("link", tarfile.SYMTYPE, "folder"), an_entry("folder/x"), an_entry("link/y")],
        [an_entry("hard", tarfile.LNKTYPE, "../../etc/passwd")],
        [an_entry("hard", tarfile.LNKTYPE, "/etc/passwd")],
        [an_entry("link", tarfile.SYMTYPE, "file"), an_entry("hard", tarfile.LNKTYPE, "link")],
        [an_entry("device", tarfile.CHRTYPE)],
        [an_entry("pipe", tarfile.FIFOTYPE)],
    ],
)
def test_a_malicious_layer_is_refused(tmp_path, entries):
    """Nothing lands or points outside of the folder."""
    inside = tmp_path / "a" / "inside"
    inside.mkdir(parents=True)

    with pytest.raises(UnsafeLayer):
        unpack(a_layer(tmp_path, *entries), inside)

    assert ["a", "layer.tar"] == sorted(path.name for path in tmp_path.iterdir())
    assert ["inside"] == [path.name for path in (tmp_path / "a").iterdir()]


def test_an_upper_layer_can_remove_what_a_lower_one_has(tmp_path):
    """Whiteouts hide a file, a folder, or all that lower layers have in a folder."""
    lower, upper, root = tmp_path / "lower", tmp_path / "upper", tmp_path / "root"
    for folder in (lower, upper):
        folder.mkdir()
    names = ("app/keep", "app/gone", "old/x", "opaque/low")
    unpack(a_layer(tmp_path, *(an_entry(name) for name in names)), lower)
    marks = ("app/.wh.gone", ".wh.old", "opaque/.wh..wh..opq", "opaque/high")

    removals = unpack(a_layer(tmp_path, *(an_entry(name) for name in marks)), upper)
    merge([UnpackedLayer(lower, Removals()), UnpackedLayer(upper, removals)], root)

    found = sorted(
        f"{Path(base).relative_to(root)}/{name}" for base, _, names in os.walk(root, followlinks=True) for name in names
    )
    assert ["app/keep", "opaque/high"] == found


def test_node_modules_are_real_folders_and_python_packages_a_link(tmp_path):
    """Node looks for packages from where a file really is; Python does not."""
    lower, upper, root = tmp_path / "lower", tmp_path / "upper", tmp_path / "root"
    for folder, names in ((lower, ("app/node_modules/ms/index.js", "opt/app/lib/x.py")), (upper, ("app/server.js",))):
        folder.mkdir()
        unpack(a_layer(tmp_path, *(an_entry(name) for name in names)), folder)

    merge([UnpackedLayer(lower, Removals()), UnpackedLayer(upper, Removals())], root)

    assert (root / "app/node_modules/ms/index.js").resolve() == root / "app/node_modules/ms/index.js"
    assert (root / "opt").is_symlink()
