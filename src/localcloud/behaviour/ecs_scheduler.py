"""
The service scheduler: from a service as it is to what should be done next.

It compares levels, not edges: an action is asked for again until its effect is seen, so a control plane that dies
anywhere simply asks again. Each call first takes note of what happened to tasks (failures, first health), then either
gives the primary deployment up, or starts and stops tasks within the bounds, or finds that all is done.

What AWS leaves open and we decide: healthy tasks of an older revision are stopped only once as many new ones are
healthy, or, when ``maximumPercent`` leaves no room to start any, down to ``minimumHealthyPercent``. And a task that
ends before it was ever healthy counts as failed to start, as one that exits at once does on Fargate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from localcloud.behaviour import circuit_breaker, service_events, throttle
from localcloud.behaviour.ecs_service import (
    Action,
    AnnounceTargets,
    Bake,
    BecomeInactive,
    BecomeSteady,
    Complain,
    Complete,
    Condition,
    CountFailure,
    Decision,
    Deployment,
    Fail,
    NoteHealthy,
    Retire,
    RolloutState,
    Service,
    Start,
    Stop,
    Task,
)
from localcloud.behaviour.ecs_victims import doomed
from localcloud.behaviour.task_health import SECONDS_WITHOUT_CHECKS, Health


def decide(service: Service) -> Decision:
    """What to do now, with reasons, and when to look again if nothing else happens."""
    notes = tuple(_notes(service))
    noted = after(service, notes)
    actions = (*notes, *_moves(noted))
    return Decision(actions=actions, look_again=_look_again(noted))


def after(service: Service, notes: tuple[Action, ...]) -> Service:
    """The service once notes are taken."""
    deployments = {each.id: each for each in service.deployments}
    tasks = {task.id: task for task in service.tasks}
    for note in notes:
        match note:
            case NoteHealthy():
                tasks[note.task] = replace(tasks[note.task], was_healthy=True)
                deployments[note.deployment] = forgiven(deployments[note.deployment], breaker=note.forgives)
            case CountFailure():
                tasks[note.task] = replace(tasks[note.task], is_counted=True)
                if note.deployment in deployments:
                    deployments[note.deployment] = blamed(deployments[note.deployment], note)
            case AnnounceTargets():
                for id in note.tasks:
                    tasks[id] = replace(tasks[id], is_announced=True)
    return replace(service, deployments=tuple(deployments.values()), tasks=tuple(tasks.values()))


def forgiven(deployment: Deployment, *, breaker: bool) -> Deployment:
    """A task became healthy: starts work again, and the circuit breaker may forget."""
    return replace(deployment, failed_rounds=0, failures=0 if breaker else deployment.failures)


def blamed(deployment: Deployment, note: CountFailure) -> Deployment:
    """A task failed."""
    failures = deployment.failures + note.counts
    if not note.delays:
        return replace(deployment, failures=failures)
    return replace(deployment, failures=failures, failed_rounds=deployment.failed_rounds + 1, since_failed_round=0.0)


def _notes(service: Service) -> Iterator[Action]:
    unannounced = tuple(task.id for task in service.tasks if task.is_registered and not task.is_announced)
    if unannounced:
        yield AnnounceTargets(tasks=unannounced, because=f"{len(unannounced)} tasks joined their target groups")
    deployments = {each.id: each for each in service.deployments}
    for task in service.healthy():
        if not task.was_healthy and task.deployment in deployments:
            yield NoteHealthy(
                task=task.id,
                deployment=task.deployment,
                forgives=service.breaker.reset_on_healthy_task,
                because=f"task {task.id} is healthy",
            )
    for task in service.tasks:
        if _has_failed_or_ended(service, task) and not task.is_counted:
            note = _failure_note(task, deployments.get(task.deployment))
            if note.deployment in deployments:
                deployments[note.deployment] = blamed(deployments[note.deployment], note)
            yield note
            if task.failed_to_start and task.failure:
                reason = task.failure.removesuffix(".")
                yield Complain(event=service_events.cannot_place(service.name, reason), because=note.because)


def _has_failed_or_ended(service: Service, task: Task) -> bool:
    """It has stopped, or its first checks say that it will never be of use."""
    if task.condition is Condition.STOPPED:
        return True
    return task.is_live and not task.was_healthy and service.health(task) is Health.UNHEALTHY


def _failure_note(task: Task, deployment: Deployment | None) -> CountFailure:
    """How the end of a task counts. One that we stopped, or that had been healthy, is nobody's fault."""
    is_sick = task.condition is not Condition.STOPPED
    failed = (is_sick or bool(task.failure)) and not task.was_healthy
    is_new_round = deployment is not None and task.created_ago <= deployment.since_failed_round
    return CountFailure(
        task=task.id,
        deployment=task.deployment,
        counts=failed and deployment is not None and deployment.rollout is RolloutState.IN_PROGRESS,
        delays=failed and not is_sick and deployment is not None and (deployment.failed_rounds == 0 or is_new_round),
        because=f"task {task.id} " + ("is unhealthy" if is_sick else f"ended: {task.failure or 'it was asked to'}"),
    )


def _moves(service: Service) -> tuple[Action, ...]:
    if service.is_draining:
        return tuple(_drain(service))
    if failure := _failure(service):
        return (failure,)
    moves = (*_complaints(service), *_starts(service), *doomed(service))
    if any(isinstance(move, Start | Stop) for move in moves):
        return moves
    return (*moves, *_deadlock(service), *_ending(service))


