"""
What several resources of a module repeat to the letter is said once, as a local value.

Only of few arguments: who may take a role, which images are kept, whom an endpoint lets pass. What differs by a name
in its middle would be shorter as a loop, but then no resource would have a name of its own in a plan and in the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aerostat.graph import Json, Resource
from aerostat.graph.names import label

#: The argument by type, and how the value is called; "" for the service that takes the role.
_REPEATED: Mapping[str, tuple[str, str]] = {
    "aws_iam_role": ("assume_role_policy", ""),
    "aws_ecr_lifecycle_policy": ("policy", "image_lifecycle"),
    "aws_vpc_endpoint": ("policy", "only_this_account"),
}


@dataclass(frozen=True, kw_only=True)
class SharedValue:
    """
    Attributes:
        name: of the local value.
        family: the file with the first resource that has it.
        argument: which all of the ``users``, addresses of resources, have it as.
    """

    name: str
    family: str
    document: Json
    argument: str
    users: frozenset[str]


def shared_values(resources: Iterable[Resource]) -> list[SharedValue]:
    """Those that at least two resources of a module have."""
    same: dict[tuple[str, str], list[Resource]] = {}
    for one in resources:
        if one.type in _REPEATED:
            argument, _ = _REPEATED[one.type]
            same.setdefault((one.type, repr(one.arguments.get(argument))), []).append(one)
    taken: dict[str, int] = {}
    found = []
    for (type, _), users in same.items():
        argument, usual = _REPEATED[type]
        document = users[0].arguments.get(argument)
        if len(users) < 2 or not isinstance(document, Json) or not (name := usual or _trust(document)):
            continue
        taken[name] = taken.get(name, 0) + 1
        found.append(
            SharedValue(
                name=name if taken[name] == 1 else f"{name}_{taken[name]}",
                family=users[0].family or "main",
                document=document,
                argument=argument,
                users=frozenset(one.address for one in users),
            )
        )
    return found


def _trust(document: Json) -> str:
    """``ecs_tasks_trust``; "" for what more than one of AWS's services, or somebody else, may take."""
    match document.value:
        case {"Statement": [{"Principal": {"Service": str(service)}}]}:
            return f"{label(service.removesuffix('.amazonaws.com').replace('.', '-'))}_trust"
        case _:
            return ""


def by_user(values: Iterable[SharedValue]) -> Mapping[str, Mapping[str, str]]:
    """By the address of a resource, which argument of it is which local value."""
    return {user: {one.argument: one.name} for one in values for user in one.users}
