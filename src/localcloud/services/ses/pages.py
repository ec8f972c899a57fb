"""
The mailbox in a browser, and for programs: ``/_localcloud/mailbox``.

``/`` lists, ``/<id>`` shows one mail as text, ``/<id>.eml`` is the mail itself; with ``Accept: application/json`` the
first two are JSON. What a stranger wrote is escaped and never run: HTML parts are shown as source.
"""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from typing import Any

from localcloud.gateway.http import Request, Response
from localcloud.gateway.server import json_response
from localcloud.services.ses.mailbox import Envelope, Mailbox

PREFIX = "/_localcloud/mailbox"

_HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("x-content-type-options", "nosniff"),
)
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ddd }
pre { white-space: pre-wrap; background: #f6f6f6; padding: 1rem } dt { color: #666 } a { color: #06c }
"""


class MailboxPages:
    """Handler for the gateway's ``mount``."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def __call__(self, request: Request) -> Response:
        name = request.path.removeprefix(PREFIX).strip("/")
        wants_json = "application/json" in request.headers.get("accept", "")
        if not name:
            found = self._mailbox.envelopes()
            return json_response([_document(one) for one in found]) if wants_json else _page("Mail", _list(found))
        return self._one(name, wants_json)

    def _one(self, name: str, wants_json: bool) -> Response:
        envelope = next((one for one in self._mailbox.envelopes() if one.id == name.removesuffix(".eml")), None)
        content = self._mailbox.content(envelope.id) if envelope else None
        if envelope is None or content is None:
            return json_response({"message": f"there is no mail {name}"}, status=404)
        if name.endswith(".eml"):
            return Response(headers=(("content-type", "message/rfc822"),), body=content)
        parts = list(_parts(content))
        if wants_json:
            return json_response({**_document(envelope), "parts": parts})
        return _page(envelope.subject or "(no subject)", _shown(envelope, parts))


def _document(envelope: Envelope) -> dict[str, Any]:
    return {
        "id": envelope.id,
        "at": envelope.at.isoformat(),
        "from": envelope.sender,
        "to": list(envelope.recipients),
        "subject": envelope.subject,
    }


def _parts(content: bytes) -> Iterable[dict[str, Any]]:
    """The leaves of a mail: text with its content, anything else with its name and size."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    for part in message.walk():
        if part.is_multipart():
            continue
        described: dict[str, Any] = {"type": part.get_content_type(), "filename": part.get_filename() or ""}
        if part.get_content_maintype() == "text" and not part.is_attachment():
            yield {**described, "text": part.get_content()}
        else:
            yield {**described, "size": len(part.get_payload(decode=True) or b"")}


def _list(envelopes: Iterable[Envelope]) -> str:
    rows = "".join(_row(one) for one in envelopes)
    if not rows:
        return "<p>No mail yet. What services send through SES appears here; nothing leaves this machine.</p>"
    return f"<table><tr><th>when</th><th>from</th><th>to</th><th>subject</th></tr>{rows}</table>"


def _row(one: Envelope) -> str:
    subject = escape(one.subject or "(no subject)")
    link = f'<a href="{PREFIX}/{escape(one.id)}">{subject}</a>'
    cells = (f"{one.at:%Y-%m-%d %H:%M:%S}", escape(one.sender), escape(", ".join(one.recipients)), link)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _shown(envelope: Envelope, parts: Iterable[dict[str, Any]]) -> str:
    head = (
        f"<dl><dt>from</dt><dd>{escape(envelope.sender)}</dd>"
        f"<dt>to</dt><dd>{escape(', '.join(envelope.recipients))}</dd>"
        f"<dt>when</dt><dd>{envelope.at:%Y-%m-%d %H:%M:%S} UTC</dd></dl>"
    )
    body = "".join(
        f"<h2>{escape(one['type'])} {escape(one['filename'])}</h2>"
        + (f"<pre>{escape(one['text'])}</pre>" if "text" in one else f"<p>{one['size']} bytes</p>")
        for one in parts
    )
    links = f'<p><a href="{PREFIX}">all mail</a> · <a href="{PREFIX}/{escape(envelope.id)}.eml">source</a></p>'
    return head + body + links


def _page(title: str, body: str) -> Response:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1>{body}</html>"
    )
    return Response(headers=_HEADERS, body=text.encode())
