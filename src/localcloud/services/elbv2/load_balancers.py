"""Load balancers: create, describe, delete, and change what does not concern traffic."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.journal.tables import Document
from localcloud.services.elbv2.attributes import APPLICATION, NETWORK, described, modified
from localcloud.services.elbv2.part import Part, changes_records, not_simulated, validation_error
from localcloud.services.elbv2.store import new_id, own, page, prefix, wanted
from localcloud.services.elbv2.tags import from_list
from localcloud.services.neighbours import Subnet, existing_subnets

_HOSTED_ZONES = {
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "sa-east-1": "Z2P70J7HTTTPLU",
}
"""Route 53's zones of Application Load Balancers (AWS General Reference)."""


class LoadBalancers(Part):
    """The operations on load balancers."""

    @changes_records
    def create_load_balancer(self, caller: Caller, params: Params) -> Answer:
        name, kind = params["Name"], params.get("Type", "application")
        _check_name(name)
        if kind == "gateway":
            raise not_simulated("Gateway Load Balancers", "Application and Network Load Balancers work.")
        identifiers = _subnet_ids(params)
        subnets = self._subnets(caller, identifiers, least=2 if kind == "application" else 1)
        record = _record(caller, params, kind, subnets)
        if same := self._load_balancer_named(caller, name):
            return {"LoadBalancers": [self._described_load_balancer(_existing(same, record))]}
        attributes = dict(APPLICATION if kind == "application" else NETWORK)
        document = {"record": record, "attributes": attributes, "tags": from_list(params.get("Tags", ()))}
        self.store.load_balancers.put(record["LoadBalancerArn"], document)
        return {"LoadBalancers": [self._described_load_balancer(document)]}

    def describe_load_balancers(self, caller: Caller, params: Params) -> Answer:
        documents, missing = own(self.store.load_balancers, caller), "LoadBalancerNotFound"
        documents = wanted(documents, params.get("LoadBalancerArns", ()), _arn, missing)
        documents = wanted(documents, params.get("Names", ()), lambda one: one["record"]["LoadBalancerName"], missing)
        answer = page(documents, params, under="LoadBalancers")
        return {**answer, "LoadBalancers": [self._described_load_balancer(one) for one in answer["LoadBalancers"]]}

    @changes_records
    def delete_load_balancer(self, caller: Caller, params: Params) -> Answer:
        arn = params["LoadBalancerArn"]
        document = self.store.load_balancers.get(arn)
        if document is None:
            return {}
        if document["attributes"]["deletion_protection.enabled"] == "true":
            text = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise ApiError("OperationNotPermitted", text)
        with self.store.journal.transaction():
            for listener in self.store.listeners_of(arn):
                self.store.delete_listener(listener["record"]["ListenerArn"])
            self.store.load_balancers.delete(arn)
        self.traffic.forget(arn)
        return {}

    def describe_load_balancer_attributes(self, caller: Caller, params: Params) -> Answer:
        document = self.store.load_balancer(params["LoadBalancerArn"])
        return {"Attributes": described(document["attributes"])}

    @changes_records
    def modify_load_balancer_attributes(self, caller: Caller, params: Params) -> Answer:
        document = self.store.load_balancer(params["LoadBalancerArn"])
        attributes = modified(document["attributes"], params["Attributes"])
        self.store.load_balancers.put(params["LoadBalancerArn"], {**document, "attributes": attributes})
        return {"Attributes": described(attributes)}

    @changes_records
    def set_security_groups(self, caller: Caller, params: Params) -> Answer:
        self._change(params, SecurityGroups=list(params["SecurityGroups"]))
        return {"SecurityGroupIds": params["SecurityGroups"]}

    @changes_records
    def set_subnets(self, caller: Caller, params: Params) -> Answer:
        kind = self.store.load_balancer(params["LoadBalancerArn"])["record"]["Type"]
        subnets = self._subnets(caller, _subnet_ids(params), least=2 if kind == "application" else 1)
        changed = self._change(params, AvailabilityZones=_zones(subnets), **_given(params, "IpAddressType"))
        return {"AvailabilityZones": changed["AvailabilityZones"], "IpAddressType": changed["IpAddressType"]}

    @changes_records
    def set_ip_address_type(self, caller: Caller, params: Params) -> Answer:
        changed = self._change(params, IpAddressType=params["IpAddressType"])
        return {"IpAddressType": changed["IpAddressType"]}

    def describe_capacity_reservation(self, caller: Caller, params: Params) -> Answer:
        """No capacity is ever reserved here."""
        self.store.load_balancer(params["LoadBalancerArn"])
        return {"DecreaseRequestsRemaining": 2, "CapacityReservationState": []}

    def _change(self, params: Params, **members: Any) -> dict[str, Any]:
        document = self.store.load_balancer(params["LoadBalancerArn"])
        record = {**document["record"], **members}
        self.store.load_balancers.put(params["LoadBalancerArn"], {**document, "record": record})
        return record

    def _described_load_balancer(self, document: Document) -> Params:
        return {**document["record"], "DNSName": self.traffic.host_of(_arn(document))}

    def _load_balancer_named(self, caller: Caller, name: str) -> Document | None:
        documents = own(self.store.load_balancers, caller)
        return next((one for one in documents if one["record"]["LoadBalancerName"] == name), None)

    def _subnets(self, caller: Caller, identifiers: list[str], *, least: int) -> list[Subnet]:
        subnets = existing_subnets(self.neighbours, caller, identifiers)
        found = {subnet.identifier for subnet in subnets}
        if missing := [one for one in identifiers if one not in found]:
            raise ApiError("SubnetNotFound", f"The subnet ID '{missing[0]}' does not exist")
        zones = {subnet.zone for subnet in subnets}
        if len(zones) < len(subnets):
            text = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
            raise ApiError("InvalidConfigurationRequest", text)
        if len(zones) < least:
            raise validation_error("At least two subnets in two different Availability Zones must be specified")
        return subnets


