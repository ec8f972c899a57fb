"""The ``aerostat`` program: its commands, and the one place where errors are printed and become exit codes."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime

import typer

from aerostat import __version__
from aerostat.aws import translated
from aerostat.cli import (
    apply,
    bootstrap,
    check,
    deploy,
    destroy,
    diagram,
    down,
    drift,
    execute,
    initial,
    logs,
    outputs,
    plan,
    rollback,
    show,
    status,
    up,
)
from aerostat.cli.options import view
from aerostat.delivery.detached import Detached
from aerostat.errors import AerostatBug, AerostatError
from aerostat.events import Note

app = typer.Typer(
    name="aerostat",
    help="One blueprint: the same architecture on a laptop in seconds and on AWS through Terraform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True)
) -> None:
    if version:
        typer.echo(f"aerostat {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command("init")(initial.init)
app.command("check")(check.check)
app.command("up")(up.up)
app.command("down")(down.down)
app.command("status")(status.status)
app.command("deploy")(deploy.deploy)
app.command("rollback")(rollback.rollback)
app.command("logs")(logs.logs)
app.command("exec", context_settings={"allow_interspersed_args": False})(execute.execute)
app.command("open")(show.show)
app.command("plan")(plan.plan)
app.command("apply")(apply.apply)
app.command("destroy")(destroy.destroy)
app.command("drift")(drift.drift)
app.command("outputs")(outputs.outputs)
app.command("bootstrap")(bootstrap.bootstrap)
app.command("diagram")(diagram.diagram)


def run() -> None:
    """Entry point of the ``aerostat`` program."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """
    Run one command and return its exit code.

    Every error is printed here and only here: as text for people, as JSON when ``--json`` was given.
    """
    told = view("--json" in arguments)
    try:
        with translated(f"aerostat {arguments[0] if arguments else ''}".strip()):
            code = app(arguments, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]  # every error of a command line has it; the exported base has not
        return error.exit_code
    except typer.Abort:
        return 130
    except Detached as detached:
        text = f"the deployment goes on; `aerostat deploy {detached.service} --watch` watches it again"
        told(Note(at=datetime.now(UTC), subject=detached.service, text=text))
        return 130
    except KeyboardInterrupt:
        return 130
    except AerostatError as error:
        told.error(error)
        return error.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:
        told.error(
            AerostatBug(
                f"Aerostat broke: {type(error).__name__}: {error}",
                because=traceback.format_exc().rstrip().splitlines(),
                hint="this is our mistake; please report it with the lines above",
            )
        )
        return AerostatBug.exit_code
