"""
What other services say about resources, remembered until an operation may have changed it.

Asking takes a thread, and the gateway's event loop must not wait: on the loop a question whose answer is not known
raises :class:`MustAsk`, and the gateway asks again from a thread.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

#: Operations after which a policy, a name or an owner may be another.
_CHANGING = re.compile(
    r"Policy|Permission|Queue|Topic|Secret|Key|Alias|Function|Repository|Identity|TaskDefinition|Attributes|Parameter"
    r"|ScalableTarget"
)
#: Operations after which a resource may have other tags, or be another one of the same name.
_TAGGING = re.compile(
    r"Tag|^(Allocate|Copy|Create|Import|Register|Replicate|Request|Restore|Run)"
    r"|^Put(MetricAlarm|Parameter|Rule)|^Delete(?!Message|Item)"
)
_NEVER = re.compile(r"(Get|List|Describe|Simulate|Batch)|(Generate|Update)DataKey|PutSecretValue")
_MOST = 10_000


def tags_in(service: str) -> str:
    """Under which the tags of a service's resources are remembered."""
    return f"{service}: tags"


class MustAsk(Exception):
    """The answer is not known, and here nobody may wait for it."""


class Memory:
    """Answers by service and question."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Any, Any]] = defaultdict(dict)
        self._changes: dict[str, int] = defaultdict(int)

    def recall(self, service: str, question: Any, ask: Callable[[], Any]) -> Any:
        """
        The answer.

        Raises:
            MustAsk: it is not known, and this is the event loop.
        """
        known = self._known[service]
        if question in known:
            return known[question]
        if _is_on_loop():
            raise MustAsk(question)
        before = self._changes[service]
        answer = ask()
        if before == self._changes[service] and len(known) < _MOST:
            known[question] = answer
        return answer

    def changed(self, service: str, operation: str) -> None:
        """An operation has been carried out: forget what it may have changed."""
        if _NEVER.match(operation):
            return
        if _CHANGING.search(operation):
            self.forget(service)
        if _TAGGING.search(operation):
            self.forget(tags_in(service))

    def forget(self, service: str) -> None:
        self._changes[service] += 1
        self._known[service] = {}


def _is_on_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
