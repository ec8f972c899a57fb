"""Webhooks of chats where SNS would have to deliver: they take messages of their own form, and confirm nothing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from aerostat.blueprint.problem import KeyPath, Problem
from aerostat.checks.environments import is_on_aws
from aerostat.diagnostics import Severity
from aerostat.model import Environment

_CHATS = {
    "hooks.slack.com": "Slack",
    "discord.com": "Discord",
    "webhook.office.com": "Teams",
    "chat.googleapis.com": "Google Chat",
}


def problems(environment: Environment) -> Iterator[Problem]:
    if not is_on_aws(environment):
        return
    for path, url in _urls(environment):
        host = urlsplit(url).hostname or ""
        chat = next((name for known, name in _CHATS.items() if host == known or host.endswith(f".{known}")), "")
        if chat:
            yield _silent(path, chat)


def _urls(environment: Environment) -> Iterator[tuple[KeyPath, str]]:
    for severity, receivers in environment.monitoring.notify.items():
        for index, receiver in enumerate(receivers):
            yield ("monitoring", "notify", severity, index), receiver
    for topic in environment.topics.values():
        for index, one in enumerate(topic.subscriptions):
            yield ("topics", topic.name, "subscriptions", index, "https"), one.https


def _silent(path: KeyPath, chat: str) -> Problem:
    return Problem(
        id="never-confirmed",
        path=path,
        severity=Severity.WARNING,
        message=f"{chat} never gets these messages",
        reason="SNS sends nothing before its subscription is confirmed, which a webhook of a chat does not do",
        suggestion="write the channel's own mail address, which the chat's settings show",
        is_confidential=True,
    )
