"""
Payments: asking the provider, and believing it exactly once.

The provider is asked outside of any transaction, because it may be slow. Whatever it says, at once or by callback,
goes through ``_settle``: order locked first, event remembered, payment moved forward, order paid if it waits for it.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.request_context import about, summarise
from app.models import Order, OrderStatus, Payment, PaymentEvent, PaymentStatus, Role
from app.repositories.database import Database, Transaction
from app.services import payment_states, signatures
from app.services.identity import Identity
from app.services.order_service import move
from app.services.order_states import OrderEvent
from app.services.ports import PaymentProvider, ProviderTimeout

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ProviderEvent:
    """Something the provider says about a payment. ``event_id`` is the provider's, the same each time it is said."""

    event_id: str
    payment_id: uuid.UUID
    news: PaymentStatus
    amount_cents: int
    reason: str = ""


class PaymentService:
    """Takes payments and gives them back."""

    def __init__(self, database: Database, provider: PaymentProvider, webhook_secret: str) -> None:
        self._database = database
        self._provider = provider
        self._secret = webhook_secret

    async def pay(self, actor: Identity, order_id: uuid.UUID, token: str) -> Payment:
        """
        Try to pay an order. A payment that is still PENDING afterwards will be settled by callback.

        Raises:
            NotFound: there is no such order of this customer.
            Conflict: it does not wait for a payment, or one is on its way.
        """
        about(order_id=str(order_id))
        payment = await self._begin(actor, order_id)
        try:
            charge = await self._provider.charge(payment.id, payment.amount_cents, token)
        except ProviderTimeout:
            summarise("Payment outcome is not known yet", "payment")
            return payment
        news = PaymentStatus.SUCCEEDED if charge.is_successful else PaymentStatus.DECLINED
        event = ProviderEvent(
            event_id=charge.event_id,
            payment_id=payment.id,
            news=news,
            amount_cents=payment.amount_cents,
            reason=charge.decline_reason,
        )
        summarise(f"Payment {news.value}", "payment")
        return await self._settle(event)

    async def _begin(self, actor: Identity, order_id: uuid.UUID) -> Payment:
        async with self._database.transaction() as tx:
            order = await tx.orders.get_for_update(order_id)
            if order is None or order.user_id != actor.user_id:
                raise NotFound("order_not_found", "There is no such order.")
            if order.status is not OrderStatus.PENDING_PAYMENT:
                raise Conflict("order_state", f"An order that is {order.status.value} cannot be paid.")
            earlier = await tx.payments.of_order(order_id)
            if any(payment.status is PaymentStatus.PENDING for payment in earlier):
                raise Conflict("payment_in_progress", "A payment for this order is on its way.")
            payment = Payment(id=uuid.uuid4(), order_id=order_id, amount_cents=order.total_cents)
            tx.payments.add(payment)
            facts = {"order_id": str(order_id), "amount_cents": order.total_cents}
            tx.audit.record("payment.begun", "payment", payment.id, actor_id=actor.user_id, **facts)
        return payment

    async def of_order(self, order_id: uuid.UUID) -> list[Payment]:
        """The attempts to pay an order. The caller has made sure that it may be seen."""
        async with self._database.reading() as tx:
            return list(await tx.payments.of_order(order_id))

    async def receive(self, body: bytes, signature: str) -> None:
        """
        Take a callback of the provider. Received again, in any order, it changes nothing.

        Raises:
            Forbidden: the signature is not the provider's, or an old recording.
            Invalid: it says nothing that we understand.
            NotFound: it is about a payment that we do not know.
        """
        if not signatures.is_signed(self._secret, body, signature, now=datetime.now(UTC)):
            raise Forbidden("bad_signature", "The signature is missing, wrong or too old.")
        event = parse_event(body)
        about(payment_id=str(event.payment_id))
        payment = await self._settle(event)
        about(order_id=str(payment.order_id))
        summarise("Payment callback received", "payment")

    async def _settle(self, event: ProviderEvent) -> Payment:
        async with self._database.transaction() as tx:
            payment = await tx.payments.get(event.payment_id)
            if payment is None:
                raise NotFound("payment_not_found", "There is no such payment.")
            if event.amount_cents != payment.amount_cents:
                raise Invalid("wrong_amount", "The amount is not that of the payment.")
            if not await tx.payments.knows_event(event.event_id):  # most repetitions end here, without a lock
                await self._apply(tx, payment, event)
        return payment

    async def _apply(self, tx: Transaction, payment: Payment, event: ProviderEvent) -> None:
        order = await tx.orders.get_for_update(payment.order_id)
        await tx.payments.get_for_update(payment.id)
        if order is None or not await tx.payments.remember_event(_stored(event)):
            return
        before = payment.status
        if payment_states.after(before, event.news) is before:
            return  # we knew more already
        payment.status = payment_states.accepted(event.news, order.status)
        payment.decline_reason = event.reason or None
        facts = {"was": before.value, "now": payment.status.value, "event_id": event.event_id}
        tx.audit.record(f"payment.{payment.status.value}", "payment", payment.id, actor_id=None, **facts)
        if payment.status is PaymentStatus.SUCCEEDED:
            await move(tx, order, OrderEvent.PAY, actor_id=None)
        if payment.status is PaymentStatus.REFUND_DUE:
            tx.messages.post("payment.refund_due", payment_id=str(payment.id))

    async def refund(self, actor: Identity, order_id: uuid.UUID) -> Order:
        """
        Give an order's money back; the worker does it, and asks again until the provider agrees.

        Raises:
            Conflict: it was never paid, or is refunded already.
        """
        actor.require(Role.ADMIN)
        about(order_id=str(order_id))
        async with self._database.transaction() as tx:
            order = await tx.orders.get_for_update(order_id)
            if order is None:
                raise NotFound("order_not_found", "There is no such order.")
            await move(tx, order, OrderEvent.REFUND, actor_id=actor.user_id)
            for payment in await tx.payments.of_order(order_id):
                if payment.status is PaymentStatus.SUCCEEDED:
                    payment.status = PaymentStatus.REFUND_DUE
                    tx.audit.record("payment.refund_due", "payment", payment.id, actor_id=actor.user_id)
                    tx.messages.post("payment.refund_due", payment_id=str(payment.id))
        return order

    async def carry_out_refund(self, payment_id: uuid.UUID) -> None:
        """Send money back that is due. The provider is asked again if we die in between, and sends it once."""
        async with self._database.reading() as tx:
            payment = await tx.payments.get(payment_id)
        if payment is None or payment.status is not PaymentStatus.REFUND_DUE:
            return
        await self._provider.refund(payment_id, payment.amount_cents)
        async with self._database.transaction() as tx:
            current = await tx.payments.get_for_update(payment_id)
            if current and current.status is PaymentStatus.REFUND_DUE:
                current.status = PaymentStatus.REFUNDED
                tx.audit.record("payment.refunded", "payment", payment_id, actor_id=None)


#: What a provider may say, in its words.
NEWS = {"payment.succeeded": PaymentStatus.SUCCEEDED, "payment.declined": PaymentStatus.DECLINED}


def parse_event(body: bytes) -> ProviderEvent:
    """
    The event in a callback's body.

    Raises:
        Invalid: it is not one.
    """
    try:
        content = json.loads(body)
        event_id = str(content["event_id"])
        if not 1 <= len(event_id) <= 80 or "\x00" in event_id:
            raise ValueError("event_id")
        return ProviderEvent(
            event_id=event_id,
            payment_id=uuid.UUID(str(content["payment_id"])),
            news=NEWS[content["kind"]],
            amount_cents=int(content["amount_cents"]),
            reason=str(content.get("reason", "")).replace("\x00", "")[:200],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("bad_event", "The body is not an event of the payment provider.") from None


def _stored(event: ProviderEvent) -> PaymentEvent:
    payload = {"amount_cents": event.amount_cents, "reason": event.reason}
    return PaymentEvent(event_id=event.event_id, payment_id=event.payment_id, kind=event.news.value, payload=payload)
