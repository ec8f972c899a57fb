"""What can happen to an order, as a table. The API, the pages and the tests read the same one."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.errors import Conflict
from app.models import OrderStatus, StockHold


class OrderEvent(StrEnum):
    """Something that happens to an order."""

    PAY = "pay"
    CANCEL = "cancel"
    EXPIRE = "expire"
    SHIP = "ship"
    DELIVER = "deliver"
    REFUND = "refund"


TRANSITIONS: Mapping[tuple[OrderStatus, OrderEvent], OrderStatus] = {
    (OrderStatus.PENDING_PAYMENT, OrderEvent.PAY): OrderStatus.PAID,
    (OrderStatus.PENDING_PAYMENT, OrderEvent.CANCEL): OrderStatus.CANCELLED,
    (OrderStatus.PENDING_PAYMENT, OrderEvent.EXPIRE): OrderStatus.CANCELLED,
    (OrderStatus.PAID, OrderEvent.SHIP): OrderStatus.SHIPPED,
    (OrderStatus.PAID, OrderEvent.REFUND): OrderStatus.REFUNDED,
    (OrderStatus.SHIPPED, OrderEvent.DELIVER): OrderStatus.DELIVERED,
    (OrderStatus.SHIPPED, OrderEvent.REFUND): OrderStatus.REFUNDED,
    (OrderStatus.DELIVERED, OrderEvent.REFUND): OrderStatus.REFUNDED,
}


def after(status: OrderStatus, event: OrderEvent) -> OrderStatus:
    """
    The status that follows.

    Raises:
        Conflict: it cannot happen to an order in this status.
    """
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        message = f"An order that is {status.value} cannot {event.value}."
        raise Conflict("order_state", message) from None


def possible(status: OrderStatus) -> tuple[OrderEvent, ...]:
    """What can happen to an order in this status."""
    return tuple(event for (before, event) in TRANSITIONS if before is status)


class StockChange(StrEnum):
    """What ending an order means for the goods."""

    NONE = "none"
    RELEASE = "release"
    PUT_BACK = "put_back"


def stock_change(status: OrderStatus, hold: StockHold) -> StockChange:
    """What happens to the goods of an order that is cancelled or refunded in this status."""
    if hold is StockHold.RESERVED:
        return StockChange.RELEASE
    if hold is StockHold.TAKEN and status is OrderStatus.PAID:
        return StockChange.PUT_BACK
    return StockChange.NONE  # given back before, or with the customer
