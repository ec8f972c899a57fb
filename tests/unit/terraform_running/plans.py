"""Plans as Terraform shows them, as small as a test needs them."""

from __future__ import annotations

from aerostat.graph.resource import Resource
from aerostat.terraform.reading import known


def a_change(address, *actions, before=None, after=None, **more):
    """One entry of ``resource_changes`` or ``resource_drift``."""
    members = {name: more.pop(name) for name in list(more) if name not in ("action_reason", "previous_address", "mode")}
    return {
        "address": address,
        "mode": "managed",
        "type": address.replace("[", ".").split(".")[-2 if "[" not in address else -3],
        "change": {"actions": list(actions), "before": before, "after": after, **members},
        **more,
    }


def an_update(address, before, after, **more):
    return a_change(address, "update", before=before, after=after, **more)


def a_plan(*changes, drift=(), configured=None, outputs=None):
    """A plan document. ``configured``: the arguments that the project writes down, by address."""
    resources = [
        {"address": address, "expressions": {name: {} for name in arguments}}
        for address, arguments in (configured or {}).items()
    ]
    return {
        "resource_changes": list(changes),
        "resource_drift": list(drift),
        "output_changes": outputs or {},
        "configuration": {"root_module": {"resources": resources}},
    }


def a_graph(**origins):
    """What is known: ``a_graph(queue="queues.orders")`` knows ``aws_sqs_queue.orders``."""
    types = {"queue": "aws_sqs_queue.orders", "service": "aws_ecs_service.web", "database": "aws_db_instance.main"}
    governed = {"service": frozenset({"desired_count", "task_definition"})}
    found = {}
    for kind, origin in origins.items():
        type, name = types[kind].split(".")
        found[types[kind]] = Resource(
            type=type, name=name, arguments={}, origin=origin, governed=governed.get(kind, frozenset())
        )
    return known(found)
