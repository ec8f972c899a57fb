"""Names, ARNs and ids of ECS's things, and how one is told from the other."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from localcloud.api import Caller

DEFAULT_CLUSTER = "default"


@dataclass(frozen=True)
class Scope:
    """One account in one region; ECS's things are named within it."""

    account: str
    region: str

    @property
    def key(self) -> str:
        return f"{self.account}/{self.region}"

    def arn(self, resource: str) -> str:
        return f"arn:aws:ecs:{self.region}:{self.account}:{resource}"

    def cluster(self, name: str) -> str:
        return self.arn(f"cluster/{name}")

    def service(self, cluster: str, name: str) -> str:
        return self.arn(f"service/{cluster}/{name}")

    def task(self, cluster: str, task_id: str) -> str:
        return self.arn(f"task/{cluster}/{task_id}")

    def caller(self) -> Caller:
        """The control plane itself, asking its neighbours in this account and region."""
        return Caller(account=self.account, region=self.region, principal=f"arn:aws:iam::{self.account}:root")


def scope_of(caller: Caller) -> Scope:
    return Scope(caller.account, caller.region)


def scope_of_arn(arn: str) -> Scope:
    _, _, _, region, account, _ = arn.split(":", 5)
    return Scope(account, region)


def last(name_or_arn: str) -> str:
    """``arn:…:service/cluster/web``, ``cluster/web`` and ``web`` are all ``web``."""
    return name_or_arn.rpartition("/")[2]


def cluster_of(arn: str) -> str:
    """The cluster in the ARN of a service or task."""
    return arn.split("/")[1]


def new_task_id() -> str:
    return secrets.token_hex(16)


def new_deployment_id() -> str:
    """``ecs-svc/`` and 19 digits."""
    return f"ecs-svc/{_digits(19)}"


def new_revision_id() -> str:
    return _digits(19)


def new_service_deployment_id() -> str:
    return secrets.token_urlsafe(16)[:21].replace("-", "x")


def new_uuid() -> str:
    text = secrets.token_hex(16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))
