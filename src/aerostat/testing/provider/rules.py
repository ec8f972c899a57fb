"""
What the provider's own validation refuses and no schema tells: PURE.

Only rules that a generated project could break: lengths and patterns of names that we compose, ranges of numbers that
a blueprint sets, combinations that AWS refuses. Unknown values are let through, as the provider does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, TypeAlias

from aerostat.terraform.schema import Body
from aerostat.testing.provider.planning import Path
from aerostat.testing.provider.values import is_unknown


@dataclass(frozen=True)
class Refusal:
    """One value that AWS would not take."""

    path: Path
    why: str


#: Says what is wrong with a value; "" for nothing.
Rule: TypeAlias = Callable[[Any], str]


def refusals(type: str, body: Body, config: dict[str, Any]) -> Iterator[Refusal]:
    """What is wrong with a resource's configuration."""
    for name, part in body.items():
        if config.get(name) and (name == "id" or not part.flags.is_argument):
            yield Refusal((name,), "AWS fills it in; it cannot be given")
    for path, rule in _RULES.get(type, {}).items():
        for where, value in _at(config, path.split(".")):
            if value is not None and not is_unknown(value) and (why := rule(value)):
                yield Refusal(where, why)
    if combination := _COMBINATIONS.get(type):
        yield from combination(config)


