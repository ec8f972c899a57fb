"""
Lifecycle policies: which images of a repository have had their time.

Values in, values out. The rules are AWS's
(https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html): rules count in order of priority, an
image that one rule has selected is no concern of later ones, and of a count the youngest images stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

Rule = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An image as a rule looks at it."""

    digest: str
    tags: tuple[str, ...]
    pushed: datetime


def parse_policy(text: str) -> tuple[Rule, ...]:
    """
    The rules of a policy in order of priority.

    Raises:
        ValueError: it is not a lifecycle policy; says why.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError("string is not valid JSON") from error
    rules = document.get("rules") if isinstance(document, dict) else None
    if not isinstance(rules, list) or not rules:
        raise ValueError("object has missing required properties (['rules'])")
    for rule in rules:
        _check(rule)
    priorities = [rule["rulePriority"] for rule in rules]
    if len(set(priorities)) != len(priorities):
        raise ValueError("rulePriority must be unique")
    return tuple(sorted(rules, key=lambda rule: int(rule["rulePriority"])))


def _check(rule: Any) -> None:
    if not isinstance(rule, dict) or not {"rulePriority", "selection", "action"} <= rule.keys():
        raise ValueError("a rule needs rulePriority, selection and action")
    selection = rule["selection"]
    if selection.get("tagStatus") not in ("tagged", "untagged", "any"):
        raise ValueError("tagStatus must be one of tagged, untagged, any")
    if selection["tagStatus"] == "tagged" and not (selection.get("tagPrefixList") or selection.get("tagPatternList")):
        raise ValueError("tagPrefixList or tagPatternList is required when tagStatus is tagged")
    if selection.get("countType") not in ("imageCountMoreThan", "sinceImagePushed"):
        raise ValueError("countType must be one of imageCountMoreThan, sinceImagePushed")
    if not isinstance(selection.get("countNumber"), int) or selection["countNumber"] < 1:
        raise ValueError("countNumber must be an integer of at least 1")
    if selection["countType"] == "sinceImagePushed" and selection.get("countUnit") != "days":
        raise ValueError("countUnit must be days when countType is sinceImagePushed")
    if rule["action"].get("type") != "expire":
        raise ValueError("action type must be expire")


def expired(rules: Sequence[Rule], images: Sequence[Candidate], now: datetime) -> tuple[str, ...]:
    """The digests of the images that the rules, in order of priority, let go."""
    remaining = sorted(images, key=lambda image: image.pushed, reverse=True)
    gone: list[str] = []
    for rule in rules:
        selected = [image for image in remaining if _selects(rule["selection"], image)]
        remaining = [image for image in remaining if image not in selected]
        gone += [image.digest for image in _let_go(rule["selection"], selected, now)]
    return tuple(gone)


def _let_go(selection: Mapping[str, Any], youngest_first: Sequence[Candidate], now: datetime) -> Sequence[Candidate]:
    if selection["countType"] == "imageCountMoreThan":
        return youngest_first[selection["countNumber"] :]
    oldest = now - timedelta(days=selection["countNumber"])
    return [image for image in youngest_first if image.pushed < oldest]


def _selects(selection: Mapping[str, Any], image: Candidate) -> bool:
    """Every prefix, or every pattern, must fit one of the image's tags."""
    match selection["tagStatus"]:
        case "untagged":
            return not image.tags
        case "any":
            return True
    prefixes = [f"{prefix}*" for prefix in selection.get("tagPrefixList", ())]
    patterns = prefixes or selection.get("tagPatternList", ())
    return all(any(fnmatchcase(tag, pattern) for tag in image.tags) for pattern in patterns)
