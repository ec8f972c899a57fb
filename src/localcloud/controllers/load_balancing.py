"""
Load balancing as it really happens: targets are checked, Envoy gets its files, and its process is looked after.

This is what the API of Elastic Load Balancing sits on, and what ECS registers its tasks with. Everything is derived
from records: :meth:`LoadBalancing.refresh` may be called at any time, and twice is once.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import RLock

from localcloud.behaviour.target_health import (
    Checked,
    HealthCheck,
    Outcome,
    TargetHealth,
    after_check,
    after_early_check,
    routable,
    shown,
)
from localcloud.clock import Clock
from localcloud.controllers.load_balancer_files import Compiler, enough_of, health_check_of, listener_name
from localcloud.controllers.target_health import Assignment, HealthChecker, Key
from localcloud.controllers.targets import RegisteredTargets, Registration, Target
from localcloud.journal.tables import Document, Journal
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.running.envoy import Envoy
from localcloud.running.envoy_clusters import RoutableTarget, endpoints
from localcloud.running.envoy_files import EnvoyFiles
from localcloud.running.envoy_listeners import Certificate
from localcloud.running.envoy_routes import cluster_name
from localcloud.running.file_watchers import has_room_for, watched_by
from localcloud.running.health_probe import Probe
from localcloud.running.port_holders import UNKNOWN, holder, refusal
from localcloud.services.elbv2.part import PortTaken
from localcloud.services.elbv2.store import Store

_log = logging.getLogger(__name__)

_OPEN_SECONDS = 30.0
_CLOSE_SECONDS = 5.0
_SHARED_HOST = "127.0.0.1"


class LoadBalancing:
    """
    All load balancers of one cloud.

    Args:
        state: the cloud's folder; Envoy's files are in ``envoy``, access logs in ``access-logs``.
        faithful: see :class:`localcloud.settings.Settings`.
        certificate_of: the files of a certificate, by ARN.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        clock: Clock,
        book: AddressBook,
        state: Path,
        certificate_of: Callable[[str], Certificate],
        faithful: bool = False,
    ) -> None:
        self.store = Store(journal)
        self._clock = clock
        self._book = book
        self._faithful = faithful
        self._lock = RLock()
        self._targets = RegisteredTargets(journal)
        self._files = EnvoyFiles(state / "envoy")
        self._gone: set[Target] = set()
        self._routed: set[str] = set()
        self._listeners: list[Callable[[], None]] = []
        self._access_logs = state / "access-logs"
        self._access_logs.mkdir(parents=True, exist_ok=True)
        self._compiler = Compiler(
            store=self.store,
            files=self._files,
            access_logs=self._access_logs.absolute(),
            endpoint_of=self._endpoint,
            certificate_of=certificate_of,
            faithful=faithful,
        )
        self._checker = HealthChecker(clock, self, eager=not faithful)
        self.envoy = Envoy(self._files)

    # A life.

    def start(self) -> None:
        """Adopt or start Envoy, go on with checks and drains where they were left."""
        self._routed = {group for group in self._targets.groups() if self.is_routed(group)}
        self.refresh()
        self.envoy.start()
        self._checker.start()
        for group in self._targets.groups():
            for target, registration in self._targets.of(group).items():
                if registration.draining_since:
                    self._checker.drain((group, target), self._left_to_drain(group, registration))

    def stop(self) -> None:
        """Stop looking after it all; Envoy goes on."""
        self._checker.stop()
        self.envoy.release()

    def shutdown(self) -> None:
        """End Envoy too."""
        self.envoy.stop()

    # What ECS asks for.

    def register(self, target_group_arn: str, address: str, port: int, zone: str = "") -> None:
        """Register a target, or put a draining one into service again. A registered one stays as it is."""
        self.store.target_group(target_group_arn)
        target = (address, port)
        with self._lock:
            known = self._targets.get(target_group_arn, target)
            self._gone.discard(target)
            if known and not known.draining_since:
                return
            registration = Registration(zone=zone, registered_at=self._clock.now())
            self._targets.put(target_group_arn, target, registration)
            self._checker.cancel_drain((target_group_arn, target))
            self._follow(target_group_arn)
        self._tell()

    def deregister(self, target_group_arn: str, address: str, port: int) -> None:
        """No new requests from now on; the target is draining until the deregistration delay is over."""
        target = (address, port)
        with self._lock:
            change = self._targets.change(
                target_group_arn,
                target,
                lambda one: replace(one, draining_since=one.draining_since or self._clock.now()),
            )
            if change is None:
                return
            self._follow(target_group_arn)
            if self.is_routed(target_group_arn):
                self._checker.drain((target_group_arn, target), self._left_to_drain(target_group_arn, change[1]))
            else:
                self._targets.remove(target_group_arn, target)
        self._tell()

    def health(self, target_group_arn: str) -> Mapping[Target, TargetHealth]:
        """The health of all registered and draining targets, as the API tells it; {} when there is no such group."""
        group = self.store.target_groups.get(target_group_arn)
        if group is None:
            return {}
        zones = self._zones(target_group_arn)
        check, is_routed = health_check_of(group["record"]), self.is_routed(target_group_arn)
        return {
            target: shown(
                registration.checked,
                is_routed=is_routed,
                is_draining=registration.draining_since is not None,
                zone_enabled=_is_in(registration.zone, zones),
                check=check,
            )
            for target, registration in self._targets.of(target_group_arn).items()
        }

    def gone(self, address: str, port: int) -> None:
        """
        The process behind a target has died: nothing is sent there any more.

        The API's view follows health checks and deregistration, as on AWS; in faithful mode routing does so too.
        """
        if self._faithful:
            return
        with self._lock:
            self._gone.add((address, port))
            for group in self._targets.groups():
                if self._targets.get(group, (address, port)):
                    self._write_endpoints(group)

    def is_routed(self, target_group_arn: str) -> bool:
        """Whether a load balancer forwards to it."""
        return bool(self.store.users_of(target_group_arn))

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after each change of any target's health. It must not block."""
        self._listeners.append(callback)

    # What the API asks for.

    def zone_of(self, target_group_arn: str, target: Target) -> str:
        registration = self._targets.get(target_group_arn, target)
        return registration.zone if registration else ""

    def host_of(self, load_balancer_arn: str) -> str:
        """The address; with the port of the first listener that had to take another than AWS's."""
        host = self._book.host_of(load_balancer_arn)
        for listener in sorted(self.store.listeners_of(load_balancer_arn), key=lambda one: one["record"]["Port"]):
            endpoint = self._endpoint(listener)
            if endpoint and endpoint.port != listener["record"]["Port"]:
                return f"{endpoint.host}:{endpoint.port}"
        return host

    def has_room(self) -> bool:
        """Of what Envoy has been told and has not watched yet, as when the machine is busy, each file counts."""
        process = self.envoy.process
        awaited = self._files.count - (watched_by(process.pid) if process else 0)
        return has_room_for(1 + max(awaited, 0))

    def refresh(self) -> None:
        """Make traffic follow the records."""
        with self._lock:
            for group in self.store.target_groups.values():
                self._follow(group["record"]["TargetGroupArn"])
            self._compiler.write()

    def group_changed(self, target_group_arn: str) -> None:
        with self._lock:
            self._follow(target_group_arn)

    def forget_group(self, target_group_arn: str) -> None:
        with self._lock:
            self._checker.assign(target_group_arn, {})
            self._targets.remove_group(target_group_arn)

    def forget(self, load_balancer_arn: str) -> None:
        self._book.release(load_balancer_arn)

    def open(self, listener_arn: str) -> None:
        """
        Give a listener its endpoint and return when it accepts connections.

        Raises:
            PortTaken: it cannot; nothing of the attempt remains in the address book.
        """
        record = self.store.listener(listener_arn)["record"]
        owner, port = record["LoadBalancerArn"], record["Port"]
        try:
            self._take_port(owner, port)
            self.refresh()
            self._await_open(listener_arn)
        except Exception:
            self._book.release_port(owner, port)
            raise

    # What the health checker tells.

    def checked(self, key: Key, outcome: Outcome, check: HealthCheck, *, early: bool) -> str | None:
        group, target = key
        judge = after_early_check if early else after_check
        with self._lock:
            change = self._targets.change(
                group, target, lambda one: replace(one, checked=judge(one.checked, outcome, check))
            )
            if change is None or change[1].draining_since:
                return None
            before, after = (registration.checked.health for registration in change)
            if before.state != after.state:
                self._write_endpoints(group)
        if before != after:
            self._tell()
        return after.state

    def drained(self, key: Key) -> None:
        group, target = key
        with self._lock:
            registration = self._targets.get(group, target)
            if registration is None or registration.draining_since is None:
                return
            self._targets.remove(group, target)
        self._tell()

    # Inside.

    def _tell(self) -> None:
        for listener in self._listeners:
            try:
                listener()
            except Exception:
                _log.exception("somebody could not be told that targets have changed")

    def _left_to_drain(self, group: str, registration: Registration) -> float:
        """Real seconds until a draining target is drained."""
        document = self.store.target_groups.get(group)
        delay = float(document["attributes"]["deregistration_delay.timeout_seconds"]) if document else 0.0
        since = registration.draining_since or self._clock.now()
        return max(self._clock.wait(delay) - (self._clock.now() - since).total_seconds(), 0.0)

    def _follow(self, group: str) -> None:
        """Check the targets of a group that are in service, and route to those that may be routed to."""
        routed = self.is_routed(group)
        if routed != (group in self._routed):
            self._targets.start_over(group)
            (self._routed.add if routed else self._routed.discard)(group)
        self._checker.assign(group, self._assignments(group) if routed else {})
        self._write_endpoints(group)

    def _assignments(self, group: str) -> dict[Target, Assignment]:
        record = self.store.target_group(group)["record"]
        check = health_check_of(record)
        return {
            target: Assignment(check=check, probe=self._probe(record, target)) for target in self._in_service(group)
        }

    def _probe(self, record: Mapping[str, object], target: Target) -> Probe:
        address, traffic_port = target
        asked = str(record["HealthCheckPort"])
        port = traffic_port if asked == "traffic-port" else int(asked)
        matcher = record.get("Matcher")
        return Probe(
            protocol=str(record["HealthCheckProtocol"]),
            endpoint=self._book.resolve(address, port),
            host=f"{address}:{port}",
            path=str(record.get("HealthCheckPath", "/")),
            matcher=str(matcher["HttpCode"]) if isinstance(matcher, dict) else "200",
            timeout_seconds=self._clock.allowance(float(str(record["HealthCheckTimeoutSeconds"]))),
        )

    def _in_service(self, group: str) -> dict[Target, Checked]:
        """Registered targets that are not draining and whose zone the load balancer serves."""
        zones = self._zones(group)
        return {
            target: registration.checked
            for target, registration in self._targets.of(group).items()
            if registration.draining_since is None and _is_in(registration.zone, zones)
        }

    def _zones(self, group: str) -> set[str]:
        """Names of the zones that the load balancers of a group serve."""
        balancers = [self.store.load_balancer(arn)["record"] for arn in self.store.users_of(group)]
        return {zone["ZoneName"] for balancer in balancers for zone in balancer["AvailabilityZones"]}

    def _write_endpoints(self, group: str) -> None:
        document = self.store.target_groups.get(group)
        if document is None:
            return
        chosen = routable(
            self._in_service(group), enough=enough_of(document["attributes"]), is_gone=self._gone.__contains__
        )
        targets = [
            RoutableTarget(name=f"{address}:{port}", endpoint=self._book.resolve(address, port))
            for address, port in chosen
        ]
        self._files.write_endpoints(cluster_name(group), endpoints(group, targets))

    def _endpoint(self, listener: Document) -> Endpoint | None:
        return self._book.assigned(listener["record"]["LoadBalancerArn"], listener["record"]["Port"])

    def _take_port(self, owner: str, port: int) -> Endpoint:
        """The endpoint for a listener; another port than AWS's only where this machine's user may not have that."""
        wanted = Endpoint(self._book.host_of(owner), port)
        deadline = time.monotonic() + _CLOSE_SECONDS
        while (problem := refusal(wanted)) == errno.EADDRINUSE and time.monotonic() < deadline:
            if not holder(wanted).startswith(("envoy", UNKNOWN)):
                break
            time.sleep(0.02)  # a listener that was deleted a moment ago: Envoy's still, or nobody's any more
        if problem == errno.EADDRINUSE and wanted.host != _SHARED_HOST:
            raise PortTaken(
                f"port {port} of this machine cannot be had for the load balancer at {wanted.host}: "
                f"{holder(wanted)} listens there; end it, or give the listener another port"
            )
        endpoint = self._book.assign(owner, port)
        if endpoint.port != port:
            reason = "only root may listen on it" if problem == errno.EACCES else "it is in use"
            _log.warning("port %d is at %s:%d: %s on this machine", port, endpoint.host, endpoint.port, reason)
        return endpoint

    def _await_open(self, listener_arn: str) -> None:
        name = listener_name(listener_arn)
        deadline = time.monotonic() + _OPEN_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError):
                if name in self.envoy.open_listeners():
                    return
                if reason := self.envoy.refusals().get(name):
                    raise PortTaken(f"Envoy could not open the listener: {reason}")
            time.sleep(0.005)
        raise PortTaken(f"Envoy has not opened the listener within {_OPEN_SECONDS:.0f} s; its log is {self.envoy.log}")


def _is_in(zone: str, zones: set[str]) -> bool:
    return zone in ("", "all") or not zones or zone in zones