def _at(value: Any, names: list[str], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value at the end of the names, through lists of blocks."""
    if isinstance(value, list) and names:
        for index, one in enumerate(value):
            yield from _at(one, names, (*path, index))
    elif not names:
        yield path, value
    elif isinstance(value, dict):
        yield from _at(value.get(names[0]), names[1:], (*path, names[0]))


def _matches(pattern: str, longest: int, shortest: int = 1) -> Rule:
    compiled = re.compile(pattern)

    def rule(value: Any) -> str:
        if not shortest <= len(value) <= longest:
            return f'"{value}" has {len(value)} characters; {shortest} to {longest} are allowed'
        return "" if compiled.fullmatch(value) else f'"{value}" does not match {pattern}'

    return rule


def _between(lowest: int, highest: int, *others: int) -> Rule:
    def rule(value: Any) -> str:
        is_right = lowest <= float(value) <= highest or value in others
        return "" if is_right else f"{value} is not between {lowest} and {highest}"

    return rule


def _one_of(*values: Any) -> Rule:
    return lambda value: "" if value in values else f"{value!r} is none of {', '.join(map(str, values))}"


def _cidr(shortest_prefix: int = 0, longest_prefix: int = 32) -> Rule:
    def rule(value: Any) -> str:
        try:
            block = ip_network(value)
        except ValueError as error:
            return f"{error}; did you mean the network's own address?"
        if not shortest_prefix <= block.prefixlen <= longest_prefix:
            return f"{value} is not between /{shortest_prefix} and /{longest_prefix}"
        return ""

    return rule


def _json(value: Any) -> str:
    try:
        json.loads(value)
    except ValueError as error:
        return f"it is not JSON: {error}"
    return ""


def _containers(value: Any) -> str:
    try:
        containers = json.loads(value)
    except ValueError as error:
        return f"it is not JSON: {error}"
    if not isinstance(containers, list) or not containers:
        return "it is not a list of containers"
    lacking = [key for one in containers for key in ("name", "image") if not one.get(key)]
    return f"a container has no {lacking[0]}" if lacking else ""


_RETENTION_DAYS = (
    0,
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
_BALANCER = r"(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_DOUBLE_FREE = r"[a-z](?:[a-z0-9]|-(?!-))*(?<!-)"
_WORD = r"[\w+=,.@-]+"
_QUEUE = r"[A-Za-z0-9_-]+(\.fifo)?"

_RULES: Mapping[str, Mapping[str, Rule]] = {
    "aws_appautoscaling_target": {"min_capacity": _between(0, 100_000), "max_capacity": _between(0, 100_000)},
    "aws_cloudwatch_dashboard": {"dashboard_body": _json},
    "aws_cloudwatch_event_rule": {"name": _matches(r"[.\-_A-Za-z0-9]+", 64), "event_pattern": _json},
    "aws_cloudwatch_log_group": {
        "name": _matches(r"[.\-_/#A-Za-z0-9]+", 512),
        "retention_in_days": _one_of(*_RETENTION_DAYS),
    },
    "aws_cloudwatch_metric_alarm": {
        "alarm_name": _matches(r".+", 255),
        "treat_missing_data": _one_of("breaching", "notBreaching", "ignore", "missing"),
    },
    "aws_backup_vault": {"name": _matches(r"[A-Za-z0-9\-_]+", 50, 2)},
    "aws_budgets_budget": {"name": _matches(r"[^:\\]+", 100)},
    "aws_db_instance": {
        "identifier": _matches(_DOUBLE_FREE, 63),
        "db_name": _matches(r"[A-Za-z]\w*", 63),
        "username": _matches(r"[A-Za-z]\w*", 16),
        "backup_retention_period": _between(0, 35),
        "allocated_storage": _between(5, 65_536),
        "monitoring_interval": _one_of(0, 1, 5, 10, 15, 30, 60),
    },
    "aws_db_subnet_group": {"name": _matches(r"[a-z0-9 ._-]+", 255)},
    "aws_ecr_repository": {"name": _matches(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*", 256, 2)},
    "aws_ecs_cluster": {"name": _matches(r"[\w-]+", 255)},
    "aws_ecs_service": {"name": _matches(r"[\w-]+", 255), "desired_count": _between(0, 5_000)},
    "aws_ecs_task_definition": {"family": _matches(r"[\w-]+", 255), "container_definitions": _containers},
    "aws_elasticache_replication_group": {"replication_group_id": _matches(_DOUBLE_FREE, 40)},
    "aws_iam_policy": {"name": _matches(_WORD, 128), "policy": _json},
    "aws_iam_role": {
        "name": _matches(_WORD, 64),
        "assume_role_policy": _json,
        "max_session_duration": _between(3_600, 43_200),
    },
    "aws_iam_role_policy": {"name": _matches(_WORD, 128), "policy": _json},
    "aws_kms_key": {"deletion_window_in_days": _between(7, 30), "policy": _json},
    "aws_lambda_function": {
        "function_name": _matches(r"[\w-]+", 64),
        "memory_size": _between(128, 10_240),
        "timeout": _between(1, 900),
    },
    "aws_lb": {"name": _matches(_BALANCER, 32), "name_prefix": _matches(r"[A-Za-z0-9-]+", 6)},
    "aws_lb_listener": {"port": _between(1, 65_535)},
    "aws_lb_listener_rule": {"priority": _between(1, 50_000)},
    "aws_lb_target_group": {
        "name": _matches(_BALANCER, 32),
        "name_prefix": _matches(r"[A-Za-z0-9-]+", 6),
        "port": _between(1, 65_535),
        "deregistration_delay": _between(0, 3_600),
        "health_check.interval": _between(5, 300),
        "health_check.timeout": _between(2, 120),
        "health_check.healthy_threshold": _between(2, 10),
        "health_check.unhealthy_threshold": _between(2, 10),
        "health_check.path": _matches(r"/.*", 1_024),
    },
    "aws_opensearch_domain": {"domain_name": _matches(r"[a-z][a-z0-9-]+", 28, 3)},
    "aws_route": {"destination_cidr_block": _cidr()},
    "aws_s3_bucket": {"bucket": _matches(r"[a-z0-9][a-z0-9.-]*[a-z0-9]", 63, 3)},
    "aws_s3_bucket_policy": {"policy": _json},
    "aws_scheduler_schedule": {"name": _matches(r"[0-9A-Za-z_.-]+", 64)},
    "aws_secretsmanager_secret": {
        "name": _matches(r"[A-Za-z0-9/_+=.@-]+", 512),
        "recovery_window_in_days": _between(7, 30, 0),
    },
    "aws_sns_topic": {"name": _matches(_QUEUE, 256), "policy": _json},
    "aws_sqs_queue": {
        "name": _matches(_QUEUE, 80),
        "delay_seconds": _between(0, 900),
        "visibility_timeout_seconds": _between(0, 43_200),
        "message_retention_seconds": _between(60, 1_209_600),
        "receive_wait_time_seconds": _between(0, 20),
        "max_message_size": _between(1_024, 1_048_576),
    },
    "aws_subnet": {"cidr_block": _cidr(16, 28)},
    "aws_vpc": {"cidr_block": _cidr(16, 28)},
    "aws_vpc_security_group_egress_rule": {"cidr_ipv4": _cidr()},
    "aws_vpc_security_group_ingress_rule": {"cidr_ipv4": _cidr()},
    "aws_wafv2_web_acl": {"name": _matches(r"[\w-]+", 128), "scope": _one_of("REGIONAL", "CLOUDFRONT")},
}

#: CPU units -> MiB: lowest, highest, step.
_FARGATE = {
    256: (512, 2_048, 512),
    512: (1_024, 4_096, 1_024),
    1_024: (2_048, 8_192, 1_024),
    2_048: (4_096, 16_384, 1_024),
    4_096: (8_192, 30_720, 1_024),
    8_192: (16_384, 61_440, 4_096),
    16_384: (32_768, 122_880, 8_192),
}


def _fargate(config: dict[str, Any]) -> Iterator[Refusal]:
    cpu, memory = config.get("cpu"), config.get("memory")
    needs = config.get("requires_compatibilities")
    if not isinstance(needs, list) or "FARGATE" not in needs or is_unknown(cpu) or is_unknown(memory):
        return
    if cpu is None or memory is None:
        yield Refusal(("cpu",), "Fargate needs both cpu and memory of the task")
        return
    lowest, highest, step = _FARGATE.get(int(cpu), (0, -1, 1))
    is_right = lowest <= int(memory) <= highest and int(memory) % step == 0 and (int(cpu), int(memory)) != (256, 1_536)
    if not is_right:
        yield Refusal(("memory",), f"Fargate has no size with {cpu} CPU units and {memory} MiB")


def _final_snapshot(config: dict[str, Any]) -> Iterator[Refusal]:
    if config.get("skip_final_snapshot") is not True and config.get("final_snapshot_identifier") is None:
        yield Refusal(
            ("final_snapshot_identifier",), "it is needed unless skip_final_snapshot is true; else destroy fails"
        )


def _fifo(config: dict[str, Any]) -> Iterator[Refusal]:
    name = config.get("name")
    if isinstance(name, str) and name.endswith(".fifo") != bool(config.get("fifo_queue")):
        yield Refusal(("name",), f'"{name}" ends with .fifo exactly if fifo_queue is true')


def _capacity(config: dict[str, Any]) -> Iterator[Refusal]:
    lowest, highest = config.get("min_capacity"), config.get("max_capacity")
    if isinstance(lowest, int) and isinstance(highest, int) and lowest > highest:
        yield Refusal(("max_capacity",), f"{highest} is less than min_capacity, {lowest}")


def _health_check(config: dict[str, Any]) -> Iterator[Refusal]:
    for index, check in enumerate(config.get("health_check") or ()):
        interval, timeout = check.get("interval"), check.get("timeout")
        if isinstance(interval, int) and isinstance(timeout, int) and timeout >= interval:
            yield Refusal(
                ("health_check", index, "timeout"), f"{timeout} s is not less than the interval, {interval} s"
            )


_COMBINATIONS: Mapping[str, Callable[[dict[str, Any]], Iterator[Refusal]]] = {
    "aws_appautoscaling_target": _capacity,
    "aws_db_instance": _final_snapshot,
    "aws_ecs_task_definition": _fargate,
    "aws_lb_target_group": _health_check,
    "aws_sqs_queue": _fifo,
}
