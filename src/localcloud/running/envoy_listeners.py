"""
A load balancer's listeners as Envoy's: HTTP with everything an Application Load Balancer adds, or plain TCP.

Routes are not part of a listener but read from a file of their own, so that a changed rule touches no connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from localcloud.running.endpoints import Endpoint
from localcloud.running.envoy_routes import OWN_SERVER, Attributes, Json, cluster_name, weighted_groups

_TYPE = "type.googleapis.com/envoy"

_ACCESS_LOG = (
    "{kind} %START_TIME(%Y-%m-%dT%H:%M:%S.%6fZ)% {name} %DOWNSTREAM_REMOTE_ADDRESS%"
    " %UPSTREAM_METADATA(aerostat:target)% 0.000 %DYNAMIC_METADATA(aerostat:target_seconds)% 0.000 %RESPONSE_CODE%"
    " %DYNAMIC_METADATA(aerostat:target_status)% %DOWNSTREAM_WIRE_BYTES_RECEIVED% %DOWNSTREAM_WIRE_BYTES_SENT%"
    ' "%REQ(:METHOD)% {protocol}://%REQ(:AUTHORITY)%%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%"'
    ' "%REQ(USER-AGENT)%" %DOWNSTREAM_TLS_CIPHER% %DOWNSTREAM_TLS_VERSION% %CLUSTER_METADATA(aerostat:arn)%'
    ' "%REQ(X-AMZN-TRACE-ID)%" "%REQUESTED_SERVER_NAME%" "-" %METADATA(ROUTE:aerostat:priority)%'
    ' %START_TIME(%Y-%m-%dT%H:%M:%S.%6fZ)% "%METADATA(ROUTE:aerostat:action)%" "%RESP(LOCATION)%" "%RESPONSE_FLAGS%"'
    ' "%UPSTREAM_METADATA(aerostat:target)%" "%DYNAMIC_METADATA(aerostat:target_status)%" "-" "-" TID_%STREAM_ID%\n'
)
"""ALB's fields in ALB's order; ``error_reason`` holds Envoy's response flags, and ``-`` stands where ALB has more."""

_PAGES = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}

_STATUSES: Sequence[tuple[int, Sequence[str]]] = (
    (504, ("UT", "SI", "DT")),
    (502, ("UF", "UC", "UR", "LR", "UPE", "URX")),
    (503, ("UH", "NC", "UO", "NR")),
)
"""Which of Envoy's reasons for an answer of its own are which of ALB's errors; the first line that fits counts."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """PEM files of a listener's certificate."""

    chain: str
    key: str


@dataclass(frozen=True, kw_only=True)
class OpenListener:
    """
    A listener and where it listens.

    Attributes:
        name: unique; also the name of its route configuration.
        attributes: those of the load balancer.
        access_log: the file that takes a line per request.
        routes_path: the file with its route configuration.
    """

    name: str
    document: Mapping[str, Any]
    load_balancer: str
    attributes: Attributes
    endpoint: Endpoint
    access_log: str
    routes_path: str
    certificates: tuple[Certificate, ...] = ()


def listener(opened: OpenListener) -> Json:
    """Envoy's listener."""
    is_http = opened.document["Protocol"] in ("HTTP", "HTTPS")
    chain: Json = {"filters": [_http_connections(opened) if is_http else _tcp_proxy(opened)]}
    if opened.certificates:
        chain["transport_socket"] = _tls(opened)
    address = {"address": opened.endpoint.host, "port_value": opened.endpoint.port}
    return {
        "@type": f"{_TYPE}.config.listener.v3.Listener",
        "name": opened.name,
        "address": {"socket_address": address},
        "filter_chains": [chain],
        "enable_reuse_port": True,
    }


def _tcp_proxy(opened: OpenListener) -> Json:
    """A Network Load Balancer's listener: bytes to one of the target groups."""
    groups = weighted_groups(opened.document["DefaultActions"][0])
    config: Json = {
        "@type": f"{_TYPE}.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        "stat_prefix": opened.name,
        "idle_timeout": "350s",
    }
    if len(groups) == 1:
        config["cluster"] = cluster_name(groups[0][0])
    else:
        clusters = [{"name": cluster_name(arn), "weight": weight} for arn, weight in groups if weight]
        config["weighted_clusters"] = {"clusters": clusters}
    return {"name": "envoy.filters.network.tcp_proxy", "typed_config": config}


