"""Target groups and their health checks."""

from __future__ import annotations

import re
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.journal.tables import Document
from localcloud.services.elbv2.attributes import HTTP_GROUP, TCP_GROUP, described, modified
from localcloud.services.elbv2.part import Part, changes_records, no_room, not_simulated, validation_error
from localcloud.services.elbv2.store import new_id, own, page, prefix, target_groups_of, wanted
from localcloud.services.elbv2.tags import from_list

_HTTP = ("HTTP", "HTTPS")
_HTTP_CHECK: dict[str, Any] = {"HealthCheckPath": "/", "HealthCheckTimeoutSeconds": 5}
_TCP_CHECK: dict[str, Any] = {"HealthCheckTimeoutSeconds": 10}
_RANGES = {
    "HealthCheckIntervalSeconds": (5, 300),
    "HealthCheckTimeoutSeconds": (2, 120),
    "HealthyThresholdCount": (2, 10),
    "UnhealthyThresholdCount": (2, 10),
}
_CHECK_MEMBERS = (
    "HealthCheckProtocol",
    "HealthCheckPort",
    "HealthCheckEnabled",
    "HealthCheckPath",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
)
_CODES = re.compile(r"[0-9]{3}(?:-[0-9]{3})?(?:,[0-9]{3}(?:-[0-9]{3})?)*")


class TargetGroups(Part):
    """The operations on target groups."""

    @changes_records
    def create_target_group(self, caller: Caller, params: Params) -> Answer:
        _check_name(params["Name"])
        _refuse_what_is_not_simulated(params)
        for member in ("Protocol", "Port", "VpcId"):
            if not params.get(member):
                raise validation_error(f"A {member.lower()} must be specified")
        record = _record(caller, params)
        _check_health_check(record)
        if same := self._group_named(caller, params["Name"]):
            return {"TargetGroups": [self._described_group(_existing(same, record))]}
        if not self.traffic.has_room():
            raise no_room("TooManyTargetGroups")
        attributes = dict(HTTP_GROUP if record["Protocol"] in _HTTP else TCP_GROUP)
        document = {"record": record, "attributes": attributes, "tags": from_list(params.get("Tags", ()))}
        self.store.target_groups.put(record["TargetGroupArn"], document)
        return {"TargetGroups": [self._described_group(document)]}

    def describe_target_groups(self, caller: Caller, params: Params) -> Answer:
        documents, missing = own(self.store.target_groups, caller), "TargetGroupNotFound"
        documents = wanted(documents, params.get("TargetGroupArns", ()), _arn, missing)
        documents = wanted(documents, params.get("Names", ()), lambda one: one["record"]["TargetGroupName"], missing)
        if balancer_arn := params.get("LoadBalancerArn"):
            self.store.load_balancer(balancer_arn)
            documents = [one for one in documents if balancer_arn in self.store.users_of(_arn(one))]
        answer = page(documents, params, under="TargetGroups")
        return {**answer, "TargetGroups": [self._described_group(one) for one in answer["TargetGroups"]]}

    @changes_records
    def modify_target_group(self, caller: Caller, params: Params) -> Answer:
        document = self.store.target_group(params["TargetGroupArn"])
        record = {**document["record"], **{key: params[key] for key in _CHECK_MEMBERS if key in params}}
        if record["HealthCheckProtocol"] in _HTTP:
            record = {"HealthCheckPath": "/", "Matcher": {"HttpCode": "200"}, **record}
        _check_health_check(record)
        changed = {**document, "record": record}
        self.store.target_groups.put(params["TargetGroupArn"], changed)
        self.traffic.group_changed(params["TargetGroupArn"])
        return {"TargetGroups": [self._described_group(changed)]}

    @changes_records
    def delete_target_group(self, caller: Caller, params: Params) -> Answer:
        arn = params["TargetGroupArn"]
        for rule in self.store.rules.values():
            if arn in target_groups_of(rule["record"]["Actions"]):
                text = f"Target group '{arn}' is currently in use by a listener or a rule"
                raise ApiError("ResourceInUse", text)
        self.store.target_groups.delete(arn)
        self.traffic.forget_group(arn)
        return {}

    def describe_target_group_attributes(self, caller: Caller, params: Params) -> Answer:
        return {"Attributes": described(self.store.target_group(params["TargetGroupArn"])["attributes"])}

    @changes_records
    def modify_target_group_attributes(self, caller: Caller, params: Params) -> Answer:
        arn = params["TargetGroupArn"]
        document = self.store.target_group(arn)
        attributes = modified(document["attributes"], params["Attributes"])
        self.store.target_groups.put(arn, {**document, "attributes": attributes})
        self.traffic.group_changed(arn)
        return {"Attributes": described(attributes)}

    def _described_group(self, document: Document) -> Params:
        return {**document["record"], "LoadBalancerArns": self.store.users_of(_arn(document))}

    def _group_named(self, caller: Caller, name: str) -> Document | None:
        documents = own(self.store.target_groups, caller)
        return next((one for one in documents if one["record"]["TargetGroupName"] == name), None)


