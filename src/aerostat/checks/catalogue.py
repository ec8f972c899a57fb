"""Every kind of finding by its id, with what it means: docs/reference/findings.md is made from this table."""

from __future__ import annotations

from collections.abc import Mapping

CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "The file": {
        "unreadable-file": "There is no such file, it is a folder, or it may not be read.",
        "too-large": "More than 256 KiB, 40 levels or 20 000 values (anchors that repeat anchors multiply).",
        "not-utf8": "The file is in another encoding, such as Latin-1 or UTF-16.",
        "empty-file": "There is nothing in it but comments.",
        "not-a-mapping": "A blueprint is a mapping of sections; this is a list or a text.",
        "yaml-syntax": "This is not YAML 1.2, or more than one document.",
        "tab-indentation": "YAML is indented with spaces.",
        "duplicate-key": "One name twice in one mapping; only one of them could count.",
        "key-not-text": "The name of a setting is a list, a mapping or nothing.",
        "recursive-anchor": "An anchor contains itself.",
        "unsupported-tag": "A tag such as `!!python/object`, which means nothing here.",
    },
    "The settings": {
        "unknown-key": "No setting has this name here.",
        "missing-key": "A setting that has no default is not there.",
        "wrong-type": "A text where a number is meant, and the like.",
        "unknown-value": "The setting takes one of a few values, and this is not one of them.",
        "out-of-range": "Smaller or larger than AWS allows.",
        "bad-duration": "Durations carry their unit: `30s`, `5m`, `1h30m`, `7d`.",
        "bad-format": "Not of the form the setting needs: a version, an instance class, a path, a domain.",
        "bad-name": "Names are lower-case letters, digits and single hyphens; variables take underscores instead.",
        "bad-condition": "The line that says when an alarm fires cannot be read; the finding says from where on.",
        "deprecated-runtime": "AWS makes no new functions with this runtime.",
        "unknown-region": "No AWS region has this name.",
        "not-yet-supported": "Aerostat will know this one day. It is refused until then, never silently ignored.",
    },
    "What it means": {
        "dangling-uses": "A service or function uses something that is not defined.",
        "dangling-reference": "A trigger, subscription, schedule, alarm or backup names something that is not there.",
        "dangling-region": "A replica, a copy or a location is in a region that `regions` does not have.",
        "unfit-access": "`uses` grants what this kind of thing does not know, such as `read` of a queue.",
        "unreachable-service": "A service uses another that has neither routes nor discovery.",
        "duplicate-uses": "A service names the same thing twice. A warning.",
        "name-taken": "Two things have one name: `uses` could mean either, or AWS would have two of it.",
        "cyclic-start-order": "Services use each other in a circle, so none could start first.",
        "undefined-secret": "A service wants a secret that is not in the section `secrets`.",
        "conflicting-settings": "Two settings that exclude each other, such as `build` and `image`.",
        "fargate-size": "Fargate knows certain pairs of cpu and memory; the nearest are listed.",
        "rollout-deadlock": (
            "With these percentages no deployment could start or stop a task. ECS rounds the minimum up and the "
            "maximum down; the smallest change that helps is given."
        ),
        "health-check-timing": "The health check's timeout is not shorter than its interval.",
        "queue-timing": "Messages expire while a consumer still works on them.",
        "routes-without-port": "The load balancer cannot reach a service without a port.",
        "route-taken": "Two services want the same host and path.",
        "reserved-variable": "`PORT`, `AWS_*` and `ECS_*` are set for every task.",
        "variable-collision": "One variable from two sources: `uses`, `secrets` or `environment`.",
        "sender-outside-domain": "SES sends only from the domain it has verified.",
        "no-such-file": "The source folder or the Dockerfile is not there.",
        "unknown-placeholder": "A variable's value has a `${name}` that nobody fills in. A warning.",
        "plain-text-secret": "A variable looks like a password or a key written in plain text. A warning.",
        "hard-coded-port": "The command names a port, not `${PORT}`: two tasks cannot share a laptop. A warning.",
        "listens-on-loopback": "The command listens on 127.0.0.1, out of the load balancer's reach. A warning.",
        "not-on-laptop": "A section that matters on AWS only, or that the local cloud does not run. A note.",
        "killed-while-stopping": "The server takes longer to stop than ECS waits before it kills. A warning.",
        "grace-too-short": "ECS judges a task before the load balancer can have found it healthy. A warning.",
        "kept-anyway": "`error_retention` changes nothing: every log is kept for that long anyhow. A warning.",
        "never-confirmed": "A chat's webhook confirms no subscription of SNS, and so gets no message. A warning.",
        "name-too-long": "A name is longer than AWS allows and will be shortened. A warning.",
    },
    "What reaches what": {
        "unreachable": "Routes, network ACLs or security groups keep a service or function from what it uses.",
        "no-endpoint": "Without NAT gateway, there is no endpoint for something of AWS, or beyond, that is called.",
        "region-without-database": "A region runs a service that uses a database, and has no replica of it.",
        "exposed": "Something can be reached by who does not use it, from the internet, or by everybody's policy.",
        "open-to-the-internet": "The bastion's SSH is open to a range that is nobody's office.",
        "unencrypted": "Something would keep its data unencrypted.",
        "wide-permission": "`permissions` grants more than a task should have. A warning.",
        "unexplained-permission": "A role may do what nothing in `uses` explains.",
    },
    "What AWS has": {
        "class-not-offered": "The region, or AWS altogether, has no such instance class, or not for this version.",
        "version-not-offered": "AWS makes no new instances of this engine version.",
        "aws-limit": "More, larger or longer than AWS allows; an apply would stop half-way.",
        "no-room": "The network has too few addresses for its subnets, or its subnets for the tasks.",
        "replica-without-backups": "RDS makes read replicas from backups, and there are none.",
    },
    "What production should not do without": {
        "single-point-of-failure": "When this one thing fails, so does what needs it. A warning.",
        "spot-only": "A public service runs on capacity that AWS may take away. A warning.",
        "short-backups": "Backups are kept for less than a week. A warning.",
        "no-deletion-protection": "One command deletes a database. A warning.",
        "no-versions": "What a service deletes from a bucket is gone: neither versions nor backups. A warning.",
        "ses-sandbox": "New accounts may send mail to verified addresses only. A note.",
        "no-tls": "Connections are not encrypted. A warning.",
        "no-flow-logs": "Nobody records the network's connections. A warning.",
        "alarm-without-destination": "An alarm that tells nobody. A warning.",
    },
}

