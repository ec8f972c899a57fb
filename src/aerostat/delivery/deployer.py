"""The deployer: prepare, update once, watch, and report the truth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aerostat.delivery.detached import Detached
from aerostat.delivery.observe import Observer, Watched
from aerostat.delivery.release import Release, differences, revision
from aerostat.delivery.rollout import Observation, Status, Verdict, is_serving, tell, verdict
from aerostat.delivery.services import live_service
from aerostat.delivery.tasks import Ended, run_once
from aerostat.diagnosis import Cause, explain
from aerostat.errors import RolloutFailed, UsageError
from aerostat.events import LogLine, RolloutMoved, Sink

Record = Mapping[str, Any]

#: How long a service whose last deployment ended well may need to be at full strength, after a restart say.
_SETTLING = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A deployment that ended well, or was not needed (``changed`` False)."""

    service: str
    revision: str
    changed: bool
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """boto3 clients of one account and region."""

    ecs: Any
    elbv2: Any
    logs: Any


class Deployer:
    """
    Deploys services of one environment.

    Args:
        emit: where events go.
        now: the clock for event times and durations.
        detach: set when the user wants to stop watching.
        interval: pause between two looks at AWS.
    """

    def __init__(
        self, cloud: Cloud, *, emit: Sink, now: Callable[[], datetime], detach: threading.Event, interval: timedelta
    ) -> None:
        self._cloud = cloud
        self._emit = emit
        self._now = now
        self._detach = detach
        self._interval = interval

    # --- a new revision ------------------------------------------------------------------------------------------

    def is_live(self, release: Release) -> bool:
        """Whether the service is already set to this revision."""
        live = self._live(release)
        return live is not None and live["taskDefinition"] == release.task_definition

    def prepare(self, release: Release) -> None:
        """
        Run ``deployment.before`` as a task of the new revision.

        Raises:
            RolloutFailed: if it exits with anything but 0; no task of the revision has taken part then.
        """
        self._moved(release.name, "BEFORE", f"running `{release.before}`")
        ended = run_once(
            self._cloud.ecs,
            self._cloud.logs,
            cluster=release.cluster,
            task_definition=self._described(release.task_definition),
            network=release.settings["networkConfiguration"],
            command=["sh", "-c", release.before],
            on_line=lambda at, task, text: self._emit(LogLine(at=at, subject=release.name, text=text, task=task)),
            interval=self._interval,
        )
        if ended.exit_code != 0:
            raise _before_failed(release, ended)

    def deploy(self, release: Release) -> Outcome:
        """
        Make the revision serve: one UpdateService, then watch it to its end.

        Raises:
            RolloutFailed: when it does not end serving, with the cause.
            Detached: when the user stops watching.
        """
        live = self._live(release)
        if live is None:
            raise UsageError(
                f"the service `{release.name}` does not exist yet",
                hint="`aerostat up` creates what the blueprint names",
            )
        is_live = live["taskDefinition"] == release.task_definition
        changed = differences(release.settings, live)
        if is_live and not changed:
            return self._settle(release, live)
        headline = (
            f"changing {', '.join(changed)}" if is_live else f"{revision(live['taskDefinition'])} -> {release.revision}"
        )
        self._moved(release.name, Status.PENDING, headline)
        answer = self._cloud.ecs.update_service(
            cluster=release.cluster,
            service=release.service,
            **release.settings,
            **({} if is_live else {"taskDefinition": release.task_definition}),
        )["service"]
        return self._watch_current(release, answer)

    def watch(self, release: Release) -> Outcome:
        """Follow the deployment that is in progress, or the last one, of a live service."""
        live = self._live(release)
        if live is None:
            raise UsageError(f"the service `{release.name}` does not exist", hint="`aerostat up` creates it")
        return self._watch_current(replace(release, task_definition=live["taskDefinition"]), live)

    def _settle(self, release: Release, live: Record) -> Outcome:
        """Nothing to change; but it serves only once its deployment has ended well and its tasks are healthy."""
        primary = live["deployments"][0]
        if len(live["deployments"]) > 1 or primary.get("rolloutState", "COMPLETED") != "COMPLETED":
            return self._watch_current(release, live)
        observer = self._observer(self._watched(release, live))
        before: Observation | None = None
        for _ in range(int(_SETTLING / self._interval)):
            seen = observer.look()
            if is_serving(seen):
                return Outcome(service=release.name, revision=release.revision, changed=False)
            before = self._tell(release.name, before, replace(seen, status=Status.IN_PROGRESS))
            if self._detach.wait(self._interval.total_seconds()):
                raise Detached(release.name)
        cause = explain(observer.evidence())
        raise RolloutFailed(
            f"`{release.name}` is deployed but not well: {cause.sentence}", because=cause.because, hint=cause.hint
        )

    # --- watching ------------------------------------------------------------------------------------------------

    def _watch_current(self, release: Release, service: Record) -> Outcome:
        watched = self._watched(release, service)
        started = self._now()
        seen, cause = self._follow(watched, started)
        ended = verdict(seen)
        if ended is not Verdict.SERVING:
            raise _rollout_failed(watched, seen, ended, cause)
        seconds = (self._now() - started).total_seconds()
        return Outcome(service=release.name, revision=watched.revision, changed=True, seconds=seconds)

    def _watched(self, release: Release, service: Record) -> Watched:
        return Watched(
            name=release.name,
            cluster=release.cluster,
            service=release.service,
            deployment=self._deployment_of(service),
            task_definition=self._described(release.task_definition),
            health_check_path=release.health_check_path,
        )

    def _observer(self, watched: Watched) -> Observer:
        return Observer(watched, ecs=self._cloud.ecs, elbv2=self._cloud.elbv2, logs=self._cloud.logs)

    def _deployment_of(self, service: Record) -> str:
        """The service deployment that an answer of ECS speaks of; the newest one if it names none."""
        if current := service.get("currentServiceDeployment"):
            return str(current)
        newest = self._cloud.ecs.list_service_deployments(
            cluster=service["clusterArn"], service=service["serviceArn"], maxResults=1
        )["serviceDeployments"]
        if not newest:
            raise UsageError(f"`{service['serviceName']}` has never been deployed", hint="`aerostat deploy` deploys it")
        return str(newest[0]["serviceDeploymentArn"])

    def _follow(self, watched: Watched, started: datetime) -> tuple[Observation, Cause | None]:
        """Look until the deployment has ended; stop it as soon as no retry can help."""
        observer = self._observer(watched)
        before: Observation | None = None
        cause: Cause | None = None
        while True:
            seen = observer.look()
            before = self._tell(watched.name, before, seen, elapsed=_elapsed(self._now() - started))
            if seen.status.is_final:
                return seen, None if seen.status is Status.SUCCESSFUL else cause or explain(observer.evidence())
            if cause is None and (found := explain(observer.evidence())).is_deterministic:
                cause = found
                self._stop(watched, found)
            if self._detach.wait(self._interval.total_seconds()):
                raise Detached(watched.name)

    def _tell(self, service: str, before: Observation | None, seen: Observation, **details: str) -> Observation:
        if line := tell(before, seen):
            self._moved(service, line.stage, line.text, **details)
        return seen

    def _stop(self, watched: Watched, cause: Cause) -> None:
        """Ask ECS to roll back now: what we saw will not get better by itself."""
        self._moved(watched.name, Status.STOP_REQUESTED, f"{cause.sentence}; no retry can help")
        try:
            self._cloud.ecs.stop_service_deployment(serviceDeploymentArn=watched.deployment, stopType="ROLLBACK")
        except self._cloud.ecs.exceptions.ConflictException:
            return  # it has ended by itself in the meantime; the next look says how

    def _described(self, task_definition: str) -> Record:
        found: Record = self._cloud.ecs.describe_task_definition(taskDefinition=task_definition)["taskDefinition"]
        return found

    def _live(self, release: Release) -> Record | None:
        return live_service(self._cloud.ecs, cluster=release.cluster, service=release.service)

    def _moved(self, service: str, stage: str, text: str, **details: str) -> None:
        self._emit(RolloutMoved(at=self._now(), subject=service, stage=stage, text=text, details=details))


