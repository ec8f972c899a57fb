"""Building images of real projects with real installers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from aerostat.errors import BuildError
from aerostat.events import Event
from aerostat.images import Image, build
from aerostat.model import Build
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

WHEEL = "greeting-1.0-py3-none-any.whl"
_FILES = {
    "greeting/__init__.py": "TEXT = 'hello'\n\n\ndef main():\n    print(TEXT)\n",
    "greeting-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
    "greeting-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "greeting-1.0.dist-info/entry_points.txt": "[console_scripts]\ngreet = greeting:main\n",
}


def write_wheel(folder: Path) -> None:
    """A package to depend on, so that no test needs a network."""
    record = "greeting-1.0.dist-info/RECORD"
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        rows = []
        for name, text in _FILES.items():
            archive.writestr(zipfile.ZipInfo(name), text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(text)}")
        archive.writestr(zipfile.ZipInfo(record), "\n".join([*rows, f"{record},,"]) + "\n")


def a_project(folder: Path) -> Path:
    """A small project with one dependency."""
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "main.py").write_text("import greeting\nprint(greeting.TEXT, 1)\n")
    (folder / "requirements.txt").write_text(f"# packages\n./{WHEEL}\n")
    (folder / ".env").write_text("PASSWORD=secret\n")
    write_wheel(folder)
    return folder


def layers_on_disk(image: Image, cache: Path) -> list[int]:
    """The inode of each layer's file: another one when it is written anew."""
    return [(cache / "blobs" / "sha256" / layer.digest.removeprefix("sha256:")).stat().st_ino for layer in image.layers]


def built(project: Path, cache: Path, events: list[Event] | None = None) -> Image:
    return build(
        Build(context=project), command="python -m app.main", port=0, cache=cache,
        emit=(events if events is not None else []).append,
    )  # fmt: skip


def test_the_same_source_makes_the_same_image(tmp_path):
    """Another folder, another time, another cache: the same digest."""
    first = built(a_project(tmp_path / "one"), tmp_path / "cache one")
    other = a_project(tmp_path / "elsewhere" / "two with a space")
    os.utime(other / "app" / "main.py", (1, 1))

    assert first.digest == built(other, tmp_path / "cache two").digest


def test_a_code_change_makes_only_a_new_application_layer(tmp_path):
    """The dependency layer stays, and nothing is installed again."""
    project, events = a_project(tmp_path / "project"), []
    before = built(project, tmp_path / "cache")
    (project / "app" / "main.py").write_text("import greeting\nprint(greeting.TEXT, 2)\n")

    after = built(project, tmp_path / "cache", events)

    assert before.layers[0] == after.layers[0]
    assert before.layers[1] != after.layers[1]
    assert not [event for event in events if "installing" in event.text]


def test_building_again_makes_no_layer(tmp_path):
    """Without a change a build finds its layers and writes none, once the files are older than their clock's tick."""
    project = a_project(tmp_path / "project")

    def layers() -> list[int]:
        return layers_on_disk(built(project, tmp_path / "cache"), tmp_path / "cache")

    until(lambda: layers() == layers(), "a build that finds its layers")


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path):
    """A file that was replaced and given its old time back makes a new image."""
    project = a_project(tmp_path / "project")
    main = project / "app" / "main.py"
    os.utime(main, (1_000_000, 1_000_000))
    before = built(project, tmp_path / "cache")
    main.write_text(main.read_text().replace("1", "2"))
    os.utime(main, (1_000_000, 1_000_000))

    assert before.digest != built(project, tmp_path / "cache").digest


def test_secrets_and_tools_files_stay_out(tmp_path):
    """A .env file is in no layer, and the build says so."""
    project, events = a_project(tmp_path / "project"), []
    (project / ".git").mkdir()
    (project / "aerostat.yaml").write_text("application: shop\n")

    image = built(project, tmp_path / "cache", events)

    listed = subprocess.run(
        ["tar", "-tzf", image.layout.blob(image.layers[1].digest)], capture_output=True, text=True, check=True
    )
    assert ["app/", "app/app/", "app/app/main.py", f"app/{WHEEL}", "app/requirements.txt"] == listed.stdout.split()
    assert any(".env" in event.text for event in events)


def test_the_layout_is_what_other_tools_read(tmp_path):
    """oci-layout, index.json and blobs named by their digests; a config with command, user and folder."""
    image = built(a_project(tmp_path / "project"), tmp_path / "cache")

    index = json.loads((tmp_path / "cache" / "index.json").read_bytes())
    assert image.digest == index["manifests"][-1]["digest"]
    for blob in (tmp_path / "cache" / "blobs" / "sha256").iterdir():
        assert blob.name == hashlib.sha256(blob.read_bytes()).hexdigest()
    config = image.config["config"]
    assert ["/bin/sh", "-c", "exec python -m app.main"] == config["Cmd"]
    assert ("10001", "/app") == (config["User"], config["WorkingDir"])


