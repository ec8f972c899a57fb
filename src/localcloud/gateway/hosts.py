"""
Which host names this cloud answers to, and the S3 bucket that a host name may carry.

A web page that the user visits may point a name of its own at 127.0.0.1 and speak to us from the user's browser (DNS
rebinding). Such a request still carries that name, so only names that can be nobody else's are served. A page may also
send requests to our true address without seeing the answers (cross-site request forgery), and since we let unknown keys
in, anybody can sign; but the browser then says where the page came from.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_BUCKET_HOST = re.compile(
    r"^(?P<bucket>[a-z0-9][a-z0-9.-]+?)\.(?:s3(?:[.-](?:[a-z0-9-]+|dualstack\.[a-z0-9-]+))?\.)?localhost$"
)
#: First labels of names that stand for a service, not for a bucket.
_SERVICE_LABELS = frozenset({"s3", "sqs", "ecr", "api", "dkr"})


def is_served(host: str) -> bool:
    """Whether a ``Host`` header names this machine: a loopback address, localhost, or a name below localhost."""
    name = name_of(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_foreign_page(method: str, query_string: str, headers: Mapping[str, str]) -> bool:
    """
    Whether a browser sends this for a page that is not of this machine.

    Pages of this machine may: an application under development calls S3 from its own origin. What a foreign page may do
    is show or follow a link to an object.
    """
    if origin := headers.get("origin"):
        return not is_served(urlsplit(origin).netloc)
    if headers.get("sec-fetch-site") != "cross-site":
        return False
    return method not in ("GET", "HEAD") or "Action=" in query_string


def name_of(host: str) -> str:
    """The host without its port, in lower case."""
    host = host.lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and ":" in host else host


def bucket_of(host: str) -> str | None:
    """The bucket of a virtual-hosted S3 request (``photos.s3.localhost``, ``photos.localhost``), None without one."""
    found = _BUCKET_HOST.match(name_of(host))
    if not found or found["bucket"] in _SERVICE_LABELS or found["bucket"].startswith("s3."):
        return None
    return found["bucket"]
