"""From SES's parameters to the mail that would go out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr

from localcloud.api import ApiError, Params


@dataclass(frozen=True, kw_only=True)
class Mail:
    """
    A mail ready to be kept.

    Attributes:
        sender: the bare address, which an identity must cover.
        recipients: bare addresses, blind ones among them.
        content: RFC 5322 bytes, without Bcc.
    """

    sender: str
    recipients: tuple[str, ...]
    subject: str
    content: bytes


def simple(
    *, source: str, destination: Params, subject: Params, body: Params, reply_to: Sequence[str], at: datetime, id_: str
) -> Mail:
    """
    A mail from its parts, as SendEmail of both API versions has them.

    Raises:
        ApiError: InvalidParameterValue for a part that would break a header.
    """
    message = EmailMessage(policy=policy.SMTP)
    headers = {
        "From": source,
        "To": ", ".join(destination.get("ToAddresses", ())),
        "Cc": ", ".join(destination.get("CcAddresses", ())),
        "Reply-To": ", ".join(reply_to),
        "Subject": subject.get("Data", ""),
    }
    for name, value in headers.items():
        if value:
            _set(message, name, value)
    _stamp(message, at, id_)
    text, html = body.get("Text"), body.get("Html")
    if text or not html:
        message.set_content((text or {}).get("Data", ""))
    if html:
        add = message.add_alternative if text else message.set_content
        add(html["Data"], subtype="html")
    everybody = [one for kind in ("ToAddresses", "CcAddresses", "BccAddresses") for one in destination.get(kind, ())]
    return _mail(message, source, everybody)


def raw(*, data: bytes, source: str, destinations: Sequence[str], at: datetime, id_: str) -> Mail:
    """
    A mail that the caller has composed. Sender and recipients come from its headers where the call names none.

    Raises:
        ApiError: InvalidParameterValue when it has no sender or no recipient.
    """
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.SMTP)
    sender = source or str(message.get("From", ""))
    listed = getaddresses([str(value) for name in ("To", "Cc", "Bcc") for value in message.get_all(name, ())])
    recipients = list(destinations) or [address for _, address in listed]
    del message["Bcc"]
    _stamp(message, at, id_)
    return _mail(message, sender, recipients)


def _set(message: EmailMessage, name: str, value: str) -> None:
    try:
        message[name] = value
    except ValueError as error:
        raise ApiError("InvalidParameterValue", f"{name}: {error}") from error


def _stamp(message: EmailMessage, at: datetime, id_: str) -> None:
    if "Date" not in message:
        message["Date"] = format_datetime(at)
    del message["Message-ID"]
    message["Message-ID"] = f"<{id_}@email.amazonses.com>"


def _mail(message: EmailMessage, source: str, recipients: Sequence[str]) -> Mail:
    sender = parseaddr(source)[1]
    if "@" not in sender:
        raise ApiError("InvalidParameterValue", "Missing final '@domain'")
    bare = tuple(parseaddr(one)[1] for one in recipients)
    if not bare or not all("@" in one for one in bare):
        raise ApiError("InvalidParameterValue", "Missing required header 'To'." if not bare else "Illegal address")
    return Mail(sender=sender, recipients=bare, subject=str(message.get("Subject", "")), content=bytes(message))


def is_covered(sender: str, identities: Sequence[str]) -> bool:
    """Whether an address, or its domain or a parent of that, is among the verified identities."""
    domain = sender.rpartition("@")[2].lower()
    parents = {domain.split(".", depth)[-1] for depth in range(domain.count(".") + 1)}
    return any(one.lower() in parents or one.lower() == sender.lower() for one in identities)
