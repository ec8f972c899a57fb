"""What a reference names."""

from __future__ import annotations

import pytest

from localcloud.services.ecr.references import Reference, Repository, parse_reference

DIGEST = "sha256:" + "a" * 64
WEB = Repository("123456789012", "us-east-1", "shop/web")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:4566/123456789012/us-east-1/shop/web:v1", Reference(WEB, "v1", "")),
        ("localhost:9999/123456789012/us-east-1/shop/web", Reference(WEB, "latest", "")),
        (f"127.0.0.1:4566/123456789012/us-east-1/shop/web@{DIGEST}", Reference(WEB, "", DIGEST)),
        (f"127.0.0.1:4566/123456789012/us-east-1/shop/web:v1@{DIGEST}", Reference(WEB, "v1", DIGEST)),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/web:v1", Reference(WEB, "v1", "")),
        ("docker.io/library/nginx:latest", None),
        ("nginx", None),
        ("127.0.0.1:4566/shop/web:v1", None),
        ("", None),
    ],
)
def test_a_reference_names_an_image_of_a_local_repository_or_none(text: str, expected: Reference | None) -> None:
    """Our own form with any port, and AWS's form, name the same repository."""
    assert expected == parse_reference(text)