def test_two_builds_at_once_install_once_and_agree(tmp_path):
    """Builds that share a cache wait for one another where they must."""
    project, images = a_project(tmp_path / "project"), []
    threads = [threading.Thread(target=lambda: images.append(built(project, tmp_path / "cache"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 3 == len(images)
    assert 1 == len({image.digest for image in images})
    assert [] == list((tmp_path / "cache" / "work").iterdir())


def test_a_build_that_was_killed_while_installing_is_healed_by_the_next(tmp_path):
    """kill -9 in the middle of an installation leaves nothing that a later build would take for finished."""
    project, cache = a_project(tmp_path / "project"), tmp_path / "cache"
    code = (
        "import sys; from pathlib import Path; from aerostat.images import build; from aerostat.model import Build\n"
        "build(Build(context=Path(sys.argv[1])), command='x', port=0, cache=Path(sys.argv[2]), emit=lambda e: None)"
    )
    victim = subprocess.Popen([sys.executable, "-c", code, str(project), str(cache)], start_new_session=True)
    until(lambda: list(cache.glob("work/*/requirements.txt")), "the build installs")
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    assert list(cache.glob("work/*"))

    image = built(project, cache)

    assert image.digest == built(project, tmp_path / "another cache").digest
    assert [] == list((cache / "work").iterdir())


def test_a_broken_requirements_file_is_quoted(tmp_path):
    """The error has the installer's last lines and the line of the file."""
    project = a_project(tmp_path / "project")
    (project / "requirements.txt").write_text(f"./{WHEEL}\nfastapi=!1\n")

    with pytest.raises(BuildError) as caught:
        built(project, tmp_path / "cache")

    assert "the requirements in requirements.txt could not be installed" == caught.value.message
    assert "requirements.txt:2: fastapi=!1" in caught.value.because
    assert any("Invalid requirement" in line for line in caught.value.because)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"README": ""}, "no project found in"),
        ({"Pipfile": ""}, "Pipfile is not supported"),
        ({"requirements.txt": "-r other.txt\n"}, "requirements.txt:1 includes other.txt, which is not there"),
        ({"requirements.txt": "", ".python-version": "3.99"}, ".python-version asks for Python 3.99"),
        ({"pyproject.toml": "[project\n"}, "pyproject.toml cannot be read"),
        (
            {"pyproject.toml": "[project]\nname='x'\nrequires-python='>=3.99'\n"},
            "pyproject.toml asks for Python >=3.99",
        ),
        ({"package.json": '{"dependencies": {"ms": "1"}}'}, "package.json has dependencies, and there is no"),
        ({"package.json": "{"}, "package.json cannot be read"),
        ({"requirements.txt": "", ".dockerignore": "[z-a]"}, ".dockerignore has a broken pattern"),
    ],
)
def test_a_project_that_cannot_be_built_is_refused_with_a_hint(tmp_path, files, message):
    """What is wrong, and what to do now."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(BuildError) as caught:
        built(tmp_path, tmp_path / "cache")

    assert caught.value.message.startswith(message)
    assert caught.value.hint


def test_a_link_out_of_the_project_is_refused(tmp_path):
    """What it points to would not be in the image."""
    project = a_project(tmp_path / "project")
    (project / "passwd").symlink_to("/etc/passwd")

    with pytest.raises(BuildError, match="passwd is a link out of the project"):
        built(project, tmp_path / "cache")


def test_the_projects_own_console_scripts_are_in_the_image(tmp_path):
    """[project.scripts] become commands although the project is not installed."""
    project = a_project(tmp_path / "project")
    (project / "pyproject.toml").write_text("[project]\nname='x'\nversion='1'\nscripts={go='app.main:run'}\n")

    image = built(project, tmp_path / "cache")

    names = subprocess.run(
        ["tar", "-tzf", image.layout.blob(image.layers[1].digest)], capture_output=True, text=True, check=True
    )
    assert "opt/app/bin/go" in names.stdout.split()


def test_a_clean_commit_names_the_image_and_is_no_part_of_it(tmp_path):
    """The tag is the commit; a commit that changes no file of the image makes no new digest."""
    project = a_project(tmp_path / "project")
    before = built(project, tmp_path / "cache")
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *arguments], cwd=project, check=True)

    after = built(project, tmp_path / "cache")

    assert before.digest == after.digest
    assert 12 == len(after.tag) and after.tag == after.revision
    assert before.tag == before.digest.removeprefix("sha256:")[:12]


def test_a_real_set_of_requirements(tmp_path):
    """FastAPI, SQLAlchemy, boto3 and Pillow: built from nothing twice, the same bytes."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text(
        "fastapi==0.115.0\nuvicorn==0.30.6\nsqlalchemy==2.0.35\nboto3==1.35.20\npillow==10.4.0\n"
    )
    (project / "main.py").write_text("import fastapi, sqlalchemy, boto3, PIL\n")

    first, second = built(project, tmp_path / "one"), built(project, tmp_path / "two")

    assert first.digest == second.digest
    assert {"sqlalchemy", "botocore"} <= {cause.name for cause in first.largest()}


@pytest.mark.skipif(shutil.which("npm") is None, reason="this machine has no Node")
def test_a_node_project(tmp_path):
    """Production packages come from package-lock.json, and `npm start` says what runs."""
    package = {"name": "web", "type": "module", "scripts": {"start": "node server.js"}, "dependencies": {"ms": "2.1.3"}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    (tmp_path / "server.js").write_text("import ms from 'ms'; console.log(ms('1h'))\n")
    subprocess.run(["npm", "install", "--package-lock-only", "--silent"], cwd=tmp_path, check=True)

    image = build(Build(context=tmp_path), command="", port=8000, cache=tmp_path / ".aerostat", emit=[].append)

    assert ["/bin/sh", "-c", "exec node server.js"] == image.config["config"]["Cmd"]
    assert "PORT=8000" in image.config["config"]["Env"]
    assert ["packages of package-lock.json", "the application"] == [layer.purpose for layer in image.layers]
