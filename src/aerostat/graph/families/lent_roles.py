"""
Roles that a service or function hands to one of AWS's services, which then works on the application's things.

MediaConvert reads a video and writes another only with a role that whoever orders the work passes to it. The role
gets what the blueprint names under ``uses`` of it, and may be taken by that service alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.roles import role_policy, service_role
from aerostat.graph.families.use import statements_for
from aerostat.graph.names import label
from aerostat.graph.policies import allow, sid
from aerostat.graph.resource import Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Function, LentRole, Service


def lent_roles(scope: Scope, user: Service | Function) -> Iterator[Resource]:
    for one in user.roles.values():
        name, origin = _label(user, one), f"{_origin(user)}.roles.{one.variable}"
        things = [scope.kept(user.name), one.variable.replace("_", "-")]
        yield service_role(scope, name, things, principal(one), origin)
        yield role_policy(name, "uses", statements_for(scope, one.uses, one.access), origin)


def lent_role(user: Service | Function, one: LentRole) -> Ref:
    """Its ARN."""
    return Ref(f"aws_iam_role.{_label(user, one)}", "arn")


def passing_statements(user: Service | Function) -> list[Value]:
    """To hand a role over is a permission of its own: to this service, and no other."""
    return [
        allow(
            f"Pass{sid(one.variable)}",
            ["iam:PassRole"],
            lent_role(user, one),
            {"StringEquals": {"iam:PassedToService": principal(one)}},
        )
        for one in user.roles.values()
    ]


def principal(one: LentRole) -> str:
    return f"{one.service}.amazonaws.com"


def _label(user: Service | Function, one: LentRole) -> str:
    return label(user.name, one.variable)


def _origin(user: Service | Function) -> str:
    return f"{'services' if isinstance(user, Service) else 'functions'}.{user.name}"