def _drain(service: Service) -> Iterator[Action]:
    for task in service.live():
        yield Stop(task=task.id, reason="Service was deleted", because=f"service {service.name} was deleted")
    if all(task.condition is Condition.STOPPED for task in service.tasks):
        yield BecomeInactive(because=f"service {service.name} was deleted and has no tasks left")


def _failure(service: Service) -> Fail | None:
    """The reason to give up the primary deployment, if there is one."""
    primary = service.primary
    if primary.rollout is not RolloutState.IN_PROGRESS:
        return None
    if service.alarms and not primary.is_rollback:
        names = ", ".join(service.alarms)
        return _fail(service, "alarm", service.alarms_roll_back, f"alarm {names} fired during the deployment")
    if circuit_breaker.is_tripped(service.breaker, desired=service.desired, failures=primary.failures):
        limit = circuit_breaker.threshold(service.breaker, service.desired)
        return _fail(
            service,
            "circuit breaker",
            service.breaker.rollback,
            f"{primary.failures} tasks failed, the threshold is {limit}",
        )
    return None


def _fail(service: Service, by: str, wants_rollback: bool, because: str) -> Fail:
    return Fail(
        deployment=service.primary.id,
        by=by,
        roll_back_to=service.candidate if wants_rollback else None,
        wants_rollback=wants_rollback,
        because=because,
    )


def _complaints(service: Service) -> Iterator[Complain]:
    if service.primary.failed_rounds >= throttle.ROUNDS_TO_COMPLAIN:
        rounds = service.primary.failed_rounds
        yield Complain(event=service_events.cannot_start(service.name), because=f"{rounds} rounds of starts failed")


def _starts(service: Service) -> Iterator[Start]:
    """
    Fill what is missing as far as ``maximumPercent`` allows, older revisions first.

    A lost task of an older revision is replaced by one of the same revision: the new one has yet to prove itself.
    """
    room = service.bounds.upper - len(service.live())
    proved = [older for older in service.older if older.has_completed]
    for deployment in (*proved, service.primary):
        live = service.live(deployment)
        sick = [task for task in live if service.health(task) is Health.UNHEALTHY]
        wanted = _wanted(service, deployment)
        count = min(wanted - (len(live) - len(sick)), room)
        if count > 0 and deployment.may_start:
            room -= count
            yield Start(
                deployment=deployment.id,
                count=count,
                replaced=min(len(sick), max(0, count - (wanted - len(live)))),
                because=f"{deployment.id} has {len(live) - len(sick)} of {wanted} tasks",
            )


def _wanted(service: Service, deployment: Deployment) -> int:
    """How many tasks a deployment should have: an older one no more than the primary one still lacks."""
    primary = service.primary
    if deployment.id == primary.id:
        return deployment.desired
    return min(deployment.desired, max(0, service.desired - len(service.healthy(primary))))


def _deadlock(service: Service) -> Iterator[Complain]:
    """Nothing may start, nothing may stop, nothing is on its way: only other bounds help."""
    primary = service.primary
    live = service.live(primary)
    is_waiting = any(service.health(task) is not Health.HEALTHY for task in service.live())
    if len(live) < primary.desired and primary.may_start and not is_waiting:
        if any(task.is_protected for task in service.live()) and service.older:
            event = service_events.protected(service.name, service.older[0].id)
        else:
            event = service_events.deadlocked(service.name)
        yield Complain(event=event, because="minimumHealthyPercent and maximumPercent leave nothing to start or stop")


def _ending(service: Service) -> Iterator[Action]:
    primary = service.primary
    for older in service.older:
        is_candidate = older.has_completed and primary.rollout is not RolloutState.COMPLETED
        if not service.live(older) and not is_candidate:
            yield Retire(deployment=older.id, because=f"{older.id} has no tasks left")
    if not _is_exchanged(service):
        return
    if primary.rollout is RolloutState.IN_PROGRESS:
        yield from _success(service)
    elif primary.rollout is RolloutState.COMPLETED and not service.is_steady:
        yield BecomeSteady(because=f"{service.desired} tasks are healthy and nothing else is left to do")


def _is_exchanged(service: Service) -> bool:
    """Every task is healthy, there are as many as desired, and none of an older revision."""
    live = service.live()
    return len(live) == len(service.healthy(service.primary)) == service.desired


def _success(service: Service) -> Iterator[Action]:
    if service.bakes_for and service.baked_for is None:
        yield Bake(
            deployment=service.primary.id, because="all tasks are exchanged; the alarms are watched a while longer"
        )
    elif not service.bakes_for or (service.baked_for or 0.0) >= service.bakes_for:
        yield Complete(
            deployment=service.primary.id, because=f"all {service.desired} tasks run the new revision and are healthy"
        )


def _look_again(service: Service) -> float | None:
    """The nearest moment at which a duration ends that a decision waits for."""
    return min(_ends(service), default=None)


def _ends(service: Service) -> Iterator[float]:
    for deployment in service.deployments:
        if deployment.throttled_for:
            yield deployment.throttled_for
    if service.baked_for is not None and service.baked_for < service.bakes_for:
        yield service.bakes_for - service.baked_for
    for task in service.tasks:
        if task.condition is Condition.RUNNING and task.running_for is not None:
            without_checks = not task.targets and task.containers is None
            due = SECONDS_WITHOUT_CHECKS if without_checks else task.grace
            if task.running_for < due:
                yield due - task.running_for
