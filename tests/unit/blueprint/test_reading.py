"""From text to model: every setting arrives, every default is filled in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aerostat import blueprint, model
from aerostat.blueprint.reading import Blueprint, of_source
from aerostat.blueprint.source import Source
from aerostat.blueprint.values import duration_text, parse_duration


def resolved(text: str, name: str = "local") -> model.Environment:
    found = of_source(Source(file=Path("/project/aerostat.yaml"), text=text))
    assert isinstance(found, Blueprint) and not found.findings, found
    return blueprint.resolve(found, name)


def test_the_smallest_useful_blueprint():
    """Five lines are enough."""
    environment = resolved("application: shop\nservices:\n  web:\n    build: .\n    command: python -m app\n")
    expected = model.Service(name="web", build=model.Build(context=Path("/project")), command="python -m app")
    assert ("shop", "local", "us-east-1") == (environment.application, environment.name, environment.region)
    assert {"web": expected} == environment.services


def test_every_setting_of_a_service_arrives():
    """What is written is what the model says."""
    service = resolved(
        """\
application: shop
services:
  web:
    build: {context: app, dockerfile: docker/Dockerfile, runner: container}
    command: run --port ${PORT}
    port: 8000
    cpu: 512
    memory: 1024
    desired_count: 3
    routes: [/*, api.example.com/v1/*, {path: /x, hosts: [a.com, b.com]}]
    health_check:
      {path: /ok, interval: 10s, timeout: 3s, healthy_threshold: 3, unhealthy_threshold: 4, matcher: 200-299}
    container_health_check: {command: check, interval: 20s, timeout: 4s, retries: 5, start_period: 1m}
    deployment:
      minimum_healthy_percent: 66
      maximum_percent: 150
      circuit_breaker: {rollback: false, threshold_type: COUNT, threshold: 7, reset_on_healthy_task: false}
      before: migrate
    environment: {LEVEL: info, WORKERS: 4, RATIO: 1.50}
    secrets: [KEY]
    uses: [data]
    grace_period: 1h30m
    stop_timeout: 45s
    deregistration_delay: 1m
secrets: {KEY: }
buckets: {data: }
"""
    ).services["web"]
    assert service == model.Service(
        name="web",
        build=model.Build(
            context=Path("/project/app"), dockerfile=Path("/project/app/docker/Dockerfile"), runner="container"
        ),
        command="run --port ${PORT}",
        port=8000,
        cpu=512,
        memory=1024,
        desired_count=3,
        routes=(
            model.Route(path="/*"),
            model.Route(path="/v1/*", hosts=("api.example.com",)),
            model.Route(path="/x", hosts=("a.com", "b.com")),
        ),
        health_check=model.HealthCheck(
            path="/ok",
            interval=timedelta(seconds=10),
            timeout=timedelta(seconds=3),
            healthy_threshold=3,
            unhealthy_threshold=4,
            matcher="200-299",
        ),
        container_health_check=model.ContainerHealthCheck(
            command="check",
            interval=timedelta(seconds=20),
            timeout=timedelta(seconds=4),
            retries=5,
            start_period=timedelta(minutes=1),
        ),
        deployment=model.Deployment(
            minimum_healthy_percent=66,
            maximum_percent=150,
            circuit_breaker=model.CircuitBreaker(
                rollback=False, threshold_type="COUNT", threshold=7, reset_on_healthy_task=False
            ),
            before="migrate",
        ),
        environment={"LEVEL": "info", "WORKERS": "4", "RATIO": "1.50"},
        secrets=("KEY",),
        uses=("data",),
        grace_period=timedelta(minutes=90),
        stop_timeout=timedelta(seconds=45),
        deregistration_delay=timedelta(minutes=1),
    )


def test_short_forms_are_the_long_ones():
    """A folder, a path, a command in place of a mapping mean that one setting."""
    short = resolved(
        "application: s\nservices: {a: {build: x, command: c, health_check: /h, container_health_check: t}}\n"
    )
    long = resolved(
        "application: s\nservices: {a: {build: {context: x}, command: c, health_check: {path: /h}, "
        "container_health_check: {command: t}}}\n"
    )
    assert long == short


def test_everything_else_arrives():
    """Databases, caches, buckets, queues, mail, secrets, network and tags."""
    environment = resolved(
        """\
application: shop
regions: [eu-west-1]
databases: {db: {version: 17.10, instance: db.r7g.large, storage: 100, multi_az: true, backup_retention: 14d}}
caches: {one: , two: {engine: valkey, node: cache.r7g.large}, three: {version: 7.0}}
buckets: {uploads: {versioned: true}}
queues: {jobs: {fifo: true, visibility_timeout: 5m, retention: 14d, delay: 10s, dead_letter_after: 3}}
email: {mail: {domain: example.com}, team: {address: team@example.com}, shop: {domain: a.com, sender: Shop <b@a.com>}}
secrets: {A_KEY: , GIVEN: {store: ssm, from_environment: MY_GIVEN, path: /a/b}}
network: {cidr: 10.1.0.0/16, zones: 3}
tags: {team: payments, cost: 12}
environments: {prod: }
""",
        "prod",
    )
    assert environment.region == "eu-west-1"
    assert environment.databases["db"] == model.Database(
        name="db",
        version="17.10",
        instance="db.r7g.large",
        storage=100,
        multi_az=True,
        backup_retention=timedelta(days=14),
        deletion_protection=True,
    )
    assert ["7.1", "8.0", "7.0"] == [one.version for one in environment.caches.values()]
    assert environment.queues["jobs"] == model.Queue(
        name="jobs",
        fifo=True,
        visibility_timeout=timedelta(minutes=5),
        retention=timedelta(days=14),
        delay=timedelta(seconds=10),
        dead_letter_after=3,
    )
    assert ["no-reply@example.com", "team@example.com", "Shop <b@a.com>"] == [
        one.sender for one in environment.email.values()
    ]
    assert environment.secrets["A_KEY"] == model.Secret(name="A_KEY", path="/shop/prod/a-key", generate=32)
    assert environment.secrets["GIVEN"] == model.Secret(
        name="GIVEN", store=model.SecretStore.PARAMETER_STORE, path="/a/b", generate=0, from_environment="MY_GIVEN"
    )
    everywhere = model.Subnets(zones=3)
    assert environment.network == model.Network(cidr="10.1.0.0/16", zones=3, public=everywhere, app=everywhere)
    assert {"team": "payments", "cost": "12"} == environment.tags


def test_environments_that_share_a_bucket_do_not_share_a_state():
    """Of two with one state, each would destroy what the other has made."""
    text = "application: shop\nstate: states\nenvironments: {staging: {}, prod: {}}\n"
    states = [resolved(text, name).state for name in ("staging", "prod")]

    assert ["states", "states"] == [one.bucket for one in states]
    assert ["shop/staging/terraform.tfstate", "shop/prod/terraform.tfstate"] == [one.key for one in states]


def test_anchors_and_merge_keys_save_typing():
    """`x-` sections hold anchors; `<<` brings them in, and what is written beside it counts more."""
    services = resolved(
        """\
application: shop
x-small: &small {image: a, cpu: 256, memory: 512}
services:
  one: *small
  two: {<<: *small, memory: 1024}
"""
    ).services
    assert [("a", 512), ("a", 1024)] == [(one.image, one.memory) for one in services.values()]


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("5m", 300), ("1h30m", 5400), ("7d", 604_800), ("0s", 0), ("1m 30s", 90)]
)
def test_durations(text, seconds):
    """Days, hours, minutes and seconds, in this order."""
    assert timedelta(seconds=seconds) == parse_duration(text)


@pytest.mark.parametrize("text", ["", "30", "s", "1.5h", "30s5m", "-1s", "5 minutes", "1e3s", "٣s"])
def test_what_is_no_duration(text):
    """Everything else."""
    assert parse_duration(text) is None


@given(st.integers(0, 10**7))
def test_durations_are_spelled_as_they_are_read(seconds):
    """Writing and reading a duration gives the same one."""
    duration = timedelta(seconds=seconds)
    assert duration == parse_duration(duration_text(duration))
