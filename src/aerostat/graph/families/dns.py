"""
DNS: the hosted zone, the proofs of our names, and the records that lead to the application.

With a CDN, visitors' names lead there, and the CDN finds the load balancers by a name of their own; without one,
they lead to the load balancers. Which region answers is ``dns_routing``'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.certificates import (
    balancer_names,
    certificate_label,
    origin_name,
    proof,
    served_names,
)
from aerostat.graph.families.dns_records import Target, alias
from aerostat.graph.families.dns_routing import health_checks, routed
from aerostat.graph.resource import GLOBAL, Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import Domain

_ZONE = "aws_route53_zone.main"
_PROOF_TTL_SECONDS = 300
_ZONE_EXEMPT = {
    "CKV2_AWS_38": "a signed zone needs its parent's help, which Terraform cannot have; see Route 53's DNSSEC guide",
    "CKV2_AWS_39": "what is asked for shows in the logs of the load balancers and the CDN",
}
_WHY_FIRST = """Certificates are issued once the parent zone, or the registrar, names this zone's name servers.
Until then an apply waits. To learn them before:
  terraform apply -target=module.global.aws_route53_zone.main
A zone that is made anew has other name servers, so this one stays."""
#: The application's own record, as Terraform knows it.
_MAIN = "main"


def dns(scope: Scope) -> Iterator[Resource]:
    domain = scope.environment.domain
    if domain is None or scope.is_local:
        return
    yield _zone(scope, domain)
    if scope.is_balanced or scope.environment.cdn:
        yield from _proofs(scope)
    if scope.is_balanced:
        yield from health_checks(scope)
    if scope.environment.cdn:
        yield from _to_cdn(scope)
    elif scope.is_balanced:
        yield from _to_balancers(scope, domain)


def zone_id(scope: Scope) -> Ref | None:
    """The hosted zone of the application's domain, for who has records to put there; None when it has no domain."""
    if scope.environment.domain is None or scope.is_local:
        return None
    return Ref(_ZONE, "zone_id", module=GLOBAL)


def _zone(scope: Scope, domain: Domain) -> Resource:
    if not domain.is_zone_ours:
        return Resource(
            type="aws_route53_zone",
            name="main",
            arguments={"name": domain.zone, "private_zone": False},
            mode="data",
            origin="domain.zone",
        )
    return Resource(
        type="aws_route53_zone",
        name="main",
        arguments={"name": domain.zone, "tags": scope.tags()},
        origin="domain.create_zone",
        comment=_WHY_FIRST,
        is_protected=True,
        exempt=_ZONE_EXEMPT,
    )


def _proofs(scope: Scope) -> Iterator[Resource]:
    """The records that prove to ACM that the names are ours, for the certificates of every region."""
    by_record = {proof(name): name for name in reversed(balancer_names(scope.environment))}
    for record, name in reversed(by_record.items()):
        certificate, options = f"aws_acm_certificate.{certificate_label(name)}", "domain_validation_options.*"
        yield Resource(
            type="aws_route53_record",
            name=record,
            arguments={
                "zone_id": Ref(_ZONE, "zone_id"),
                "name": Ref(certificate, f"{options}.resource_record_name[0]", module=""),
                "type": "CNAME",
                "ttl": _PROOF_TTL_SECONDS,
                "records": [Ref(certificate, f"{options}.resource_record_value[0]", module="")],
                "allow_overwrite": True,
            },
            origin="domain",
            comment="Another environment may have proved the same name, by the same record.",
        )


def _to_cdn(scope: Scope) -> Iterator[Resource]:
    distribution = Target("aws_cloudfront_distribution.main", "domain_name", "hosted_zone_id", module=None)
    for name in served_names(scope.environment):
        for kind in ("A", "AAAA"):
            record = certificate_label(name) if kind == "A" else f"{certificate_label(name)}_ipv6"
            yield alias(record, name, distribution, kind=kind)
    if scope.is_balanced:
        yield from routed(scope, _MAIN, origin_name(scope.environment))


def _to_balancers(scope: Scope, domain: Domain) -> Iterator[Resource]:
    """The other names follow the main one, wherever it leads."""
    yield from routed(scope, _MAIN, domain.name)
    for name in served_names(scope.environment):
        if name != domain.name:
            yield alias(certificate_label(name), name, domain.name)
