"""
What people and pipelines ask of an environment once it is there: addresses, names, ARNs.

Which there are follows from the types that a module has. A kind of which there can be one only (``main``) has a
plain output, any other a map by name, so that one thing more never renames an output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aerostat.graph import Resource
from aerostat.graph.resource import references
from aerostat.terraform.writing import facts
from aerostat.terraform.writing.output_kinds import KINDS, Kind
from aerostat.terraform.writing.syntax import Expression, Raw, Template
from aerostat.terraform.writing.wiring import local_address

_ONLY = "main"


@dataclass(frozen=True, kw_only=True)
class Output:
    name: str
    description: str
    value: Expression
    is_sensitive: bool = False
    is_ephemeral: bool = False


def outputs(resources: Sequence[Resource]) -> Iterator[Output]:
    """The outputs of a module with these resources."""
    yield from _load_balancer_url(resources)
    yield from _urls(resources)
    of_type: dict[str, list[Resource]] = {}
    for one in resources:
        if one.mode == "managed":
            of_type.setdefault(one.type, []).append(one)
    for kind in KINDS:
        if found := [one for one in of_type.get(kind.type, ()) if kind.admits(one)]:
            yield _output(kind, found)


def _output(kind: Kind, found: Sequence[Resource]) -> Output:
    is_single = kind.only is not None and [_ONLY] == [one.name for one in found]
    name, description = kind.only if kind.only and is_single else (kind.name, kind.description)
    return Output(
        name=name,
        description=description,
        value=_value(kind, found[0]) if is_single else {one.name: _value(kind, one) for one in found},
        is_sensitive=any(facts.is_sensitive(one, kind.attribute) for one in found),
    )


def _value(kind: Kind, resource: Resource) -> Expression:
    return Raw(f"{local_address(resource)}.{kind.attribute}")


def _load_balancer_url(resources: Sequence[Resource]) -> Iterator[Output]:
    """Only without TLS: no certificate names the load balancer's own DNS name."""
    has_tls = any(one.type == "aws_lb_listener" and one.arguments.get("protocol") == "HTTPS" for one in resources)
    balancers = [one for one in resources if one.type == "aws_lb" and one.name == _ONLY]
    if balancers and not has_tls and balancers[0].arguments.get("internal") is not True:
        yield Output(
            name="url",
            description="Where the application answers",
            value=Template(("http://", Raw(f"{local_address(balancers[0])}.dns_name"))),
        )


def _urls(resources: Sequence[Resource]) -> Iterator[Output]:
    """By the records that lead to the CDN; without one, by those that lead to a load balancer."""
    has_cdn = any(one.type == "aws_cloudfront_distribution" for one in resources)
    front = "aws_cloudfront_distribution." if has_cdn else "aws_lb."
    records = [
        one
        for one in resources
        if one.type == "aws_route53_record"
        and one.arguments.get("type") == "A"
        and any(front in ref.address for ref in references(one.arguments.get("alias")))
    ]
    if records:
        addresses = {one.name: Template(("https://", Raw(f"{local_address(one)}.fqdn"))) for one in records}
        yield Output(name="urls", description="Where the application answers", value=addresses)
