"""Everything that users can meet has its place in the docs, and what the docs say is there."""

from __future__ import annotations

import importlib.util
import re
import shlex
from dataclasses import fields

import pytest
import typer

from aerostat import errors, events
from aerostat.checks import catalogue
from aerostat.cli.main import app, main
from aerostat.errors import AerostatError
from aerostat.events import Event
from localcloud.main import app as localcloud
from localcloud.running.tasks_environment import cloud_variables
from tests.docs.pages import ROOT, anchors, blocks, links, pages, typed

DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PROGRAMS = {"aerostat": app, "localcloud": localcloud}


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def row(page, name):
    """The line of a table that begins with `name`."""
    return next((line for line in page.read_text().splitlines() if line.startswith(f"| `{name}` |")), None)


def generator():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(capsys):
    """Whoever changes a command, a setting or a finding runs `python docs/generate.py`."""
    assert 0 == generator().main(["--check"]), capsys.readouterr().err


@pytest.mark.parametrize(("page", "program"), [("commands.md", "aerostat"), ("localcloud.md", "localcloud")])
def test_every_command_has_its_section(page, program):
    """Also one that was added a minute ago, and none that is gone."""
    sections = re.findall(rf"^## {program} (.+)$", (REFERENCE / page).read_text(), re.MULTILINE)
    assert sections == list(typer.main.get_command(PROGRAMS[program]).commands)


def test_every_finding_has_its_row():
    """The ids are a contract: `aerostat check --json` carries them."""
    assert [] == [one for one in sorted(catalogue.known_ids()) if row(REFERENCE / "findings.md", one) is None]


@pytest.mark.parametrize("kind", Event.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_event_and_its_members_are_described(kind):
    """What `--json` writes, member for member."""
    told = row(REFERENCE / "events.md", kebab(kind.__name__))
    assert told is not None
    own = {one.name for one in fields(kind)} - {one.name for one in fields(Event)}
    assert [] == [name for name in sorted(own) if f"`{name}`" not in told]


def test_no_event_is_described_that_does_not_exist():
    """The table of events ends with the last one there is."""
    section = (REFERENCE / "events.md").read_text().partition("## Kinds of event")[2].partition("## Results")[0]
    described = set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)) - {"event"}
    assert described == {kebab(kind.__name__) for kind in vars(events).values() if is_strict_subclass(kind, Event)}


def is_strict_subclass(kind, parent):
    return isinstance(kind, type) and issubclass(kind, parent) and kind is not parent


@pytest.mark.parametrize(
    "kind", [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, AerostatError)]
)
def test_every_error_is_described_with_its_exit_code(kind):
    """A program that reads `error` finds it in the table; the bare AerostatError is what Ctrl-C leaves."""
    told = row(REFERENCE / "exit-codes.md", kebab(kind.__name__))
    assert told is not None
    assert told.endswith(f"| {130 if kind is AerostatError else kind.exit_code} |")


def test_a_wrong_command_line_ends_as_documented(capsys):
    """2, with usage on stderr, whatever is wrong with it."""
    for wrong in (["nosuch"], ["rollback"], ["up", "--speed", "0"], ["logs", "--since", "soon"], ["status", "--nope"]):
        assert 2 == main(wrong), wrong
        told = capsys.readouterr()
        assert "" == told.out
        assert told.err.startswith("Usage: ")


def test_every_environment_variable_is_described():
    """Those that our code reads, and those that a task gets."""
    page = (REFERENCE / "environment.md").read_text()
    sources = "\n".join(file.read_text() for file in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"os\.(?:environ(?:\.get\(|\[)|getenv\()[\"']([A-Z][A-Z0-9_]*)", sources))
    given = cloud_variables(region="r", endpoint="e", task_id="t", credentials_token="c")
    assert read, "the pattern that finds them has stopped working"
    assert [] == [name for name in sorted(read | set(given) | {"PORT"}) if f"`{name}`" not in page]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    """To a file that is there, and to a heading that it has."""
    broken = []
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert [] == broken


def test_every_page_can_be_reached_from_the_index():
    """docs/README.md leads to each page, decisions through their own index."""
    reached = {DOCS / "README.md"}
    for index in (DOCS / "README.md", DOCS / "decisions" / "README.md"):
        reached |= {(index.parent / target.partition("#")[0]).resolve() for target in links(index)}
    assert [] == sorted(str(page) for page in DOCS.rglob("*.md") if page.resolve() not in reached)


@pytest.mark.parametrize("package", ["aerostat", "localcloud"])
def test_every_room_has_its_row(package):
    """docs/internals/architecture.md says what each is for."""
    rooms = re.findall(r"`(\w+)`", (DOCS / "internals" / "architecture.md").read_text().partition("## Rooms")[2])
    there = {entry.stem for entry in (ROOT / "src" / package).iterdir() if entry.suffix in ("", ".py")}
    assert [] == sorted(name for name in there if not name.startswith("_") and name not in rooms)


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("[0-9]*.md")), ids=lambda page: page.stem)
def test_a_decision_says_context_decision_and_consequences(page):
    """On one page."""
    text = page.read_text()
    assert ["Context", "Decision", "Consequences"] == re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert text.startswith(f"# {page.name[:4]}: ")
    assert len(text.splitlines()) <= 60


BLUEPRINTS = [block for page in pages() for block in blocks(page, "yaml") if "application:" in block.text]


@pytest.mark.parametrize("block", BLUEPRINTS, ids=str)
def test_every_blueprint_in_the_docs_is_well(block, tmp_path, capsys):
    """Beside a small project, `aerostat check` finds no mistake and nothing to warn of."""
    (tmp_path / "requirements.txt").write_text("uvicorn\n")
    (tmp_path / "aerostat.yaml").write_text(block.text)
    code = main(["check", "--file", str(tmp_path / "aerostat.yaml")])
    told = capsys.readouterr().err
    assert 0 == code, told
    assert "warning" not in told


TYPED = [
    pytest.param(program, text, id=where)
    for page in pages()
    for program in PROGRAMS
    for where, text in typed(page, program)
]


@pytest.mark.parametrize(("program", "text"), TYPED)
def test_every_command_in_the_docs_can_be_typed(program, text):
    """The command and its options exist, with as many arguments as it takes."""
    # What the shell would take away: comments, pipes, further commands.
    words = shlex.split(re.split(r"[;|]", text)[0] if "'" not in text else text.partition(";  ")[0], comments=True)
    words = words[1 : next((index for index, word in enumerate(words) if word == ";" or word.endswith(";")), None)]
    group = typer.main.get_command(PROGRAMS[program])
    assert words[0] in group.commands
    command = group.commands[words[0]]
    command.make_context(words[0], words[1:])
