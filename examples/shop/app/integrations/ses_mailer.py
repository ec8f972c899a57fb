"""Mail through SES."""

import asyncio
from typing import Any


class SesMailer:
    def __init__(self, ses: Any, sender: str) -> None:
        self._ses = ses
        self._sender = sender

    async def send(self, to: str, subject: str, body: str) -> None:
        message = {"Subject": _text(subject), "Body": {"Text": _text(body)}}
        await asyncio.to_thread(
            self._ses.send_email, Source=self._sender, Destination={"ToAddresses": [to]}, Message=message
        )


def _text(content: str) -> dict[str, str]:
    return {"Data": content, "Charset": "UTF-8"}
