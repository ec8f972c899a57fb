"""Do the names outside of ``uses`` lead somewhere: in triggers, subscriptions, schedules, alarms, backups, regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aerostat.blueprint.problem import KeyPath, Problem, did_you_mean, subject
from aerostat.checks.environments import is_on_aws
from aerostat.checks.references import SINGULAR
from aerostat.checks.regional import users
from aerostat.graph.families.alarm_targets import BACKUPS, DOMAIN, read_replica
from aerostat.graph.families.receivers import is_queue
from aerostat.model import BucketTrigger, Environment, Function, QueueTrigger, Service, TopicTrigger
from aerostat.model.wiring import Kind, kind_of

_WATCHED = (Kind.SERVICE, Kind.DATABASE, Kind.CACHE, Kind.QUEUE, Kind.FUNCTION, Kind.SEARCH)
#: What a role that is handed to one of AWS's services is for.
_LENT = (Kind.BUCKET, Kind.QUEUE, Kind.TOPIC)
_OF_LOAD_BALANCER = ("HTTPCode_", "Target", "Request", "ActiveConnection", "NewConnection", "Rejected", "ClientTLS")


@dataclass(frozen=True, kw_only=True)
class _Mention:
    """A name where one of these kinds is meant."""

    path: KeyPath
    name: str
    kinds: tuple[Kind, ...]


def problems(environment: Environment) -> Iterator[Problem]:
    for mention in _mentions(environment):
        if not any(mention.name in getattr(environment, kind.value) for kind in mention.kinds):
            yield _dangling(environment, mention)
    for path, region in _regions(environment):
        if region not in environment.regions:
            yield _elsewhere(environment, path, region)
    yield from _ownerless_alarms(environment)


def _mentions(environment: Environment) -> Iterator[_Mention]:
    for user in users(environment):
        yield from _lent(user)
    for function in environment.functions.values():
        yield from _triggers(function)
    for schedule in environment.schedules.values():
        path: KeyPath = ("schedules", schedule.name)
        if schedule.service:
            yield _Mention(path=(*path, "service"), name=schedule.service, kinds=(Kind.SERVICE,))
        else:
            yield _Mention(path=(*path, "queue"), name=schedule.queue, kinds=(Kind.QUEUE,))
    for topic in environment.topics.values():
        for index, one in enumerate(topic.subscriptions):
            path = ("topics", topic.name, "subscriptions", index)
            if one.queue:
                yield _Mention(path=(*path, "queue"), name=one.queue, kinds=(Kind.QUEUE,))
            if one.function:
                yield _Mention(path=(*path, "function"), name=one.function, kinds=(Kind.FUNCTION,))
    for secret in environment.secrets.values():
        if secret.rotated_by:
            path = ("secrets", secret.name, "rotated_by")
            yield _Mention(path=path, name=secret.rotated_by, kinds=(Kind.FUNCTION,))
    yield from _of_operations(environment)


def _lent(user: Service | Function) -> Iterator[_Mention]:
    section = "services" if isinstance(user, Service) else "functions"
    for role in user.roles.values():
        for index, name in enumerate(role.uses):
            yield _Mention(path=(section, user.name, "roles", role.variable, "uses", index), name=name, kinds=_LENT)


def _triggers(function: Function) -> Iterator[_Mention]:
    for index, trigger in enumerate(function.triggers):
        path: KeyPath = ("functions", function.name, "triggers", index)
        match trigger:
            case QueueTrigger():
                yield _Mention(path=(*path, "queue"), name=trigger.queue, kinds=(Kind.QUEUE,))
            case BucketTrigger():
                yield _Mention(path=(*path, "bucket"), name=trigger.bucket, kinds=(Kind.BUCKET,))
            case TopicTrigger():
                yield _Mention(path=(*path, "topic"), name=trigger.topic, kinds=(Kind.TOPIC,))


def _of_operations(environment: Environment) -> Iterator[_Mention]:
    for behavior in environment.cdn.behaviors if environment.cdn else ():
        if behavior.bucket:
            path: KeyPath = ("cdn", "behaviors", behavior.path, "bucket")
            yield _Mention(path=path, name=behavior.bucket, kinds=(Kind.BUCKET,))
    for alarm in environment.monitoring.alarms.values():
        if alarm.on and not _is_section(environment, alarm.on) and not _is_replica(environment, alarm.on):
            yield _Mention(path=("monitoring", "alarms", alarm.name, "on"), name=alarm.on, kinds=_WATCHED)
    for metric in environment.monitoring.metrics.values():
        for index, name in enumerate(metric.on):
            path = ("monitoring", "metrics", metric.name, "on", index)
            yield _Mention(path=path, name=name, kinds=(Kind.SERVICE, Kind.FUNCTION))
    for severity, receivers in environment.monitoring.notify.items():
        for index, name in enumerate(receivers):
            if is_queue(name):
                yield _Mention(path=("monitoring", "notify", severity, index), name=name, kinds=(Kind.QUEUE,))
    for index, target in enumerate(environment.backups.targets if environment.backups else ()):
        yield _Mention(path=("backups", "targets", index), name=target, kinds=(Kind.DATABASE, Kind.BUCKET))


def _is_section(environment: Environment, name: str) -> bool:
    """Whether an alarm may be on what this section makes."""
    return (name == DOMAIN and environment.domain is not None) or (name == BACKUPS and environment.backups is not None)


def _is_replica(environment: Environment, name: str) -> bool:
    """A laptop has no replicas, and nobody watches it: there it is enough that the database is known."""
    is_left_out = not is_on_aws(environment) and name.partition(".")[0] in environment.databases
    return is_left_out or read_replica(environment, name) is not None


def _dangling(environment: Environment, mention: _Mention) -> Problem:
    known = [one for kind in mention.kinds for one in getattr(environment, kind.value)]
    if mention.kinds == _WATCHED:
        known += [f"{one.name}.{replica}" for one in environment.databases.values() for replica in one.replicas]
    what = _either([SINGULAR[kind] for kind in mention.kinds])
    other = kind_of(environment, mention.name)
    reason = f"`{mention.name}` is a {SINGULAR[other]}" if other else f"defined: {', '.join(known) or 'none'}"
    return Problem(
        id="dangling-reference",
        path=mention.path,
        message=f"{subject(mention.path)} names `{mention.name}`, which is no {what}",
        reason=reason,
        suggestion=did_you_mean(mention.name, known) or f"define it in `{mention.kinds[0].value}`",
        needs=tuple((kind.value, mention.name) for kind in mention.kinds),
    )


def _either(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _regions(environment: Environment) -> Iterator[tuple[KeyPath, str]]:
    """Regions named anywhere but in ``regions``, where something of ours would have to be."""
    for database in environment.databases.values():
        for replica in database.replicas.values():
            if replica.region:
                yield ("databases", database.name, "replicas", replica.name, "region"), replica.region
    for bucket in environment.buckets.values():
        for index, copy in enumerate(bucket.replication):
            yield ("buckets", bucket.name, "replication", index, "region"), copy.region
    for region in environment.domain.locations if environment.domain else ():
        yield ("domain", "locations", region), region
    if environment.backups is not None and environment.backups.copy_to:
        yield ("backups", "copy_to"), environment.backups.copy_to


def _elsewhere(environment: Environment, path: KeyPath, region: str) -> Problem:
    known = tuple(environment.regions)
    return Problem(
        id="dangling-region",
        path=path,
        mark="key" if path[:2] == ("domain", "locations") else "value",
        message=f"{subject(path)} is not one of the blueprint's regions: `{region}`",
        reason=f"`regions` has {', '.join(known)}; only there can Aerostat make anything",
        suggestion=f"write `{known[0]}`, or add `{region}: cold_standby` to `regions`",
        needs=(("regions",), ("regions", region)),
    )


def _ownerless_alarms(environment: Environment) -> Iterator[Problem]:
    """AWS's metrics belong to something; only the load balancer's and those of one's own are found without it."""
    for alarm in environment.monitoring.alarms.values():
        metric = alarm.condition.metric
        is_own = alarm.condition.namespace or metric in environment.monitoring.metrics
        if not alarm.on and not is_own and not metric.startswith(_OF_LOAD_BALANCER):
            path: KeyPath = ("monitoring", "alarms", alarm.name)
            yield Problem(
                id="missing-key",
                path=path,
                mark="key",
                message=f"alarm `{alarm.name}` does not say whose `{metric}` it watches",
                reason="`on` names a service or another thing; metrics of your own have their namespace before them",
                suggestion=f"add `on:`, or write `when: MyApp/{metric} ...`",
                needs=((*path, "on"), (*path, "when")),
            )
