"""Quotas and TLS policies."""

from __future__ import annotations

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.elbv2.part import Part
from localcloud.services.elbv2.store import page

_QUOTAS = {
    "application-load-balancers": "50",
    "listeners-per-application-load-balancer": "50",
    "rules-per-application-load-balancer": "100",
    "condition-values-per-alb-rule": "5",
    "condition-wildcards-per-alb-rule": "6",
    "target-groups": "3000",
    "target-groups-per-application-load-balancer": "100",
    "target-groups-per-action-on-application-load-balancer": "5",
    "targets-per-application-load-balancer": "1000",
    "target-id-registrations-per-application-load-balancer": "1000",
    "certificates-per-application-load-balancer": "25",
    "network-load-balancers": "50",
    "listeners-per-network-load-balancer": "50",
    "targets-per-network-load-balancer": "3000",
    "targets-per-availability-zone-per-network-load-balancer": "500",
    "target-groups-per-action-on-network-load-balancer": "1",
    "gateway-load-balancers": "100",
    "geneve-target-groups": "100",
}

_TLS_12 = ("TLSv1.2",)
_TLS_12_13 = ("TLSv1.2", "TLSv1.3")
_ALL = ("TLSv1", "TLSv1.1", "TLSv1.2")
_CIPHERS_12 = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
)
_CIPHERS_13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")

POLICIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ELBSecurityPolicy-2016-08": (_ALL, (*_CIPHERS_12, "AES128-GCM-SHA256", "AES256-GCM-SHA384")),
    "ELBSecurityPolicy-TLS-1-2-2017-01": (_TLS_12, _CIPHERS_12),
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06": (_TLS_12, _CIPHERS_12),
    "ELBSecurityPolicy-FS-1-2-Res-2020-10": (_TLS_12, _CIPHERS_12),
    "ELBSecurityPolicy-TLS13-1-2-2021-06": (_TLS_12_13, (*_CIPHERS_13, *_CIPHERS_12)),
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06": (_TLS_12_13, (*_CIPHERS_13, *_CIPHERS_12)),
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09": (_TLS_12_13, (*_CIPHERS_13, *_CIPHERS_12)),
    "ELBSecurityPolicy-TLS13-1-3-2021-06": (("TLSv1.3",), _CIPHERS_13),
}
"""Names, protocols and ciphers. What a client really gets is Envoy's TLS 1.2 or 1.3, whichever policy is named."""


class Limits(Part):
    """The operations that tell what AWS allows."""

    def describe_account_limits(self, caller: Caller, params: Params) -> Answer:
        return page([{"Name": name, "Max": most} for name, most in _QUOTAS.items()], params, under="Limits")

    def describe_ssl_policies(self, caller: Caller, params: Params) -> Answer:
        names = params.get("Names") or list(POLICIES)
        if missing := [name for name in names if name not in POLICIES]:
            raise ApiError("SSLPolicyNotFound", f"SSL policy '{missing[0]}' not found")
        return page([_policy(name) for name in names], params, under="SslPolicies")


def _policy(name: str) -> Params:
    protocols, ciphers = POLICIES[name]
    return {
        "Name": name,
        "SslProtocols": list(protocols),
        "Ciphers": [{"Name": cipher, "Priority": priority} for priority, cipher in enumerate(ciphers, start=1)],
        "SupportedLoadBalancerTypes": ["application", "network"],
    }
