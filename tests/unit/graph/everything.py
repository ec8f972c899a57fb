"""A model that uses all there is, in three regions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from aerostat.model import (
    Access,
    Alarm,
    Audit,
    Backups,
    Behavior,
    Bucket,
    BucketTrigger,
    Budget,
    Cache,
    Cdn,
    Ci,
    Condition,
    CorsRule,
    Database,
    Domain,
    EmailIdentity,
    Encryption,
    Environment,
    Function,
    LentRole,
    Lifecycle,
    MetricFilter,
    Monitoring,
    Network,
    Proxy,
    Queue,
    QueueTrigger,
    Region,
    Replica,
    Replication,
    Retention,
    Role,
    Route,
    SamplingRule,
    Scaling,
    Schedule,
    ScheduleTrigger,
    Search,
    Secret,
    SecretStore,
    Service,
    Severity,
    StateStorage,
    Subnets,
    Subscription,
    Topic,
    TopicTrigger,
    Transition,
    Waf,
)

_DAY = timedelta(days=1)


def everything() -> Environment:
    return Environment(
        application="fitness",
        name="prod",
        region="us-east-1",
        blueprint=Path("/fitness/aerostat.yaml"),
        regions={
            "us-east-1": Region(name="us-east-1"),
            "eu-west-1": Region(name="eu-west-1", role=Role.WARM_STANDBY, cidr="10.1.0.0/16"),
            "ap-southeast-1": Region(name="ap-southeast-1", role=Role.COLD_STANDBY, cidr="10.2.0.0/16"),
        },
        services={
            "api": Service(
                name="api",
                build=None,
                port=8080,
                routes=(Route(path="/*"),),
                uses=("database", "cache", "content", "videos", "emails", "user-events", "mail", "auth", "encode"),
                access={"videos": Access.READ, "emails": Access.SEND, "content": Access.READ},
                secrets=("JWT", "APP"),
                scaling=Scaling(minimum=2, maximum=10, cpu=70, memory=80, requests=500),
                spot=50,
                ephemeral_storage=40,
                is_traced=True,
            ),
            "auth": Service(
                name="auth", build=None, port=8080, discovery="auth-service", uses=("database",), architecture="ARM64"
            ),
        },
        functions={
            "send": Function(
                name="send",
                source=Path("/fitness/functions/send"),
                provisioned=2,
                triggers=(QueueTrigger(queue="emails", concurrency=2), TopicTrigger(topic="user-events")),
                uses=("mail",),
            ),
            "encode": Function(
                name="encode",
                source=Path("/fitness/functions/encode"),
                triggers=(BucketTrigger(bucket="videos", prefix="in/"), ScheduleTrigger(expression="rate(1 hour)")),
                uses=("videos", "database"),
                is_connected=True,
                is_traced=True,
                roles={"CONVERTER": LentRole(variable="CONVERTER", service="mediaconvert", uses=("videos",))},
            ),
            "rotate": Function(name="rotate", source=Path("/fitness/functions/rotate")),
        },
        schedules={
            "nightly": Schedule(name="nightly", expression="cron(0 2 * * ? *)", service="api", command="python -m x"),
            "hourly": Schedule(name="hourly", expression="rate(1 hour)", queue="emails", message="{}"),
        },
        databases={
            "database": Database(
                name="database",
                version="17",
                multi_az=True,
                max_storage=200,
                replicas={
                    "analytics": Replica(name="analytics", zone=3, instance="db.t4g.small"),
                    "dr": Replica(name="dr", region="eu-west-1"),
                },
                proxy=Proxy(),
                parameters={"statement_timeout": "300000"},
            )
        },
        caches={
            "cache": Cache(
                name="cache",
                replicas=1,
                tls=True,
                snapshot_retention=35 * _DAY,
                parameters={"maxmemory-policy": "allkeys-lru"},
            )
        },
        search={"content": Search(name="content", nodes=3)},
        buckets={
            "videos": Bucket(
                name="videos",
                versioned=True,
                lifecycle=(
                    Lifecycle(transitions=(Transition(after=90 * _DAY, storage_class="GLACIER"),), expire=730 * _DAY),
                ),
                replication=(Replication(region="eu-west-1", expire=365 * _DAY),),
                cors=(CorsRule(origins=("https://example.com",)),),
            ),
            "archive": Bucket(
                name="archive",
                retention=Retention(period=2555 * _DAY),
                replication=(Replication(region="ap-southeast-1"),),
            ),
            "images": Bucket(name="images", storage_class="INTELLIGENT_TIERING"),
        },
        queues={
            "emails": Queue(name="emails", dead_letter_after=5),
            "payments": Queue(name="payments", fifo=True, dead_letter_after=3),
        },
        topics={
            "user-events": Topic(
                name="user-events",
                subscriptions=(
                    Subscription(queue="emails", filter={"type": ["signup"]}),
                    Subscription(email="ops@example.com"),
                    Subscription(https="https://example.com/hook"),
                    Subscription(function="encode"),
                ),
            )
        },
        email={
            "mail": EmailIdentity(name="mail", domain="example.com", sender="a@example.com", mail_from="m.example.com")
        },
        secrets={
            "JWT": Secret(name="JWT", path="/fitness/prod/jwt", rotation=30 * _DAY, rotated_by="rotate"),
            "APP": Secret(name="APP", store=SecretStore.PARAMETER_STORE, path="/fitness/prod/app"),
        },
        network=Network(
            zones=3,
            public=Subnets(first=1, zones=3),
            app=Subnets(first=10, zones=3),
            database=Subnets(first=20, zones=2),
            cache=Subnets(first=30, zones=2),
            acls=True,
            endpoints=("secretsmanager", "logs"),
            session_manager=True,
        ),
        domain=Domain(
            name="fit.example.com",
            zone="example.com",
            is_zone_ours=True,
            routing="geolocation",
            locations={"us-east-1": ("NA", "SA"), "eu-west-1": ("EU",), "ap-southeast-1": ("AS",)},
        ),
        cdn=Cdn(
            behaviors=(Behavior(path="/static/*", bucket="images", cache=_DAY), Behavior(path="/*", methods="all"))
        ),
        waf=Waf(),
        monitoring=Monitoring(
            error_retention=timedelta(days=180),
            notify={
                Severity.CRITICAL: ("https://events.example.com", "ops@example.com"),
                Severity.HIGH: ("a@b.example",),
            },
            alarms={
                "error-rate": Alarm(
                    name="error-rate",
                    on="api",
                    condition=Condition(
                        metric="HTTPCode_Target_5XX_Count",
                        per="RequestCount",
                        statistic="Sum",
                        comparison="GreaterThanThreshold",
                        threshold=0.05,
                        period=timedelta(minutes=5),
                    ),
                    severity=Severity.CRITICAL,
                )
            },
            metrics={
                "failed-logins": MetricFilter(name="failed-logins", on=("api",), pattern='{ $.event = "login_failed" }')
            },
            sampling=(SamplingRule(name="post", rate=0.1, method="POST"),),
        ),
        audit=Audit(),
        backups=Backups(copy_to="eu-west-1"),
        budget=Budget(monthly=500, notify=("cto@example.com",)),
        encryption=Encryption(key="customer"),
        state=StateStorage(bucket="fitness-terraform-state", key="prod/terraform.tfstate"),
        ci=Ci(repository="example/fitness"),
    )
