"""
Every way in which Aerostat can fail, branched by what the *reader* can do about it.

::

    AerostatError
    ├── BlueprintError      edit a file: the blueprint has findings
    ├── UsageError          call again, differently: no such service, nothing to roll back to
    ├── AwsError            credentials, permissions, throttling, limits
    ├── TerraformError      the user's terraform, its provider, or what they say of the project
    ├── BuildError          fix the source or its requirements: the image could not be built
    ├── RolloutFailed       look here: the deployment was rolled back or stopped
    ├── LocalCloudError     a program on this machine: a port, a disk, a process
    ├── LockHeld            wait, or end the other one
    ├── Interrupted         run it again: it stopped at a safe point because you asked
    └── AerostatBug         ours; please report

Each carries what happened (the message), why we think so (``because``) and what to do now (``hint``). They are
printed once, at the edge, by ``aerostat.output``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aerostat.diagnostics import Finding


class AerostatError(Exception):
    """
    Something the user can read and act on.

    Args:
        message: what happened, one sentence without a final period.
        because: the evidence, one line each.
        hint: what to do now; names the next command where there is one.
    """

    exit_code = 1

    def __init__(self, message: str, *, because: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.because = tuple(because)
        self.hint = hint


class BlueprintError(AerostatError):
    """The blueprint has findings of severity error; all of them are here."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        count = sum(1 for one in findings if one.severity == "error")
        super().__init__(f"the blueprint has {count} mistake{'s' if count != 1 else ''}")
        self.findings = tuple(findings)


class UsageError(AerostatError):
    """The command asks for something that is not there."""


class AwsError(AerostatError):
    """AWS, or the local cloud in its place, refused a request."""


class TerraformError(AerostatError):
    """Terraform is not there, cannot work, or found something wrong."""


class BuildError(AerostatError):
    """An image could not be built from its source."""


class RolloutFailed(AerostatError):
    """A deployment did not end with the revision we asked for serving."""


class LocalCloudError(AerostatError):
    """A program on this machine could not do its work."""


class LockHeld(AerostatError):
    """Another command is changing this environment."""


class Interrupted(AerostatError):
    """Ctrl-C: the work stopped where it can be taken up again."""

    exit_code = 130


class AerostatBug(AerostatError):
    """We broke a promise to ourselves."""

    exit_code = 70
