"""Targets come and go, and processes die, while requests go on."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from elbv2_lab import Lab, fixed, forward, free_port, request

from localcloud.api import ApiError
from localcloud.running.file_watchers import watched_by
from localcloud.testing.waiting import until

pytestmark = pytest.mark.real


class Load:
    """Requests, one after the other, from a few threads; every result is kept."""

    def __init__(self, lab: Lab, method: str = "GET", threads: int = 4) -> None:
        self._lab, self._method = lab, method
        self.failures: list[str] = []
        self.count = 0
        self.names: set[str] = set()
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._done.is_set():
            try:
                reply = self._lab.get("/", self._method)
                if reply.status == 200:
                    self.names.add(reply.name)
                else:
                    self.failures.append(str(reply.status))
            except OSError as problem:
                self.failures.append(repr(problem))
            self.count += 1
            time.sleep(0.002)

    def go_on(self, more: int) -> None:
        """Return after so many further requests."""
        enough = self.count + more
        until(lambda: self.count >= enough, f"{more} more requests")


@contextmanager
def _slow_request(lab: Lab, seconds: float) -> Iterator[Callable[[], int]]:
    statuses: list[int] = []
    thread = threading.Thread(target=lambda: statuses.append(lab.get(f"/slow?seconds={seconds}").status))
    thread.start()

    def status() -> int:
        thread.join()
        return statuses[0]

    yield status
    thread.join()


def test_a_new_target_is_healthy_after_one_success(lab: Lab) -> None:
    """A target that answers is in service before its second check is due: five successes are for those who recover."""
    group, _ = lab.simple()
    target = lab.start_target("one")
    begin = time.monotonic()
    lab.engine.register(group, target.address, target.port)

    lab.until("/", lambda reply: reply.status == 200, "an answer of the new target")

    assert time.monotonic() - begin < 30


def test_draining_lets_a_request_finish_and_sends_no_new_one(lab: Lab) -> None:
    """A deregistered target finishes its request, gets nothing new, and is gone after the delay."""
    group, (one,) = lab.simple("one")
    lab.call("modify_target_group_attributes", TargetGroupArn=group, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "20"}])  # fmt: skip
    with _slow_request(lab, 1.0) as status:
        until(lambda: one.ask("/").told["served"] >= 1, "the slow request's arrival")
        (two,) = lab.add(group, "two")
        lab.engine.deregister(group, one.address, one.port)
        assert "draining" == lab.state_of(group, one)
        lab.until("/", lambda reply: reply.name == "two", "routing away from the draining target")
        names = {lab.get().name for _ in range(50)}
        assert {"two"} == names
        assert 200 == status()
    until(lambda: lab.state_of(group, one) == "gone", "the end of the drain")
    assert "healthy" == lab.state_of(group, two)


def test_unhealthy_targets_get_nothing_while_one_is_healthy(lab: Lab) -> None:
    """A target that fails its checks is left out, with AWS's reason."""
    group, (one, _) = lab.simple("one", "two", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2)
    one.ask("/become?health=503")
    until(lambda: lab.state_of(group, one) == "unhealthy", "the first target to be unhealthy")

    health = lab.engine.health(group)[one.address, one.port]
    names = {lab.get().name for _ in range(30)}

    assert ("Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]") == (
        health.reason,
        health.description,
    )
    assert {"two"} == names


def test_the_load_balancer_fails_open_when_all_targets_are_unhealthy(lab: Lab) -> None:
    """With no healthy target left, all of them get requests."""
    group, (one, two) = lab.simple("one", "two", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2)
    for target in (one, two):
        target.ask("/become?health=500")
    for target in (one, two):
        until(lambda: lab.state_of(group, target) == "unhealthy", "both to be unhealthy")  # noqa: B023

    assert {"one", "two"} == {lab.get().name for _ in range(30)}


def test_a_killed_target_loses_no_idempotent_request(lab: Lab) -> None:
    """kill -9 of a target under load, reported by gone(), fails no GET."""
    _, (one, *_) = lab.simple("one", "two", "three")
    with Load(lab) as load:
        load.go_on(100)
        one.process.kill()
        one.process.wait()
        lab.engine.gone(one.address, one.port)
        load.go_on(200)

    assert [] == load.failures


def test_faithful_mode_shows_a_killed_target_as_502(make_lab: Callable[..., Lab]) -> None:
    """As on AWS, a dead target fails requests until its health checks fail."""
    lab = make_lab(faithful=True)
    group, (one, _) = lab.simple("one", "two", HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2)
    with Load(lab) as load:
        one.process.kill()
        one.process.wait()
        lab.engine.gone(one.address, one.port)
        until(lambda: lab.state_of(group, one) == "unhealthy", "the dead target to be unhealthy")

    assert {"502"} == set(load.failures)


def test_posts_survive_targets_that_close_idle_connections(lab: Lab) -> None:
    """A server that drops connections after 2 s of silence costs no POST."""
    group = lab.target_group()
    lab.listener(lab.load_balancer(), forward(group))
    target = lab.start_target("one", "2")
    lab.engine.register(group, target.address, target.port)
    lab.until("/", lambda reply: reply.status == 200, "the first answer")

    statuses = set()
    for pause in (0.9, 0.99, 1.0, 1.01, 1.1, 1.98, 2.0, 2.02):
        statuses.add(lab.get("/", "POST", body=b"x").status)
        time.sleep(pause)

    assert {200} == statuses


def test_envoy_comes_back_when_it_is_killed(lab: Lab) -> None:
    """kill -9 of Envoy: it is started again, with all it knew."""
    lab.simple("one")
    first = lab.engine.envoy.process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)

    lab.until("/", lambda reply: reply.status == 200 and lab.engine.envoy.process != first, "a new Envoy")


