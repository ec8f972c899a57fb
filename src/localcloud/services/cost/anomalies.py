"""Cost Explorer's anomaly monitors and subscriptions: kept and shown. Where nothing costs, nothing is anomalous."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from localcloud.api import Answer, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.rds.tags import Tags
from localcloud.services.registers import Register, tags_of


class CostExplorer(Service):
    """Cost anomaly detection; cost categories are moto's."""

    name = "ce"

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._monitors = Register(journal, "ce/monitors", missing="UnknownMonitorException", is_global=True)
        self._subscriptions = Register(
            journal, "ce/subscriptions", missing="UnknownSubscriptionException", is_global=True
        )
        self._tags = Tags(journal, "ce/tags")
        self._clock = clock

    # --- monitors

    def create_anomaly_monitor(self, caller: Caller, params: Params) -> Answer:
        arn = _arn(caller, "anomalymonitor")
        today = self._today()
        monitor = {**params["AnomalyMonitor"], "MonitorArn": arn, "CreationDate": today, "LastUpdatedDate": today}
        self._monitors.put(caller, arn, monitor)
        self._tags.replace(arn, tags_of(params, "ResourceTags"))
        return {"MonitorArn": arn}

    def get_anomaly_monitors(self, caller: Caller, params: Params) -> Answer:
        return {"AnomalyMonitors": _named(self._monitors, caller, params.get("MonitorArnList", ()))}

    def update_anomaly_monitor(self, caller: Caller, params: Params) -> Answer:
        self._monitors.update(caller, params["MonitorArn"], params, ("MonitorName",))
        return {"MonitorArn": params["MonitorArn"]}

    def delete_anomaly_monitor(self, caller: Caller, params: Params) -> Answer:
        self._monitors.remove(caller, params["MonitorArn"])
        self._tags.forget(params["MonitorArn"])
        return {}

    # --- subscriptions

    def create_anomaly_subscription(self, caller: Caller, params: Params) -> Answer:
        arn = _arn(caller, "anomalysubscription")
        asked = params["AnomalySubscription"]
        subscribers = [{"Status": "CONFIRMED", **one} for one in asked["Subscribers"]]
        record = {**asked, "SubscriptionArn": arn, "AccountId": caller.account, "Subscribers": subscribers}
        self._subscriptions.put(caller, arn, record)
        self._tags.replace(arn, tags_of(params, "ResourceTags"))
        return {"SubscriptionArn": arn}

    def get_anomaly_subscriptions(self, caller: Caller, params: Params) -> Answer:
        return {"AnomalySubscriptions": _named(self._subscriptions, caller, params.get("SubscriptionArnList", ()))}

    def update_anomaly_subscription(self, caller: Caller, params: Params) -> Answer:
        members = ("Frequency", "MonitorArnList", "Subscribers", "SubscriptionName", "Threshold", "ThresholdExpression")
        self._subscriptions.update(caller, params["SubscriptionArn"], params, members)
        return {"SubscriptionArn": params["SubscriptionArn"]}

    def delete_anomaly_subscription(self, caller: Caller, params: Params) -> Answer:
        self._subscriptions.remove(caller, params["SubscriptionArn"])
        self._tags.forget(params["SubscriptionArn"])
        return {}

    def get_anomalies(self, caller: Caller, params: Params) -> Answer:
        return {"Anomalies": []}

    # --- tags

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"ResourceTags": self._tags.of(params["ResourceArn"])}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["ResourceArn"], tags_of(params, "ResourceTags"))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["ResourceArn"], params["ResourceTagKeys"])
        return {}

    def _today(self) -> str:
        return self._clock.now().date().isoformat()


def _named(register: Register, caller: Caller, arns: Sequence[str]) -> list[dict[str, Any]]:
    """The records asked for; all of them when none is named."""
    return [register.get(caller, arn) for arn in arns] if arns else register.all(caller)


def _arn(caller: Caller, kind: str) -> str:
    return f"arn:aws:ce::{caller.account}:{kind}/{uuid.uuid4()}"
