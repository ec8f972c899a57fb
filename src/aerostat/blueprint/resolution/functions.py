"""Functions and schedules."""

from __future__ import annotations

from aerostat import model
from aerostat.blueprint.document import Document
from aerostat.blueprint.document.functions import (
    EVENTS,
    BucketTriggerSection,
    FunctionSection,
    MessageScheduleSection,
    QueueTriggerSection,
    ScheduleSection,
    ScheduleTriggerSection,
    TopicTriggerSection,
    TriggerSection,
)
from aerostat.blueprint.resolution.compute import access, architecture, permissions, roles, used
from aerostat.blueprint.resolution.place import Place

_NO_BOUND = -1


def function(name: str, section: FunctionSection, document: Document, place: Place) -> model.Function:
    return model.Function(
        name=name,
        source=(place.folder / section.source).resolve(),
        handler=section.handler,
        runtime=section.runtime,
        memory=section.memory,
        timeout=section.timeout,
        ephemeral_storage=section.ephemeral_storage,
        architecture=architecture(section.architecture),
        provisioned=section.provisioned,
        reserved=section.reserved if section.reserved is not None else _NO_BOUND,
        triggers=tuple(_trigger(one) for one in section.triggers),
        environment=place.variables(section.environment),
        secrets=section.secrets,
        uses=used(section.uses),
        access=access(section.uses),
        log_retention=section.log_retention,
        is_traced=section.tracing,
        is_connected=section.connected if section.connected is not None else _needs_the_network(section, document),
        permissions=permissions(section.permissions),
        roles=roles(section.roles),
    )


def _needs_the_network(section: FunctionSection, document: Document) -> bool:
    """Whether it uses anything that is only reached from inside."""
    inside = {*document.databases, *document.caches, *document.search}
    return not inside.isdisjoint(used(section.uses))


def _trigger(section: TriggerSection) -> model.Trigger:
    match section:
        case QueueTriggerSection():
            return model.QueueTrigger(
                queue=section.queue, batch=section.batch, window=section.window, concurrency=section.concurrency
            )
        case ScheduleTriggerSection():
            return model.ScheduleTrigger(expression=section.schedule, timezone=section.timezone)
        case BucketTriggerSection():
            events = tuple(EVENTS.get(one, one) for one in section.events)
            return model.BucketTrigger(
                bucket=section.bucket, events=events, prefix=section.prefix, suffix=section.suffix
            )
        case TopicTriggerSection():
            return model.TopicTrigger(topic=section.topic, filter=dict(section.filter))


def schedule(name: str, section: ScheduleSection) -> model.Schedule:
    if isinstance(section, MessageScheduleSection):
        return model.Schedule(
            name=name,
            expression=section.at,
            timezone=section.timezone,
            queue=section.queue,
            message=section.message,
        )
    return model.Schedule(
        name=name,
        expression=section.at,
        timezone=section.timezone,
        service=section.service,
        command=section.command,
    )
