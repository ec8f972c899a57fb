"""
Every mistake one can make in a blueprint: one entry each.

``▸`` in a snippet marks where the finding must point. Each snippet has exactly one mistake and must give exactly one
finding: consequences of a mistake are not told.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from aerostat import blueprint, checks
from aerostat.blueprint.reading import of_source
from aerostat.blueprint.source import Source
from aerostat.checks import catalogue
from aerostat.diagnostics import Finding, Severity


class Mistake(NamedTuple):
    snippet: str
    id: str
    message: str
    suggestion: str = ""


FORM = [
    Mistake("▸", "empty-file", "the blueprint is empty", "aerostat init"),
    Mistake("▸# only a comment\n", "empty-file", "the blueprint is empty", "aerostat init"),
    Mistake("▸- application: shop\n", "not-a-mapping", "a mapping of sections"),
    Mistake("▸just words\n", "not-a-mapping", "a mapping of sections"),
    Mistake("application: shop\n▸application: shop\n", "duplicate-key", "`application` is written twice", "remove one"),
    Mistake(
        "application: shop\nservices:\n  web: {image: a, port: 80, ▸port: 81}\n",
        "duplicate-key",
        "`port` is written twice",
    ),
    Mistake("application: shop\nservices:\n▸\tweb: {}\n", "tab-indentation", "indented with a tab", "two spaces"),
    Mistake("application: shop\ntags: {a: [\n▸", "yaml-syntax", "not YAML", "close the last bracket"),
    Mistake("application: shop\nregions: ▸*nowhere\n", "yaml-syntax", "not YAML", "&name"),
    Mistake("application: shop▸: shop\n", "yaml-syntax", "not YAML", "in quotes"),
    Mistake("application: shop\n▸---\napplication: shop\n", "yaml-syntax", "second document", "remove the line `---`"),
    Mistake("application: sh▸\x07op\n", "yaml-syntax", "may not stand in a YAML file"),
    Mistake("application: shop\n? ▸[a, b]\n: c\n", "key-not-text", "cannot be the name of a setting"),
    Mistake("application: shop\n▸~: 5\n", "key-not-text", "has no name"),
    Mistake("application: shop\ntags: &a {▸b: *a}\n", "recursive-anchor", "contains itself"),
    Mistake(
        "application: ▸!!python/object:os.system shop\n", "unsupported-tag", "means nothing here", "remove the tag"
    ),
    Mistake("application: shop\ntags: " + "[" * 39 + "▸" + "[" * 300 + "]" * 340, "too-large", "levels deep"),
]

SHAPE = [
    Mistake("▸tags: {a: b}\n", "missing-key", "the blueprint has no `application`", "add `application: shop`"),
    Mistake("application: ▸Shop!\n", "bad-name", "`application` must be lower-case letters"),
    Mistake("application: ▸5\n", "wrong-type", "`application` must be text, not a number", "quotes"),
    Mistake("▸application:\n", "wrong-type", "`application` has no value"),
    Mistake("▸servces: {}\n", "unknown-key", "`servces` is not a setting of the blueprint", "did you mean `services`?"),
    Mistake("▸enviroments: {}\n", "unknown-key", "`enviroments` is not", "did you mean `environments`?"),
    Mistake("services: ▸web\n", "wrong-type", "`services` must be a mapping, not text"),
    Mistake("services: {web: ▸nginx}\n", "wrong-type", "service `web` must be a mapping, not text", "its settings are"),
    Mistake("services: {▸Web: {image: a}}\n", "bad-name", "the name `Web` in `services`", "call it `web`"),
    Mistake("services: {▸my_web: {image: a}}\n", "bad-name", "the name `my_web`", "call it `my-web`"),
    Mistake("services: {▸web--two: {image: a}}\n", "bad-name", "single hyphens", "call it `web-two`"),
    Mistake("services: {web: {image: a, ▸desired_cuont: 3}}\n", "unknown-key", "of service `web`", "`desired_count`?"),
    Mistake("services: {web: {▸biuld: .}}\n", "unknown-key", "`biuld` is not", "did you mean `build`?"),
    Mistake("services: {web: {image: a, port: ▸'80'}}\n", "wrong-type", "a whole number, not text", "`port: 80`"),
    Mistake("services: {web: {image: a, port: ▸80.5}}\n", "wrong-type", "a whole number"),
    Mistake("services: {web: {image: a, port: ▸70000}}\n", "out-of-range", "must be 1 to 65535, not 70000"),
    Mistake("services: {web: {image: a, cpu: ▸lots}}\n", "wrong-type", "a whole number, not text"),
    Mistake("services: {web: {image: a, memory: ▸true}}\n", "wrong-type", "not true or false"),
    Mistake("services: {web: {image: a, desired_count: ▸-1}}\n", "out-of-range", "must be 0 to 5000"),
    Mistake("services: {web: {image: a, command: ▸[a, b]}}\n", "wrong-type", "must be text, not a list"),
    Mistake("services: {web: {image: ▸a b}}\n", "bad-format", "an image reference"),
    Mistake("services: {web: {build: ▸5}}\n", "wrong-type", "must be a mapping, not a number"),
    Mistake(
        "services: {web: {build: {▸contxt: .}, command: a}}\n", "unknown-key", "`contxt`", "did you mean `context`?"
    ),
    Mistake("services: {web: {command: a, build: {runner: ▸proces}}}\n", "unknown-value", "`proces`", "`process`?"),
    Mistake("services: {web: {image: a, uses: ▸database}}\n", "wrong-type", "must be a list", "`uses: [database]`"),
    Mistake(
        "services: {web: {image: a, uses: [▸5]}}\n", "wrong-type", "entry 1 of `uses` of service `web` must be a name"
    ),
    Mistake("services: {web: {image: a, port: 80, routes: [▸api/*]}}\n", "bad-format", "begins with `/`"),
    Mistake("services: {web: {image: a, port: 80, routes: [▸5]}}\n", "wrong-type", "entry 1 of `routes`"),
    Mistake("services: {web: {image: a, health_check: ▸health}}\n", "bad-format", "a path that begins with `/`"),
    Mistake("services: {web: {image: a, health_check: {interval: ▸10}}}\n", "bad-duration", "unit", "write `10s`"),
    Mistake("services: {web: {image: a, health_check: {interval: ▸soon}}}\n", "bad-duration", "must be a duration"),
    Mistake("services: {web: {image: a, health_check: {interval: ▸1h}}}\n", "out-of-range", "must be 5s to 5m, not 1h"),
    Mistake(
        "services: {web: {image: a, health_check: {unhealthy_threshold: ▸1}}}\n", "out-of-range", "must be 2 to 10"
    ),
    Mistake("services: {web: {image: a, health_check: {matcher: ▸ok}}}\n", "bad-format", "status codes"),
    Mistake("services: {web: {image: a, stop_timeout: ▸3m}}\n", "out-of-range", "must be 2s to 2m, not 3m"),
    Mistake("services: {web: {image: a, stop_timeout: ▸1s}}\n", "out-of-range", "must be 2s to 2m, not 1s"),
    Mistake("services: {web: {image: a, deregistration_delay: ▸2h}}\n", "out-of-range", "must be 0s to 1h, not 2h"),
    Mistake("services: {web: {image: a, grace_period: ▸60}}\n", "bad-duration", "not a plain number", "write `60s`"),
    Mistake("services: {web: {image: a, container_health_check: ▸{}}}\n", "missing-key", "has no `command`"),
    Mistake("services: {web: {image: a, deployment: {maximum_percent: ▸90}}}\n", "out-of-range", "100 to 1000, not 90"),
    Mistake("services: {web: {image: a, deployment: {strategy: ▸ROLING}}}\n", "unknown-value", "ROLING", "`ROLLING`?"),
    Mistake(
        "services: {web: {image: a, deployment: {▸strategy: CANARY}}}\n", "not-yet-supported", "`strategy: CANARY`"
    ),
    Mistake("services: {web: {image: a, environment: {DEBUG: ▸true}}}\n", "wrong-type", "must be text", '"true"'),
    Mistake("services: {web: {image: a, environment: {▸2ND: a}}}\n", "bad-name", "not beginning with a digit"),
    Mistake("services: {web: {image: a, environment: ▸[A=b]}}\n", "wrong-type", "must be a mapping, not a list"),
    Mistake("services: {web: {image: a, ▸sidecars: []}}\n", "not-yet-supported", "`sidecars` is not supported yet"),
    Mistake("▸pipeline: {}\n", "not-yet-supported", "`pipeline` is not supported yet", "remove it"),
    Mistake("▸alarms: {}\n", "unknown-key", "`alarms` is not a setting", "under `monitoring`"),
    Mistake(
        "functions: {f: {source: ., runtime: ▸python3.8}}\n",
        "deprecated-runtime",
        "cannot be `python3.8`",
        "python3.13",
    ),
    Mistake("monitoring: {alarms: {a: {when: CPUUtilization ▸80}}}\n", "bad-condition", "needs a statistic", "for 10m"),
    Mistake("regions: [▸us-esat-1]\n", "unknown-region", "not an AWS region: `us-esat-1`", "did you mean `us-east-1`?"),
    Mistake("regions: ▸[]\n", "missing-key", "must name a region"),
    Mistake("regions: ▸us-east-1\n", "wrong-type", "must be a list", "`regions: [us-east-1]`"),
    Mistake("databases: {db: {engine: ▸postgre}}\n", "unknown-value", "`postgre`", "did you mean `postgres`?"),
    Mistake("databases: {db: {engine: ▸mysql}}\n", "unknown-value", "cannot be `mysql`", "write `postgres`"),
    Mistake("databases: {db: {version: ▸latest}}\n", "bad-format", "a version such as `18`"),
    Mistake("databases: {db: {instance: ▸t4g.micro}}\n", "bad-format", "such as `db.t4g.medium`"),
    Mistake("databases: {db: {storage: ▸5}}\n", "out-of-range", "20 to 65536"),
    Mistake("databases: {db: {multi_az: ▸yes}}\n", "wrong-type", "true or false, not text", "write `multi_az: true`"),
    Mistake("databases: {db: {backup_retention: ▸90d}}\n", "out-of-range", "0s to 35d"),
    Mistake("caches: {c: {engine: ▸rediss}}\n", "unknown-value", "`rediss`", "did you mean `redis`?"),
    Mistake("caches: {c: {node: ▸db.t4g.micro}}\n", "bad-format", "an ElastiCache node type"),
    Mistake("buckets: {▸Uploads: {}}\n", "bad-name", "the name `Uploads` in `buckets`", "call it `uploads`"),
    Mistake("buckets: {uploads: {▸versionned: true}}\n", "unknown-key", "bucket `uploads`", "`versioned`?"),
    Mistake("queues: {▸orders.fifo: {}}\n", "bad-name", "the name `orders.fifo`", "add `fifo: true`"),
    Mistake("queues: {orders: {delay: ▸1h}}\n", "out-of-range", "0s to 15m"),
    Mistake("queues: {orders: {retention: ▸15d}}\n", "out-of-range", "1m to 14d"),
    Mistake("email: {mail: {domain: ▸nowhere}}\n", "bad-format", "a domain such as"),
    Mistake("email: {mail: {address: ▸ann}}\n", "bad-format", "a mail address such as"),
    Mistake("secrets: {▸my-key: {}}\n", "bad-name", "the name `my-key` in `secrets`"),
    Mistake("secrets: {KEY: {store: ▸vault}}\n", "unknown-value", "known: secretsmanager, ssm"),
    Mistake("secrets: {KEY: {generate: ▸4}}\n", "out-of-range", "16 to 128"),
    Mistake("network: {cidr: ▸10.0.0.1/16}\n", "bad-format", "an IPv4 range such as"),
    Mistake("network: {cidr: ▸10.0.0.0/8}\n", "out-of-range", "/16 to /28"),
    Mistake("network: {zones: ▸1}\n", "out-of-range", "2 to 6"),
    Mistake("tags: {▸aws:owner: me}\n", "bad-name", "not beginning with `aws:`"),
    Mistake("environments: ▸[prod]\n", "wrong-type", "`environments` must be a mapping"),
    Mistake("environments: {prod: ▸5}\n", "wrong-type", "environment `prod` must be a mapping"),
    Mistake("environments: {▸Prod: {}}\n", "bad-name", "the name `Prod` in `environments`"),
    Mistake("environments: {prod: {▸application: other}}\n", "unknown-key", "cannot differ in environment `prod`"),
    Mistake("environments: {prod: {▸servces: {}}}\n", "unknown-key", "`servces`", "did you mean `services`?"),
    Mistake(
        "services: {web: {image: a}}\nenvironments: {prod: {services: {web: {cpu: ▸x}}}}\n",
        "wrong-type",
        "`cpu` of service",
    ),
]

MEANING = [
    Mistake(
        "services: {web: {image: a, uses: [▸databse]}}\ndatabases: {database: }\n",
        "dangling-uses",
        "service `web` uses `databse`, which is not defined",
        "did you mean `database`?",
    ),
    Mistake("services: {web: {image: a, uses: [▸x]}}\n", "dangling-uses", "not defined", "define it"),
    Mistake("services: {web: {image: a, uses: [▸web]}}\n", "cyclic-start-order", "uses itself"),
    Mistake(
        "services:\n"
        "  a: {image: x, port: 80, routes: [/a], uses: [b]}\n"
        "  b: {image: x, port: 80, routes: [/b], uses: [c]}\n"
        "  c: {image: x, port: 80, routes: [/c], uses: [▸a]}\n",
        "cyclic-start-order",
        "services wait for each other: a -> b -> c -> a",
    ),
    Mistake(
        "services: {a: {image: x, uses: [▸b]}, b: {image: x, port: 80}}\n",
        "unreachable-service",
        "`b`, which has neither routes nor discovery",
        "discovery: true",
    ),
    Mistake(
        "services: {a: {image: x, uses: [{b: ▸read}]}}\nqueues: {b: }\n",
        "unfit-access",
        "`b` cannot be used with `read`",
        "{b: send}",
    ),
    Mistake(
        "services: {a: {image: x, uses: [{b: ▸read}]}}\ncaches: {b: }\n",
        "unfit-access",
        "`b` cannot be used with `read`",
        "`b` alone",
    ),
    Mistake("functions: {f: {source: ., uses: [▸b]}}\n", "dangling-uses", "function `f` uses `b`"),
    Mistake("functions: {f: {source: ., secrets: [▸B]}}\n", "undefined-secret", "function `f` wants secret `B`"),
    Mistake(
        "functions: {f: {source: ., triggers: [{queue: ▸jbos}]}}\nqueues: {jobs: }\n",
        "dangling-reference",
        "names `jbos`, which is no queue",
        "did you mean `jobs`?",
    ),
    Mistake(
        "functions: {f: {source: ., triggers: [{topic: t}, {bucket: ▸t}]}}\ntopics: {t: }\n",
        "dangling-reference",
        "(`t` is a topic)",
        "define it in `buckets`",
    ),
    Mistake("schedules: {s: {at: rate(1 day), service: ▸a, command: x}}\n", "dangling-reference", "no service"),
    Mistake("schedules: {s: {at: rate(1 day), queue: ▸a}}\n", "dangling-reference", "which is no queue"),
    Mistake("topics: {t: {subscriptions: [{queue: ▸q}]}}\n", "dangling-reference", "which is no queue"),
    Mistake("topics: {t: {subscriptions: [{function: ▸f}]}}\n", "dangling-reference", "which is no function"),
    Mistake("secrets: {KEY: {rotation: 30d, rotated_by: ▸f}}\n", "dangling-reference", "which is no function"),
    Mistake(
        "monitoring: {alarms: {a: {on: ▸wbe, when: CPUUtilization > 1 for 1m}}}\nservices: {web: {image: x}}\n",
        "dangling-reference",
        "no service, database, cache, queue, function or search domain",
        "did you mean `web`?",
    ),
    Mistake("monitoring: {metrics: {m: {on: ▸x, pattern: ERROR}}}\n", "dangling-reference", "no service or function"),
    Mistake(
        "monitoring: {alarms: {▸a: {when: CPUUtilization > 1 for 1m}}}\n",
        "missing-key",
        "whose `CPUUtilization`",
        "`on:`",
    ),
    Mistake(
        "backups: {targets: [▸x]}\nenvironments: {prod: }\n",
        "dangling-reference",
        "which is no database or bucket (defined: none (in environment `prod`))",
    ),
    Mistake(
        "cdn: {behaviors: {/a/*: {bucket: ▸x}}}\nenvironments: {prod: }\n", "dangling-reference", "which is no bucket"
    ),
    Mistake(
        "databases: {db: {replicas: {r: {region: ▸eu-west-1}}}}\nenvironments: {prod: }\n",
        "dangling-region",
        "not one of the blueprint's regions: `eu-west-1`",
        "add `eu-west-1: cold_standby`",
    ),
    Mistake(
        "buckets: {b: {versioned: true, replication: ▸eu-west-1}}\nenvironments: {prod: }\n",
        "dangling-region",
        "not one of the blueprint's regions: `eu-west-1`",
    ),
    Mistake("backups: {copy_to: ▸eu-west-1}\nenvironments: {prod: }\n", "dangling-region", "`copy_to` of `backups`"),
    Mistake(
        "domain: {name: a.example.com, locations: {▸eu-west-1: [EU]}}\nenvironments: {prod: }\n",
        "dangling-region",
        "not one of the blueprint's regions: `eu-west-1`",
    ),
    Mistake("functions: {f: {source: ▸nowhere}}\n", "no-such-file", "the source of function `f` is not there"),
    Mistake("services: {a: {image: x, uses: [b, ▸b]}}\nbuckets: {b: }\n", "duplicate-uses", "uses `b` twice"),
    Mistake("buckets: {▸data: }\ndatabases: {data: }\n", "name-taken", "a database is called `data` already"),
    Mistake("buckets: {a: {renamed_from: ▸b}, b: }\n", "name-taken", "`b` is not free: `b` has that name"),
    Mistake("buckets: {a: {renamed_from: ▸a}}\n", "name-taken", "`a` has that name", "remove `renamed_from`"),
    Mistake(
        "buckets: {a: {renamed_from: c}}\nqueues: {b: {renamed_from: ▸c}}\n", "name-taken", "`c` is not free: `a` has"
    ),
    Mistake("services: {a: {image: x, secrets: [▸KEY]}}\n", "undefined-secret", "wants secret `KEY`", "{generate: 32}"),
    Mistake(
        "services: {a: {image: x, secrets: [▸JWT_SERCET]}}\nsecrets: {JWT_SECRET: }\n",
        "undefined-secret",
        "not defined",
        "did you mean `JWT_SECRET`?",
    ),
    Mistake(
        "services: {a: {image: x, cpu: 512, memory: ▸600}}\n",
        "fargate-size",
        "no size of 512 CPU units and 600 MiB",
        "512/1024 or 256/512",
    ),
    Mistake("services: {a: {image: x, cpu: ▸300}}\n", "fargate-size", "no size of 300", "256/512"),
    Mistake("services: {▸a: {cpu: 256}}\n", "missing-key", "neither `build` nor `image`", "add `build: .`"),
    Mistake("services: {a: {build: ., ▸image: x}}\n", "conflicting-settings", "both `build` and `image`"),
    Mistake(
        "services: {a: {image: x, ▸routes: [/x]}}\n", "routes-without-port", "has routes but no port", "`port: 8000`"
    ),
    Mistake(
        "services: {a: {image: x, port: 80, routes: [/x]}, b: {image: x, port: 80, routes: [▸/x]}}\n",
        "route-taken",
        "`/x` leads to service `a` already",
    ),
    Mistake(
        "services: {a: {image: x, port: 80, routes: [Example.com/x, ▸example.com/x]}}\n",
        "route-taken",
        "leads to service `a`",
    ),
    Mistake(
        "services: {a: {image: x, desired_count: 3, deployment: {▸maximum_percent: 125}}}\n",
        "rollout-deadlock",
        "could ever start or stop a task",
        "`maximum_percent: 134`, or `minimum_healthy_percent: 66`",
    ),
    Mistake(
        "services: {a: {image: x, deployment: {▸maximum_percent: 100}}}\n",
        "rollout-deadlock",
        "could ever start or stop",
        "`maximum_percent: 200`, or `minimum_healthy_percent: 0`",
    ),
    Mistake(
        "services: {a: {image: x, deployment: {circuit_breaker: {threshold: ▸200}}}}\n",
        "out-of-range",
        "1 to 100 percent",
    ),
    Mistake(
        "services: {a: {image: x, health_check: {interval: 10s, timeout: ▸10s}}}\n",
        "health-check-timing",
        "waits 10s for an answer",
        "write `timeout: 9s`",
    ),
    Mistake(
        "services: {a: {image: x, environment: {▸PORT: 80}}}\n",
        "reserved-variable",
        "`PORT` is set for every task",
        "remove",
    ),
    Mistake("services: {a: {image: x, environment: {▸AWS_REGION: x}}}\n", "reserved-variable", "`AWS_REGION` is set"),
    Mistake("secrets: {▸AWS_SECRET_ACCESS_KEY: }\n", "reserved-variable", "`AWS_SECRET_ACCESS_KEY` is set"),
    Mistake(
        "services: {a: {image: x, uses: [data], environment: {▸DATA_BUCKET: x}}}\nbuckets: {data: }\n",
        "variable-collision",
        "`DATA_BUCKET` of service `a` comes from `uses: data` already",
    ),
    Mistake(
        "services: {a: {image: x, uses: [data], secrets: [▸DATA_URL]}}\ncaches: {data: }\nsecrets: {DATA_URL: }\n",
        "variable-collision",
        "`DATA_URL` of service `a` comes from `uses: data` already",
    ),
    Mistake(
        "services: {a: {image: x, environment: {STRIPE_API_KEY: ▸hunter2}}}\n",
        "plain-text-secret",
        "looks like a secret",
        "from_environment: STRIPE_API_KEY",
    ),
    Mistake(
        "services: {a: {image: x, environment: {DB: ▸'mysql://me:hunter2@host/db'}}}\n",
        "plain-text-secret",
        "`DB` of service",
    ),
    Mistake(
        "services: {a: {image: x, port: 80, command: ▸gunicorn --bind 0.0.0.0:8000 app}}\n",
        "hard-coded-port",
        "listens on port 8000 wherever it runs",
        "`command: gunicorn --bind 0.0.0.0:${PORT} app`",
    ),
    Mistake(
        "services: {a: {image: x, port: 80, command: ▸'uvicorn a:b --port ${PORT}'}}\n",
        "listens-on-loopback",
        "answer its own machine only",
        "--host 0.0.0.0",
    ),
    Mistake("email: {▸mail: }\n", "missing-key", "neither `domain` nor `address`", "domain: example.com"),
    Mistake(
        "email: {mail: {domain: a.com, ▸address: b@a.com}}\n", "conflicting-settings", "both `domain` and `address`"
    ),
    Mistake("email: {mail: {domain: a.com, sender: ▸x@b.com}}\n", "sender-outside-domain", "not an address of a.com"),
    Mistake(
        "secrets: {KEY: {▸generate: 32, from_environment: KEY}}\n",
        "conflicting-settings",
        "`generate` and `from_environment`",
    ),
    Mistake("queues: {q: {visibility_timeout: ▸1h, retention: 10m}}\n", "queue-timing", "expire while they are hidden"),
    Mistake("databases: {db: {backup_retention: ▸36h}}\n", "out-of-range", "must be whole days", "`1d` or `2d`"),
    Mistake("services: {a: {command: x, build: ▸nowhere}}\n", "no-such-file", "the source of service `a` is not there"),
    Mistake(
        "services: {a: {command: x, build: {dockerfile: ▸Dockerfile}}}\n",
        "no-such-file",
        "the Dockerfile of service `a`",
    ),
    Mistake("services: {▸a: {build: .}}\n", "missing-key", "service `a` has no `command`", "command: python -m app"),
    Mistake(
        "services: {▸a-service-with-a-long-name: {image: x, port: 80, routes: [/]}}\n",
        "name-too-long",
        "`shop-local-a-service-with-a-long-name` has 37 characters",
    ),
]


NOTES = [
    Mistake("▸domain: shop.example.com\n", "not-on-laptop", "`domain` has no part"),
    Mistake("▸waf: true\n", "not-on-laptop", "`waf` has no part"),
    Mistake("▸functions: {f: {source: .}}\n", "not-on-laptop", "functions do not run on this laptop"),
    Mistake("▸schedules: {s: {at: rate(1 day), queue: q}}\nqueues: {q: }\n", "not-on-laptop", "schedules do not run"),
    Mistake("▸search: {s: }\n", "not-on-laptop", "no search domain"),
    Mistake("topics: {t: {▸subscriptions: [{email: a@b.com}]}}\n", "not-on-laptop", "deliver to queues only"),
    Mistake(
        "services: {a: {image: x, ▸scaling: {max: 2}}, b: {image: x, scaling: {max: 3}}}\n",
        "not-on-laptop",
        "by itself",
    ),
    Mistake("services: {a: {image: x, ▸discovery: true}}\n", "not-on-laptop", "by name"),
    Mistake("monitoring: {▸alarms: {a: {when: A/B > 1 for 1m}}}\n", "not-on-laptop", "alarms do not watch"),
    Mistake("▸tracing: {GET: 0.1}\n", "not-on-laptop", "nothing is traced"),
]


def findings_of(text: str, folder: Path) -> tuple[Finding, ...]:
    """Mistakes: neither notes nor what production should have besides, which these snippets all lack."""
    advice = catalogue.CATALOGUE["What production should not do without"]
    return tuple(one for one in examined(text, folder) if one.severity is not Severity.NOTE and one.id not in advice)


def examined(text: str, folder: Path) -> tuple[Finding, ...]:
    file = folder / "aerostat.yaml"
    file.write_text(text)
    return checks.examine(file).findings


def placed(snippet: str) -> tuple[str, int, int]:
    """The text without its mark, and the line and column of the mark."""
    before, _, after = snippet.partition("▸")
    return before + after, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@pytest.mark.parametrize("mistake", FORM, ids=lambda one: f"{one.id}: {one.message}")
def test_mistakes_of_form(mistake, tmp_path):
    """What is not YAML, or not YAML we take, is one finding at its place."""
    text, line, column = placed(mistake.snippet)
    _expect(mistake, findings_of(text, tmp_path), line, column)


@pytest.mark.parametrize("mistake", [*SHAPE, *MEANING], ids=lambda one: f"{one.id}: {one.message}")
def test_mistakes_of_shape_and_meaning(mistake, tmp_path):
    """What is written wrongly, or means nothing, is one finding at its place."""
    text, line, column = placed(mistake.snippet)
    if "application" not in text.partition(":")[0] and "has no `application`" not in mistake.message:
        text, line = f"application: shop\n{text}", line + 1
    _expect(mistake, findings_of(text, tmp_path), line, column)


@pytest.mark.parametrize("mistake", NOTES, ids=lambda one: f"{one.id}: {one.message}")
def test_notes_on_what_a_laptop_does_not_do(mistake, tmp_path):
    """What only matters on AWS is told once for each section, and is no error."""
    text, line, column = placed(f"application: shop\n{mistake.snippet}")
    found = examined(text, tmp_path)
    _expect(mistake, found, line, column)
    assert [Severity.NOTE] == [one.severity for one in found]


def _expect(mistake: Mistake, findings: tuple[Finding, ...], line: int, column: int) -> None:
    assert [mistake.id] == [one.id for one in findings], findings
    [finding] = findings
    assert finding.location is not None
    assert (line, column) == (finding.location.line, finding.location.column)
    assert mistake.message in f"{finding.message} ({finding.reason})"
    assert mistake.suggestion in finding.suggestion


def test_all_mistakes_are_told_at_once_in_order(tmp_path):
    """Spelling, shape and meaning are found in one go, sorted by place, none hiding another."""
    text = """\
