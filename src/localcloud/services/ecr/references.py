"""Names of images: what stands in a task definition or in a registry URL, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AWS_HOST = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com|on\.aws)(?:\.cn)?"
)
_PATH = re.compile(r"(?P<account>\d{12})/(?P<region>[a-z]{2,3}(?:-[a-z]+)+-\d+)/(?P<name>.+)")
_LOOPBACK = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?")
_REFERENCE = re.compile(r"(?P<path>[^@]+?)(?::(?P<tag>[\w][\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?")


@dataclass(frozen=True)
class Repository:
    """Which repository: names are unique within an account and a region."""

    account: str
    region: str
    name: str

    @property
    def key(self) -> str:
        """What its records go by, and its path in the registry."""
        return f"{self.account}/{self.region}/{self.name}"

    @property
    def arn(self) -> str:
        return f"arn:aws:ecr:{self.region}:{self.account}:repository/{self.name}"


@dataclass(frozen=True)
class Reference:
    """An image in one of our repositories, by tag or by digest; the digest counts when both are there."""

    repository: Repository
    tag: str
    digest: str


def repository_of_path(path: str) -> Repository | None:
    """The repository of ``123456789012/us-east-1/shop/web``; None for a path of another form."""
    match = _PATH.fullmatch(path)
    return Repository(match["account"], match["region"], match["name"]) if match else None


def repository_of_arn(arn: str) -> Repository | None:
    """The repository of ``arn:aws:ecr:us-east-1:123456789012:repository/shop/web``."""
    match = re.fullmatch(r"arn:[\w-]+:ecr:([\w-]+):(\d{12}):repository/(.+)", arn)
    return Repository(match[2], match[1], match[3]) if match else None


def parse_reference(text: str) -> Reference | None:
    """
    The image that a reference names, if it is one of a local ECR's; the port does not matter, since it may change.

    >>> parse_reference("127.0.0.1:4566/123456789012/eu-west-1/web:v1").tag
    'v1'
    >>> parse_reference("docker.io/library/nginx:latest") is None
    True
    """
    host, _, rest = text.partition("/")
    match = _REFERENCE.fullmatch(rest)
    if match is None:
        return None
    if aws := _AWS_HOST.fullmatch(host):
        repository: Repository | None = Repository(aws["account"], aws["region"], match["path"])
    else:
        repository = repository_of_path(match["path"]) if _LOOPBACK.fullmatch(host) else None
    if repository is None:
        return None
    digest = match["digest"] or ""
    return Reference(repository, match["tag"] or ("" if digest else "latest"), digest)