def test_the_death_of_the_control_plane_loses_nothing(lab: Lab) -> None:
    """Traffic flows while the control plane is away; it then adopts the same Envoy and the same health."""
    group, (one, _) = lab.simple("one", "two")
    process = lab.engine.envoy.process
    with Load(lab) as load:
        load.go_on(50)
        lab.restart()
        load.go_on(50)
        assert "healthy" == lab.state_of(group, one)
        lab.engine.deregister(group, one.address, one.port)
        until(lambda: lab.get().name == "two", "a change after the restart to take effect")

    assert [] == load.failures
    assert process == lab.engine.envoy.process


def test_a_drain_goes_on_after_a_restart(lab: Lab) -> None:
    """A target that was draining when the control plane died is gone in the end."""
    group, (one,) = lab.simple("one")
    lab.call("modify_target_group_attributes", TargetGroupArn=group, Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "10"}])  # fmt: skip
    lab.engine.deregister(group, one.address, one.port)
    lab.restart()

    until(lambda: lab.state_of(group, one) == "gone", "the end of the drain")


def test_an_envoy_that_died_in_our_absence_is_started_again(lab: Lab) -> None:
    """Envoy needs no control plane for its configuration, but somebody must start it."""
    lab.simple("one")
    process = lab.engine.envoy.process
    assert process is not None
    lab.engine.stop()
    os.kill(process.pid, signal.SIGKILL)
    lab.journal.close()
    lab.begin()

    lab.until("/", lambda reply: reply.status == 200, "the answer of a new Envoy")


def test_changed_rules_and_weights_lose_no_request(lab: Lab) -> None:
    """Weights are moved and rules come and go under load."""
    blue, green = lab.target_group("blue"), lab.target_group("green")
    listener = lab.listener(lab.load_balancer(), forward((blue, 100), (green, 0)))
    lab.add(blue, "blue")
    arns = [blue, green]
    # Green is not weighted yet but in use, so its targets are checked.
    lab.add(green, "green")
    lab.until("/", lambda reply: reply.status == 200, "the first answer")
    with Load(lab) as load:
        for weight in (0, 10, 50, 100, 0):
            weights = forward((arns[0], 100 - weight), (arns[1], weight))
            lab.call("modify_listener", ListenerArn=listener, DefaultActions=weights)
            rule = lab.call(
                "create_rule",
                ListenerArn=listener,
                Priority=5,
                Conditions=[{"Field": "path-pattern", "Values": ["/x"]}],
                Actions=fixed("x"),
            )["Rules"][0]["RuleArn"]
            load.go_on(30)
            lab.call("delete_rule", RuleArn=rule)

    assert [] == load.failures
    assert {"blue", "green"} == load.names


def test_a_changed_load_balancer_loses_no_request(lab: Lab) -> None:
    """An attribute that changes the listener itself is applied without dropping a connection."""
    lab.simple("one")
    balancer = lab.engine.store.load_balancers.values()[0]["record"]["LoadBalancerArn"]
    with Load(lab) as load:
        for seconds in ("61", "62", "63"):
            attributes = [{"Key": "idle_timeout.timeout_seconds", "Value": seconds}]
            lab.call("modify_load_balancer_attributes", LoadBalancerArn=balancer, Attributes=attributes)
            load.go_on(40)

    assert [] == load.failures


def test_a_port_that_a_stranger_has_is_refused_by_name(lab: Lab) -> None:
    """CreateListener says which port, and who has it; nothing of the listener remains."""
    balancer = lab.load_balancer()
    host = lab.book.host_of(balancer)
    with socket.create_server((host, 0)) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(ApiError) as refused:
            lab.listener(balancer, fixed("x"), port=port)

    assert str(port) in refused.value.message
    assert f"(pid {os.getpid()})" in refused.value.message
    assert [] == lab.call("describe_listeners", LoadBalancerArn=balancer)["Listeners"]
    lab.listener(balancer, fixed("now"), port=port)
    assert b"now" == request(host, port).body


def test_a_deleted_listener_is_closed_and_its_port_can_be_had_again(lab: Lab) -> None:
    """After DeleteListener nobody answers; another listener may take the port at once."""
    balancer = lab.load_balancer()
    port = free_port(lab.book.host_of(balancer))
    for text in ("first", "second"):
        listener = lab.listener(balancer, fixed(text), port=port)
        lab.until("/", lambda reply: reply.body == text.encode(), text)  # noqa: B023
        lab.call("delete_listener", ListenerArn=listener)

    def is_closed() -> bool:
        try:
            request(lab.host, port)
        except OSError:
            return True
        return False

    until(is_closed, "the port to be closed")


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """A process that the machine leaves no time."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "while Envoy is behind"])
def test_more_target_groups_than_the_machine_can_watch_are_refused(lab: Lab, is_late: bool) -> None:
    """The API says so, names the limit to raise, and Envoy lives on, also one that has watched none of them yet."""
    lab.listener(lab.load_balancer(), fixed("alive"))
    lab.until("/", lambda reply: reply.body == b"alive", "the listener")
    process = lab.engine.envoy.process
    assert process is not None
    limit = int(Path("/proc/sys/fs/inotify/max_user_instances").read_text())
    if limit > 300:
        pytest.skip(f"this machine lets {limit} files be watched; the test would take long")

    made = []
    with pytest.raises(ApiError) as refused, paused(process.pid) if is_late else nullcontext():
        for number in range(limit + 1):
            made.append(lab.target_group(f"group-{number}"))

    until(lambda: watched_by(process.pid) > len(made), "Envoy to watch every target group")
    assert "TooManyTargetGroups" == refused.value.code
    assert "max_user_instances" in refused.value.message
    assert b"alive" == lab.get().body
    assert process == lab.engine.envoy.process
