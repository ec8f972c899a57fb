"""
Plain TCP fronts: an address of AWS's kind that passes bytes on to a server of ours, with or without TLS on the way in.

Valkey and PostgreSQL as Python packages are built without TLS, so what must be encrypted is decrypted in front of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.running.endpoints import Endpoint
from localcloud.running.envoy_listeners import Certificate
from localcloud.running.envoy_routes import Json

_TYPE = "type.googleapis.com/envoy"


@dataclass(frozen=True, kw_only=True)
class Front:
    """
    One address and the server behind it.

    Attributes:
        name: unique among the fronts.
        certificate: clients must speak TLS; None for plain bytes.
    """

    name: str
    endpoint: Endpoint
    server: Endpoint
    certificate: Certificate | None = None


def listener(front: Front) -> Json:
    """Envoy's listener."""
    proxy = {
        "@type": f"{_TYPE}.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        "stat_prefix": front.name,
        "cluster": front.name,
        "idle_timeout": "0s",
    }
    chain: Json = {"filters": [{"name": "envoy.filters.network.tcp_proxy", "typed_config": proxy}]}
    if front.certificate:
        chain["transport_socket"] = _tls(front.certificate)
    return {
        "@type": f"{_TYPE}.config.listener.v3.Listener",
        "name": front.name,
        "address": {"socket_address": _address(front.endpoint)},
        "filter_chains": [chain],
    }


def cluster(front: Front) -> Json:
    """Envoy's cluster: the one server."""
    endpoint = {"endpoint": {"address": {"socket_address": _address(front.server)}}}
    return {
        "@type": f"{_TYPE}.config.cluster.v3.Cluster",
        "name": front.name,
        "type": "STATIC",
        "connect_timeout": "3s",
        "load_assignment": {"cluster_name": front.name, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _address(endpoint: Endpoint) -> Json:
    return {"address": endpoint.host, "port_value": endpoint.port}


def _tls(certificate: Certificate) -> Json:
    files = {"certificate_chain": {"filename": certificate.chain}, "private_key": {"filename": certificate.key}}
    context = {
        "@type": f"{_TYPE}.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": {"tls_certificates": [files]},
    }
    return {"name": "envoy.transport_sockets.tls", "typed_config": context}
