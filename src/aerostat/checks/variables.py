"""Environment variables: who sets which, and what must not stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean
from aerostat.checks.regional import users
from aerostat.diagnostics import Severity
from aerostat.model import Environment, Function, Service
from aerostat.model.wiring import variables

_SECRET_NAME = re.compile(
    r"(^|_)(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_KEY|SECRET_KEY|ACCESS_KEY|CREDENTIALS?)(_KEY)?$",
    re.I,
)
_SECRET_VALUE = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|\b(sk|rk)_live_\w+|\bgh[pousr]_\w{20,}|\bxox[abprs]-|://[^/\s:@]+:[^/\s:@]+@"
)

_FILLED = ("application", "environment")
_PLACEHOLDER = re.compile(r"\$\{([a-z][a-z_-]*)\}")


def problems(environment: Environment) -> Iterator[Problem]:
    for service in environment.services.values():
        yield from _reserved(service)
        yield from _collisions(environment, service)
        yield from _plain_text_secrets(service)
    for user in users(environment):
        yield from _placeholders(user)
    for secret in environment.secrets.values():
        if _is_reserved(secret.name):
            yield _reserved_name(("secrets", secret.name), secret.name)


def _reserved(service: Service) -> Iterator[Problem]:
    for setting, names in (("environment", service.environment), ("roles", service.roles)):
        for name in names:
            if _is_reserved(name):
                yield _reserved_name(("services", service.name, setting, name), name)


def _is_reserved(name: str) -> bool:
    return name == "PORT" or name.startswith(("AWS_", "ECS_"))


def _reserved_name(path: KeyPath, name: str) -> Problem:
    if name == "PORT":
        reason, suggestion = "Aerostat tells each task its port in it", "remove it, and set `port` of the service"
    else:
        reason = "AWS's own variables say which region, credentials and endpoint a task has"
        suggestion = "remove it; boto3 finds all of these by itself"
    return Problem(
        id="reserved-variable",
        path=path,
        mark="key",
        message=f"`{name}` is set for every task already",
        reason=reason,
        suggestion=suggestion,
    )


def _collisions(environment: Environment, service: Service) -> Iterator[Problem]:
    """Two sources of one variable. What ``uses`` gives comes first, then secrets, then plain variables."""
    given = {name: f"`uses: {source.name}`" for name, source in variables(environment, service).items()}
    for name in service.roles:
        if name in given:
            yield _collision(("services", service.name, "roles", name), service, name, given[name])
        given.setdefault(name, f"the role `{name}`")
    for index, name in enumerate(service.secrets):
        if name in given and name not in service.secrets[:index]:
            yield _collision(("services", service.name, "secrets", index), service, name, given[name])
        given.setdefault(name, f"the secret `{name}`")
    for name in service.environment:
        if name in given:
            yield _collision(("services", service.name, "environment", name), service, name, given[name])


def _collision(path: KeyPath, service: Service, name: str, giver: str) -> Problem:
    return Problem(
        id="variable-collision",
        path=path,
        mark="key",
        message=f"`{name}` of service `{service.name}` comes from {giver} already",
        reason="a variable has one value",
        suggestion="remove one of the two",
        is_confidential=True,
    )


def _placeholders(user: Service | Function) -> Iterator[Problem]:
    """ECS and Lambda pass a value on as it is; what looks like a placeholder of ours and is none stays there."""
    section = "services" if isinstance(user, Service) else "functions"
    for name, value in user.environment.items():
        for unknown in _PLACEHOLDER.findall(value):
            yield Problem(
                id="unknown-placeholder",
                path=(section, user.name, "environment", name),
                severity=Severity.WARNING,
                message=f"`${{{unknown}}}` in `{name}` of {section.removesuffix('s')} `{user.name}` is not filled in",
                reason=f"filled in are {' and '.join(f'`${{{one}}}`' for one in _FILLED)}",
                suggestion=did_you_mean(unknown, _FILLED),
            )


def _plain_text_secrets(service: Service) -> Iterator[Problem]:
    for name, value in service.environment.items():
        if value and (_SECRET_NAME.search(name) or _SECRET_VALUE.search(value)):
            yield Problem(
                id="plain-text-secret",
                path=("services", service.name, "environment", name),
                severity=Severity.WARNING,
                message=f"`{name}` of service `{service.name}` looks like a secret written in plain text",
                reason="whoever reads this file or the task definition can read it",
                suggestion=f"define `{name}: {{from_environment: {name}}}` in `secrets` and list it in `secrets` here",
                is_confidential=True,
            )
