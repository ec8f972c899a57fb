"""
The policies around a request, and the names of resources: from IAM's records and the other services' own APIs.

Services are asked as any client would ask them, so it does not matter which of them are moto's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.behaviour.iam import Policy
from localcloud.gateway.authorization import catalogue, ec2, resource_tags
from localcloud.gateway.authorization.asking import Asking, asking_of, read
from localcloud.gateway.authorization.memory import Memory, tags_in
from localcloud.gateway.authorization.needs import Place
from localcloud.moto_host import buckets, identities


class Calls(Protocol):
    """Any operation of any service of this cloud."""

    def call(self, caller: Caller, service: str, operation: str, params: Params) -> Answer: ...


class Records:
    """
    What must be known to judge a request.

    Args:
        calls: the cloud's other services.
        iam_changes: grows with every change to IAM's or STS's records.
    """

    def __init__(self, calls: Calls, iam_changes: Callable[[], int]) -> None:
        self.memory = Memory()
        self._calls = calls
        self._iam_changes = iam_changes
        self._asking: dict[tuple[str, str], Asking] = {}
        self._as_of = -1

    # Who asks

    def asking(self, caller: Caller) -> Asking:
        """The caller with all policies of its own, compiled once per change of IAM."""
        changes = self._iam_changes()
        if changes != self._as_of:
            self._asking, self._as_of = {}, changes
        key = (caller.principal, caller.access_key)
        if key not in self._asking:
            self._asking[key] = asking_of(caller)
        return self._asking[key]

    def trust(self, role_arn: str) -> Policy | None:
        text = identities.trust_policy(role_arn)
        return None if text is None else read((f"the trust policy of {role_arn}", text))

    # What is asked for

    def resource_policy(self, arn: str) -> Policy | None:
        """The policy of a resource by its ARN, None when it has none or its kind has none."""
        service = arn.split(":")[2] if arn.startswith("arn:") else ""
        ask = getattr(self, f"_policy_in_{service}", None)
        if ask is None:
            return None
        # Buckets are not asked over an API, and objects are too many to remember each.
        text = (
            ask(arn)
            if service == "s3"
            else self.memory.recall(service, arn, lambda: _without_failing(lambda: ask(arn)))
        )
        return read((f"the policy of {arn}", text)) if text else None

    def _policy_in_sqs(self, arn: str) -> Any:
        return self._queue_attribute(arn, "Policy")

    def _queue_attribute(self, arn: str, name: str) -> Any:
        queue, account = arn.split(":")[5], arn.split(":")[4]
        wanted = {"QueueUrl": f"http://localhost/{account}/{queue}", "AttributeNames": [name]}
        return self._ask(arn, "sqs", "GetQueueAttributes", wanted).get("Attributes", {}).get(name)

    def _policy_in_sns(self, arn: str) -> Any:
        return self._ask(arn, "sns", "GetTopicAttributes", {"TopicArn": arn}).get("Attributes", {}).get("Policy")

    def _policy_in_kms(self, arn: str) -> Any:
        if ":key/" not in arn or arn.endswith("*"):
            return None
        return self._ask(arn, "kms", "GetKeyPolicy", {"KeyId": arn, "PolicyName": "default"}).get("Policy")

    def _policy_in_secretsmanager(self, arn: str) -> Any:
        return self._ask(arn, "secretsmanager", "GetResourcePolicy", {"SecretId": arn}).get("ResourcePolicy")

    def _policy_in_lambda(self, arn: str) -> Any:
        return self._ask(arn, "lambda", "GetPolicy", {"FunctionName": arn}).get("Policy")

    def _policy_in_ecr(self, arn: str) -> Any:
        name = arn.partition(":repository/")[2]
        return self._ask(arn, "ecr", "GetRepositoryPolicy", {"repositoryName": name}).get("policyText")

    def _policy_in_s3(self, arn: str) -> Any:
        return buckets.policy(arn.partition(":::")[2].partition("/")[0])

    def tags(self, arn: str, caller: Caller) -> Mapping[str, str]:
        """The tags of a resource, names in lower case; none where its kind cannot be told by tags."""
        service = arn.split(":")[2] if arn.count(":") >= 5 else ""
        if not catalogue.is_tagged(service, arn):
            return {}
        if service == "s3":
            return {name.lower(): value for name, value in buckets.tags(arn.partition(":::")[2]).items()}
        asked = resource_tags.service_of(arn)
        if asked is None:
            return {}
        place = Place(arn.split(":")[4] or caller.account, arn.split(":")[3] or caller.region)

        def look() -> Any:
            return resource_tags.tags_of(arn, lambda *call: self._asked(place, *call))

        found: Mapping[str, str] = self.memory.recall(tags_in(asked), arn, lambda: _without_failing(look)) or {}
        return found

    # The directory

    def secret(self, place: Place, identifier: str) -> str | None:
        def ask() -> Any:
            return self._asked(place, "secretsmanager", "DescribeSecret", {"SecretId": identifier}).get("ARN")

        found: str | None = self._named("secretsmanager", place, identifier, ask)
        return found

    def key(self, place: Place, identifier: str) -> str | None:
        def ask() -> Any:
            return self._asked(place, "kms", "DescribeKey", {"KeyId": identifier})["KeyMetadata"]["Arn"]

        found: str | None = self._named("kms", place, identifier, ask)
        return found

    def own_key(self, place: Place, identifier: str) -> str | None:
        if not identifier or "alias/aws/" in identifier:
            return None
        return self.key(place, identifier)

    def key_of(self, place: Place, resource: str) -> str | None:
        service = resource.split(":")[2] if resource.startswith("arn:") else ""
        ask = getattr(self, f"_key_in_{service}", None)
        if ask is None:
            return None
        if service == "s3":
            return self.own_key(place, ask(resource))
        known = self.memory.recall(service, ("key", resource), lambda: _without_failing(lambda: ask(resource)))
        return self.own_key(place, str(known or ""))

    def _key_in_sqs(self, arn: str) -> Any:
        return self._queue_attribute(arn, "KmsMasterKeyId")

    def _key_in_sns(self, arn: str) -> Any:
        attributes = self._ask(arn, "sns", "GetTopicAttributes", {"TopicArn": arn}).get("Attributes", {})
        return attributes.get("KmsMasterKeyId")

    def _key_in_secretsmanager(self, arn: str) -> Any:
        return self._ask(arn, "secretsmanager", "DescribeSecret", {"SecretId": arn}).get("KmsKeyId")

    def _key_in_ssm(self, arn: str) -> Any:
        name = arn.partition(":parameter")[2]
        for candidate in (name, name.removeprefix("/")):
            wanted = {"ParameterFilters": [{"Key": "Name", "Values": [candidate]}]}
            if found := self._ask(arn, "ssm", "DescribeParameters", wanted).get("Parameters"):
                return found[0].get("KeyId")
        return None

    def _key_in_s3(self, arn: str) -> str:
        return buckets.key(arn.partition(":::")[2].partition("/")[0])

    def identities(self, place: Place) -> Sequence[str]:
        def ask() -> Any:
            return tuple(self._asked(place, "ses", "ListIdentities", {}).get("Identities", ()))

        found: Sequence[str] = self.memory.recall("ses", place, lambda: _without_failing(ask)) or ()
        return found

    def path(self, account: str, kind: str, name: str) -> str:
        return identities.path(account, kind, name)

    def associated(self, place: Place, association: str) -> Sequence[str]:
        known = ec2.ASSOCIATIONS.get(association.partition("-")[0])
        if known is None:
            return ()
        operation, name = known
        wanted = {"Filters": [{"Name": name, "Values": [association]}]}

        def ask() -> Any:
            return tuple(ec2.associated(association, self._asked(place, "ec2", operation, wanted)))

        # No other association ever has this id, so nothing that is known of it changes.
        return self._named("ec2: associations", place, association, ask) or ()

    def prefix_list(self, place: Place, id: str) -> str | None:
        def ask() -> Any:
            lists = self._asked(place, "ec2", "DescribeManagedPrefixLists", {"PrefixListIds": [id]})["PrefixLists"]
            owner = str(lists[0]["OwnerId"])
            return place.arn("ec2", f"prefix-list/{id}", account="aws" if owner.lower() == "aws" else owner)

        found: str | None = self._named("ec2: prefix lists", place, id, ask)
        return found

    def boundary(self, account: str, kind: str, name: str) -> str | None:
        found = (identities.role if kind == "role" else identities.user)(account, name)
        return found.boundary[0] if found and found.boundary else None

    def scalable_target(self, place: Place, namespace: str, resource_id: str, dimension: str) -> str | None:
        service = "application-autoscaling"
        wanted = {"ServiceNamespace": namespace, "ResourceIds": [resource_id], "ScalableDimension": dimension}

        def ask() -> Any:
            answer = self._asked(place, service, "DescribeScalableTargets", wanted)
            return answer["ScalableTargets"][0]["ScalableTargetARN"] if answer["ScalableTargets"] else None

        found: str | None = self.memory.recall(
            service, (place, namespace, resource_id, dimension), lambda: _without_failing(ask)
        )
        return found

    def owner_of_bucket(self, bucket: str) -> str | None:
        return buckets.owner(bucket)

    def roles_of_task_definition(self, place: Place, name: str) -> Sequence[str]:
        def ask() -> Any:
            answer = self._asked(place, "ecs", "DescribeTaskDefinition", {"taskDefinition": name})
            definition = answer["taskDefinition"]
            return tuple(filter(None, (definition.get("taskRoleArn"), definition.get("executionRoleArn"))))

        return self._named("ecs", place, name, ask) or ()

    def _named(self, service: str, place: Place, name: str, ask: Callable[[], Any]) -> Any:
        return self.memory.recall(service, (place, name), lambda: _without_failing(ask))

    def _ask(self, arn: str, service: str, operation: str, params: Params) -> Answer:
        return self._asked(Place(arn.split(":")[4], arn.split(":")[3]), service, operation, params)

    def _asked(self, place: Place, service: str, operation: str, params: Params) -> Answer:
        caller = Caller(account=place.account, region=place.region, principal=f"arn:aws:iam::{place.account}:root")
        return self._calls.call(caller, service, operation, params)


def _without_failing(ask: Callable[[], Any]) -> Any:
    """None for what is not there: the operation itself will say so."""
    try:
        return ask()
    except ApiError:
        return None
