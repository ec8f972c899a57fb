"""
What only matters on AWS: one entry for each mistake, with the blueprint that has it and the edit that removes it.

``▸`` marks where the finding must point; what stands behind ``»`` replaces the marked value, and then nothing is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from aerostat import blueprint, checks
from aerostat.blueprint import Blueprint
from aerostat.blueprint.reading import of_source
from aerostat.blueprint.source import Source
from aerostat.checks import limits, offered, production, timing
from aerostat.checks.catalogue import known_ids
from aerostat.diagnostics import Finding

_WEB = "image: nginx, port: 80, desired_count: 2, routes: [/*]"


class Mistake(NamedTuple):
    """``text`` holds one ``▸wrong»right«``."""

    id: str
    text: str
    message: str


MISTAKES = [
    Mistake(
        "class-not-offered",
        "databases: {d: {instance: ▸db.m5.tiny»db.m5.large«, multi_az: true}}",
        "has no `db.m5.tiny`",
    ),
    Mistake(
        "class-not-offered",
        "regions: [ap-southeast-1]\ndatabases: {d: {instance: ▸db.m6id.12xlarge»db.m6g.large«, multi_az: true}}",
        "ap-southeast-1 has no `db.m6id.12xlarge`",
    ),
    Mistake(
        "class-not-offered",
        "caches: {c: {node: ▸cache.t9.big»cache.t4g.small«, tls: true, replicas: 1}}",
        "cache.t9.big",
    ),
    Mistake("class-not-offered", "search: {s: {instance: ▸t9.big.search»t3.small.search«, nodes: 3}}", "t9.big.search"),
    Mistake("version-not-offered", "databases: {d: {version: ▸9»18«, multi_az: true}}", "no new postgres 9"),
    Mistake("version-not-offered", "caches: {c: {version: ▸3.2»7.1«, tls: true, replicas: 1}}", "no new redis 3.2"),
    Mistake(
        "single-point-of-failure",
        "services: {w: {image: a, port: 80, routes: [/*], desired_count: ▸1»2«}}",
        "single task",
    ),
    Mistake("single-point-of-failure", "databases: {d: {multi_az: ▸false»true«}}", "no standby"),
    Mistake("single-point-of-failure", "caches: {c: {tls: true, replicas: ▸0»1«}}", "one node"),
    Mistake("single-point-of-failure", "search: {s: {nodes: ▸1»3«}}", "one node"),
    Mistake("single-point-of-failure", "network: {nat: ▸single»per_zone«}", "one NAT gateway"),
    Mistake(
        "spot-only",
        "services: {w: {image: a, port: 80, routes: [/*], desired_count: 2, spot: ▸100»50«}}",
        "may be taken away",
    ),
    Mistake("short-backups", "databases: {d: {multi_az: true, backup_retention: ▸1d»7d«}}", "kept for 1 days"),
    Mistake(
        "no-deletion-protection",
        "databases: {d: {multi_az: true, deletion_protection: ▸false»true«}}",
        "can be deleted",
    ),
    Mistake("no-tls", "caches: {c: {replicas: 1, tls: ▸false»true«}}", "not encrypted"),
    Mistake("no-flow-logs", "network: {flow_logs: ▸0d»30d«}", "nobody records"),
    Mistake(
        "alarm-without-destination",
        "services: {w: {image: a}}\n"
        "monitoring:\n  notify: {high: [a@example.com]}\n  alarms:\n"
        '    ▸x: {on: w, when: "CPUUtilization > 90 for 5m", severity: critical}»'
        'x: {on: w, when: "CPUUtilization > 90 for 5m"}«',
        "tells nobody",
    ),
    Mistake(
        "killed-while-stopping",
        "services: {w: {image: a, command: ▸gunicorn --graceful-timeout 60 app»gunicorn --graceful-timeout 20 app«}}",
        "may take 1m to stop",
    ),
    Mistake("grace-too-short", f"services: {{w: {{{_WEB}, grace_period: ▸10s»60s«}}}}", "is judged after 10s"),
    Mistake(
        "queue-timing",
        "queues: {q: {visibility_timeout: 1m}}\n"
        "functions: {f: {source: ., timeout: 5m, triggers: [▸{queue: q}»{schedule: rate(1 hour)}«]}}",
        "come back after 1m",
    ),
    Mistake(
        "aws-limit", "databases: {d: {multi_az: true, storage: 400, iops: ▸250000»12000«}}", "cannot have 250000 IOPS"
    ),
    Mistake("no-room", "network: {cidr: ▸10.0.0.0/28»10.0.0.0/16«}", "no room"),
    Mistake("out-of-range", "databases: {d: {multi_az: true, storage: 100, max_storage: ▸50»200«}}", "`max_storage`"),
    Mistake("out-of-range", "databases: {d: {multi_az: true, replicas: {r: {zone: ▸5»2«}}}}", "zone 5 of 2"),
    Mistake(
        "replica-without-backups",
        "databases: {d: {multi_az: true, replicas: [r], backup_retention: ▸0d»7d«}}",
        "replicas and no backups",
    ),
    Mistake("conflicting-settings", "functions: {f: {source: ., reserved: 2, provisioned: ▸5»2«}}", "keeps 5 warm"),
]

_MINE = (limits, offered, production, timing)


def told(text: str) -> list[Finding]:
    """What these checks say of production; findings of others, such as missing folders, are not their business."""
    source = Source(file=Path("aerostat.yaml"), text=f"application: shop\n{text}\nenvironments: {{prod: {{}}}}\n")
    read = of_source(source)
    assert isinstance(read, Blueprint) and not read.findings, read
    environment = blueprint.resolve(read, "prod")
    variant = read.variants["prod"]
    found = [problem for check in _MINE for problem in check.problems(environment) if variant.tells(problem)]
    return [source.finding(problem, variant.tree) for problem in found]


def variants(text: str) -> tuple[str, str, int, int]:
    """The wrong text, the right one, and the place of the mark."""
    before, _, rest = text.partition("▸")
    wrong, _, rest = rest.partition("»")
    right, _, after = rest.partition("«")
    line = before.count("\n") + 2
    column = len(before) - (before.rfind("\n") + 1) + 1
    return before + wrong + after, before + right + after, line, column


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.id}: {one.message}")
def test_a_mistake_is_told_where_it_stands_and_not_when_it_is_mended(mistake):
    """Line, id and message are right; the repaired blueprint has no finding of that kind."""
    wrong, right, line, _ = variants(mistake.text)

    findings = [one for one in told(wrong) if mistake.message in one.message]

    assert [(mistake.id, line)] == [(one.id, one.location.line) for one in findings if one.location]
    assert [] == [one for one in told(right) if one.id == mistake.id and mistake.message in one.message]


def test_the_laptop_is_not_judged_by_what_aws_has():
    """The same mistakes in ``local`` concern nobody yet."""
    source = Source(file=Path("aerostat.yaml"), text="application: shop\ndatabases: {d: {instance: db.m5.tiny}}\n")
    read = of_source(source)
    assert isinstance(read, Blueprint)

    assert [] == [
        problem for check in (limits, offered, production) for problem in check.problems(blueprint.resolve(read))
    ]


def test_every_finding_is_in_the_catalogue():
    """Its id is documented."""
    assert {one.id for one in MISTAKES} <= known_ids()
    assert all(check in vars(checks).values() for check in _MINE)
