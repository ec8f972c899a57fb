"""One environment on AWS, and the Terraform project that makes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from aerostat.aws import Aws, code_of, translated
from aerostat.errors import TerraformError, UsageError
from aerostat.events import Note, Sink
from aerostat.graph.resource import Graph, Resource
from aerostat.model import Environment
from aerostat.terraform.reading import Known, known
from aerostat.terraform.running import Message, Project, Said, turn
from aerostat.workflows.phases import phase

#: In place of a secret that no command will write: the project's variables refuse to be empty.
_UNUSED = "unused"

_MISSING = frozenset({"404", "NoSuchBucket", "NotFound"})


class Write(Protocol):
    """Writes the project of a graph; ``protects``: Terraform is to refuse to destroy what the graph protects."""

    def __call__(self, graph: Graph, /, *, protects: bool = True) -> object: ...


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """
    One environment.

    Attributes:
        graph: what the blueprint asks for.
        resources: the graph's resources by the address that Terraform knows them by.
        project: where Terraform works; its folder is written by ``write``.
        aws: boto3 clients of a region.
        inputs: environment variables that the project's variables are brought by, by the variable's name.
    """

    environment: Environment
    graph: Graph
    resources: Mapping[str, Resource]
    project: Project
    aws: Callable[[str], Aws]
    write: Write
    inputs: Mapping[str, str]

    @property
    def name(self) -> str:
        """What is typed to destroy it."""
        return f"{self.environment.application}-{self.environment.name}"

    @cached_property
    def known(self) -> Mapping[str, Known]:
        return known(self.resources)

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    def command(self, words: str) -> str:
        """A command for this environment, to be typed."""
        return f"aerostat {words} --env {self.environment.name}"

    @contextmanager
    def working(self, words: str, *, brings_inputs: bool = True) -> Iterator[Workspace]:
        """
        Nobody else works on this environment from this machine while the block runs.

        Args:
            words: the command at work.
            brings_inputs: whether the project's variables need their values; without, missing ones get a stand-in.

        Raises:
            LockHeld: somebody does.
            UsageError: a value that the project needs is not in the environment, or the folder cannot be written.
        """
        self._make_notes()
        with turn(self.project.notes / "lock", command=self.command(words), now=self.now()) as mine:
            origins = replace(self.project.origins, again=self.command(words), apply=self.command("apply"))
            environ = {**self.project.environ, **self._variables(brings_inputs)}
            yield replace(self, project=replace(self.project, turn=mine, environ=environ, origins=origins))

    def prepare(self, emit: Sink) -> None:
        """
        Sign in, write the project and open its state.

        Raises:
            AwsError: there are no credentials, or AWS does not accept them.
            TerraformError: the state's bucket does not exist, or the provider cannot be had.
        """
        with phase("prepare", f"preparing {self.environment.application} {self.environment.name}", emit):
            self._sign_in(emit)
            self._require_state()
            for text in self.project.origins.notes:
                emit(Note(at=self.now(), subject="terraform", text=text, level="warning"))
            self.write(self.graph)
            self.project.init(self._teller(emit))

    def _make_notes(self) -> None:
        notes = self.project.notes
        try:
            notes.mkdir(parents=True, exist_ok=True, mode=0o700)
            (notes / "lock").touch(mode=0o600)
        except OSError as error:
            raise UsageError(
                f"{notes} cannot be written: {error.strerror}",
                because=["plans and what Terraform says are kept there"],
                hint="make the folder of the blueprint writable, or work on a copy of it",
            ) from error

    def _sign_in(self, emit: Sink) -> None:
        with translated("signing in to AWS"):
            caller = self.aws(self.environment.region).client("sts").get_caller_identity()
        text = f"account {caller['Account']}, {self.environment.region}, as {caller['Arn'].rpartition(':')[2]}"
        emit(Note(at=self.now(), subject="account", text=text))

    def _require_state(self) -> None:
        state = self.environment.state
        if not state.bucket:
            return
        s3 = self.aws(state.region or self.environment.region).client("s3")
        try:
            s3.head_bucket(Bucket=state.bucket)
        except s3.exceptions.ClientError as error:
            if code_of(error) not in _MISSING:
                with translated(f"opening the state's bucket {state.bucket}"):
                    raise
            raise TerraformError(
                f"the bucket `{state.bucket}`, which is to hold Terraform's state, does not exist",
                because=[f"`state` of the environment `{self.environment.name}` names it"],
                hint=f"`{self.command('bootstrap')}` makes it",
            ) from error

    @contextmanager
    def unprotected(self, graph: Graph) -> Iterator[None]:
        """The project is written without Terraform's own protection while the block runs, and with it afterwards."""
        try:
            self.write(graph, protects=False)
            yield
        finally:
            self.write(self.graph)

    def _teller(self, emit: Sink) -> Callable[[Message], None]:
        def tell(message: Message) -> None:
            if isinstance(message, Said) and message.text.startswith("Installing"):
                emit(Note(at=self.now(), subject="terraform", text=message.text))

        return tell

    def _variables(self, brings_inputs: bool) -> dict[str, str]:
        missing = sorted(variable for variable in self.inputs.values() if variable not in self.project.environ)
        if missing and brings_inputs:
            raise UsageError(
                f"the environment variable{'s' if len(missing) > 1 else ''} {', '.join(missing)} must be set",
                because=["secrets of the blueprint are brought by them, and are written nowhere else than to AWS"],
                hint=f"export {missing[0]}=…, then `{self.command('plan')}`",
            )
        stand_in = "" if brings_inputs else _UNUSED
        return {f"TF_VAR_{name}": self.project.environ.get(one) or stand_in for name, one in self.inputs.items()}


def notes_on(environ: Mapping[str, str]) -> list[str]:
    """What is odd about the user's Terraform settings: a settings file that is named and is not there."""
    named = environ.get("TF_CLI_CONFIG_FILE", "")
    if named and not os.access(Path(named).expanduser(), os.R_OK):
        return [f"TF_CLI_CONFIG_FILE names {named}, which cannot be read; Terraform works without it"]
    return []
