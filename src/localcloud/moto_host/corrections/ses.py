"""Sending options of a configuration set, which moto wraps twice, and Easy DKIM, which every domain has."""

from __future__ import annotations

import hashlib
import time
from typing import Any


def correct() -> None:
    _unwrap_sending_options()
    _give_domains_dkim()
    _give_each_region_tokens()


def _unwrap_sending_options() -> None:
    from moto.ses.models import ConfigurationSet

    plain = ConfigurationSet.to_dict_v2

    def to_dict_v2(self: Any) -> dict[str, Any]:
        shown: dict[str, Any] = plain(self)
        enabled = self.enabled if isinstance(self.enabled, dict) else {"SendingEnabled": bool(self.enabled)}
        shown["SendingOptions"] = {"SendingEnabled": True, **enabled}
        return {name: value for name, value in shown.items() if value != {}}

    ConfigurationSet.to_dict_v2 = to_dict_v2


def _give_domains_dkim() -> None:
    from moto.ses.models import EmailIdentity

    plain = EmailIdentity.__init__

    def __init__(self: Any, email_identity: str, *args: Any, **kwargs: Any) -> None:
        plain(self, email_identity, *args, **kwargs)
        if self.identity_type != "DOMAIN":
            self.dkim_attributes.pop("LastKeyGenerationTimestamp", None)
            return
        asked = self.dkim_signing_attributes if isinstance(self.dkim_signing_attributes, dict) else {}
        length = asked.get("NextSigningKeyLength", "RSA_2048_BIT")
        self.dkim_attributes = {
            "SigningEnabled": True,
            "Status": "SUCCESS",
            "SigningAttributesOrigin": "EXTERNAL" if asked.get("DomainSigningSelector") else "AWS_SES",
            "NextSigningKeyLength": length,
            "CurrentSigningKeyLength": length,
            "LastKeyGenerationTimestamp": int(time.time()),
        }

    EmailIdentity.__init__ = __init__


def _give_each_region_tokens() -> None:
    """Easy DKIM signs with keys of the region, and so the records of two regions stand side by side."""
    from moto.core.responses import ActionResult
    from moto.ses.models import SESBackend
    from moto.ses.responses import EmailResponse

    plain = SESBackend.create_email_identity_v2

    def create_email_identity_v2(self: Any, *args: Any, **kwargs: Any) -> Any:
        identity = plain(self, *args, **kwargs)
        if identity.identity_type == "DOMAIN":
            tokens = [_token(self.region_name, identity.email_identity, number) for number in range(3)]
            identity.dkim_attributes = {**identity.dkim_attributes, "Tokens": tokens}
            self.dkim_tokens[identity.email_identity] = tokens
        return identity

    def verify_domain_dkim(self: Any) -> ActionResult:
        """The older API's way to the same tokens; Terraform's ``aws_ses_domain_dkim`` takes it."""
        domain = self._get_param("Domain").lower()
        self.backend.verify_domain(domain)
        return ActionResult({"DkimTokens": self.backend.dkim_tokens[domain]})

    SESBackend.create_email_identity_v2 = create_email_identity_v2
    EmailResponse.verify_domain_dkim = verify_domain_dkim


def _token(region: str, domain: str, number: int) -> str:
    """32 letters, as SES's tokens have; the same for a domain in a region each time."""
    digest = hashlib.sha256(f"{region}/{domain}/{number}".encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest)
