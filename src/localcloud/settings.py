"""What one local cloud was asked to be, decided once at its start and handed to every room."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
DEFAULT_PORT = 4566
DEFAULT_SPEED = 10.0

#: Whether IAM's policies are asked: not at all, asked and only told, or enforced.
Iam = Literal["off", "soft", "strict"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    Attributes:
        state: the folder that holds everything this cloud remembers.
        port: where the AWS API answers, on 127.0.0.1. Port 0 takes a free one.
        speed: 10 means that 30 s on AWS are 3 s here; see :class:`localcloud.clock.Clock`.
        faithful: load balancers never try another target, and a dead task stays routed until
            its health checks fail, as on AWS; else a laptop user is spared those errors.
        account: twelve digits, for requests whose access key tells no other.
        region: for requests that name none.
        iam: what becomes of requests that no policy allows; root may always do everything in its account.
    """

    state: Path
    port: int = DEFAULT_PORT
    speed: float = DEFAULT_SPEED
    faithful: bool = False
    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION
    iam: Iam = "off"

    @property
    def endpoint_url(self) -> str:
        """The endpoint URL for boto3, the AWS CLI and Terraform."""
        return f"http://127.0.0.1:{self.port}"
