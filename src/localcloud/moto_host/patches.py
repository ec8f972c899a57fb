"""
What moto does as a test double and must not do as a server; applied once, before any of its services is imported.

Each change is to a name that moto 5.2.5 has; another version fails loudly here rather than quietly later, which is
why pyproject.toml pins it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from localcloud.settings import DEFAULT_ACCOUNT

#: Read by moto when its modules are imported.
ENVIRONMENT = {
    "MOTO_ALLOW_NONEXISTENT_REGION": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_ACM_VALIDATION_WAIT": "0",
}

Address = tuple[str, str, str]  # moto's name of the service, account, region

_touched = threading.local()


@cache
def apply() -> None:
    """Change moto. Calling again changes nothing."""
    os.environ.update(ENVIRONMENT)
    _cache_method_tables()
    _forget_instances()
    _hold_states()
    _record_touched_backends()
    _count_visits_of_known_keys_only()


@contextmanager
def touched_backends() -> Iterator[set[Address]]:
    """Collects the address of each backend that this thread reaches for in the block."""
    before = getattr(_touched, "addresses", None)
    addresses: set[Address] = set()
    _touched.addresses = addresses
    try:
        yield addresses
    finally:
        _touched.addresses = before


def _cache_method_tables() -> None:
    """moto inspects its response classes at each request, although they never change."""
    import moto.core.responses as responses
    import moto.core.utils as utils

    responses.method_names_from_class = cache(utils.method_names_from_class)


def _forget_instances() -> None:
    """moto keeps every object it ever made, for its dashboard: a leak in a process that lives for days."""
    from moto.core.common_models import BaseModel

    def __new__(cls: type, *_: Any, **__: Any) -> Any:
        return super(BaseModel, cls).__new__(cls)

    BaseModel.__new__ = __new__


def _hold_states() -> None:
    """Records go to their final state at once, not one step each time somebody describes them."""
    from moto.moto_api._internal.state_manager import StateManager

    def get_transition(self: StateManager, model_name: str) -> dict[str, Any]:
        return {"progression": "immediate"}

    StateManager.get_transition = get_transition


def _record_touched_backends() -> None:
    """Every access to a backend goes through one method; noting it tells which records a request may have changed."""
    from moto.core.base_backend import AccountSpecificBackend

    plain = AccountSpecificBackend.__getitem__

    def __getitem__(self: AccountSpecificBackend[Any], region_name: str) -> Any:
        addresses = getattr(_touched, "addresses", None)
        if addresses is not None:
            region = "aws" if region_name == "global" else region_name
            addresses.add((self.service_name, self.account_id, region))
        return plain(self, region_name)

    AccountSpecificBackend.__getitem__ = __getitem__


def _count_visits_of_known_keys_only() -> None:
    """moto creates an IAM account for whoever calls anything; only keys that exist have a last use to remember."""
    import moto.core  # the package first: its parts import one another
    import moto.iam.models as iam

    plain = iam.mark_account_as_visited

    def mark_account_as_visited(account_id: str, access_key: str, service: str, region: str) -> None:
        if account_id in iam.iam_backends:
            with touched_backends():
                plain(account_id, access_key, service, region)

    assert moto.core.DEFAULT_ACCOUNT_ID == DEFAULT_ACCOUNT
    iam.mark_account_as_visited = mark_account_as_visited