_DOCS = "https://docs.aws.amazon.com"
_ECS = f"{_DOCS}/AmazonECS/latest/developerguide"
_VPC = f"{_DOCS}/vpc/latest"
_RDS = f"{_DOCS}/AmazonRDS/latest/UserGuide"
_CACHE = f"{_DOCS}/AmazonElastiCache/latest/dg"

#: Where AWS tells more about the matter of a finding.
LINKS: Mapping[str, str] = {
    "fargate-size": f"{_ECS}/task-cpu-memory-error.html",
    "rollout-deadlock": f"{_ECS}/deployment-type-ecs.html",
    "health-check-timing": f"{_DOCS}/elasticloadbalancing/latest/application/target-group-health-checks.html",
    "grace-too-short": f"{_ECS}/load-balancer-healthcheck.html",
    "killed-while-stopping": f"{_ECS}/task_definition_parameters.html",
    "queue-timing": f"{_DOCS}/lambda/latest/dg/services-sqs-configure.html",
    "route-taken": f"{_DOCS}/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    "reserved-variable": f"{_ECS}/fargate-metadata.html",
    "plain-text-secret": f"{_ECS}/specifying-sensitive-data.html",
    "deprecated-runtime": f"{_DOCS}/lambda/latest/dg/lambda-runtimes.html",
    "unknown-region": f"{_DOCS}/general/latest/gr/rande.html",
    "sender-outside-domain": f"{_DOCS}/ses/latest/dg/creating-identities.html",
    "unreachable": f"{_VPC}/userguide/vpc-security-groups.html",
    "no-endpoint": f"{_VPC}/privatelink/aws-services-privatelink-support.html",
    "region-without-database": f"{_RDS}/USER_ReadRepl.XRgn.html",
    "exposed": f"{_VPC}/userguide/vpc-security-best-practices.html",
    "open-to-the-internet": f"{_DOCS}/systems-manager/latest/userguide/session-manager.html",
    "unencrypted": f"{_DOCS}/kms/latest/developerguide/overview.html",
    "wide-permission": f"{_DOCS}/IAM/latest/UserGuide/best-practices.html",
    "unexplained-permission": f"{_DOCS}/IAM/latest/UserGuide/best-practices.html",
    "never-confirmed": f"{_DOCS}/sns/latest/dg/http-subscription-confirmation-json.html",
    "class-not-offered": f"{_RDS}/Concepts.DBInstanceClass.html",
    "version-not-offered": f"{_DOCS}/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    "aws-limit": f"{_DOCS}/general/latest/gr/aws-service-information.html",
    "name-too-long": f"{_DOCS}/general/latest/gr/aws-service-information.html",
    "no-room": f"{_VPC}/userguide/subnet-sizing.html",
    "replica-without-backups": f"{_RDS}/USER_ReadRepl.html",
    "single-point-of-failure": f"{_DOCS}/wellarchitected/latest/reliability-pillar/welcome.html",
    "spot-only": f"{_ECS}/fargate-capacity-providers.html",
    "short-backups": f"{_RDS}/USER_WorkingWithAutomatedBackups.html",
    "no-deletion-protection": f"{_RDS}/USER_DeleteInstance.html",
    "no-versions": f"{_DOCS}/AmazonS3/latest/userguide/Versioning.html",
    "ses-sandbox": f"{_DOCS}/ses/latest/dg/request-production-access.html",
    "no-tls": f"{_CACHE}/in-transit-encryption.html",
    "no-flow-logs": f"{_VPC}/userguide/flow-logs.html",
    "alarm-without-destination": f"{_DOCS}/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
}


def known_ids() -> frozenset[str]:
    """All ids a finding may have."""
    return frozenset(id for group in CATALOGUE.values() for id in group)


def reference() -> str:
    """docs/reference/findings.md."""
    return "\n".join(_reference()) + "\n"


def _reference() -> list[str]:
    lines = [
        "# Findings",
        "",
        "`aerostat check` reports all mistakes of a blueprint at once, each with file, line and column, the reason and",
        "the edit to make. An error stops every other command before it does anything; warnings and notes do not. The",
        "ids below are stable: `aerostat check --json` carries them, and the link to AWS's documentation with them.",
    ]
    for group, entries in CATALOGUE.items():
        lines += ["", f"## {group}", "", "| id | what it means |", "|---|---|"]
        lines += [f"| `{id}` | {meaning}{_link(id)} |" for id, meaning in entries.items()]
    return lines


def _link(id: str) -> str:
    return f" [AWS]({LINKS[id]})" if id in LINKS else ""
