"""Attributes of load balancers, listeners and target groups: AWS's names, defaults and legal values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from localcloud.api import ApiError, Params

Attributes = dict[str, str]

_LOGS: Attributes = {"access_logs.s3.enabled": "false", "access_logs.s3.bucket": "", "access_logs.s3.prefix": ""}

APPLICATION: Attributes = {
    **_LOGS,
    "idle_timeout.timeout_seconds": "60",
    "deletion_protection.enabled": "false",
    "routing.http2.enabled": "true",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.xff_client_port.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.desync_mitigation_mode": "defensive",
    "client_keep_alive.seconds": "3600",
    "waf.fail_open.enabled": "false",
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
    "zonal_shift.config.enabled": "false",
    "connection_logs.s3.enabled": "false",
    "connection_logs.s3.bucket": "",
    "connection_logs.s3.prefix": "",
    "health_check_logs.s3.enabled": "false",
    "health_check_logs.s3.bucket": "",
    "health_check_logs.s3.prefix": "",
    "ipv6.deny_all_igw_traffic": "false",
}

NETWORK: Attributes = {
    **_LOGS,
    "deletion_protection.enabled": "false",
    "load_balancing.cross_zone.enabled": "false",
    "dns_record.client_routing_policy": "any_availability_zone",
    "zonal_shift.config.enabled": "false",
    "ipv6.deny_all_igw_traffic": "false",
    "secondary_ips.auto_assigned.per_subnet": "0",
}

_MUTUAL_TLS = "routing.http.request.x_amzn_mtls_clientcert"
_RESPONSE = "routing.http.response"

HTTP_LISTENER: Attributes = {
    f"{_RESPONSE}.server.enabled": "true",
    **dict.fromkeys(
        (
            f"{_RESPONSE}.strict_transport_security.header_value",
            f"{_RESPONSE}.access_control_allow_origin.header_value",
            f"{_RESPONSE}.access_control_allow_methods.header_value",
            f"{_RESPONSE}.access_control_allow_headers.header_value",
            f"{_RESPONSE}.access_control_allow_credentials.header_value",
            f"{_RESPONSE}.access_control_expose_headers.header_value",
            f"{_RESPONSE}.access_control_max_age.header_value",
            f"{_RESPONSE}.content_security_policy.header_value",
            f"{_RESPONSE}.x_content_type_options.header_value",
            f"{_RESPONSE}.x_frame_options.header_value",
        ),
        "",
    ),
}

HTTPS_LISTENER: Attributes = {
    **HTTP_LISTENER,
    **dict.fromkeys(
        (
            f"{_MUTUAL_TLS}_serial_number.header_name",
            f"{_MUTUAL_TLS}_issuer.header_name",
            f"{_MUTUAL_TLS}_subject.header_name",
            f"{_MUTUAL_TLS}_validity.header_name",
            f"{_MUTUAL_TLS}_leaf.header_name",
            f"{_MUTUAL_TLS}.header_name",
            "routing.http.request.x_amzn_tls_version.header_name",
            "routing.http.request.x_amzn_tls_cipher_suite.header_name",
        ),
        "",
    ),
}

TCP_LISTENER: Attributes = {"tcp.idle_timeout.seconds": "350"}

_ANY_GROUP: Attributes = {
    "deregistration_delay.timeout_seconds": "300",
    "stickiness.enabled": "false",
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
}

HTTP_GROUP: Attributes = {
    **_ANY_GROUP,
    "stickiness.type": "lb_cookie",
    "stickiness.lb_cookie.duration_seconds": "86400",
    "stickiness.app_cookie.cookie_name": "",
    "stickiness.app_cookie.duration_seconds": "86400",
    "load_balancing.algorithm.type": "round_robin",
    "load_balancing.algorithm.anomaly_mitigation": "off",
    "slow_start.duration_seconds": "0",
}

TCP_GROUP: Attributes = {
    **_ANY_GROUP,
    "stickiness.type": "source_ip",
    "deregistration_delay.connection_termination.enabled": "false",
    "preserve_client_ip.enabled": "false",
    "proxy_protocol_v2.enabled": "false",
    "target_health_state.unhealthy.connection_termination.enabled": "true",
    "target_health_state.unhealthy.draining_interval_seconds": "0",
}

_RANGES: Mapping[str, tuple[int, int]] = {
    "idle_timeout.timeout_seconds": (1, 4000),
    "client_keep_alive.seconds": (60, 604800),
    "tcp.idle_timeout.seconds": (60, 6000),
    "deregistration_delay.timeout_seconds": (0, 3600),
    "stickiness.lb_cookie.duration_seconds": (1, 604800),
    "stickiness.app_cookie.duration_seconds": (1, 604800),
    "secondary_ips.auto_assigned.per_subnet": (0, 7),
    "target_health_state.unhealthy.draining_interval_seconds": (0, 360000),
}

_CHOICES: Mapping[str, str] = {
    "routing.http.xff_header_processing.mode": "append|preserve|remove",
    "routing.http.desync_mitigation_mode": "monitor|defensive|strictest",
    "load_balancing.algorithm.type": "round_robin|least_outstanding_requests|weighted_random",
    "load_balancing.algorithm.anomaly_mitigation": "on|off",
    "load_balancing.cross_zone.enabled": "true|false|use_load_balancer_configuration",
    "stickiness.type": "lb_cookie|app_cookie|source_ip",
    "slow_start.duration_seconds": "0|[3-9][0-9]|[1-8][0-9]{2}|900",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "off|[1-9][0-9]*",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off|[1-9][0-9]?|100",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "[1-9][0-9]*",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off|[1-9][0-9]?|100",
}


def described(attributes: Mapping[str, str]) -> list[Params]:
    """Attributes as the API lists them."""
    return [{"Key": key, "Value": value} for key, value in attributes.items()]


def modified(attributes: Mapping[str, str], changes: Sequence[Params]) -> Attributes:
    """
    The attributes after a Modify…Attributes call.

    Raises:
        ApiError: ValidationError, for an attribute or value that AWS does not know either.
    """
    result = dict(attributes)
    for change in changes:
        key, value = change["Key"], change.get("Value") or ""
        if key not in attributes:
            raise ApiError("ValidationError", f"The attribute '{key}' is not supported for this resource")
        if not _is_legal(key, value):
            raise ApiError("ValidationError", f"The value '{value}' is not valid for the attribute '{key}'")
        result[key] = value
    _require_companions(result)
    return result


def _is_legal(key: str, value: str) -> bool:
    if key in _RANGES:
        low, high = _RANGES[key]
        return re.fullmatch("[0-9]+", value) is not None and low <= int(value) <= high
    if key in _CHOICES:
        return re.fullmatch(_CHOICES[key], value) is not None
    return not key.endswith(".enabled") or value in ("true", "false")


def _require_companions(attributes: Mapping[str, str]) -> None:
    for kind in ("access_logs", "connection_logs", "health_check_logs"):
        if attributes.get(f"{kind}.s3.enabled") == "true" and not attributes[f"{kind}.s3.bucket"]:
            raise ApiError("InvalidConfigurationRequest", f"{kind}.s3.bucket is required when {kind} are enabled")
    is_app_cookie = attributes.get("stickiness.type") == "app_cookie" and attributes["stickiness.enabled"] == "true"
    name = attributes.get("stickiness.app_cookie.cookie_name", "")
    if is_app_cookie and (not name or name.startswith("AWSALB")):
        raise ApiError("InvalidConfigurationRequest", f"'{name}' cannot be the name of an application's cookie")
    is_random = attributes.get("load_balancing.algorithm.type") == "weighted_random"
    if attributes.get("load_balancing.algorithm.anomaly_mitigation") == "on" and not is_random:
        raise ApiError("InvalidConfigurationRequest", "Anomaly mitigation needs the algorithm weighted_random")
    is_plain = attributes.get("load_balancing.algorithm.type", "round_robin") == "round_robin"
    if attributes.get("slow_start.duration_seconds", "0") != "0" and not is_plain:
        raise ApiError("InvalidConfigurationRequest", "Slow start needs the algorithm round_robin")
