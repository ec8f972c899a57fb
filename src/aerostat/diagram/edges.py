"""Who speaks to whom: the arrows of the picture, by names."""

from __future__ import annotations

from collections.abc import Iterator

from aerostat.model import BucketTrigger, Environment, QueueTrigger, TopicTrigger


def edges(environment: Environment) -> list[tuple[str, str]]:
    """Pairs of names, from the one that begins to the one that answers; each once."""
    return list(dict.fromkeys(_edges(environment)))


def _edges(environment: Environment) -> Iterator[tuple[str, str]]:
    for service in environment.services.values():
        if service.routes:
            yield "load-balancer", service.name
        for used in service.uses:
            yield service.name, used
    for function in environment.functions.values():
        for trigger in function.triggers:
            match trigger:
                case QueueTrigger(queue=source) | BucketTrigger(bucket=source) | TopicTrigger(topic=source):
                    yield source, function.name
        for used in function.uses:
            yield function.name, used
    for topic in environment.topics.values():
        for subscription in topic.subscriptions:
            if receiver := subscription.queue or subscription.function:
                yield topic.name, receiver
    for schedule in environment.schedules.values():
        if schedule.queue:
            yield schedule.name, schedule.queue
