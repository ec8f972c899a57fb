"""AWS Budgets: kept and shown. The local cloud costs nothing, so no budget is ever exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.registers import Register, tags_of

#: What AWS counts unless told otherwise.
_COST_TYPES = {
    "IncludeTax": True,
    "IncludeSubscription": True,
    "UseBlended": False,
    "IncludeRefund": True,
    "IncludeCredit": True,
    "IncludeUpfront": True,
    "IncludeRecurring": True,
    "IncludeOtherSubscription": True,
    "IncludeSupport": True,
    "IncludeDiscount": True,
    "UseAmortized": False,
}
#: The end of a budget without one.
_FAR_AWAY = datetime(2087, 6, 15, tzinfo=UTC)


class Budgets(Service):
    """AWS Budgets."""

    name = "budgets"

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._budgets = Register(journal, "budgets/budgets", missing="NotFoundException", is_global=True)
        self._tags = Tags(journal, "budgets/tags")
        self._clock = clock

    def create_budget(self, caller: Caller, params: Params) -> Answer:
        budget = self._completed(params["Budget"])
        name = budget["BudgetName"]
        notices = list(params.get("NotificationsWithSubscribers", ()))
        self._budgets.add(caller, name, {"budget": budget, "notices": notices}, taken="DuplicateRecordException")
        self._tags.replace(_arn(caller, name), tags_of(params, "ResourceTags"))
        return {}

    def describe_budget(self, caller: Caller, params: Params) -> Answer:
        return {"Budget": self._budgets.get(caller, params["BudgetName"])["budget"]}

    def describe_budgets(self, caller: Caller, params: Params) -> Answer:
        return {"Budgets": [record["budget"] for record in self._budgets.all(caller)]}

    def update_budget(self, caller: Caller, params: Params) -> Answer:
        budget = self._completed(params["NewBudget"])
        self._budgets.change(caller, budget["BudgetName"], lambda old: {**old, "budget": budget})
        return {}

    def delete_budget(self, caller: Caller, params: Params) -> Answer:
        self._budgets.remove(caller, params["BudgetName"])
        self._tags.forget(_arn(caller, params["BudgetName"]))
        return {}

    # --- notifications

    def create_notification(self, caller: Caller, params: Params) -> Answer:
        notice = {"Notification": params["Notification"], "Subscribers": params["Subscribers"]}
        self._change_notices(caller, params, lambda notices: [*notices, notice])
        return {}

    def update_notification(self, caller: Caller, params: Params) -> Answer:
        def changed(notices: list[Any]) -> list[Any]:
            old, new = params["OldNotification"], params["NewNotification"]
            return [{**one, "Notification": new} if _same(one["Notification"], old) else one for one in notices]

        self._change_notices(caller, params, changed)
        return {}

    def delete_notification(self, caller: Caller, params: Params) -> Answer:
        gone = params["Notification"]
        self._change_notices(
            caller, params, lambda notices: [one for one in notices if not _same(one["Notification"], gone)]
        )
        return {}

    def describe_notifications_for_budget(self, caller: Caller, params: Params) -> Answer:
        notices = self._budgets.get(caller, params["BudgetName"])["notices"]
        return {"Notifications": [{"NotificationState": "OK", **one["Notification"]} for one in notices]}

    def describe_subscribers_for_notification(self, caller: Caller, params: Params) -> Answer:
        for one in self._budgets.get(caller, params["BudgetName"])["notices"]:
            if _same(one["Notification"], params["Notification"]):
                return {"Subscribers": one["Subscribers"]}
        raise ApiError("NotFoundException", "The notification does not exist.")

    # --- tags

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"ResourceTags": self._tags.of(params["ResourceARN"])}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["ResourceARN"], tags_of(params, "ResourceTags"))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["ResourceARN"], params["ResourceTagKeys"])
        return {}

    def _completed(self, budget: Mapping[str, Any]) -> dict[str, Any]:
        """A budget with what AWS fills in."""
        now = self._clock.now()
        month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        period = {"Start": month, "End": _FAR_AWAY, **(budget.get("TimePeriod") or {})}
        unit = (budget.get("BudgetLimit") or {}).get("Unit", "USD")
        return {
            **budget,
            "CostTypes": {**_COST_TYPES, **(budget.get("CostTypes") or {})},
            "TimePeriod": period,
            "CalculatedSpend": {"ActualSpend": {"Amount": "0.0", "Unit": unit}},
            "LastUpdatedTime": now,
            "HealthStatus": {"Status": "HEALTHY"},
        }

    def _change_notices(self, caller: Caller, params: Params, change: Any) -> None:
        self._budgets.change(caller, params["BudgetName"], lambda old: {**old, "notices": change(old["notices"])})


def _arn(caller: Caller, name: str) -> str:
    return f"arn:aws:budgets::{caller.account}:budget/{name}"


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    members = ("NotificationType", "ComparisonOperator", "Threshold")
    kinds = {one.get("ThresholdType", "PERCENTAGE"), other.get("ThresholdType", "PERCENTAGE")}
    return len(kinds) == 1 and all(one[name] == other[name] for name in members)
