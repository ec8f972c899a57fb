"""SES identities. Verifying one again changes nothing, so nothing is looked for first."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.provision.handlers.base import Arguments, Attributes, Handler, Site


class _Identity(Handler):
    def delete(self, site: Site, attributes: Attributes) -> None:
        site.client("ses").delete_identity(Identity=attributes["id"])

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        existing = set(site.client("ses").list_identities()["Identities"])
        return {address: one if one["id"] in existing else None for address, one in known.items()}


class DomainIdentity(_Identity):
    type = "aws_ses_domain_identity"
    forces_replacement = frozenset({"domain"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        domain = arguments["domain"]
        made = site.client("ses").verify_domain_identity(Domain=domain)
        token = made["VerificationToken"]
        return {"id": domain, "domain": domain, "arn": _arn(site, domain), "verification_token": token}


class EmailIdentity(_Identity):
    type = "aws_ses_email_identity"
    forces_replacement = frozenset({"email"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        email = arguments["email"]
        site.client("ses").verify_email_identity(EmailAddress=email)
        return {"id": email, "email": email, "arn": _arn(site, email)}


class DomainDkim(Handler):
    type = "aws_ses_domain_dkim"
    forces_replacement = frozenset({"domain"})

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        made = site.client("ses").verify_domain_dkim(Domain=arguments["domain"])
        return {"id": arguments["domain"], "dkim_tokens": made["DkimTokens"]}

    def delete(self, site: Site, attributes: Attributes) -> None:
        """Goes with its domain."""

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        """There as long as its domain is."""
        existing = set(site.client("ses").list_identities()["Identities"])
        return {address: one if one["id"] in existing else None for address, one in known.items()}


def _arn(site: Site, identity: str) -> str:
    account = site.client("sts").get_caller_identity()["Account"]
    return f"arn:aws:ses:{site.aws.region}:{account}:identity/{identity}"
