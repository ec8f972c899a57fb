"""The five systems' blueprints: they load everywhere, and say what their systems need."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aerostat import blueprint, checks, model

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = ("web-worker", "multi-region", "shop", "four-environments", "fitness")
DAY = timedelta(days=1)


def environment(example: str, name: str) -> model.Environment:
    return checks.environment(EXAMPLES / example / "aerostat.yaml", name)


@pytest.mark.parametrize("example", NAMES)
def test_no_environment_has_an_error(example):
    """Warnings and notes may remain."""
    assert () == checks.examine(EXAMPLES / example / "aerostat.yaml").errors


@pytest.mark.parametrize("example", NAMES)
def test_a_laptop_does_without_what_only_aws_has(example):
    """One region, one zone's worth of data, nothing at the edge."""
    local = environment(example, "local")
    assert 1 == len(local.regions)
    assert (None, None, None, None) == (local.domain, local.cdn, local.waf, local.backups)
    assert not any(
        one.multi_az or one.replicas or one.proxy or one.deletion_protection for one in local.databases.values()
    )
    assert not any(one.tls or one.replicas for one in local.caches.values())
    assert not any(one.scaling for one in local.services.values())


def test_two_regions_differ_in_their_networks():
    """10.0 and 10.1, two zones, public 1-2 and private 11-12."""
    prod = environment("multi-region", "prod")
    assert {"us-east-1": "10.0.0.0/16", "us-west-2": "10.1.0.0/16"} == {
        one.name: one.cidr for one in prod.regions.values()
    }
    assert (1, 11, 2) == (prod.network.public.first, prod.network.app.first, prod.network.zones)
    assert "multi-region" == prod.application and 8080 == prod.services["app"].port


@pytest.mark.parametrize(("name", "number"), [("prod", 0), ("qa", 1), ("staging", 2), ("test", 3)])
def test_four_environments(name, number):
    """Networks, names of state and lock, the secret's path, tags."""
    found = environment("four-environments", name)
    assert f"10.{number}.0.0/16" == found.network.cidr == found.regions["us-east-1"].cidr
    assert f"devops-app-terraform-state-{name}" == found.state.bucket
    assert ("dynamodb", f"terraform-lock-{name}") == (found.state.lock, found.state.table)
    assert f"/devops-app/{name}/app-secret" == found.secrets["APP_SECRET"].path
    assert name == found.tags["Environment"]
    assert model.Scaling(minimum=1, maximum=10, cpu=70, memory=80) == found.services["app"].scaling


def test_the_shop_in_production():
    """Scaling at 70 and 30 percent, its five alarms, its tiers."""
    prod = environment("shop", "prod")
    scaling = prod.services["web"].scaling
    assert (2, 10, 70, 30, 300) == (
        scaling.minimum,
        scaling.maximum,
        scaling.cpu,
        scaling.scale_in_below,
        scaling.scale_in_cooldown.total_seconds(),
    )
    assert (1, 11, 20) == (prod.network.public.first, prod.network.app.first, prod.network.database.first)
    assert {"web-5xx": 50, "web-latency": 1, "web-tasks": 2, "web-memory": 85, "web-unhealthy": 1} == {
        name: one.condition.threshold for name, one in prod.monitoring.alarms.items()
    }


def test_the_fitness_platform_in_production():
    """Three regions with their roles, six services, replicas, queues, retention."""
    prod = environment("fitness", "prod")
    assert ["active", "warm_standby", "cold_standby"] == [one.role for one in prod.regions.values()]
    assert ["api", "auth", "training", "content", "payment", "ai"] == list(prod.services)
    assert {"eu-west-1", "ap-southeast-1", ""} == {one.region for one in prod.databases["database"].replicas.values()}
    assert 35 * DAY == prod.databases["database"].backup_retention == prod.caches["cache"].snapshot_retention
    assert 2557 * DAY == prod.buckets["backups"].retention.period
    assert (14 * DAY, timedelta(minutes=5)) == (
        prod.queues["email-notifications"].retention,
        prod.queues["email-notifications"].visibility_timeout,
    )
    assert [("post", 0.1), ("get", 0.01), ("errors", 1.0)] == [(one.name, one.rate) for one in prod.monitoring.sampling]


def test_overrides_say_the_same_whether_written_above_or_below():
    """Whatever production says can be written in the environment instead of above it."""
    text = (EXAMPLES / "fitness" / "aerostat.yaml").read_text()
    sections = text.partition("x-small:")[0]
    head, _, body = sections.partition("regions:")
    indented = "".join(f"    {line}\n" if line else "\n" for line in f"regions:{body}".splitlines())
    below = blueprint.reading.of_source(
        blueprint.source.Source(
            file=EXAMPLES / "fitness" / "aerostat.yaml", text=f"{head}environments:\n  prod:\n{indented}"
        )
    )
    assert not below.findings
    assert environment("fitness", "prod") == blueprint.resolve(below, "prod")
