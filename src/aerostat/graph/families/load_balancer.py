"""
The application's load balancer: its listeners, one rule for each route, one target group for each service.

With a domain it speaks HTTPS, and HTTP only to say so. Without one there is no certificate to show, and it speaks
HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aerostat.graph import names
from aerostat.graph.families.certificates import balancer_names, certificate_arn, has_certificates, served_names
from aerostat.graph.families.front_door import LOAD_BALANCER, admits_only_cdn, balancer_groups
from aerostat.graph.families.listener_rules import listener_rules, rule_labels, target_group
from aerostat.graph.families.log_buckets import balancer_log_bucket
from aerostat.graph.families.network import VPC
from aerostat.graph.families.subnets import public_subnets
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import Service

__all__ = ["load_balancer", "public_url", "rule_labels", "target_group"]

#: TLS 1.2 and 1.3 with forward secrecy.
_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_LOGS = f"{LOAD_BALANCER}_logs"
_IS_INTERNAL = {
    "CKV_AWS_378": "TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC"
}
_WITHOUT_A_DOMAIN = "HTTPS needs a certificate, and that a domain: `domain` in the blueprint brings both"


def load_balancer(scope: Scope) -> Iterator[Resource]:
    if not scope.is_balanced or not scope.runs:
        return
    if not scope.is_local:
        yield from balancer_log_bucket(scope, _LOGS)
    yield _balancer(scope)
    if has_certificates(scope):
        if not admits_only_cdn(scope):  # which speaks HTTPS
            yield _redirection(scope)
        yield from _https(scope)
    else:
        yield _http(scope)
    for service in scope.environment.services.values():
        if service.routes:
            yield _target_group(scope, service)
    yield from listener_rules(scope, f"aws_lb_listener.{'https' if has_certificates(scope) else 'http'}")


def public_url(scope: Scope, service: Service) -> Value:
    """Where a service with routes is reached from outside, without a slash at the end."""
    if not has_certificates(scope):
        return Text(("http://", Ref("aws_lb.main", "dns_name")))
    main, *others = served_names(scope.environment)
    hosts = [host for route in service.routes for host in route.hosts or (main,)]
    return f"https://{next((host for host in hosts if host in (main, *others) and '*' not in host), main)}"


def _balancer(scope: Scope) -> Resource:
    name = scope.name(limit=names.LOAD_BALANCER)
    if name.startswith("internal-"):
        # elbv2 keeps this prefix for itself.
        name = names.shortened(f"lb-{name}", names.LOAD_BALANCER)
    gateway = "aws_internet_gateway.main"
    return Resource(
        type="aws_lb",
        name="main",
        arguments={
            "name": name,
            "load_balancer_type": "application",
            "internal": False,
            "security_groups": list(balancer_groups(scope)),
            "subnets": public_subnets(scope),
            "idle_timeout": 60,
            "drop_invalid_header_fields": True,
            **_on_aws(scope),
            "tags": scope.tags(),
        },
        origin="services",
        # AWS refuses an internet-facing load balancer in a VPC without a gateway, and logs that it may not write.
        depends_on=(gateway,) if scope.is_local else (gateway, f"aws_s3_bucket_policy.{_LOGS}"),
        exempt=_balancer_exemptions(scope),
    )


def _on_aws(scope: Scope) -> dict[str, Value]:
    if scope.is_local:
        return {}
    return {
        "desync_mitigation_mode": "defensive",
        "enable_deletion_protection": True,
        "access_logs": {"bucket": Ref(f"aws_s3_bucket.{_LOGS}", "bucket"), "enabled": True},
    }


def _balancer_exemptions(scope: Scope) -> Mapping[str, str]:
    if scope.is_local:
        return {}
    exempt = {}
    if scope.environment.waf is None:
        exempt["CKV2_AWS_28"] = "a web ACL only where the blueprint says so: `waf`"
    elif scope.environment.cdn is not None:
        exempt["CKV2_AWS_28"] = "the web ACL stands before the CDN"
    if not has_certificates(scope):
        exempt["CKV2_AWS_20"] = _WITHOUT_A_DOMAIN
    return exempt


def _http(scope: Scope) -> Resource:
    """Without a certificate."""
    exempt = {} if scope.is_local else {"CKV_AWS_2": _WITHOUT_A_DOMAIN, "CKV_AWS_103": _WITHOUT_A_DOMAIN}
    return _listener(scope, "http", {"port": 80, "protocol": "HTTP"}, _unknown_route(), exempt)


def _redirection(scope: Scope) -> Resource:
    target: Value = {"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}
    return _listener(scope, "http", {"port": 80, "protocol": "HTTP"}, {"type": "redirect", "redirect": target})


def _https(scope: Scope) -> Iterator[Resource]:
    """A certificate for each name; the client says in its greeting which one it wants to see."""
    first, *others = balancer_names(scope.environment)
    settings: dict[str, Value] = {
        "port": 443,
        "protocol": "HTTPS",
        "ssl_policy": _TLS_POLICY,
        "certificate_arn": certificate_arn(first),
    }
    yield _listener(scope, "https", settings, _unknown_route())
    for name in others:
        yield Resource(
            type="aws_lb_listener_certificate",
            name=label(name),
            arguments={
                "listener_arn": Ref("aws_lb_listener.https", "arn"),
                "certificate_arn": certificate_arn(name),
            },
            origin="domain",
        )


def _listener(
    scope: Scope,
    name: str,
    settings: Mapping[str, Value],
    default: Mapping[str, Value],
    exempt: Mapping[str, str] | None = None,
) -> Resource:
    return Resource(
        type="aws_lb_listener",
        name=name,
        arguments={
            "load_balancer_arn": Ref("aws_lb.main", "arn"),
            **settings,
            "default_action": [default],
            "tags": scope.tags(),
        },
        origin="services",
        exempt=exempt or {},
    )


def _unknown_route() -> dict[str, Value]:
    return {
        "type": "fixed-response",
        "fixed_response": {
            "content_type": "text/plain",
            "message_body": "no service has this route",
            "status_code": "404",
        },
    }


def _target_group(scope: Scope, service: Service) -> Resource:
    check = service.health_check
    fixed = names.fingerprint(f"HTTP:{service.port}", 4)
    return Resource(
        type="aws_lb_target_group",
        name=label(service.name),
        arguments={
            "name": f"{scope.name(scope.kept(service.name), limit=names.TARGET_GROUP - 5)}-{fixed}",
            "port": service.port,
            "protocol": "HTTP",
            "target_type": "ip",
            "vpc_id": VPC,
            "deregistration_delay": int(service.deregistration_delay.total_seconds()),
            "health_check": {
                "enabled": True,
                "path": check.path,
                "protocol": "HTTP",
                "port": "traffic-port",
                "interval": int(check.interval.total_seconds()),
                "timeout": int(check.timeout.total_seconds()),
                "healthy_threshold": check.healthy_threshold,
                "unhealthy_threshold": check.unhealthy_threshold,
                "matcher": check.matcher,
            },
            **_stickiness(service),
            "tags": scope.tags(),
        },
        origin=f"services.{service.name}.health_check",
        comment="Its name ends with a digest of what cannot be changed, so that a new one can stand beside it.",
        is_replaced_first=True,
        exempt={} if scope.is_local else _IS_INTERNAL,
    )


def _stickiness(service: Service) -> dict[str, Value]:
    seconds = int(service.stickiness.total_seconds())
    return {"stickiness": {"enabled": True, "type": "lb_cookie", "cookie_duration": seconds}} if seconds else {}
