"""A replica key is a key of its own: with its own aliases, tags, description, policy and dates."""

from __future__ import annotations

from copy import copy
from typing import Any


def correct() -> None:
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
