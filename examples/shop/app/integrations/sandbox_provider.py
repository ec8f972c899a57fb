"""
A payment provider for trying things out. What happens is up to the payment token:

====================  ================================================================
``tok_success``       succeeds at once, and says so again by callback
``tok_decline``       is declined at once, and says so again by callback
``tok_timeout``       does not answer in time; the callback says that it succeeded
``tok_late_decline``  does not answer in time; the callback says that it was declined
====================  ================================================================

Like real ones it calls back more than once.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from app.metrics.tracing import outgoing_headers
from app.services import signatures
from app.services.ports import Charge, ProviderTimeout

#: Tells the provider's callback sender what to call back with.
Announce = Callable[[Mapping[str, Any]], Awaitable[None]]

DECLINED = "The card was declined."
CALLBACK_PATH = "/api/payments/callbacks"


class SandboxProvider:
    """
    Args:
        announce: has an event called back soon, more than once.
    """

    def __init__(self, announce: Announce) -> None:
        self._announce = announce

    async def charge(self, payment_id: uuid.UUID, amount_cents: int, token: str) -> Charge:
        is_successful = token in ("tok_success", "tok_timeout")
        event = _event(payment_id, amount_cents, is_successful)
        await self._announce(event)
        if token in ("tok_timeout", "tok_late_decline"):
            raise ProviderTimeout
        reason = str(event["reason"])
        return Charge(is_successful=is_successful, event_id=str(event["event_id"]), decline_reason=reason)

    async def refund(self, payment_id: uuid.UUID, amount_cents: int) -> None:
        """Always works; there was no money."""


def _event(payment_id: uuid.UUID, amount_cents: int, is_successful: bool) -> dict[str, Any]:
    kind = "succeeded" if is_successful else "declined"
    return {
        "event_id": f"evt_{payment_id}_{kind}",
        "payment_id": str(payment_id),
        "kind": f"payment.{kind}",
        "amount_cents": amount_cents,
        "reason": "" if is_successful else DECLINED,
    }


class CallbackSender:
    """The provider's side of the callback: signs what it says and sends it, until it is taken with 2xx."""

    def __init__(self, http: httpx.AsyncClient, shop_url: str, secret: str) -> None:
        self._http = http
        self._url = shop_url.rstrip("/") + CALLBACK_PATH
        self._secret = secret

    async def send(self, body: bytes) -> None:
        """Raises httpx.HTTPError when the shop does not take it."""
        signature = signatures.sign(self._secret, body, now=datetime.now(UTC))
        headers = {"Content-Type": "application/json", "Payment-Signature": signature, **outgoing_headers()}
        answer = await self._http.post(self._url, content=body, headers=headers)
        answer.raise_for_status()