application: shop
services:
  web:
    biuld: .
    port: "8000"
    cpu: 300
    routes: [/x]
    uses: [databse]
  worker: {image: x, grace_period: 30, uses: [orders]}
databases: {database: {storage: 5}, database: {}}
queues: {orders: {fifo: maybe}}
environments: {prod: {services: {worker: {stop_timeout: 1h}}}}
"""
    findings = findings_of(text, tmp_path)
    assert [
        (4, "unknown-key"),
        (5, "wrong-type"),
        (6, "fargate-size"),
        (8, "dangling-uses"),
        (9, "bad-duration"),
        (10, "out-of-range"),
        (10, "duplicate-key"),
        (11, "wrong-type"),
        (12, "out-of-range"),
    ] == [(one.location.line, one.id) for one in findings]


def test_a_mistake_that_only_some_environments_have_says_whose_it_is(tmp_path):
    """A base that is right by itself can be wrong with an override."""
    text = """\
application: shop
services: {web: {image: x, desired_count: 4, deployment: {maximum_percent: 125}}}
environments: {staging: {services: {web: {desired_count: 1}}}}
"""
    [finding] = findings_of(text, tmp_path)
    assert ("rollout-deadlock", 2) == (finding.id, finding.location.line)
    assert "(in environment `staging`)" in finding.reason


def test_secrets_are_not_repeated_in_findings(tmp_path):
    """The snippet of a finding about a secret stops before its value."""
    text = "application: shop\nservices:\n  a:\n    image: x\n    environment:\n      API_TOKEN: hunter2\n"
    [finding] = findings_of(text, tmp_path)
    assert "      API_TOKEN: …" == finding.snippet
    assert "hunter2" not in repr(finding)


@pytest.mark.parametrize(
    ("raw", "id", "place"),
    [
        (b"application: caf\xe9\n", "not-utf8", (1, 17)),
        ("application: shop\n".encode("utf-16"), "not-utf8", (1, 1)),
        (b"#" * 300_000, "too-large", None),
    ],
)
def test_files_that_are_not_texts(raw, id, place, tmp_path):
    """Other encodings and huge files are findings."""
    file = tmp_path / "aerostat.yaml"
    file.write_bytes(raw)
    [finding] = checks.examine(file).findings
    at = finding.location
    assert (id, place) == (finding.id, (at.line, at.column) if at else None)


def test_files_that_are_not_there(tmp_path):
    """A missing file and a folder are findings without a place."""
    for path in (tmp_path / "none.yaml", tmp_path):
        [finding] = checks.examine(path).findings
        assert ("unreadable-file", None) == (finding.id, finding.location)
        assert finding.suggestion


def test_anchors_that_multiply_are_stopped():
    """A billion laughs are one finding, at once."""
    levels = "".join(f"x-{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))
    findings = of_source(Source(file=Path("aerostat.yaml"), text=f"application: shop\nx-0: &x0 [lol]\n{levels}"))
    assert ["too-large"] == [one.id for one in findings]


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    """Windows editors begin files with one."""
    file = tmp_path / "aerostat.yaml"
    file.write_text("application: shop\n", encoding="utf-8-sig")
    assert ("shop",) == (blueprint.resolve(blueprint.load(file)).application,)
