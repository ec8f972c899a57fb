"""
Why Terraform ended badly, as one of our errors. Pure.

Terraform's diagnostics have no codes, so this is the one place that looks at their words, and only to find a better
hint: whatever is not recognised is told in Terraform's own words, with the place in the blueprint it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aerostat.errors import AerostatError, AwsError, LockHeld, TerraformError
from aerostat.terraform.running.stream import Diagnostic

_MOST = 12
_NO_CREDENTIALS = re.compile(r"no valid credential sources|failed to refresh cached credentials|no EC2 IMDS role")
_BAD_CREDENTIALS = re.compile(
    r"ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidAccessKeyId"
)
_NO_PROVIDER = re.compile(r"Failed to (query available provider packages|install provider|resolve provider packages)")
_NO_RELEASE = "no available releases match the given constraints"
_LOCK_MEMBER = re.compile(r"^\s*(ID|Path|Operation|Who|Created):\s*(\S.*?)\s*$", re.MULTILINE)


class PreventsDestroy(TerraformError):
    """The plan would destroy what the project says must not be destroyed."""


@dataclass(frozen=True, kw_only=True)
class Lock:
    """
    Who holds a state.

    Attributes:
        who: ``user@host``.
        since: as Terraform writes it, UTC.
    """

    id: str
    who: str
    since: str
    operation: str

    @property
    def host(self) -> str:
        return self.who.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Origins:
    """
    Where Terraform's resources come from.

    Attributes:
        place: the place of a resource's address in the blueprint, ``aerostat.yaml:12 queues.orders``; "" for none.
        again: the command that was run, for hints. apply: the one that changes things here.
        notes: what is odd about this machine, told where it may be the cause: a settings file that is missing.
    """

    place: Callable[[str], str]
    again: str = "aerostat apply"
    apply: str = "aerostat apply"
    notes: Sequence[str] = ()


def lock_in(diagnostics: Sequence[Diagnostic]) -> Lock | None:
    """The lock that was in the way, if one was."""
    for one in diagnostics:
        if "state lock" in one.summary and "Lock Info" in one.detail:
            told: Mapping[str, str] = dict(_LOCK_MEMBER.findall(one.detail))
            return Lock(
                id=told.get("ID", ""),
                who=told.get("Who", "somebody"),
                since=told.get("Created", "an unknown time")[:19],
                operation=told.get("Operation", "").removeprefix("OperationType").lower() or "unknown",
            )
    return None


def refusal(doing: str, diagnostics: Sequence[Diagnostic], said: Sequence[str], origins: Origins) -> AerostatError:
    """
    The error for a run that ended badly.

    Args:
        doing: what was done, as a sentence's subject: ``planning``.
        said: the last lines that were no diagnostics; used when there is nothing better.
    """
    errors = [one for one in diagnostics if one.severity == "error"]
    whole = "\n".join(f"{one.summary}\n{one.detail}" for one in errors)
    if lock := lock_in(errors):
        return _locked(lock, origins)
    if any(one.summary == "Instance cannot be destroyed" for one in errors):
        return PreventsDestroy(
            "the plan would destroy what is protected",
            because=_lines(errors, origins),
            hint="`lifecycle { prevent_destroy }` protects it in the project",
        )
    if _NO_RELEASE in whole:
        return TerraformError(
            "there is no release of a provider that fits",
            because=[*origins.notes, *_lines(errors, origins)],
            hint="look at the mirror that TF_CLI_CONFIG_FILE leads to, and at `required_providers` in your own files",
        )
    if _NO_PROVIDER.search(whole):
        return TerraformError(
            "the AWS provider cannot be downloaded",
            because=[*origins.notes, *_lines(errors, origins)],
            hint="check the network or proxy, or name a mirror in the file of TF_CLI_CONFIG_FILE",
        )
    if _NO_CREDENTIALS.search(whole):
        return AwsError(
            f"{doing} failed: there are no AWS credentials",
            hint="sign in (`aws sso login`, `aws configure`) or set AWS_PROFILE",
        )
    if _BAD_CREDENTIALS.search(whole):
        return AwsError(
            f"{doing} failed: AWS does not accept the credentials",
            because=_lines(errors, origins),
            hint=f"they are wrong or have expired; sign in again, then `{origins.again}` continues",
        )
    if "Saved plan is stale" in whole:
        return TerraformError(
            "somebody changed the environment after it was planned",
            hint=f"`{origins.again}` plans anew and shows what is different now",
        )
    because = _lines(errors, origins) or [line for line in said if line.strip()][-_MOST:]
    return TerraformError(
        f"{doing} failed", because=because, hint=f"once the cause is gone, `{origins.again}` continues"
    )


def _locked(lock: Lock, origins: Origins) -> LockHeld:
    return LockHeld(
        f"the state is locked by {lock.who} since {lock.since} UTC",
        because=[f"for the operation {lock.operation}; the lock is {lock.id}"],
        hint=f"wait until it has ended; when it is certain that it died: `{origins.apply} --unlock {lock.id}`",
    )


def _lines(errors: Sequence[Diagnostic], origins: Origins) -> list[str]:
    lines = []
    for one in dict.fromkeys(errors):
        place = origins.place(one.address) if one.address else ""
        file = f"{one.file}:{one.line}" if one.file else ""
        where = ", ".join(part for part in (place, one.address, file) if part)
        text = " ".join((one.summary or one.detail).split())
        lines.append(f"{where}: {text}" if where else text)
        lines += [f"  {line.strip()}" for line in one.detail.splitlines() if line.strip() and one.summary][:4]
    return lines[: 3 * _MOST]
