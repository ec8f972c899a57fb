"""
Arguments that only say what the provider does without them, which a reader of the text need not be told.

The graph has them all the same, for those who carry it out without the provider. Left out is only what the provider's
schema itself has as a default: anything else that AWS decides, Terraform would then leave as it finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

from aerostat.graph import Resource, Value

_Defaults: TypeAlias = Mapping[str, Union[str, int, bool, "_Defaults"]]

#: What is safe although it is the default stays: ``publicly_accessible = false`` is for people.
DEFAULTS: Mapping[str, _Defaults] = {
    "aws_db_instance": {"skip_final_snapshot": False},
    "aws_db_parameter_group": {"parameter": {"apply_method": "immediate"}},
    "aws_ecr_repository": {"force_delete": False},
    "aws_lb": {"load_balancer_type": "application", "idle_timeout": 60, "desync_mitigation_mode": "defensive"},
    "aws_lb_target_group": {"health_check": {"enabled": True, "protocol": "HTTP", "port": "traffic-port"}},
    "aws_s3_bucket": {"force_destroy": False},
    "aws_sqs_queue": {"delay_seconds": 0},
}


def without_defaults(resource: Resource) -> Mapping[str, Value]:
    defaults = DEFAULTS.get(resource.type)
    return _without(resource.arguments, defaults) if defaults else resource.arguments


def _without(arguments: Mapping[str, Value], defaults: _Defaults) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in arguments.items():
        match defaults.get(name):
            case None:
                kept[name] = value
            case Mapping() as inside:
                kept[name] = _each_without(value, inside)
            case default if value != default:
                kept[name] = value
    return kept


def _each_without(value: Value, defaults: _Defaults) -> Value:
    if isinstance(value, Mapping):
        return _without(value, defaults)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_each_without(one, defaults) for one in value]
    return value
