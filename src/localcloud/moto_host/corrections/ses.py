"""Sending options of a configuration set, which moto wraps twice, and Easy DKIM, which every domain has."""

from __future__ import annotations

import hashlib
import time
from typing import Any


def correct() -> None:
    _unwrap_sending_options()
    _give_domains_dkim()


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
            "Tokens": [_token(email_identity, number) for number in range(3)],
            "SigningAttributesOrigin": "EXTERNAL" if asked.get("DomainSigningSelector") else "AWS_SES",
            "NextSigningKeyLength": length,
            "CurrentSigningKeyLength": length,
            "LastKeyGenerationTimestamp": int(time.time()),
        }

    EmailIdentity.__init__ = __init__


def _token(domain: str, number: int) -> str:
    """32 letters, as SES's tokens have; the same for a domain each time."""
    digest = hashlib.sha256(f"{domain}/{number}".encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest)
