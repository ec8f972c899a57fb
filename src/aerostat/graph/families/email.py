"""SES identities: a domain with DKIM, or one address."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.graph.names import label
from aerostat.graph.resource import Ref, Resource
from aerostat.graph.scope import Scope
from aerostat.model import EmailIdentity


def email(scope: Scope) -> Iterator[Resource]:
    for one in scope.environment.email.values():
        origin = f"email.{one.name}"
        if one.domain:
            yield Resource(
                type="aws_ses_domain_identity", name=label(one.name), arguments={"domain": one.domain}, origin=origin
            )
            yield Resource(
                type="aws_ses_domain_dkim",
                name=label(one.name),
                arguments={"domain": Ref(f"aws_ses_domain_identity.{label(one.name)}", "domain")},
                origin=origin,
            )
        else:
            yield Resource(
                type="aws_ses_email_identity", name=label(one.name), arguments={"email": one.address}, origin=origin
            )


def identity(one: EmailIdentity) -> Ref:
    type = "aws_ses_domain_identity" if one.domain else "aws_ses_email_identity"
    return Ref(f"{type}.{label(one.name)}", "arn")
