"""What can happen to an order, and what cannot."""

import pytest
from app.core.errors import Conflict
from app.models import OrderStatus, StockHold
from app.services import order_states
from app.services.order_states import TRANSITIONS, OrderEvent, StockChange
from hypothesis import given
from hypothesis import strategies as st

ENDS = {OrderStatus.CANCELLED, OrderStatus.REFUNDED}


def test_the_usual_life_of_an_order():
    status = OrderStatus.PENDING_PAYMENT
    for event in (OrderEvent.PAY, OrderEvent.SHIP, OrderEvent.DELIVER):
        status = order_states.after(status, event)
    assert OrderStatus.DELIVERED is status


@given(st.sampled_from(OrderStatus), st.sampled_from(OrderEvent))
def test_what_is_not_in_the_table_is_refused_in_words(status, event):
    """Each of the 36 pairs either has a status that follows, or is a conflict that says why."""
    if (status, event) in TRANSITIONS:
        assert status is not order_states.after(status, event)
        return
    with pytest.raises(Conflict, match=f"{status.value} cannot {event.value}"):
        order_states.after(status, event)


def test_cancelled_and_refunded_are_final():
    assert all(() == order_states.possible(status) for status in ENDS)


@given(st.lists(st.sampled_from(OrderEvent), max_size=20))
def test_no_sequence_of_events_pays_an_order_twice(events):
    status, payments = OrderStatus.PENDING_PAYMENT, 0
    for event in events:
        if event in order_states.possible(status):
            status = order_states.after(status, event)
            payments += event is OrderEvent.PAY
    assert payments <= 1


@pytest.mark.parametrize(
    ("status", "hold", "expected"),
    [
        (OrderStatus.PENDING_PAYMENT, StockHold.RESERVED, StockChange.RELEASE),
        (OrderStatus.PAID, StockHold.RESERVED, StockChange.RELEASE),
        (OrderStatus.PAID, StockHold.TAKEN, StockChange.PUT_BACK),
        (OrderStatus.SHIPPED, StockHold.TAKEN, StockChange.NONE),
        (OrderStatus.DELIVERED, StockHold.TAKEN, StockChange.NONE),
        (OrderStatus.PAID, StockHold.RELEASED, StockChange.NONE),
    ],
)
def test_goods_come_back_unless_the_customer_has_them(status, hold, expected):
    assert expected is order_states.stock_change(status, hold)
