"""
How news changes a payment: only ever forward, in the order in which ``PaymentStatus`` lists its words.

News may come twice and in any order. Because the furthest news wins, every order of arrival ends in the same status.
"""

from app.models import OrderStatus, PaymentStatus

_RANKS = {status: rank for rank, status in enumerate(PaymentStatus)}


def after(status: PaymentStatus, news: PaymentStatus) -> PaymentStatus:
    """The status after the news."""
    return max(status, news, key=_RANKS.__getitem__)


def accepted(news: PaymentStatus, order: OrderStatus) -> PaymentStatus:
    """
    What success means for a payment: money for an order that does not wait for it (any more) goes back.

    That is how an order is paid once even when two payments for it succeed, or one after it expired.
    """
    if news is PaymentStatus.SUCCEEDED and order is not OrderStatus.PENDING_PAYMENT:
        return PaymentStatus.REFUND_DUE
    return news
