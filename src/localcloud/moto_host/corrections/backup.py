"""Tags are asked for with and without a slash at the end of the path."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote


def correct() -> None:
    from moto.backup.responses import BackupResponse

    def list_tags(self: Any) -> str:
        arn = unquote(self.path.rstrip("/").rpartition("/")[2])
        return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})

    BackupResponse.list_tags = list_tags
