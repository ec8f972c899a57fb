"""The hosted zone, and the records that lead to the application."""

from __future__ import annotations

from aerostat.graph.resource import GLOBAL, Ref
from aerostat.graph.scope import Scope

_ZONE = "aws_route53_zone.main"


def zone_id(scope: Scope) -> Ref | None:
    """The hosted zone of the application's domain, for who has records to put there; None when it has no domain."""
    if scope.environment.domain is None or scope.is_local:
        return None
    return Ref(_ZONE, "zone_id", module=GLOBAL)
