"""Which tasks of a service stop now: the sick, those of older revisions, and those too many."""

from __future__ import annotations

from collections.abc import Sequence

from localcloud.behaviour import placement, service_events
from localcloud.behaviour.ecs_service import Deployment, RolloutState, Service, Stop, Task
from localcloud.behaviour.task_health import Health, of_target


def doomed(service: Service) -> tuple[Stop, ...]:
    """Each task that should stop now. A stop never takes healthy tasks below the lower bound."""
    sick = _sick(service)
    chosen = {stop.task for stop in sick}
    older = _outdated(service, chosen)
    chosen |= {stop.task for stop in older}
    return (*sick, *older, *_surplus(service, chosen))


def _sick(service: Service) -> tuple[Stop, ...]:
    """
    Unhealthy tasks whose place is taken, or that never were of use.

    One that has served before goes only when its replacement is healthy; without room for a replacement they go one
    by one.
    """
    stops: list[Stop] = []
    for deployment in service.deployments:
        sick = [task for task in service.live(deployment) if service.health(task) is Health.UNHEALTHY]
        useless = [task for task in sick if not task.was_healthy]
        served = [task for task in sick if task.was_healthy]
        is_replaced = len(service.healthy(deployment)) >= deployment.desired
        stops += [_stop_sick(service, task) for task in useless]
        if is_replaced:
            stops += [_stop_sick(service, task) for task in served]
        elif served and not useless and _must_make_room(service, deployment):
            stops.append(_stop_sick(service, _oldest(served)))
    return tuple(stops)


def _must_make_room(service: Service, deployment: Deployment) -> bool:
    """No replacement is starting, none can, and one would be started if there were room."""
    is_starting = any(service.health(task) is Health.UNKNOWN for task in service.live(deployment))
    return deployment.may_start and not is_starting and len(service.live()) >= service.bounds.upper


def _stop_sick(service: Service, task: Task) -> Stop:
    bad = next((target for target in task.targets if of_target(target) is Health.UNHEALTHY), None)
    if bad:
        event = service_events.unhealthy_target(service.name, task.id, bad.port, bad.group, bad.reason)
        reason = f"Task failed ELB health checks in (target-group {bad.group})"
    else:
        event = service_events.unhealthy_containers(service.name, task.id)
        reason = "Task failed container health checks"
    return Stop(
        task=task.id,
        reason=reason,
        event=event,
        because=f"task {task.id} is unhealthy: {bad.reason if bad else 'a container health check fails'}",
    )


def _outdated(service: Service, chosen: set[str]) -> tuple[Stop, ...]:
    """
    Tasks of older revisions that are no longer needed, or that block the new ones.

    Needed are as many as the primary deployment lacks in healthy tasks. A stalled deployment exchanges nothing.
    """
    primary = service.primary
    if primary.rollout is RolloutState.FAILED:
        return ()
    candidates = [task for task in service.live() if task.deployment != primary.id]
    older = [task for task in candidates if task.id not in chosen and not task.is_protected]
    needed = max(0, service.desired - len(service.healthy(primary)))
    spare = len([task for task in candidates if task.id not in chosen]) - needed
    leaving = _leaving_order(service, older)
    victims = _affordable(service, leaving[: max(0, spare)], chosen)
    remaining = [task for task in leaving if task not in victims]
    victims += _blocking(service, remaining, chosen | {task.id for task in victims})
    return tuple(_stop_scaling(task, f"{primary.id} takes its place") for task in victims)


def _blocking(service: Service, remaining: Sequence[Task], gone: set[str]) -> list[Task]:
    """Older tasks that must go before new ones can start, because ``maximumPercent`` leaves no room."""
    primary, limits = service.primary, service.bounds
    missing = primary.desired - len(service.live(primary))
    room = limits.upper - len([task for task in service.live() if task.id not in gone])
    if missing <= 0 or room > 0 or not primary.may_start:
        return []
    return _affordable(service, remaining[:missing], gone)


def _affordable(service: Service, victims: Sequence[Task], gone: set[str]) -> list[Task]:
    """Those of the victims, in order, without which enough healthy tasks are left."""
    expendable = len([task for task in service.healthy() if task.id not in gone]) - service.bounds.lower
    chosen: list[Task] = []
    for task in victims:
        is_healthy = service.health(task) is Health.HEALTHY
        if is_healthy and expendable <= 0:
            break
        expendable -= is_healthy
        chosen.append(task)
    return chosen


def _surplus(service: Service, chosen: set[str]) -> tuple[Stop, ...]:
    """Tasks of the primary deployment above the desired count."""
    primary = service.primary
    live = [task for task in service.live(primary) if task.id not in chosen]
    sound = [task for task in live if service.health(task) is not Health.UNHEALTHY]
    leaving = _leaving_order(service, [task for task in sound if not task.is_protected])
    victims = _affordable(service, leaving[: max(0, len(sound) - primary.desired)], chosen)
    return tuple(
        _stop_scaling(task, f"{len(sound)} tasks are more than the {primary.desired} desired") for task in victims
    )


def _stop_scaling(task: Task, because: str) -> Stop:
    return Stop(
        task=task.id,
        reason=f"Scaling activity initiated by (deployment {task.deployment})",
        shrinks=True,
        because=because,
    )


def _leaving_order(service: Service, tasks: Sequence[Task]) -> list[Task]:
    """Those not healthy first, the youngest before the others; then healthy ones from the fullest zones."""
    unsound = [task for task in tasks if service.health(task) is not Health.HEALTHY]
    healthy = [task for task in tasks if service.health(task) is Health.HEALTHY]
    order = placement.crowded_first([task.zone for task in healthy])
    return [*sorted(unsound, key=lambda task: task.created_ago), *(healthy[index] for index in order)]


def _oldest(tasks: Sequence[Task]) -> Task:
    return max(tasks, key=lambda task: task.created_ago)
