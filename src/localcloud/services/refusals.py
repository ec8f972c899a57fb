"""
Operations that moto would only pretend to do, refused.

moto answers "available" for databases and caches that do not exist. Our own services refuse what they do not really
serve, with a typed error, so that nobody builds on a pretence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params


def refusal(what: str) -> Callable[[Any, Caller, Params], Answer]:
    """An operation that says that this cloud does not serve ``what``."""

    def refuse(_service: Any, _caller: Caller, _params: Params) -> Answer:
        raise ApiError(
            "NotImplemented", f"{what} are not served by this cloud, which only answers for what really runs."
        )

    return refuse
