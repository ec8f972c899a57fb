"""Host names: which we answer to, and which carry a bucket."""

from __future__ import annotations

import pytest

from localcloud.gateway.hosts import bucket_of, is_foreign_page, is_served


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:4566",
        "localhost:4566",
        "LOCALHOST",
        "[::1]:4566",
        "127.77.3.1:80",
        "b.s3.localhost:4566",
    ],
)
def test_names_of_this_machine_are_served(host: str):
    """Loopback addresses, localhost and what is below it."""
    assert is_served(host)


@pytest.mark.parametrize("host", ["evil.example:4566", "localhost.evil.example", "192.168.1.2", "", "127.0.0.1.nip.io"])
def test_names_that_others_may_own_are_not_served(host: str):
    """A name that somebody else controls could be pointed at us by a web page."""
    assert not is_served(host)


@pytest.mark.parametrize(
    ("host", "bucket"),
    [
        ("photos.s3.localhost:4566", "photos"),
        ("photos.s3.eu-west-1.localhost", "photos"),
        ("photos.s3-eu-west-1.localhost", "photos"),
        ("my.photos.s3.localhost", "my.photos"),
        ("photos.localhost:4566", "photos"),
        ("s3.localhost:4566", None),
        ("s3.us-east-1.localhost", None),
        ("localhost:4566", None),
        ("127.0.0.1:4566", None),
    ],
)
def test_a_bucket_may_be_in_the_host_name(host: str, bucket: str | None):
    """SDKs put the bucket into the host name when the endpoint is localhost."""
    assert bucket == bucket_of(host)


@pytest.mark.parametrize(
    ("method", "query", "headers"),
    [
        ("POST", "", {"origin": "https://evil.example"}),
        ("POST", "delete", {"origin": "null", "sec-fetch-site": "cross-site"}),
        ("GET", "Action=DeleteUser&X-Amz-Credential=test", {"sec-fetch-site": "cross-site"}),
    ],
)
def test_pages_of_other_sites_cannot_change_anything(method: str, query: str, headers: dict[str, str]):
    """A page could sign with any key, but the browser tells on it."""
    assert is_foreign_page(method, query, headers)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {}),
        ("PUT", {"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}),
        ("PUT", {"origin": "http://127.77.1.1"}),
        ("GET", {"sec-fetch-site": "cross-site"}),
        ("POST", {"sec-fetch-site": "same-origin"}),
    ],
)
def test_tools_and_local_pages_are_let_in(method: str, headers: dict[str, str]):
    """SDKs send no origin; an application under development has one of this machine; links may be followed."""
    assert not is_foreign_page(method, "", headers)
