"""
Target groups as Envoy's clusters, and their routable targets as endpoints.

Which targets may get requests is decided elsewhere (:mod:`localcloud.behaviour.target_health`); Envoy is told only
those, so its own ideas of health, panic and ejection are switched off. A target that leaves the list gets nothing
new, and its requests in flight finish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from localcloud.running.endpoints import Endpoint
from localcloud.running.envoy_routes import Attributes, Json, cluster_name

_PROTOCOLS: Json = {"HTTP1": {"http_protocol_options": {}}, "HTTP2": {"http2_protocol_options": {}}}
_UNLIMITED = 1_000_000

UPSTREAM_IDLE_SECONDS = 1.0
"""
How long an unused connection to a target is kept, in normal mode.

Less than any common server keeps it (gunicorn 2 s, uvicorn and Node.js 5 s), so that no request is sent into a
connection that the target is closing at that moment. A POST that met that could not be repeated.
"""

FAITHFUL_UPSTREAM_IDLE_SECONDS = 60.0
"""What an Application Load Balancer does; its users must set longer keep-alives in their servers."""


@dataclass(frozen=True, kw_only=True)
class RoutableTarget:
    """A target that gets requests: ``name`` is how AWS shows it, ``10.0.11.23:8000``."""

    name: str
    endpoint: Endpoint


def cluster(group: Mapping[str, Any], attributes: Attributes, *, endpoints_path: str, faithful: bool) -> Json:
    """The cluster of one target group, which reads its endpoints from a file of its own."""
    name = cluster_name(group["TargetGroupArn"])
    config: Json = {
        "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        "name": name,
        "type": "EDS",
        "eds_cluster_config": {"eds_config": {"path_config_source": {"path": endpoints_path}}},
        "connect_timeout": "10s",
        "metadata": {"filter_metadata": {"aerostat": {"arn": group["TargetGroupArn"]}}},
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}, "update_merge_window": "0s"},
        "circuit_breakers": {"thresholds": [_no_limits()]},
    }
    if group["Protocol"] in ("HTTP", "HTTPS"):
        config |= _http(group, faithful=faithful)
    if group["Protocol"] in ("HTTPS", "TLS"):
        config["transport_socket"] = _tls()
    return config | _algorithm(attributes)


def _no_limits() -> Json:
    kinds = ("max_connections", "max_pending_requests", "max_requests", "max_retries")
    return dict.fromkeys(kinds, _UNLIMITED)


def _http(group: Mapping[str, Any], *, faithful: bool) -> Json:
    idle = FAITHFUL_UPSTREAM_IDLE_SECONDS if faithful else UPSTREAM_IDLE_SECONDS
    options = {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        "common_http_protocol_options": {"idle_timeout": f"{idle}s"},
        "explicit_http_config": _PROTOCOLS[group.get("ProtocolVersion", "HTTP1")],
    }
    return {"typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options}}


def _tls() -> Json:
    """Application Load Balancers accept whatever certificate a target shows."""
    context = {"@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext"}
    return {"name": "envoy.transport_sockets.tls", "typed_config": context}


def _algorithm(attributes: Attributes) -> Json:
    seconds = int(attributes.get("slow_start.duration_seconds", "0"))
    slow_start: Json = {"slow_start_config": {"slow_start_window": f"{seconds}s"}} if seconds else {}
    match attributes.get("load_balancing.algorithm.type", "round_robin"):
        case "least_outstanding_requests":
            return {"lb_policy": "LEAST_REQUEST", "least_request_lb_config": {"choice_count": 100}}
        case "weighted_random":
            return {"lb_policy": "RANDOM"}
        case _:
            return {"lb_policy": "ROUND_ROBIN"} | ({"round_robin_lb_config": slow_start} if slow_start else {})


def endpoints(target_group_arn: str, targets: Sequence[RoutableTarget]) -> Json:
    """The endpoints of one target group, as Envoy reads them."""
    return {
        "@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
        "cluster_name": cluster_name(target_group_arn),
        "endpoints": [{"lb_endpoints": [_endpoint(target) for target in targets]}],
    }


def _endpoint(target: RoutableTarget) -> Json:
    address = {"address": target.endpoint.host, "port_value": target.endpoint.port}
    return {
        "endpoint": {"address": {"socket_address": address}},
        "metadata": {"filter_metadata": {"aerostat": {"target": target.name}}},
    }
