"""Our reading and checking of signatures agrees with botocore's writing of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from localcloud.gateway import signature
from localcloud.gateway.http import Request
from localcloud.gateway.scope import IncompleteSignature, Placement, credential_scope

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
HOST = "127.0.0.1:4566"


def signed(path: str, *, service: str, method: str = "GET", body: bytes = b"", presigned: bool = False) -> Request:
    sent = AWSRequest(method=method, url=f"http://{HOST}{path}", data=body)
    signers = {True: S3SigV4QueryAuth, False: S3SigV4Auth if service == "s3" else SigV4Auth}
    signers[presigned](Credentials("AKIDEXAMPLE", SECRET), service, "eu-west-1").add_auth(sent)
    raw_path, _, query = sent.url.removeprefix(f"http://{HOST}").partition("?")
    headers = {"host": HOST} | {name.lower(): value for name, value in sent.headers.items()}
    return Request(method=method, raw_path=raw_path, query_string=query, headers=headers)


def test_the_scope_tells_key_region_and_service():
    """The credential scope of the header names who signed for what and where."""
    scope = credential_scope(signed("/", service="monitoring"))

    assert scope is not None
    assert ("AKIDEXAMPLE", "eu-west-1", "monitoring") == (scope.access_key, scope.region, scope.service)
    assert Placement.HEADER is scope.placement


def test_a_request_without_signature_has_no_scope():
    """Anonymous requests are told apart from signed ones."""
    assert credential_scope(Request(method="GET", raw_path="/bucket/key")) is None


def test_a_basic_authorization_is_no_signature_of_aws():
    """Docker's login to the registry is not taken for a signature."""
    request = Request(method="GET", raw_path="/v2/", headers={"authorization": "Basic QVdTOng="})

    assert credential_scope(request) is None


def test_a_torn_signature_is_refused_by_the_part_it_lacks():
    """A Version 4 header without a signature names what is missing."""
    header = "AWS4-HMAC-SHA256 Credential=A/20261121/us-east-1/s3/aws4_request, SignedHeaders=host"

    with pytest.raises(IncompleteSignature, match="Signature"):
        credential_scope(Request(method="GET", raw_path="/", headers={"authorization": header}))


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("s3", "/bucket/a%2Fb"),
        ("s3", "/bucket/a%20b%3Fc"),
        ("s3", "/bucket/../x"),
        ("s3", "/bucket//double"),
        ("s3", "/bucket/%C3%BC~'()*"),
        ("s3", "/bucket?list-type=2&prefix=a%20b&delimiter="),
        ("lambda", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af"),
        ("route53", "/2013-04-01/hostedzone/Z1/rrset?type=A&name=a.b"),
        ("sqs", "/"),
    ],
)
def test_a_signature_of_botocore_is_valid(service: str, path: str):
    """What botocore signs, we compute alike: odd S3 keys, double encoding elsewhere, queries in order."""
    request = signed(path, service=service)
    scope = credential_scope(request)

    assert scope is not None
    assert signature.is_valid(request, b"", scope, SECRET)


def test_a_signature_with_another_secret_is_not_valid():
    """The secret decides."""
    request = signed("/", service="sqs", method="POST", body=b"{}")
    scope = credential_scope(request)

    assert scope is not None
    assert signature.is_valid(request, b"{}", scope, SECRET)
    assert not signature.is_valid(request, b"{}", scope, "another")


def test_a_body_that_was_changed_on_the_way_is_not_valid():
    """The signature covers the body."""
    request = signed("/", service="sqs", method="POST", body=b"{}")
    scope = credential_scope(request)

    assert scope is not None
    assert not signature.is_valid(request, b'{"a":1}', scope, SECRET)


def test_a_presigned_url_is_valid_until_it_expires():
    """The signature of a presigned URL is in its query, and so is its time."""
    request = signed("/bucket/a%20b", service="s3", presigned=True)
    scope = credential_scope(request)
    now = datetime.now(UTC)

    assert scope is not None
    assert Placement.PRESIGNED is scope.placement
    assert signature.is_valid(request, b"", scope, SECRET)
    assert not signature.has_expired(request, scope, now)
    assert signature.has_expired(request, scope, now + timedelta(hours=2))
