"""SES identities: a domain with DKIM and, where we know its zone, the DNS records that prove it; or one address."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.families.dns import zone_id
from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import Scope
from aerostat.model import EmailIdentity

#: SES signs with three keys, so that it can change one at a time.
_DKIM_KEYS = 3
_TTL_SECONDS = 600


def email(scope: Scope) -> Iterator[Resource]:
    if not scope.runs:
        return
    for one in scope.environment.email.values():
        if one.domain:
            yield from _domain(scope, one)
        else:
            yield _made(one, "aws_ses_email_identity", {"email": one.address})


def identity(one: EmailIdentity) -> Ref:
    type = "aws_ses_domain_identity" if one.domain else "aws_ses_email_identity"
    return Ref(f"{type}.{label(one.name)}", "arn")


def _domain(scope: Scope, one: EmailIdentity) -> Iterator[Resource]:
    domain = Ref(f"aws_ses_domain_identity.{label(one.name)}", "domain")
    yield _made(one, "aws_ses_domain_identity", {"domain": one.domain})
    yield _made(one, "aws_ses_domain_dkim", {"domain": domain})
    if scope.is_local:
        return
    if one.mail_from:
        yield _made(one, "aws_ses_domain_mail_from", {"domain": domain, "mail_from_domain": one.mail_from})
    if _is_in_our_zone(scope, one):
        yield from _records(scope, one)


def _is_in_our_zone(scope: Scope, one: EmailIdentity) -> bool:
    domain = scope.environment.domain
    return domain is not None and (one.domain == domain.zone or one.domain.endswith(f".{domain.zone}"))


def _records(scope: Scope, one: EmailIdentity) -> Iterator[Resource]:
    name = label(one.name)
    for number in range(_DKIM_KEYS):
        token = Ref(f"aws_ses_domain_dkim.{name}", f"dkim_tokens[{number}]")
        yield _record(
            scope,
            one,
            f"dkim_{number + 1}",
            Text((token, f"._domainkey.{one.domain}")),
            "CNAME",
            Text((token, ".dkim.amazonses.com")),
        )
    if not scope.is_primary:
        return
    yield _record(scope, one, "dmarc", f"_dmarc.{one.domain}", "TXT", "v=DMARC1; p=quarantine")
    if one.mail_from:
        bounces = f"10 feedback-smtp.{scope.region}.amazonses.com"
        yield _record(scope, one, "mail_from_mx", one.mail_from, "MX", bounces)
        yield _record(scope, one, "mail_from_spf", one.mail_from, "TXT", "v=spf1 include:amazonses.com -all")


def _record(scope: Scope, one: EmailIdentity, kind: str, name: Value, type: str, value: Value) -> Resource:
    return Resource(
        type="aws_route53_record",
        name=label(one.name, kind),
        arguments={"zone_id": zone_id(scope), "name": name, "type": type, "ttl": _TTL_SECONDS, "records": [value]},
        origin=f"email.{one.name}",
    )


def _made(one: EmailIdentity, type: str, arguments: dict[str, Value]) -> Resource:
    return Resource(type=type, name=label(one.name), arguments=arguments, origin=f"email.{one.name}")
