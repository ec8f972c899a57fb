"""Lifecycle policies: which images have had their time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from localcloud.services.ecr.lifecycle import Candidate, expired, parse_policy

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def an_image(name: str, *tags: str, days_old: int) -> Candidate:
    return Candidate(digest=name, tags=tags, pushed=NOW - timedelta(days=days_old))


def a_rule(priority: int, **selection: object) -> dict[str, object]:
    return {"rulePriority": priority, "selection": selection, "action": {"type": "expire"}}


def a_policy(*rules: dict[str, object]) -> str:
    return json.dumps({"rules": rules})


IMAGES = [
    an_image("a", "v1", days_old=5),
    an_image("b", "v2", days_old=4),
    an_image("c", days_old=3),
    an_image("d", "v3", "prod", days_old=2),
]


def test_of_a_count_the_youngest_stay():
    """imageCountMoreThan 2 lets all but the two youngest go."""
    policy = a_policy(a_rule(1, tagStatus="any", countType="imageCountMoreThan", countNumber=2))

    assert {"a", "b"} == set(expired(parse_policy(policy), IMAGES, NOW))


def test_untagged_images_go_by_age():
    """sinceImagePushed looks at untagged images alone when told so."""
    policy = a_policy(a_rule(1, tagStatus="untagged", countType="sinceImagePushed", countUnit="days", countNumber=2))

    assert ("c",) == expired(parse_policy(policy), IMAGES, NOW)


def test_an_image_that_one_rule_has_is_no_concern_of_later_rules():
    """A rule of higher priority protects what it selects."""
    policy = a_policy(
        a_rule(2, tagStatus="any", countType="imageCountMoreThan", countNumber=1),
        a_rule(1, tagStatus="tagged", tagPrefixList=["v"], countType="imageCountMoreThan", countNumber=2),
    )

    assert ("a",) == expired(parse_policy(policy), IMAGES, NOW)


def test_every_prefix_must_fit_a_tag():
    """Two prefixes select images that have tags for both."""
    policy = a_policy(
        a_rule(1, tagStatus="tagged", tagPrefixList=["v", "prod"], countType="sinceImagePushed", countUnit="days",
               countNumber=1)
    )  # fmt: skip

    assert ("d",) == expired(parse_policy(policy), IMAGES, NOW)


@pytest.mark.parametrize(
    "text",
    ["no json", "{}", a_policy({"rulePriority": 1}), a_policy(a_rule(1, tagStatus="tagged")),
     a_policy(a_rule(1, tagStatus="any", countType="imageCountMoreThan", countNumber=0))],
)  # fmt: skip
def test_what_is_no_policy_is_refused(text: str) -> None:
    """A policy that AWS would refuse is refused."""
    with pytest.raises(ValueError):
        parse_policy(text)
