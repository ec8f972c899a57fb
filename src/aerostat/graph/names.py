"""
Names: what resources are called on AWS and in Terraform.

AWS's names are ``<application>-<environment>-<thing>``. Each service allows a different length; a name that is too
long keeps its beginning and ends in a hash of the whole, so it stays the same from run to run and differs from its
neighbours.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

SEARCH_DOMAIN = 28
LOAD_BALANCER = 32
TARGET_GROUP = 32
REPLICATION_GROUP = 40
BUCKET = 63
DATABASE_INSTANCE = 63
ROLE = 64
QUEUE = 80
TOPIC = 256
BACKUP_VAULT = 50
SCHEDULE = 64
FUNCTION = 64
DELIVERY_STREAM = 64
TRAIL = 128
#: ECS clusters, services and families, ECR repositories, subnet groups, security groups.
GENERAL = 255

_HASH = 6
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@cache
def aws_name(*parts: str, limit: int = GENERAL) -> str:
    """The parts joined by hyphens, lower case, letters, digits and single hyphens only, no longer than ``limit``."""
    whole = "-".join(part for part in parts if part)
    slug = _NOT_IN_NAMES.sub("-", whole.lower()).strip("-")
    return shortened(slug, limit)


def shortened(name: str, limit: int) -> str:
    """``name``, or as much of it as fits with a hash of the whole behind it."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - _HASH - 1].rstrip('-')}-{fingerprint(name)}"


def fingerprint(text: str, length: int = _HASH) -> str:
    """A few hexadecimal digits that change when ``text`` does."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@cache
def label(*parts: str) -> str:
    """Terraform's local name for something the blueprint names: ``image-worker`` becomes ``image_worker``."""
    return _NOT_IN_NAMES.sub("_", "_".join(part for part in parts if part).lower()).strip("_")
