"""
Reference pages that are made from the code: ``python docs/generate.py`` writes them, ``--check`` only compares.

Exit code 1 with ``--check`` means that a page says something else than the code does. tests/docs runs the check.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer

from aerostat import blueprint
from aerostat.blueprint import json_schema, reference
from aerostat.checks import catalogue
from aerostat.cli.main import app
from aerostat.diagram import picture, svg
from localcloud.main import app as localcloud

REFERENCE = Path(__file__).parent / "reference"
EXAMPLES = Path(__file__).parent.parent / "examples"

#: What 0 and 1 mean for each command. 2, 70 and 130 mean the same for all: docs/reference/exit-codes.md.
ENDS: Mapping[str, str] = {
    "init": "0: the file is written. 1: there is one already, or the folder does not exist.",
    "check": "0: no errors; there may be warnings. 1: errors.",
    "up": "0: every service serves what the blueprint says. 1: something does not; the message says what.",
    "down": "0: nothing runs any more. 1: it could not be stopped, or another command is at work.",
    "status": "0: every service is well. 1: one is not, or the local cloud does not run.",
    "deploy": "0: the new revision serves, or nothing had changed. 1: rolled back or stopped; the message says why.",
    "rollback": "0: the earlier revision serves. 1: there is none that served well, or it does not serve.",
    "logs": "0: told all there is. 1: there is no such service, or the local cloud does not run.",
    "exec": "The command's own exit code. 1 also: it could not be started.",
    "open": "0: opened or printed. 1: there is nothing of that kind to open.",
    "plan": "0: it could be planned, whether there is something to change or not; 1 with `--expect-no-changes` when "
    "there is. 1 also: it could not be planned.",
    "apply": "0: AWS is as the blueprint says. 1: it is not; the message says why. 130: you "
    "stopped it or said no; the same command continues.",
    "destroy": "0: nothing is left. 1: something is, or there is data and nobody said that it may go.",
    "drift": "0: nobody needs to do anything. 1: something was changed by hand or is not applied yet, or it could not "
    "be compared.",
    "outputs": "0: told all there is. 1: the state could not be read.",
    "diagram": "0: drawn. 1: the blueprint has errors, or the file cannot be written.",
    "bootstrap": "0: everything is there. 1: something could not be made.",
    "start": "0: it ran and was ended, or with `--detach`: it answers. 1: it did not start.",
    "stop": "0: none runs in the folder any more. 1: it did not stop within 60 s.",
}
ENDS_OF_LOCALCLOUD: Mapping[str, str] = {**ENDS, "status": "0: one answers. 1: none does."}

COMMANDS = """\
# Commands

The words of `aerostat`, made from its source. Data goes to stdout, narration to stderr; `--json` turns both into
[events](events.md) on stdout. What the exit codes mean in general is in [exit codes](exit-codes.md).

`--env` names an environment of the blueprint. `plan`, `apply`, `destroy`, `drift`, `outputs` and `bootstrap` work on
those on AWS, with your own terraform or tofu: [to AWS](../guides/to-aws.md). `check` and `diagram` look at any. The
others work on `local`, the default, which is this machine.
"""

LOCALCLOUD = """\
# localcloud

The local cloud as a program of its own, made from its source. `aerostat up` starts one for you; alone it is an AWS
for [other people's tools and tests](../guides/other-clients.md).
"""


def pages() -> Mapping[Path, str]:
    """Every generated page by its file."""
    written = {
        "commands.md": COMMANDS + _commands(app, "aerostat", ENDS),
        "localcloud.md": LOCALCLOUD + _commands(localcloud, "localcloud", ENDS_OF_LOCALCLOUD),
        "blueprint.md": reference.reference(),
        "findings.md": catalogue.reference(),
        "aerostat.schema.json": json_schema.schema_text(),
    }
    return {REFERENCE / name: text for name, text in written.items()} | dict(_drawings())


def _drawings() -> Iterator[tuple[Path, str]]:
    """Production of every example, as ``aerostat diagram`` draws it."""
    for file in sorted(EXAMPLES.glob("*/aerostat.yaml")):
        environment = blueprint.resolve(blueprint.load(file), "prod")
        yield file.parent / "docs" / "architecture.svg", svg(picture(environment))


def _commands(program: typer.Typer, name: str, ends: Mapping[str, str]) -> str:
    group: Any = typer.main.get_command(program)
    return "".join(f"\n{_command(name, command, ends[command.name])}" for command in group.commands.values())


def _command(program: str, command: Any, ends: str) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    usage = " ".join([program, command.name, "[options]", *map(_placeholder, arguments)])
    lines = [f"## {program} {command.name}", "", f"`{usage}`", "", *_paragraphs(command.help)]
    lines += [*_table(("argument", _placeholder), arguments), *_table(("option", _flags), options)]
    return "\n".join([*lines, f"Exit codes: {ends}", ""])


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield " ".join(paragraph.split())
        yield ""


def _table(kind: tuple[str, Any], params: list[Any]) -> Iterator[str]:
    title, label = kind
    if not params:
        return
    yield f"| {title} | default | meaning |"
    yield "|---|---|---|"
    for one in params:
        yield f"| `{label(one)}` | {_default(one)} | {_meaning(one)} |"
    yield ""


def _placeholder(param: Any) -> str:
    several = " …" if param.nargs == -1 else ""
    return f"<{param.name}>{several}" if param.required else f"[{param.name}]"


def _flags(param: Any) -> str:
    value = "" if param.is_flag else f" <{_kind(param)}>"
    return ", ".join(param.opts) + value


def _kind(param: Any) -> str:
    return {"Path": "path", "int": "number", "float": "number"}.get(_annotation(param).__name__, "text")


def _annotation(param: Any) -> Any:
    found = param.type_descriptor.annotation
    return str if get_origin(found) is Literal else found


def _default(param: Any) -> str:
    if param.required:
        return "required"
    return "" if param.default in (None, False, "") else f"`{param.default}`"


def _meaning(param: Any) -> str:
    choices = get_args(param.type_descriptor.annotation) if get_origin(param.type_descriptor.annotation) else ()
    names = [f"`{one}`" for one in choices if isinstance(one, str)]
    told = f"One of {', '.join(names)}. " if names else ""
    return told + (param.help or "")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is out of date")
    check = parser.parse_args(arguments).check
    made = pages()
    stale = [file for file, text in made.items() if not _is_current(file, text)]
    for file in stale:
        name = file.relative_to(EXAMPLES.parent)
        if check:
            print(f"{name} is out of date; `python docs/generate.py` writes it", file=sys.stderr)
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(made[file])
            print(f"wrote {name}")
    return 1 if check and stale else 0


def _is_current(file: Path, text: str) -> bool:
    return file.exists() and file.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
