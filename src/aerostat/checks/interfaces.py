"""Which of AWS's own interfaces a service or function speaks to, and where the blueprint says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aerostat.blueprint.problem import KeyPath
from aerostat.model import Environment, Function, SecretStore, Service
from aerostat.model.wiring import Kind, kind_of

_ECR_IMAGE = re.compile(r"\d{12}\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/")

#: The endpoint (``com.amazonaws.<region>.<this>``) through which things of a kind are reached.
_OF_KIND: Mapping[Kind, str] = {
    Kind.BUCKET: "s3",
    Kind.QUEUE: "sqs",
    Kind.TOPIC: "sns",
    Kind.EMAIL: "email",
    Kind.FUNCTION: "lambda",
}
_OF_STORE: Mapping[SecretStore, str] = {
    SecretStore.SECRETS_MANAGER: "secretsmanager",
    SecretStore.PARAMETER_STORE: "ssm",
}
#: Where the endpoint is not called as the prefix of IAM's actions is.
_OF_PREFIX: Mapping[str, str] = {
    "bedrock": "bedrock-runtime",
    "cloudwatch": "monitoring",
    "ecr": "ecr.api",
    "firehose": "kinesis-firehose",
    "kinesis": "kinesis-streams",
    "sagemaker": "sagemaker.runtime",
    "ses": "email",
}
#: Worldwide services, which have no endpoint in a VPC.
_WITHOUT_ENDPOINT = frozenset({"cloudfront", "iam", "route53", "organizations", "globalaccelerator", "shield"})


@dataclass(frozen=True, kw_only=True)
class Interface:
    """
    Attributes:
        endpoint: "" where AWS has none.
        name: what it is called to a reader.
        path: what in the blueprint makes it needed. why: the same as a clause.
    """

    endpoint: str
    name: str
    path: KeyPath
    why: str


def interfaces(environment: Environment, region: str, user: Service | Function) -> Iterator[Interface]:
    """All of them, each once."""
    seen = set[str]()
    for one in _all(environment, region, user):
        if one.name not in seen:
            seen.add(one.name)
            yield one


def _all(environment: Environment, region: str, user: Service | Function) -> Iterator[Interface]:
    own: KeyPath = ("services" if isinstance(user, Service) else "functions", user.name)
    if isinstance(user, Service):
        yield from _image(region, user)
        yield _interface("logs", own, "to which its log goes")
    for index, used in enumerate(user.uses):
        kind = kind_of(environment, used)
        if kind is not None and kind in _OF_KIND:
            yield _interface(_OF_KIND[kind], (*own, "uses", index), f"through which `{used}` is reached")
        if kind is Kind.DATABASE:
            yield _interface("secretsmanager", (*own, "uses", index), f"which keeps the URL of `{used}`")
    for index, name in enumerate(user.secrets):
        if name in environment.secrets:
            store = _OF_STORE[environment.secrets[name].store]
            yield _interface(store, (*own, "secrets", index), f"which keeps `{name}`")
    if user.is_traced:
        yield _interface("xray", (*own, "tracing"), "to which its traces go")
    for index, permission in enumerate(user.permissions):
        for action in permission.actions:
            prefix = action.partition(":")[0]
            endpoint = "" if prefix in _WITHOUT_ENDPOINT else _OF_PREFIX.get(prefix, prefix)
            why = f"which `{action}` calls"
            yield Interface(endpoint=endpoint, name=f"AWS's `{prefix}`", path=(*own, "permissions", index), why=why)


def _image(region: str, service: Service) -> Iterator[Interface]:
    path: KeyPath = ("services", service.name, "image" if service.image else "build")
    why = "where its image is"
    ecr = _ECR_IMAGE.match(service.image)
    if service.image and (ecr is None or ecr["region"] != region):
        registry = service.image.split("/")[0] if "." in service.image.split("/")[0] else "Docker Hub"
        yield Interface(endpoint="", name=registry, path=path, why=why)
        return
    for endpoint in ("ecr.api", "ecr.dkr", "s3"):
        yield _interface(endpoint, path, why)


def _interface(endpoint: str, path: KeyPath, why: str) -> Interface:
    return Interface(endpoint=endpoint, name=f"AWS's `{endpoint}`", path=path, why=why)
