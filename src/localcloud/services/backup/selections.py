"""What a backup plan covers, and the empty shelves of its vaults."""

from __future__ import annotations

import uuid
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Neighbours
from localcloud.services.records import Record
from localcloud.services.registers import Register

_SELECTED = ("Resources", "ListOfTags", "NotResources")


class BackupSelections(Service):
    """AWS Backup, as far as moto has not got it."""

    name = "backup"

    def __init__(self, journal: Journal, clock: Clock, neighbours: Neighbours) -> None:
        self._selections = Register(journal, "backup/selections", missing="ResourceNotFoundException")
        self._clock = clock
        self._neighbours = neighbours

    def create_backup_selection(self, caller: Caller, params: Params) -> Answer:
        plan = params["BackupPlanId"]
        self._neighbours.call(caller, "backup", "GetBackupPlan", {"BackupPlanId": plan})
        selection = {name: [] for name in _SELECTED} | {"Conditions": {}} | dict(params["BackupSelection"])
        identifier = str(uuid.uuid4())
        record = {
            "BackupPlanId": plan,
            "SelectionId": identifier,
            "CreationDate": self._clock.now(),
            "CreatorRequestId": params.get("CreatorRequestId", identifier),
            "BackupSelection": selection,
        }
        self._selections.put(caller, f"{plan}/{identifier}", record)
        return {name: record[name] for name in ("SelectionId", "BackupPlanId", "CreationDate")}

    def get_backup_selection(self, caller: Caller, params: Params) -> Answer:
        return self._selections.get(caller, _name(params))

    def list_backup_selections(self, caller: Caller, params: Params) -> Answer:
        mine = [one for one in self._selections.all(caller) if one["BackupPlanId"] == params["BackupPlanId"]]
        return {"BackupSelectionsList": [_listed(one) for one in mine]}

    def delete_backup_selection(self, caller: Caller, params: Params) -> Answer:
        self._selections.remove(caller, _name(params))
        return {}

    def list_recovery_points_by_backup_vault(self, caller: Caller, params: Params) -> Answer:
        """Nothing is ever backed up here."""
        self._neighbours.call(caller, "backup", "DescribeBackupVault", {"BackupVaultName": params["BackupVaultName"]})
        return {"RecoveryPoints": []}

    def get_backup_vault_notifications(self, caller: Caller, params: Params) -> Answer:
        raise ApiError("ResourceNotFoundException", "The vault sends no notifications.")


def _name(params: Params) -> str:
    return f"{params['BackupPlanId']}/{params['SelectionId']}"


def _listed(record: Record) -> dict[str, Any]:
    selection = record["BackupSelection"]
    return {
        **{name: record[name] for name in ("SelectionId", "BackupPlanId", "CreationDate", "CreatorRequestId")},
        "SelectionName": selection["SelectionName"],
        "IamRoleArn": selection["IamRoleArn"],
    }
