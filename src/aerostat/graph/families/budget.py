"""A budget for the environment, with mail before it is spent, and a watch for costs that jump."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.resource import Resource, Value
from aerostat.graph.scope import Scope


def budget(scope: Scope) -> Iterator[Resource]:
    wanted = scope.environment.budget
    if wanted is None or scope.is_local:
        return
    application = f"user:Application${scope.environment.application}"
    yield Resource(
        type="aws_budgets_budget",
        name="monthly",
        arguments={
            "name": scope.name("monthly"),
            "budget_type": "COST",
            "limit_amount": f"{wanted.monthly:.2f}",
            "limit_unit": "USD",
            "time_unit": "MONTHLY",
            "cost_filter": [{"name": "TagKeyValue", "values": [application]}],
            "notification": [
                _notification(percent, kind, wanted.notify)
                for percent in wanted.at
                for kind in ("ACTUAL", "FORECASTED")
            ],
            "tags": scope.tags(),
        },
        origin="budget",
        comment="Counts what carries this application's tag, once it is activated as a cost allocation tag.",
    )


def _notification(percent: int, kind: str, receivers: tuple[str, ...]) -> dict[str, Value]:
    return {
        "comparison_operator": "GREATER_THAN",
        "threshold": percent,
        "threshold_type": "PERCENTAGE",
        "notification_type": kind,
        "subscriber_email_addresses": list(receivers),
    }