def _arn(document: Document) -> str:
    return str(document["record"]["LoadBalancerArn"])


def _check_name(name: str) -> None:
    if len(name) > 32:
        raise validation_error(f"Load balancer name '{name}' cannot be longer than '32' characters")
    if not re.fullmatch("[A-Za-z0-9-]+", name):
        allowed = "can only contain characters that are alphanumeric characters and hyphens(-)"
        raise validation_error(f"Load balancer name '{name}' {allowed}")
    if name.startswith("-") or name.endswith("-"):
        raise validation_error(f"Load balancer name '{name}' cannot begin or end with '-'")
    if name.startswith("internal-"):
        raise validation_error(f"Load balancer name '{name}' cannot begin with 'internal-'")


def _subnet_ids(params: Params) -> list[str]:
    mapped = [mapping["SubnetId"] for mapping in params.get("SubnetMappings", ())]
    if not (identifiers := list(params.get("Subnets") or mapped)):
        raise validation_error("You must specify either subnets or subnet mappings")
    return identifiers


def _zones(subnets: list[Subnet]) -> list[Params]:
    return [
        {"ZoneName": subnet.zone, "SubnetId": subnet.identifier, "LoadBalancerAddresses": []}
        for subnet in sorted(subnets, key=lambda subnet: subnet.zone)
    ]


def _given(params: Params, *names: str) -> dict[str, Any]:
    return {name: params[name] for name in names if name in params}


def _record(caller: Caller, params: Params, kind: str, subnets: list[Subnet]) -> dict[str, Any]:
    short = {"application": "app", "network": "net"}[kind]
    return {
        "LoadBalancerArn": f"{prefix(caller)}loadbalancer/{short}/{params['Name']}/{new_id()}",
        "CanonicalHostedZoneId": _HOSTED_ZONES.get(caller.region, "Z35SXDOTRQ7X7K"),
        "CreatedTime": datetime.now(UTC),
        "LoadBalancerName": params["Name"],
        "Scheme": params.get("Scheme", "internet-facing"),
        "VpcId": subnets[0].vpc,
        "State": {"Code": "active"},
        "Type": kind,
        "AvailabilityZones": _zones(subnets),
        "SecurityGroups": list(params.get("SecurityGroups", ())),
        "IpAddressType": params.get("IpAddressType", "ipv4"),
    }


def _existing(same: Document, record: Params) -> Document:
    """Creating once more what is already there is not an error; something else under the same name is."""
    ignored = {"LoadBalancerArn", "CreatedTime"}
    if {key: value for key, value in same["record"].items() if key not in ignored} != {
        key: value for key, value in record.items() if key not in ignored
    }:
        text = f"A load balancer with the same name '{record['LoadBalancerName']}' exists, but with different settings"
        raise ApiError("DuplicateLoadBalancerName", text)
    return same
