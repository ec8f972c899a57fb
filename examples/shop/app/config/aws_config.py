"""Clients for AWS. Region, credentials and endpoint come from the environment."""

import os
from typing import Any

import boto3
from botocore.config import Config

LONG_POLL_SECONDS = 10


def create_client(service: str) -> Any:
    """A client with short patience and few retries; it is thread-safe, and we call it in threads."""
    config = Config(
        signature_version="s3v4" if service == "s3" else None,
        connect_timeout=2,
        read_timeout=LONG_POLL_SECONDS + 5 if service == "sqs" else 5,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=20,
    )
    region = os.environ.get("AWS_REGION")  # what ECS sets; boto3 itself looks for AWS_DEFAULT_REGION
    return boto3.client(service, region_name=region, config=config)  # type: ignore[call-overload]