def _arn(document: Document) -> str:
    return str(document["record"]["TargetGroupArn"])


def _check_name(name: str) -> None:
    if len(name) > 32:
        raise validation_error(f"Target group name '{name}' cannot be longer than '32' characters")
    if not re.fullmatch("[A-Za-z0-9-]+", name):
        allowed = "can only contain characters that are alphanumeric characters and hyphens(-)"
        raise validation_error(f"Target group name '{name}' {allowed}")
    if name.startswith("-") or name.endswith("-"):
        raise validation_error(f"Target group name '{name}' cannot begin or end with '-'")


def _refuse_what_is_not_simulated(params: Params) -> None:
    kind = params.get("TargetType", "instance")
    if kind in ("lambda", "alb"):
        raise not_simulated(f"target groups with target type {kind}", "The target types ip and instance work.")
    protocol = params.get("Protocol") or "HTTP"
    if protocol not in ("HTTP", "HTTPS", "TCP", "TLS"):
        raise not_simulated(f"target groups with protocol {protocol}", "HTTP, HTTPS, TCP and TLS work.")
    version = params.get("ProtocolVersion") or "HTTP1"
    if version != "HTTP1":
        raise not_simulated(f"target groups with protocol version {version}", "HTTP1 works.")


def _record(caller: Caller, params: Params) -> dict[str, Any]:
    protocol, is_http = params["Protocol"], params["Protocol"] in _HTTP
    check_protocol = params.get("HealthCheckProtocol") or ("HTTP" if is_http else "TCP")
    defaults = _HTTP_CHECK if check_protocol in _HTTP else _TCP_CHECK
    record: dict[str, Any] = {
        "TargetGroupArn": f"{prefix(caller)}targetgroup/{params['Name']}/{new_id()}",
        "TargetGroupName": params["Name"],
        "Protocol": protocol,
        "Port": params["Port"],
        "VpcId": params["VpcId"],
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": 30,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "TargetType": params.get("TargetType", "instance"),
        "IpAddressType": params.get("IpAddressType", "ipv4"),
        **defaults,
        **{key: params[key] for key in _CHECK_MEMBERS if params.get(key) is not None},
        "HealthCheckProtocol": check_protocol,
    }
    if is_http:
        record["ProtocolVersion"] = "HTTP1"
    if check_protocol in _HTTP and not record.get("Matcher"):
        record["Matcher"] = {"HttpCode": "200" if is_http else "200-399"}
    return record


def _check_health_check(record: Params) -> None:
    for member, (low, high) in _RANGES.items():
        if not low <= record[member] <= high:
            raise validation_error(f"{member} '{record[member]}' must be between '{low}' and '{high}'")
    if record["HealthCheckTimeoutSeconds"] >= record["HealthCheckIntervalSeconds"]:
        timeout, interval = record["HealthCheckTimeoutSeconds"], record["HealthCheckIntervalSeconds"]
        raise validation_error(f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'")
    if record["HealthCheckProtocol"] in _HTTP:
        if not record["HealthCheckPath"].startswith("/"):
            raise validation_error(f"Health check path '{record['HealthCheckPath']}' must begin with a '/' character")
        _check_codes(record["Matcher"].get("HttpCode", ""))
    elif record["Protocol"] in _HTTP:
        protocol = record["HealthCheckProtocol"]
        raise validation_error(f"Health check protocol '{protocol}' must be one of '[HTTP, HTTPS]'")
    if not re.fullmatch("traffic-port|[0-9]{1,5}", str(record["HealthCheckPort"])):
        raise validation_error(f"Health check port '{record['HealthCheckPort']}' must be 'traffic-port' or a number")


def _check_codes(codes: str) -> None:
    numbers = [int(number) for number in re.findall("[0-9]{3}", codes)]
    if not _CODES.fullmatch(codes) or not all(200 <= number <= 499 for number in numbers):
        raise validation_error(f"Health check matcher HTTP code '{codes}' must be within '200-499'")


def _existing(same: Document, record: Params) -> Document:
    """Creating once more what is already there is not an error; something else under the same name is."""
    if {**same["record"], "TargetGroupArn": ""} != {**record, "TargetGroupArn": ""}:
        text = f"A target group with the same name '{record['TargetGroupName']}' exists, but with different settings"
        raise ApiError("DuplicateTargetGroupName", text)
    return same