def _http_connections(opened: OpenListener) -> Json:
    attributes = opened.attributes
    idle = f"{attributes['idle_timeout.timeout_seconds']}s"
    config: Json = {
        "@type": f"{_TYPE}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": opened.name,
        "codec_type": "AUTO",
        "rds": {"route_config_name": opened.name, "config_source": _file(opened.routes_path)},
        "http_filters": _http_filters(),
        "common_http_protocol_options": {
            "idle_timeout": idle,
            "max_connection_duration": f"{attributes['client_keep_alive.seconds']}s",
            "headers_with_underscores_action": "ALLOW",
        },
        "http_protocol_options": {"accept_http_10": True},
        "stream_idle_timeout": idle,
        "server_header_transformation": "PASS_THROUGH",
        "generate_request_id": False,
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "access_log": [_access_log(opened)],
        "local_reply_config": {"mappers": [_mapper(status, flags) for status, flags in _STATUSES]},
    }
    return {
        "name": "envoy.filters.network.http_connection_manager",
        "typed_config": config | _client_address(),
    }


def _client_address() -> Json:
    """
    The client's own address, for source-ip conditions.

    ``X-Forwarded-For`` is left to the routes: Envoy would write the machine's address there for clients on loopback.
    """
    nobody = [{"address_prefix": "0.0.0.0", "prefix_len": 32}]
    return {
        "use_remote_address": True,
        "internal_address_config": {"cidr_ranges": nobody},
        "skip_xff_append": True,
    }


def _http_filters() -> list[Json]:
    lua = {"@type": f"{_TYPE}.extensions.filters.http.lua.v3.Lua", "default_source_code": {"inline_string": _script()}}
    session = {"@type": f"{_TYPE}.extensions.filters.http.stateful_session.v3.StatefulSession"}
    router = {"@type": f"{_TYPE}.extensions.filters.http.router.v3.Router"}
    return [
        {"name": "envoy.filters.http.lua", "typed_config": lua},
        {"name": "envoy.filters.http.stateful_session", "typed_config": session},
        {"name": "envoy.filters.http.router", "typed_config": router},
    ]


@cache
def _script() -> str:
    return files("localcloud.running").joinpath("envoy.lua").read_text()


def _access_log(opened: OpenListener) -> Json:
    protocol = opened.document["Protocol"].lower()
    port = opened.document["Port"]
    kind = "https" if protocol == "https" else "http"
    line = _ACCESS_LOG.format(kind=kind, name=opened.load_balancer, protocol=protocol, port=port)
    config = {
        "@type": f"{_TYPE}.extensions.access_loggers.file.v3.FileAccessLog",
        "path": opened.access_log,
        "log_format": {"text_format_source": {"inline_string": line}},
    }
    return {"name": "envoy.access_loggers.file", "typed_config": config}


def _mapper(status: int, flags: Sequence[str]) -> Json:
    page = (
        f"<html>\r\n<head><title>{_PAGES[status]}</title></head>\r\n<body>\r\n"
        f"<center><h1>{_PAGES[status]}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    return {
        "filter": {"response_flag_filter": {"flags": list(flags)}},
        "status_code": status,
        "body_format_override": {"text_format_source": {"inline_string": page}, "content_type": "text/html"},
        "headers_to_add": [OWN_SERVER],
    }


def _tls(opened: OpenListener) -> Json:
    certificates = [
        {"certificate_chain": {"filename": one.chain}, "private_key": {"filename": one.key}}
        for one in opened.certificates
    ]
    common: Json = {"tls_certificates": certificates, "alpn_protocols": ["h2", "http/1.1"]}
    if opened.attributes.get("routing.http2.enabled") == "false" or opened.document["Protocol"] == "TLS":
        common["alpn_protocols"] = ["http/1.1"]
    context = {
        "@type": f"{_TYPE}.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": common,
    }
    return {"name": "envoy.transport_sockets.tls", "typed_config": context}


def _file(path: str) -> Json:
    return {"path_config_source": {"path": path}}
