"""
The causes we know, most specific first.

Each rule looks at the evidence and names a cause or passes. The order is that of specificity: what the platform says
about starting a container, then how the container ended, then what the load balancer saw of it. The texts are those
that ECS and Elastic Load Balancing use; they are the API here, since no code accompanies them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aerostat.diagnosis.evidence import Evidence, StoppedTask


@dataclass(frozen=True, kw_only=True)
class Cause:
    """
    Why a revision fails.

    Attributes:
        id: stable, for programs: ``image-missing``.
        sentence: the headline, without a final period.
        because: the lines that prove it, each with its source.
        hint: the edit or command that mends it.
        is_deterministic: no retry can help, so a rollout may be stopped at the first sight of it.
    """

    id: str
    sentence: str
    because: tuple[str, ...] = ()
    hint: str = ""
    is_deterministic: bool = False


Rule = Callable[[Evidence], Cause | None]


def explain(evidence: Evidence) -> Cause:
    """The most specific cause; ``unknown`` with the raw evidence where no rule fits."""
    for rule in RULES:
        if cause := rule(evidence):
            return cause
    return Cause(
        id="unknown",
        sentence=f"`{evidence.service}` did not become healthy, and the evidence names no cause",
        because=tuple(f"event: {text}" for text in evidence.events[:5]) + _logs(evidence.running_log_tail),
        hint=f"`aerostat logs {evidence.service} --since 10m` shows what it wrote",
    )


# --- the container never started -----------------------------------------------------------------------------------

#: What ECS says when a task cannot start: pattern, id, sentence, hint. Groups of the pattern fill the sentence.
_START_FAILURES: Sequence[tuple[re.Pattern[str], str, str, str]] = (
    (
        re.compile(r"CannotPullContainerError.*?(?:resolve ref|resolve image) (?P<what>\S+?): not found", re.S),
        "image-missing",
        "the image `{what}` does not exist",
        "push the image, or name a tag that exists",
    ),
    (
        re.compile(r"CannotPullContainerError.*platform '(?P<what>[^']+)'", re.S),
        "wrong-architecture",
        "the image was not built for {what}",
        "build it for that platform, or set the service's architecture",
    ),
    (
        re.compile(r"did not contain json key (?P<what>\S+)"),
        "secret-key-missing",
        "the secret has no JSON key `{what}`",
        "name a key the secret has, or store that key",
    ),
    (
        re.compile(r"secret value for staging label"),
        "secret-without-value",
        "a secret exists but was never given a value",
        "store a value for the secret, then deploy again",
    ),
    (
        re.compile(
            r"can'?t find the specified secret|ARN '(?P<what>[^']*)' from AWS Secrets Manager|ParameterNotFound"
        ),
        "secret-missing",
        "a secret that the service needs does not exist",
        "create the secret, or take its name out of `secrets`",
    ),
    (
        re.compile(r"is not authorized to perform: (?P<what>\S+)"),
        "permission-missing",
        "a role lacks the permission `{what}`",
        "grant it on the role that the message names",
    ),
    (
        re.compile(r"specified log group does not exist"),
        "log-group-missing",
        "the log group of the task definition does not exist",
        "create the log group before the service",
    ),
    (
        re.compile(r"CannotStartContainerError.*?exec: \"?(?P<what>[^\"\n:]+)\"?.*(?:not found|no such file)", re.S),
        "command-not-found",
        "the command `{what}` does not exist in the image",
        "correct `command`, or add the package that brings it to the requirements",
    ),
    (
        re.compile(r"No space left on device", re.I),
        "disk-full",
        "the disk is full",
        "free some space and deploy again",
    ),
)


def _cannot_start(evidence: Evidence) -> Cause | None:
    for task in evidence.stopped:
        for text in (task.container_reason, task.reason):
            for pattern, id_, sentence, hint in _START_FAILURES:
                if match := pattern.search(text.replace("’", "'").replace("‘", "'")):
                    return Cause(
                        id=id_,
                        sentence=sentence.format(**match.groupdict(default="")),
                        because=(_stopped(task, text),),
                        hint=hint,
                        is_deterministic=True,
                    )
    return None


# --- the container ended by itself ---------------------------------------------------------------------------------

_OUT_OF_MEMORY = re.compile(r"OutOfMemory|container killed due to memory usage", re.I)
_NOT_FOUND = re.compile(r"(?:sh: \d+: |exec: |: )?(?P<what>[^\s:]+): (?:command )?not found")

#: The last word of a dying application, most telling first: pattern of a log line, id, sentence, hint, deterministic.
_LAST_WORDS: Sequence[tuple[re.Pattern[str], str, str, str, bool]] = (
    (
        re.compile(r"ModuleNotFoundError: No module named '(?P<what>[^']+)'"),
        "module-missing",
        "`{service}` cannot import `{what}`",
        "add the package to the requirements, or correct the import",
        True,
    ),
    (
        re.compile(r"(?P<what>(?:ImportError|SyntaxError|IndentationError|NameError): .+)"),
        "broken-code",
        "`{service}` cannot be loaded: {what}",
        "mend the code; the line is in the log above",
        True,
    ),
    (
        re.compile(
            r"Could not import module \"(?P<what>[^\"]+)\"|Attribute \"(?P<attribute>[^\"]+)\" not found in module"
        ),
        "module-missing",
        "the server cannot import the application `{what}{attribute}` that `command` names",
        "correct the module in `command`",
        True,
    ),
    (
        re.compile(r"Cannot find module '(?P<what>[^']+)'"),
        "module-missing",
        "`{service}` cannot load `{what}`",
        "add the package to package.json, or correct the path",
        True,
    ),
    (
        re.compile(r"[Aa]ddress already in use"),
        "port-taken",
        "`{service}` wants a port that is already taken",
        "listen on the port in the variable PORT: `--port ${PORT}`",
        False,
    ),
    (
        re.compile(r"(?:KeyError: '|[Mm]issing (?:required )?(?:environment )?variable:? '?)(?P<what>[A-Z][A-Z0-9_]+)"),
        "configuration-missing",
        "`{service}` lacks the setting `{what}`",
        "add it under `environment`, `secrets` or `uses` of the service",
        False,
    ),
    (
        re.compile(r"Field required \[type=missing"),
        "configuration-missing",
        "`{service}` lacks a setting it needs",
        "add the one that the log names under `environment`, `secrets` or `uses` of the service",
        False,
    ),
    (
        re.compile(
            r"(?P<what>password authentication failed.*|could not translate host name.*|[Cc]onnection refused.*)"
        ),
        "dependency-unreachable",
        "`{service}` cannot reach something it needs: {what}",
        "check that the service's `uses` names it and that it runs: `aerostat status`",
        False,
    ),
)


def _own_exit(evidence: Evidence) -> Cause | None:
    for task in evidence.stopped:
        if task.stop_code != "EssentialContainerExited":
            continue
        if _OUT_OF_MEMORY.search(task.container_reason):
            return _out_of_memory(evidence, task)
        if task.exit_code in (126, 127):
            return _no_such_command(task)
        return _last_words(evidence, task) or _plain_exit(evidence, task)
    return None


def _out_of_memory(evidence: Evidence, task: StoppedTask) -> Cause:
    return Cause(
        id="out-of-memory",
        sentence=f"`{evidence.service}` was killed because it used more memory than its task has",
        because=(_stopped(task, task.container_reason),),
        hint="raise `memory` to the next size, or use less",
    )


def _no_such_command(task: StoppedTask) -> Cause:
    found = next((match for line in reversed(task.log_tail) if (match := _NOT_FOUND.search(line))), None)
    what = f"`{found['what']}`" if found else "its command"
    ending = "does not exist in the image" if task.exit_code == 127 else "is not an executable file"
    return Cause(
        id="command-not-found",
        sentence=f"{what} {ending} (exit code {task.exit_code})",
        because=(_stopped(task, task.reason), *_logs(task.log_tail)),
        hint="correct `command`, or add the package that brings it to the requirements",
        is_deterministic=True,
    )


def _last_words(evidence: Evidence, task: StoppedTask) -> Cause | None:
    for pattern, id_, sentence, hint, is_deterministic in _LAST_WORDS:
        for line in reversed(task.log_tail):
            if match := pattern.search(line):
                return Cause(
                    id=id_,
                    sentence=sentence.format(service=evidence.service, **match.groupdict(default="")),
                    because=(_stopped(task, task.reason), *_logs(task.log_tail)),
                    hint=hint,
                    is_deterministic=is_deterministic,
                )
    return None


def _plain_exit(evidence: Evidence, task: StoppedTask) -> Cause:
    if task.exit_code == 0:
        sentence = f"`{evidence.service}` ended by itself with exit code 0; a service must keep running"
        hint = "run it in the foreground; a command that ends belongs in `deployment.before`"
    else:
        sentence = f"`{evidence.service}` ends at start with exit code {task.exit_code}"
        hint = "its last lines above say why; run it here with `aerostat exec`"
    return Cause(id="exits", sentence=sentence, because=(_stopped(task, task.reason), *_logs(task.log_tail)), hint=hint)


# --- it runs, and nobody is content with it ------------------------------------------------------------------------

_LISTENS = re.compile(
    r"(?:[Rr]unning (?:on|at)|[Ll]istening (?:on|at)|[Ss]erving .* on)\D*(?:[\w.:\[\]/]*?):?(?P<port>\d{2,5})"
    r"\b(?![.:]\d)"
)
_LISTENS_TO_ITSELF = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\]):\d")


def _unhealthy(evidence: Evidence) -> Cause | None:
    if not evidence.targets:
        return None
    target = evidence.targets[0]
    seen = f"target health of task {target.task_id}: {target.code} {target.description}".rstrip()
    tail = evidence.running_log_tail or next((task.log_tail for task in evidence.stopped if task.log_tail), ())
    because = (seen, *_logs(tail))
    path = evidence.health_check_path
    match target.code:
        case "Target.ResponseCodeMismatch":
            codes = "".join(re.findall(r"\[([^\]]*)\]", target.description)) or "another status"
            return Cause(
                id="health-check-status",
                sentence=f"`{evidence.service}` answers its health check {path} with {codes}",
                because=because,
                hint=_status_hint(codes),
            )
        case "Target.Timeout":
            return Cause(
                id="health-check-timeout",
                sentence=f"`{evidence.service}` does not answer its health check {path} in time",
                because=because,
                hint="make the health check cheaper, raise its `timeout`, or give the service a longer `grace_period`",
            )
        case "Target.FailedHealthChecks":
            return _nothing_answered(evidence, tail, because)
    return None


def _nothing_answered(evidence: Evidence, tail: Sequence[str], because: tuple[str, ...]) -> Cause:
    """The check found nobody at the port. Where the program says it listens tells why."""
    for line in reversed(tail):
        if match := _LISTENS.search(line):
            return _listens_in_vain(evidence, int(match["port"]), line, because)
    return Cause(
        id="nothing-listens",
        sentence=f"nothing answers at the port of `{evidence.service}`",
        because=because,
        hint="listen on 0.0.0.0 and the port in the variable PORT: `--host 0.0.0.0 --port ${PORT}`",
    )


def _listens_in_vain(evidence: Evidence, port: int, line: str, because: tuple[str, ...]) -> Cause:
    if evidence.ports and port not in evidence.ports:
        return Cause(
            id="wrong-port",
            sentence=f"`{evidence.service}` listens on port {port}, not on the port it was given in PORT",
            because=because,
            hint="let the command take the port from the environment: `--port ${PORT}`",
        )
    if _LISTENS_TO_ITSELF.search(line):
        return Cause(
            id="listens-to-itself",
            sentence=f"`{evidence.service}` listens on an address where only its own container reaches it",
            because=because,
            hint="listen on all addresses: `--host 0.0.0.0`",
        )
    return Cause(
        id="slow-start",
        sentence=f"`{evidence.service}` listens on port {port}, but nobody did when its health was checked",
        because=because,
        hint="its start takes too long: give the service a longer `grace_period`, or let it start faster",
    )


def _status_hint(codes: str) -> str:
    if codes.startswith("404"):
        return "the path does not exist: set `health_check.path` to one that answers 200"
    if codes.startswith("3"):
        return "the path redirects: name the final path, or accept the code with `health_check.matcher`"
    if codes.startswith(("401", "403", "400")):
        return "let the health check through without a login or host check; its Host header is ip:port"
    return "the handler of the health check fails: its lines in the log say why"


def _container_check(evidence: Evidence) -> Cause | None:
    for task in evidence.stopped:
        if "failed container health checks" in task.reason:
            return Cause(
                id="container-health-check",
                sentence=f"the container health check of `{evidence.service}` fails",
                because=(_stopped(task, task.reason), *_logs(task.log_tail)),
                hint="is its program in the image, the port right, `start_period` long enough?",
            )
    return None


#: Lines that every server writes while it is being stopped: consequences, not causes.
_ROUTINE = re.compile(r"Shutting down|Waiting for application shutdown|Application shutdown complete|^Terminated$")
_WIDEST = 300

RULES: tuple[Rule, ...] = (_cannot_start, _own_exit, _container_check, _unhealthy)


def _stopped(task: StoppedTask, text: str) -> str:
    ending = "" if task.exit_code is None else f" (exit code {task.exit_code})"
    return f"task {task.task_id} stopped: {text}{ending}"


def _logs(tail: Sequence[str]) -> tuple[str, ...]:
    told = [line for line in tail if not _ROUTINE.search(line)] or list(tail)
    return tuple(f"log: {line if len(line) <= _WIDEST else line[: _WIDEST - 1] + '…'}" for line in told[-8:])
