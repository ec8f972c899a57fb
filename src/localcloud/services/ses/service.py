"""SES's sending operations, in both versions of its API."""

from __future__ import annotations

import secrets
from datetime import datetime

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Neighbours, Rest
from localcloud.services.ses.mailbox import Mailbox
from localcloud.services.ses.messages import Mail, is_covered, raw, simple
from localcloud.services.ses.settings import SettingsOfV2


class Post:
    """Accepts mail for both API versions: checks the sender's identity, then keeps the mail."""

    def __init__(self, mailbox: Mailbox, neighbours: Neighbours, clock: Clock) -> None:
        self._mailbox = mailbox
        self._neighbours = neighbours
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def accept(self, caller: Caller, mail: Mail, id_: str) -> str:
        """
        Keep a mail and return its message id.

        Raises:
            ApiError: MessageRejected when no verified identity covers the sender.
        """
        if not is_covered(mail.sender, self._verified(caller)):
            raise ApiError(
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in region "
                f"{caller.region.upper()}: {mail.sender}",
            )
        self._mailbox.keep(mail, id_=id_, at=self.now(), account=caller.account)
        return id_

    def _verified(self, caller: Caller) -> list[str]:
        known = self._neighbours.call(caller, "ses", "ListIdentities", {}).get("Identities", [])
        answer = self._neighbours.call(caller, "ses", "GetIdentityVerificationAttributes", {"Identities": known})
        attributes = answer.get("VerificationAttributes", {})
        return [one for one in known if attributes.get(one, {}).get("VerificationStatus") == "Success"]


def message_id() -> str:
    """SES's form: hex digits with dashes and a short tail."""
    head = secrets.token_hex(8)
    parts = (secrets.token_hex(4), secrets.token_hex(2), secrets.token_hex(2), secrets.token_hex(2))
    return f"{head}-{'-'.join(parts)}-{secrets.token_hex(6)}-000000"


class Email(Service):
    """SES, API of 2010-12-01."""

    name = "ses"

    def __init__(self, post: Post) -> None:
        self._post = post

    def send_email(self, caller: Caller, params: Params) -> Answer:
        id_ = message_id()
        mail = simple(
            source=params["Source"],
            destination=params.get("Destination", {}),
            subject=params["Message"].get("Subject", {}),
            body=params["Message"].get("Body", {}),
            reply_to=params.get("ReplyToAddresses", ()),
            at=self._post.now(),
            id_=id_,
        )
        return {"MessageId": self._post.accept(caller, mail, id_)}

    def send_raw_email(self, caller: Caller, params: Params) -> Answer:
        id_ = message_id()
        mail = raw(
            data=params["RawMessage"]["Data"],
            source=params.get("Source", ""),
            destinations=params.get("Destinations", ()),
            at=self._post.now(),
            id_=id_,
        )
        return {"MessageId": self._post.accept(caller, mail, id_)}


class EmailV2(SettingsOfV2):
    """SES, API of 2019-09-27."""

    def __init__(self, post: Post, journal: Journal, rest: Rest) -> None:
        super().__init__(journal, rest)
        self._post = post

    def send_email(self, caller: Caller, params: Params) -> Answer:
        content = params["Content"]
        id_ = message_id()
        if "Raw" in content:
            destination = params.get("Destination", {})
            mail = raw(
                data=content["Raw"]["Data"],
                source=params.get("FromEmailAddress", ""),
                destinations=[one for kind in destination.values() for one in kind],
                at=self._post.now(),
                id_=id_,
            )
        elif "Simple" in content:
            mail = simple(
                source=params.get("FromEmailAddress", ""),
                destination=params.get("Destination", {}),
                subject=content["Simple"].get("Subject", {}),
                body=content["Simple"].get("Body", {}),
                reply_to=params.get("ReplyToAddresses", ()),
                at=self._post.now(),
                id_=id_,
            )
        else:
            raise ApiError(
                "BadRequestException", "The local cloud sends Simple and Raw content; templates are not there"
            )
        return {"MessageId": self._post.accept(caller, mail, id_)}
