"""A replica key is a key of its own, with aliases, tags, description and policy; and how often a key rotates."""

from __future__ import annotations

import json
from copy import copy
from typing import Any

_A_YEAR = 365


def correct() -> None:
    _part_replicas()
    _keep_rotation_periods()


def _part_replicas() -> None:
    """moto's replica shares the primary's attributes and forgets what was asked for it."""
    from moto.kms.models import kms_backends
    from moto.kms.responses import KmsResponse

    plain = KmsResponse.replicate_key

    def replicate_key(self: Any) -> str:
        answer: str = plain(self)
        here, there = self.kms_backend, kms_backends[self.current_account][self._get_param("ReplicaRegion")]
        name = self._get_param("KeyId").rpartition("/")[2]
        replica = there.keys[name]
        replica.aliases = {}
        replica.multi_region_configuration = copy(here.keys[name].multi_region_configuration)
        replica.description = self._get_param("Description") or ""
        if policy := self._get_param("Policy"):
            replica.policy = policy
        there.tagger.delete_all_tags_for_resource(name)
        there.tagger.tag_resource(name, self._get_param("Tags") or [])
        return answer

    KmsResponse.replicate_key = replicate_key


def _keep_rotation_periods() -> None:
    from moto.kms.responses import KmsResponse

    plain_enable, plain_status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status

    def enable_key_rotation(self: Any) -> str:
        answer: str = plain_enable(self)
        self.kms_backend.describe_key(self._get_param("KeyId")).rotation_period = (
            self._get_param("RotationPeriodInDays") or _A_YEAR
        )
        return answer

    def get_key_rotation_status(self: Any) -> str:
        status: dict[str, Any] = json.loads(plain_status(self))
        key = self.kms_backend.describe_key(self._get_param("KeyId"))
        if status["KeyRotationEnabled"]:
            status["RotationPeriodInDays"] = vars(key).get("rotation_period", _A_YEAR)
        return json.dumps({**status, "KeyId": key.id})

    KmsResponse.enable_key_rotation = enable_key_rotation
    KmsResponse.get_key_rotation_status = get_key_rotation_status