def _elapsed(duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _before_failed(release: Release, ended: Ended) -> RolloutFailed:
    ending = f"exited with {ended.exit_code}" if ended.exit_code is not None else f"did not start: {ended.reason}"
    return RolloutFailed(
        f"`{release.before}` {ending}; nothing of `{release.name}` was changed",
        because=tuple(f"log: {line}" for line in ended.log_tail),
        hint="mend what it reports and deploy again; the revision that served before still serves",
    )


def _rollout_failed(watched: Watched, seen: Observation, ended: Verdict, cause: Cause | None) -> RolloutFailed:
    match ended:
        case Verdict.ROLLED_BACK:
            message = f"rolled back `{watched.name}` to {seen.live}"
        case Verdict.SUPERSEDED:
            return RolloutFailed(
                f"another deployment replaced ours of `{watched.name}`",
                because=(seen.reason,),
                hint=f"`aerostat status {watched.name}` shows what serves now",
            )
        case Verdict.STOPPED:
            message = f"the deployment of `{watched.name}` was stopped"
        case _:
            message = f"`{watched.name}` does not serve {watched.revision}"
    is_ours = cause is not None and cause.is_deterministic  # then ECS only says that somebody asked for it: we did
    said = (f"ECS: {seen.reason}",) if seen.reason and not is_ours else ()
    because = (*said, *(cause.because if cause else ()))
    return RolloutFailed(
        f"{message}: {cause.sentence}" if cause else message, because=because, hint=cause.hint if cause else ""
    )
