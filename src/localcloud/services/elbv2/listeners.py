"""Listeners, and the default rule that each of them has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.journal.tables import Document
from localcloud.services.elbv2.attributes import HTTP_LISTENER, HTTPS_LISTENER, TCP_LISTENER, described, modified
from localcloud.services.elbv2.certificates import domains_of
from localcloud.services.elbv2.conditions import completed
from localcloud.services.elbv2.limits import POLICIES
from localcloud.services.elbv2.part import Part, PortTaken, changes_records, no_room, not_simulated, validation_error
from localcloud.services.elbv2.rules import check_listener_actions, new_rule
from localcloud.services.elbv2.store import new_id, own, page, wanted
from localcloud.services.elbv2.tags import from_list

_MOST_LISTENERS = 50
_PROTOCOLS = {"application": ("HTTP", "HTTPS"), "network": ("TCP", "TLS")}
_ENCRYPTED = ("HTTPS", "TLS")
_DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"


class Listeners(Part):
    """The operations on listeners."""

    @changes_records
    def create_listener(self, caller: Caller, params: Params) -> Answer:
        balancer = self.store.load_balancer(params["LoadBalancerArn"])["record"]
        record = self._listener_record(balancer, params)
        self._check_certificates(one["CertificateArn"] for one in record.get("Certificates", ()))
        self._check_port(balancer["LoadBalancerArn"], record["Port"])
        check_listener_actions(self.store, balancer["LoadBalancerArn"], params["DefaultActions"])
        if not self.traffic.has_room():
            raise no_room("TooManyListeners")
        arn = record["ListenerArn"]
        attributes = {"HTTP": HTTP_LISTENER, "HTTPS": HTTPS_LISTENER}.get(record["Protocol"], TCP_LISTENER)
        document = {"record": record, "attributes": dict(attributes), "tags": from_list(params.get("Tags", ()))}
        rule = new_rule(arn, {"Actions": params["DefaultActions"]}, is_default=True)
        with self.store.journal.transaction():
            self.store.listeners.put(arn, document)
            self.store.rules.put(rule["record"]["RuleArn"], rule)
        self._open(arn)
        return {"Listeners": [record]}

    def describe_listeners(self, caller: Caller, params: Params) -> Answer:
        documents = own(self.store.listeners, caller)
        if balancer_arn := params.get("LoadBalancerArn"):
            self.store.load_balancer(balancer_arn)
            documents = self.store.listeners_of(balancer_arn)
        elif not params.get("ListenerArns"):
            raise validation_error("You must specify either listener ARNs or a load balancer ARN")
        documents = wanted(documents, params.get("ListenerArns", ()), _arn, "ListenerNotFound")
        return page([document["record"] for document in documents], params, under="Listeners")

    @changes_records
    def modify_listener(self, caller: Caller, params: Params) -> Answer:
        arn = params["ListenerArn"]
        document = self.store.listener(arn)
        balancer = self.store.load_balancer(document["record"]["LoadBalancerArn"])["record"]
        actions = params.get("DefaultActions") or document["record"]["DefaultActions"]
        record = {
            **self._listener_record(balancer, {**document["record"], **params, "DefaultActions": actions}),
            "ListenerArn": arn,
        }
        check_listener_actions(self.store, balancer["LoadBalancerArn"], actions)
        self._check_certificates(one["CertificateArn"] for one in record.get("Certificates", ()))
        moved = record["Port"] != document["record"]["Port"]
        if moved:
            self._check_port(balancer["LoadBalancerArn"], record["Port"])
        rule = next(one for one in self.store.rules_of(arn) if one["record"]["IsDefault"])
        with self.store.journal.transaction():
            self.store.listeners.put(arn, {**document, "record": record})
            changed = {**rule, "record": {**rule["record"], "Actions": record["DefaultActions"]}}
            self.store.rules.put(rule["record"]["RuleArn"], changed)
        if moved:
            self._open(arn, before=document)
        return {"Listeners": [record]}

    @changes_records
    def delete_listener(self, caller: Caller, params: Params) -> Answer:
        self.store.listener(params["ListenerArn"])
        with self.store.journal.transaction():
            self.store.delete_listener(params["ListenerArn"])
        return {}

    def describe_listener_attributes(self, caller: Caller, params: Params) -> Answer:
        return {"Attributes": described(self.store.listener(params["ListenerArn"])["attributes"])}

    @changes_records
    def modify_listener_attributes(self, caller: Caller, params: Params) -> Answer:
        document = self.store.listener(params["ListenerArn"])
        attributes = modified(document["attributes"], params["Attributes"])
        self.store.listeners.put(params["ListenerArn"], {**document, "attributes": attributes})
        return {"Attributes": described(attributes)}

    def describe_listener_certificates(self, caller: Caller, params: Params) -> Answer:
        document = self.store.listener(params["ListenerArn"])
        default = [{**one, "IsDefault": True} for one in document["record"].get("Certificates", ())]
        more = [{"CertificateArn": arn, "IsDefault": False} for arn in document.get("certificates", ())]
        return page([*default, *more], params, under="Certificates")

    @changes_records
    def add_listener_certificates(self, caller: Caller, params: Params) -> Answer:
        document = self.store.listener(params["ListenerArn"])
        arns = [one["CertificateArn"] for one in params["Certificates"]]
        self._check_certificates(arns)
        kept = [*document.get("certificates", ()), *arns]
        self.store.listeners.put(params["ListenerArn"], {**document, "certificates": list(dict.fromkeys(kept))})
        return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in arns]}

    @changes_records
    def remove_listener_certificates(self, caller: Caller, params: Params) -> Answer:
        document = self.store.listener(params["ListenerArn"])
        gone = {one["CertificateArn"] for one in params["Certificates"]}
        kept = [arn for arn in document.get("certificates", ()) if arn not in gone]
        self.store.listeners.put(params["ListenerArn"], {**document, "certificates": kept})
        return {}

    def _listener_record(self, balancer: Params, params: Params) -> dict[str, Any]:
        """A listener's record, its members checked against each other."""
        allowed = _PROTOCOLS[balancer["Type"]]
        protocol = params.get("Protocol") or ""
        if protocol in ("UDP", "TCP_UDP", "QUIC", "TCP_QUIC") and balancer["Type"] == "network":
            raise not_simulated(f"listeners with protocol {protocol}", "TCP and TLS work.")
        if protocol not in allowed:
            raise validation_error(f"Listener protocol '{protocol}' must be one of '{', '.join(allowed)}'")
        if not 1 <= params.get("Port", 0) <= 65535:
            raise validation_error(f"Listener port '{params.get('Port')}' must be between '1' and '65535'")
        record = {
            "ListenerArn": f"{balancer['LoadBalancerArn'].replace(':loadbalancer/', ':listener/')}/{new_id()}",
            "LoadBalancerArn": balancer["LoadBalancerArn"],
            "Port": params["Port"],
            "Protocol": protocol,
            "DefaultActions": completed(params["DefaultActions"]),
        }
        return record | _encryption(params) if protocol in _ENCRYPTED else record

    def _check_certificates(self, arns: Iterable[str]) -> None:
        for arn in arns:
            domains_of(self.neighbours, arn)

    def _check_port(self, balancer_arn: str, port: int) -> None:
        listeners = self.store.listeners_of(balancer_arn)
        if port in [one["record"]["Port"] for one in listeners]:
            text = f"A listener already exists on this port for this load balancer '{balancer_arn}'"
            raise ApiError("DuplicateListener", text)
        if len(listeners) >= _MOST_LISTENERS:
            raise ApiError("TooManyListeners", f"Load balancer '{balancer_arn}' has reached its maximum of listeners")

    def _open(self, arn: str, before: Document | None = None) -> None:
        """Make a listener accept connections, or put the records back as they were."""
        try:
            self.traffic.open(arn)
        except (PortTaken, ApiError) as problem:
            with self.store.journal.transaction():
                if before:
                    self.store.listeners.put(arn, before)
                else:
                    self.store.delete_listener(arn)
            self.traffic.refresh()
            if isinstance(problem, ApiError):
                raise
            raise ApiError("InvalidConfigurationRequest", str(problem)) from problem


def _encryption(params: Params) -> dict[str, Any]:
    certificates = params.get("Certificates") or []
    if len(certificates) != 1:
        raise ApiError("CertificateNotFound", f"A {params['Protocol']} listener needs exactly one default certificate")
    policy = params.get("SslPolicy") or _DEFAULT_POLICY
    if policy not in POLICIES:
        raise ApiError("SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    authentication = params.get("MutualAuthentication") or {"Mode": "off"}
    if authentication.get("Mode", "off") != "off":
        raise not_simulated("mutual TLS", "Use the mode off on the laptop.")
    record: dict[str, Any] = {
        "Certificates": [{"CertificateArn": certificates[0]["CertificateArn"]}],
        "SslPolicy": policy,
        "MutualAuthentication": authentication,
    }
    return record | ({"AlpnPolicy": params["AlpnPolicy"]} if params.get("AlpnPolicy") else {})


def _arn(document: Document) -> str:
    return str(document["record"]["ListenerArn"])
