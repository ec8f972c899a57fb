"""
Certificates of the application's names, each proved by a DNS record.

A load balancer gets one certificate for each name, so that a new name leaves the others alone; CloudFront takes one
for all of them. ACM asks for the same record for a name in every region, so the records are made once (``dns``).
"""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import GLOBAL, Ref, Resource, Value
from aerostat.graph.scope import Scope
from aerostat.model import Environment

#: CloudFront's own certificate, of all names.
CDN = "cdn"


def certificates(scope: Scope) -> Iterator[Resource]:
    """Those of the region's load balancer."""
    if not has_certificates(scope):
        return
    for name in balancer_names(scope.environment):
        yield _certificate(scope, certificate_label(name), {"domain_name": name})
        yield _validation(certificate_label(name), [name])


def cdn_certificate(scope: Scope) -> Iterator[Resource]:
    """CloudFront's, which has to be in us-east-1."""
    first, *others = served_names(scope.environment)
    alternatives: dict[str, Value] = {"subject_alternative_names": others} if others else {}
    yield _certificate(scope, CDN, {"domain_name": first, **alternatives})
    yield _validation(CDN, [first, *others])


def has_certificates(scope: Scope) -> bool:
    """Whether there is a load balancer here, and a name to certify; the primary region proves the CDN's names too."""
    environment = scope.environment
    if environment.domain is None or scope.is_local or not scope.runs:
        return False
    return scope.is_balanced or (scope.is_primary and environment.cdn is not None)


def served_names(environment: Environment) -> list[str]:
    """The names that visitors use: the domain's, and those in the zone that a route asks for."""
    domain = environment.domain
    if domain is None:
        return []
    hosts = [host for service in environment.services.values() for route in service.routes for host in route.hosts]
    ours = [host for host in hosts if host == domain.zone or host.endswith(f".{domain.zone}")]
    return list(dict.fromkeys([domain.name, *ours]))


def balancer_names(environment: Environment) -> list[str]:
    """The names that load balancers answer to."""
    origin = [origin_name(environment)] if environment.cdn and environment.domain else []
    return [*served_names(environment), *origin]


def origin_name(environment: Environment) -> str:
    """Where the CDN finds the load balancers."""
    assert environment.domain
    return f"origin.{environment.domain.name}"


def certificate_arn(name: str) -> Ref:
    """The ARN once the certificate is issued."""
    return Ref(f"aws_acm_certificate_validation.{certificate_label(name)}", "certificate_arn")


def certificate_label(name: str) -> str:
    return label(name.replace("*", "any"))


def proof(name: str) -> str:
    """Terraform's name of the record that proves a name; ``*.example.com`` is proved by the record of example.com."""
    return f"proof_{label(name.removeprefix('*.'))}"


def _certificate(scope: Scope, name: str, subject: dict[str, Value]) -> Resource:
    return Resource(
        type="aws_acm_certificate",
        name=name,
        arguments={**subject, "validation_method": "DNS", "tags": scope.tags(scope.name())},
        origin="domain",
        is_replaced_first=True,
    )


def _validation(name: str, subjects: list[str]) -> Resource:
    proofs = list(dict.fromkeys(proof(subject) for subject in subjects))
    return Resource(
        type="aws_acm_certificate_validation",
        name=name,
        arguments={
            "certificate_arn": Ref(f"aws_acm_certificate.{name}", "arn"),
            "validation_record_fqdns": [Ref(f"aws_route53_record.{one}", "fqdn", module=GLOBAL) for one in proofs],
        },
        origin="domain",
    )
