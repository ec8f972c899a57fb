"""What the records of Elastic Load Balancing mean for Envoy: all of them, or the endpoints of one target group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.behaviour.target_health import Enough, HealthCheck
from localcloud.journal.tables import Document
from localcloud.running.endpoints import Endpoint
from localcloud.running.envoy_clusters import cluster
from localcloud.running.envoy_files import EnvoyFiles
from localcloud.running.envoy_listeners import Certificate, OpenListener, listener
from localcloud.running.envoy_routes import Json, Routing, cluster_name, route_configuration
from localcloud.services.elbv2.store import Store


def listener_name(listener_arn: str) -> str:
    """``…:listener/app/web/<id>/<id>`` → ``web.<id>``; also a file name."""
    parts = listener_arn.split("/")
    return f"{parts[2]}.{parts[-1]}"


def access_log_name(load_balancer_arn: str) -> str:
    """``…:loadbalancer/app/web/<id>`` → ``web.log``."""
    return f"{load_balancer_arn.split('/')[2]}.log"


@dataclass(frozen=True, kw_only=True)
class Compiler:
    """
    Records in, Envoy's resources out.

    Attributes:
        endpoint_of: where a listener listens; None while it has no endpoint.
        certificate_of: the files of a certificate, by ARN.
        faithful: see :class:`localcloud.settings.Settings`.
    """

    store: Store
    files: EnvoyFiles
    access_logs: Path
    endpoint_of: Callable[[Document], Endpoint | None]
    certificate_of: Callable[[str], Certificate]
    faithful: bool

    def write(self) -> None:
        """Make Envoy's files say what the records say. The endpoints must have been written before."""
        groups = self.store.target_groups.values()
        opened = [(one, endpoint) for one in self.store.listeners.values() if (endpoint := self.endpoint_of(one))]
        attributes = {one["record"]["TargetGroupArn"]: one["attributes"] for one in groups}
        routes = (self._routes(document, attributes) for document, _ in opened if _is_http(document))
        self.files.write(
            clusters=[self._cluster(group) for group in groups],
            routes={route["name"]: route for route in routes},
            listeners=[self._listener(document, endpoint) for document, endpoint in opened],
        )

    def _cluster(self, group: Document) -> Json:
        path = self.files.endpoints(cluster_name(group["record"]["TargetGroupArn"]))
        return cluster(group["record"], group["attributes"], endpoints_path=str(path), faithful=self.faithful)

    def _routes(self, document: Document, groups: Mapping[str, Mapping[str, str]]) -> Json:
        record = document["record"]
        balancer_arn = record["LoadBalancerArn"]
        routing = Routing(
            port=record["Port"],
            protocol=record["Protocol"],
            attributes=self.store.load_balancer(balancer_arn)["attributes"],
            listener_attributes=document["attributes"],
            target_groups=groups,
            open_ports=self._moved_ports(balancer_arn),
            retries=not self.faithful,
        )
        rules = [rule["record"] for rule in self.store.rules_of(record["ListenerArn"])]
        return route_configuration(listener_name(record["ListenerArn"]), rules, routing)

    def _moved_ports(self, balancer_arn: str) -> dict[int, int]:
        """The real ports of a load balancer's listeners, where they are others than AWS's."""
        listeners = self.store.listeners_of(balancer_arn)
        real = {one["record"]["Port"]: endpoint.port for one in listeners if (endpoint := self.endpoint_of(one))}
        return {port: moved for port, moved in real.items() if port != moved}

    def _listener(self, document: Document, endpoint: Endpoint) -> Json:
        record = document["record"]
        balancer_arn = record["LoadBalancerArn"]
        name = listener_name(record["ListenerArn"])
        return listener(
            OpenListener(
                name=name,
                document=record,
                load_balancer="/".join(balancer_arn.split("/")[1:]),
                attributes=self.store.load_balancer(balancer_arn)["attributes"],
                endpoint=endpoint,
                access_log=str(self.access_logs / access_log_name(balancer_arn)),
                routes_path=str(self.files.routes(name)),
                certificates=tuple(self.certificate_of(arn) for arn in _certificate_arns(document)),
            )
        )


def _is_http(document: Document) -> bool:
    return document["record"]["Protocol"] in ("HTTP", "HTTPS")


def _certificate_arns(document: Document) -> Iterable[str]:
    yield from (one["CertificateArn"] for one in document["record"].get("Certificates", ()))
    yield from document.get("certificates", ())


def health_check_of(record: Mapping[str, Any]) -> HealthCheck:
    """A target group's health check as the rules of health understand it."""
    return HealthCheck(
        enabled=record["HealthCheckEnabled"],
        interval_seconds=record["HealthCheckIntervalSeconds"],
        timeout_seconds=record["HealthCheckTimeoutSeconds"],
        healthy_threshold=record["HealthyThresholdCount"],
        unhealthy_threshold=record["UnhealthyThresholdCount"],
        matcher=record.get("Matcher", {}).get("HttpCode", "200"),
    )


def enough_of(attributes: Mapping[str, str]) -> Enough:
    """How many healthy targets a group needs, or else it fails open."""
    start = "target_group_health.unhealthy_state_routing.minimum_healthy_targets"
    percentage = attributes.get(f"{start}.percentage", "off")
    return Enough(
        count=int(attributes.get(f"{start}.count", "1")), percentage=0 if percentage == "off" else int(percentage)
    )
