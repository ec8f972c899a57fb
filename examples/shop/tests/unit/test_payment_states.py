"""News about payments may come twice and in any order."""

from functools import reduce
from itertools import permutations

from app.models import OrderStatus, PaymentStatus
from app.services import payment_states
from hypothesis import given
from hypothesis import strategies as st

news = st.lists(st.sampled_from(PaymentStatus), min_size=1, max_size=5)


@given(news)
def test_every_order_of_arrival_ends_in_the_same_status(items):
    ends = {reduce(payment_states.after, order, PaymentStatus.PENDING) for order in permutations(items)}
    assert 1 == len(ends)


@given(st.sampled_from(PaymentStatus), st.sampled_from(PaymentStatus))
def test_hearing_it_twice_is_hearing_it_once(status, item):
    once = payment_states.after(status, item)
    assert once is payment_states.after(once, item)


def test_success_beats_a_decline_whichever_comes_first():
    assert PaymentStatus.SUCCEEDED is payment_states.after(PaymentStatus.DECLINED, PaymentStatus.SUCCEEDED)
    assert PaymentStatus.SUCCEEDED is payment_states.after(PaymentStatus.SUCCEEDED, PaymentStatus.DECLINED)


def test_money_for_an_order_that_does_not_wait_for_it_goes_back():
    for order in OrderStatus:
        expected = PaymentStatus.SUCCEEDED if order is OrderStatus.PENDING_PAYMENT else PaymentStatus.REFUND_DUE
        assert expected is payment_states.accepted(PaymentStatus.SUCCEEDED, order)
        assert PaymentStatus.DECLINED is payment_states.accepted(PaymentStatus.DECLINED, order)
