"""What a queue promises its consumers, on a clock that only moves when told."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from localcloud.behaviour.message_order import Message
from localcloud.behaviour.message_queue import MessageQueue, Receipt

DAY = 86_400.0


def a_queue(*, fifo: bool = False, messages: int = 0, groups: int = 1) -> MessageQueue:
    queue = MessageQueue(fifo=fifo)
    for number in range(messages):
        queue.add(a_message(number, group=f"g{number % groups}" if fifo else ""), 0.0)
    return queue


def a_message(number: int, *, sent_at: float = 0.0, delay: float = 0.0, group: str = "") -> Message:
    return Message(number, sent_at=sent_at, visible_at=sent_at + delay, group=group)


def received(queue: MessageQueue, now: float, *, limit: int = 10, visibility: float = 30.0, maximum: int | None = None):
    return queue.receive(now, limit=limit, visibility_timeout=visibility, retention=4 * DAY, max_receive_count=maximum)


def numbers(queue: MessageQueue, now: float, **options) -> list[int]:
    return [message.number for message in received(queue, now, **options).delivered]


def test_a_received_message_is_hidden_until_its_visibility_timeout_ends():
    """In flight for 30 s nobody sees it; after 30 s it is there again, received once more."""
    queue = a_queue(messages=1)

    assert [0] == numbers(queue, 0.0)
    assert [] == numbers(queue, 29.9)
    assert [0] == numbers(queue, 30.0)
    assert 2 == queue.get(0).receive_count


def test_a_delayed_message_appears_when_its_delay_is_over():
    """Until then it counts as delayed, not as visible and not as in flight."""
    queue = a_queue()
    queue.add(a_message(1, delay=5.0), 0.0)

    assert [] == numbers(queue, 4.9)
    assert 1 == queue.counts(4.9).delayed
    assert [1] == numbers(queue, 5.0)


def test_visibility_of_zero_gives_a_message_back_at_once():
    """ChangeMessageVisibility with 0 is how a consumer says: not me."""
    queue = a_queue(messages=1)
    numbers(queue, 0.0)

    queue.change_visibility(0, 1.0, 0)

    assert [0] == numbers(queue, 1.0)


def test_a_prolonged_visibility_outlives_the_first_one():
    """A consumer that prolongs at second 20 keeps the message at second 30."""
    queue = a_queue(messages=1)
    numbers(queue, 0.0)

    queue.change_visibility(0, 20.0, 60)

    assert [] == numbers(queue, 79.0)
    assert [0] == numbers(queue, 80.0)


def test_receipts_tell_what_became_of_their_delivery():
    """Current while in flight, lapsed after, superseded by the next delivery, gone with the message."""
    queue = a_queue(messages=1)
    numbers(queue, 0.0)
    assert Receipt.CURRENT is queue.receipt(0, 1, 10.0)
    assert Receipt.LAPSED is queue.receipt(0, 1, 31.0)
    numbers(queue, 31.0)
    assert Receipt.SUPERSEDED is queue.receipt(0, 1, 32.0)
    queue.delete(0)
    assert Receipt.GONE is queue.receipt(0, 2, 33.0)


def test_a_message_received_too_often_is_exhausted_instead_of_delivered():
    """maxReceiveCount 3 means three deliveries; the fourth attempt takes the message away."""
    queue = a_queue(messages=1)
    deliveries = [numbers(queue, 30.0 * n, maximum=3) for n in range(3)]

    last = received(queue, 90.0, maximum=3)

    assert [[0]] * 3 == deliveries
    assert [0] == [message.number for message in last.exhausted]
    assert 0 == len(queue)


def test_messages_past_their_retention_are_not_delivered():
    """Older than the retention period is gone, whether or not anybody swept before."""
    queue = a_queue(messages=2)

    assert [] == numbers(queue, 4 * DAY)
    assert 0 == len(queue)


def test_expiry_finds_messages_that_came_with_an_older_enqueue_time():
    """A dead letter keeps its enqueue time, so it may be the oldest although it arrived last."""
    queue = a_queue()
    queue.add(a_message(1, sent_at=100.0), 100.0)
    queue.add(a_message(2, sent_at=10.0), 100.0)

    assert [2] == [message.number for message in queue.expire(110.0, 100.0)]
    assert [1] == [message.number for message in queue.expire(200.0, 100.0)]


def test_one_receive_returns_several_messages_of_a_group_in_order():
    """A FIFO receive drains one group before it goes to the next."""
    queue = a_queue(fifo=True, messages=6, groups=2)

    assert [0, 2, 4, 1] == numbers(queue, 0.0, limit=4)


def test_a_group_with_a_message_in_flight_gives_nothing():
    """Other groups do; this one goes on when its message is deleted."""
    queue = a_queue(fifo=True, messages=4, groups=2)
    assert [0] == numbers(queue, 0.0, limit=1)

    assert [1, 3] == numbers(queue, 1.0)
    queue.delete(0)
    assert [2] == numbers(queue, 2.0)


def test_a_returned_message_is_first_in_its_group_again():
    """Order within a group survives a consumer that gave up."""
    queue = a_queue(fifo=True, messages=3)
    numbers(queue, 0.0, limit=1)

    assert [0, 1, 2] == numbers(queue, 30.0)


def test_an_exhausted_message_lets_its_group_go_on():
    """A poison message blocks its group no longer than maxReceiveCount allows."""
    queue = a_queue(fifo=True, messages=2)
    numbers(queue, 0.0, limit=1)

    assert [1] == numbers(queue, 30.0, maximum=1)


def test_a_delayed_head_holds_its_group_back():
    """A later message without delay does not overtake an earlier one with."""
    queue = a_queue(fifo=True)
    queue.add(a_message(1, delay=10.0, group="g"), 0.0)
    queue.add(a_message(2, group="g"), 0.0)

    assert [] == numbers(queue, 5.0)
    assert [1, 2] == numbers(queue, 10.0)


def test_obsolete_entries_do_not_pile_up():
    """A hundred thousand messages received with 12 h of visibility and deleted leave nothing behind."""
    queue = a_queue()
    for number in range(100_000):
        queue.add(a_message(number), 0.0)
        numbers(queue, 0.0, visibility=43_200.0)
        queue.delete(number)

    assert len(queue._hidden) < 2_000
    assert len(queue._by_age._line) < 2_000


class Consumers(RuleBasedStateMachine):
    """Any number of producers and consumers doing anything in any order, checked against what they know."""

    fifo = False
    maximum = 3

    def __init__(self) -> None:
        super().__init__()
        self.queue = MessageQueue(fifo=self.fifo)
        self.now = 0.0
        self.sent: dict[int, str] = {}
        self.held: dict[int, tuple[int, float]] = {}
        self.gone: set[int] = set()
        self.deliveries: Counter[int] = Counter()

    @rule(group=st.sampled_from("abc"), delay=st.sampled_from([0.0, 0.0, 5.0]))
    def send(self, group: str, delay: float) -> None:
        number = len(self.sent)
        group = group if self.fifo else ""
        self.sent[number] = group
        self.queue.add(a_message(number, sent_at=self.now, delay=delay, group=group), self.now)

    @rule(limit=st.integers(1, 10), visibility=st.sampled_from([0.0, 1.0, 10.0]))
    def receive(self, limit: int, visibility: float) -> None:
        result = received(self.queue, self.now, limit=limit, visibility=visibility, maximum=self.maximum)
        self.check_order([message.number for message in result.delivered])
        for message in result.delivered:
            assert self.end_of_hold(message.number) <= self.now, "delivered while another receiver had it"
            self.held[message.number] = (message.receive_count, self.now + visibility)
            self.deliveries[message.number] += 1
            assert self.deliveries[message.number] <= self.maximum
        for message in result.exhausted:
            assert self.deliveries[message.number] == self.maximum
            self.gone.add(message.number)

    def check_order(self, delivered: list[int]) -> None:
        if not self.fifo:
            return
        for number in delivered:
            earlier = [n for n in self.sent if n < number and self.sent[n] == self.sent[number] and n not in self.gone]
            in_this_call = delivered[: delivered.index(number)]
            assert all(n in in_this_call or n in self.exhausted_now() for n in earlier), "order within the group broken"

    def exhausted_now(self) -> set[int]:
        return {n for n in self.sent if n not in self.queue}

    def end_of_hold(self, number: int) -> float:
        return self.held.get(number, (0, 0.0))[1]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.held)))
        count, end = self.held[number]
        if self.queue.receipt(number, count, self.now) is Receipt.CURRENT:
            assert self.now < end
            self.queue.delete(number)
            self.gone.add(number)
            del self.held[number]

    @precondition(lambda self: self.held)
    @rule(data=st.data(), timeout=st.sampled_from([0.0, 3.0, 20.0]))
    def change_visibility(self, data: st.DataObject, timeout: float) -> None:
        number = data.draw(st.sampled_from(sorted(self.held)))
        count, _ = self.held[number]
        if self.queue.receipt(number, count, self.now) is Receipt.CURRENT:
            self.queue.change_visibility(number, self.now, timeout)
            self.held[number] = (count, self.now + timeout)

    @rule(seconds=st.sampled_from([0.5, 3.0, 11.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every message that was neither deleted nor exhausted is in the queue, in exactly one place."""
        assert {n for n in self.sent if n not in self.gone} == {n for n in self.sent if n in self.queue}
        counts = self.queue.counts(self.now)
        assert len(self.queue) == counts.visible + counts.in_flight + counts.delayed
        assert min(counts.visible, counts.in_flight, counts.delayed) >= 0

    def teardown(self) -> None:
        """In the end a patient consumer gets everything that is left."""
        self.now += 1000.0
        left = len(self.queue)
        taken = 0
        while result := received(self.queue, self.now, limit=10):
            taken += len(result.delivered) + len(result.exhausted)
            for message in result.delivered:
                self.queue.delete(message.number)
            if not (result.delivered or result.exhausted):
                break
        assert left == taken


class FifoConsumers(Consumers):
    fifo = True


TestStandardQueue = Consumers.TestCase
TestStandardQueue.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestFifoQueue = FifoConsumers.TestCase
TestFifoQueue.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


@given(st.lists(st.sampled_from("ab"), max_size=30), st.integers(1, 10))
def test_fifo_order_holds_for_consumers_that_give_up_now_and_then(groups: list[str], limit: int):
    """Consumers that delete every second batch see each group's messages in order, first deliveries and last."""
    queue = MessageQueue(fifo=True)
    for number, group in enumerate(groups):
        queue.add(a_message(number, group=group), 0.0)
    deleted: list[int] = []
    now = 0.0
    for turn in range(400):
        batch = numbers(queue, now, limit=limit)
        if turn % 2:
            for number in batch:
                queue.delete(number)
            deleted += batch
        now += 31.0

    for group in "ab":
        assert [n for n, g in enumerate(groups) if g == group] == [n for n in deleted if groups[n] == group]
