"""
The tags that a resource has, for ``aws:ResourceTag/…``: each service tells them by an operation of its own.

They are looked up only when a policy asks for one. Buckets are not here: S3 is not asked over an API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.api import Answer, Params
from localcloud.gateway.authorization.needs import listed
from localcloud.gateway.authorization.tag_pairs import tag_pairs

#: ``ask(service, operation, parameters)``: any operation of this cloud, where the resource is.
Ask = Callable[[str, str, Params], Answer]


@dataclass(frozen=True)
class _Way:
    """
    Attributes:
        service: botocore's name. parameter: what takes the resource. found: where in the answer the tags are.
        named_by: which part of the ARN the parameter takes.
    """

    service: str
    operation: str
    parameter: str
    found: str
    named_by: Callable[[str], Any] = lambda arn: arn

    def tags(self, arn: str, ask: Ask) -> dict[str, str]:
        answer: Any = ask(self.service, self.operation, self._params(arn))
        for step in self.found.split("."):
            first = (listed(answer) or [{}])[0]
            answer = first.get(step) or {}
        return {name.lower(): value for name, value in tag_pairs(answer).items()}

    def _params(self, arn: str) -> dict[str, Any]:
        if self.service == "ssm":
            return {"ResourceType": "Parameter", self.parameter: self.named_by(arn)}
        return {self.parameter: self.named_by(arn)}


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]


def _resource(arn: str) -> str:
    return arn.split(":", 5)[5]


def _queue_url(arn: str) -> str:
    return f"http://localhost/{arn.split(':')[4]}/{arn.split(':')[5]}"


def _of_id(arn: str) -> list[dict[str, Any]]:
    return [{"Name": "resource-id", "Values": [_last(arn)]}]


def _of_role(kind: str) -> _Way:
    return _Way("iam", f"List{kind}Tags", f"{kind}Name", "Tags", _last)


#: By IAM's prefix, or prefix and kind of resource.
_WAYS: Mapping[str, _Way] = {
    "acm": _Way("acm", "ListTagsForCertificate", "CertificateArn", "Tags"),
    "application-autoscaling": _Way("application-autoscaling", "ListTagsForResource", "ResourceARN", "Tags"),
    "backup": _Way("backup", "ListTags", "ResourceArn", "Tags"),
    "budgets": _Way("budgets", "ListTagsForResource", "ResourceARN", "ResourceTags"),
    "cloudfront": _Way("cloudfront", "ListTagsForResource", "Resource", "Tags.Items"),
    "cloudtrail": _Way("cloudtrail", "ListTags", "ResourceIdList", "ResourceTagList.TagsList", lambda arn: [arn]),
    "cloudwatch": _Way("cloudwatch", "ListTagsForResource", "ResourceARN", "Tags"),
    "dynamodb": _Way("dynamodb", "ListTagsOfResource", "ResourceArn", "Tags"),
    "ec2": _Way("ec2", "DescribeTags", "Filters", "Tags", _of_id),
    "ecr": _Way("ecr", "ListTagsForResource", "resourceArn", "tags"),
    "ecs": _Way("ecs", "ListTagsForResource", "resourceArn", "tags"),
    "elasticache": _Way("elasticache", "ListTagsForResource", "ResourceName", "TagList"),
    "elasticloadbalancing": _Way("elbv2", "DescribeTags", "ResourceArns", "TagDescriptions.Tags", lambda arn: [arn]),
    "es": _Way("opensearch", "ListTags", "ARN", "TagList"),
    "events": _Way("events", "ListTagsForResource", "ResourceARN", "Tags"),
    "iam:instance-profile": _of_role("InstanceProfile"),
    "iam:policy": _Way("iam", "ListPolicyTags", "PolicyArn", "Tags"),
    "iam:role": _of_role("Role"),
    "iam:user": _of_role("User"),
    "kms": _Way("kms", "ListResourceTags", "KeyId", "Tags"),
    "lambda": _Way("lambda", "ListTags", "Resource", "Tags"),
    "logs": _Way("logs", "ListTagsForResource", "resourceArn", "tags", lambda arn: ":".join(arn.split(":")[:7])),
    "rds": _Way("rds", "ListTagsForResource", "ResourceName", "TagList"),
    "scheduler": _Way("scheduler", "ListTagsForResource", "ResourceArn", "Tags"),
    "secretsmanager": _Way("secretsmanager", "DescribeSecret", "SecretId", "Tags"),
    "servicediscovery": _Way("servicediscovery", "ListTagsForResource", "ResourceARN", "Tags"),
    "sns": _Way("sns", "ListTagsForResource", "ResourceArn", "Tags"),
    "sqs": _Way("sqs", "ListQueueTags", "QueueUrl", "Tags", _queue_url),
    "ssm": _Way("ssm", "ListTagsForResource", "ResourceId", "TagList", lambda arn: arn.partition(":parameter")[2]),
    "states": _Way("stepfunctions", "ListTagsForResource", "resourceArn", "tags"),
    "wafv2": _Way("wafv2", "ListTagsForResource", "ResourceARN", "TagInfoForResource.TagList"),
    "xray": _Way("xray", "ListTagsForResource", "ResourceARN", "Tags"),
}


def service_of(arn: str) -> str | None:
    """Botocore's name of the service that knows a resource's tags; None when nobody can be asked."""
    way = _way(arn)
    return way.service if way else None


def tags_of(arn: str, ask: Ask) -> dict[str, str]:
    """
    The tags of a resource, names in lower case as condition keys are.

    Raises:
        ApiError: the service's own, for one that is not there.
    """
    way = _way(arn)
    return way.tags(arn, ask) if way else {}


def _way(arn: str) -> _Way | None:
    if arn.count(":") < 5 or "*" in arn:
        return None
    service, kind = arn.split(":")[2], _resource(arn).partition("/")[0]
    return _WAYS.get(f"{service}:{kind}") or _WAYS.get(service)
