"""The RDS API: what each operation asks of the DB instance records. The controller makes it so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.services.neighbours import Neighbours
from localcloud.services.paging import page
from localcloud.services.rds import catalog, master_secret, replicas, snapshots
from localcloud.services.rds.instances import (
    Record,
    checked_identifier,
    checked_password,
    instance_arn,
    matching,
    modify,
    new_instance,
    shown_instance,
)
from localcloud.services.rds.parameter_groups import ParameterGroups
from localcloud.services.rds.proxies import Passing, Proxies
from localcloud.services.rds.subnet_groups import SubnetGroups
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Records
from localcloud.services.refusals import refusal

DEFAULT_PORT = 5432


class RelationalDatabases(SubnetGroups, ParameterGroups, Proxies):
    """
    Amazon RDS.

    Args:
        state: the cloud's folder, for the data of snapshots.
        version: of this machine's PostgreSQL, ``18.6``.
        parameters: its parameters; see :func:`described_parameters`.
        passing: who passes the connections of DB proxies on.
    """

    name = "rds"

    def __init__(
        self,
        *,
        journal: Journal,
        book: AddressBook,
        clock: Clock,
        neighbours: Neighbours,
        state: Path,
        version: str,
        parameters: dict[str, dict[str, Any]],
        passing: Passing,
    ) -> None:
        self.tags = Tags(journal, "rds/tags")
        SubnetGroups.__init__(self, journal, neighbours, self.tags)
        ParameterGroups.__init__(self, journal, self.tags, family=catalog.family_of(version), known=parameters)
        Proxies.__init__(self, journal, clock, book, self.tags, passing)
        self.instances = Records(journal, "rds/instances")
        self.snapshots = Records(journal, "rds/snapshots")
        self._book = book
        self._clock = clock
        self._neighbours = neighbours
        self._state = state
        self._version = version

    # --- DB instances

    def create_db_instance(self, caller: Caller, params: Params) -> Answer:
        return {"DBInstance": self._order(caller, params, snapshot=None)}

    def describe_db_instances(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("DBInstanceIdentifier"):
            records = [self._existing(caller, name)]
        else:
            records = self.instances.under(_key(caller, ""))
        records = matching(records, params.get("Filters", ()))
        return page([self._shown(record) for record in records], params, under="DBInstances")

    def modify_db_instance(self, caller: Caller, params: Params) -> Answer:
        record = self._existing(caller, params["DBInstanceIdentifier"])
        if record["goal"] == "deleted":
            raise _wrong_state(record)
        if group := params.get("DBParameterGroupName"):
            self.parameter_values(caller, group)
        password = self._new_password(caller, record, params)

        def changed(old: Record) -> Record:
            new = modify(old, params)
            return {**new, "password": password} if password else new

        if "DBSubnetGroupName" in params:
            raise ApiError(
                "InvalidParameterCombination", "This cloud does not move DB instances between subnet groups."
            )
        return {"DBInstance": self._shown(self._change(caller, params["DBInstanceIdentifier"], changed))}

    def reboot_db_instance(self, caller: Caller, params: Params) -> Answer:
        record = self._in_state(caller, params, "available")
        if params.get("ForceFailover"):
            raise ApiError("InvalidParameterCombination", "Reboot with failover is not served by this cloud.")
        groups = [{**group, "ParameterApplyStatus": "in-sync"} for group in record["shown"]["DBParameterGroups"]]
        return self._ask(caller, params, {"reboot": True}, status="rebooting", DBParameterGroups=groups)

    def stop_db_instance(self, caller: Caller, params: Params) -> Answer:
        self._in_state(caller, params, "available")
        asked: Record = {"goal": "stopped"}
        if name := params.get("DBSnapshotIdentifier"):
            self._add_snapshot(caller, params["DBInstanceIdentifier"], name)
            asked["snapshot"] = name
        return self._ask(caller, params, asked, status="stopping")

    def start_db_instance(self, caller: Caller, params: Params) -> Answer:
        self._in_state(caller, params, "stopped")
        return self._ask(caller, params, {"goal": "available", "failures": 0}, status="starting")

    def delete_db_instance(self, caller: Caller, params: Params) -> Answer:
        record = self._existing(caller, params["DBInstanceIdentifier"])
        if record["goal"] == "deleted":
            raise ApiError("InvalidDBInstanceState", f"Instance {_name(record)} is already being deleted.")
        if record["shown"]["DeletionProtection"]:
            raise ApiError(
                "InvalidParameterCombination",
                "Cannot delete protected DB Instance, please disable deletion protection and try again.",
            )
        asked: Record = {"goal": "deleted", "snapshot": self._final_snapshot(caller, params)}
        if secret := record["shown"].get("MasterUserSecret"):
            master_secret.delete_secret(self._neighbours, caller, secret["SecretArn"])
        for follower in self._followers(record):
            self.instances.change(follower, replicas.promoted)
        return self._ask(caller, params, asked, status="deleting")

    # --- read replicas

    def create_db_instance_read_replica(self, caller: Caller, params: Params) -> Answer:
        source = self.instances.get(replicas.key_of_source(caller, params["SourceDBInstanceIdentifier"]))
        if source is None:
            raise _no_instance(params["SourceDBInstanceIdentifier"])
        order = replicas.order_of_replica(source, caller, params)
        return {"DBInstance": self._order(caller, order, snapshot=None, source=source)}

    def promote_read_replica(self, caller: Caller, params: Params) -> Answer:
        record = self._in_state(caller, params, "available")
        if not record.get("primary"):
            raise ApiError("InvalidDBInstanceState", "DB Instance is not a read replica.")
        period = {"BackupRetentionPeriod": params.get("BackupRetentionPeriod", 1)}
        changed = self._change(caller, params["DBInstanceIdentifier"], replicas.promoted)
        return self._ask(caller, params, {}, status=changed["shown"]["DBInstanceStatus"], **period)

    # --- snapshots

    def create_db_snapshot(self, caller: Caller, params: Params) -> Answer:
        self._in_state(caller, params, "available", "stopped")
        name = checked_identifier(params["DBSnapshotIdentifier"], "DBSnapshotIdentifier")
        snapshot = self._add_snapshot(caller, params["DBInstanceIdentifier"], name, tags=params.get("Tags"))
        self._change(caller, params["DBInstanceIdentifier"], lambda old: {**old, "snapshot": name})
        return {"DBSnapshot": snapshot}

    def describe_db_snapshots(self, caller: Caller, params: Params) -> Answer:
        found = snapshots.matching(self.snapshots.under(_key(caller, "")), params)
        if params.get("DBSnapshotIdentifier") and not found:
            raise _no_snapshot(params["DBSnapshotIdentifier"])
        return page([snapshot["shown"] for snapshot in found], params, under="DBSnapshots")

    def delete_db_snapshot(self, caller: Caller, params: Params) -> Answer:
        name = params["DBSnapshotIdentifier"]
        snapshot = self._existing_snapshot(caller, name)
        if snapshot["shown"]["Status"] != "available":
            raise ApiError("InvalidDBSnapshotState", f"The DB snapshot {name} is still being created")
        self._remove_snapshot_data(caller, name.lower())
        self.snapshots.remove(_key(caller, name.lower()))
        return {"DBSnapshot": {**snapshot["shown"], "Status": "deleted"}}

    def restore_db_instance_from_db_snapshot(self, caller: Caller, params: Params) -> Answer:
        snapshot = self._existing_snapshot(caller, params["DBSnapshotIdentifier"])
        order = snapshots.order_from_snapshot(snapshot, params)
        return {"DBInstance": self._order(caller, order, snapshot=snapshot["shown"]["DBSnapshotIdentifier"])}

    # --- what there is to order

    def describe_db_engine_versions(self, caller: Caller, params: Params) -> Answer:
        return page(catalog.engine_versions(params, available=self._version), params, under="DBEngineVersions")

    def describe_orderable_db_instance_options(self, caller: Caller, params: Params) -> Answer:
        options = list(catalog.orderable_options(params, available=self._version, region=caller.region))
        return page(options, params, under="OrderableDBInstanceOptions", largest=10000)

    # --- tags

    def add_tags_to_resource(self, caller: Caller, params: Params) -> Answer:
        return self._retag(params["ResourceName"], lambda arn: self.tags.add(arn, params["Tags"]))

    def remove_tags_from_resource(self, caller: Caller, params: Params) -> Answer:
        return self._retag(params["ResourceName"], lambda arn: self.tags.remove(arn, params["TagKeys"]))

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        self._require_resource(params["ResourceName"])
        return {"TagList": self.tags.of(params["ResourceName"])}

    # --- what moto would only pretend

    create_db_cluster = restore_db_cluster_from_snapshot = refusal("DB clusters")
    create_global_cluster = refusal("global clusters")
    restore_db_instance_to_point_in_time = refusal("restores to a point in time")
    copy_db_snapshot = refusal("copies of DB snapshots")
    create_blue_green_deployment = refusal("blue/green deployments of databases")
    start_export_task = refusal("exports of DB snapshots")

    def instances_in_group(self, caller: Caller, name: str) -> list[str]:
        records = self.instances.under(_key(caller, ""))
        return [
            _name(record) for record in records if record["shown"]["DBSubnetGroup"].get("DBSubnetGroupName") == name
        ]

    def instances_with_parameter_group(self, caller: Caller, name: str) -> list[str]:
        records = self.instances.under(_key(caller, ""))
        return [_name(r) for r in records if r["shown"]["DBParameterGroups"][0]["DBParameterGroupName"] == name]

    def settings_of(self, record: Record) -> dict[str, str]:
        """What the instance's parameter group sets; for the server's configuration."""
        caller = Caller(account=record["account"], region=record["region"])
        return self.parameter_values(caller, record["shown"]["DBParameterGroups"][0]["DBParameterGroupName"])

    def source_of(self, record: Record) -> Record | None:
        """The DB instance that a read replica follows; None for all others."""
        return self.instances.get(record["primary"]) if record.get("primary") else None

    def endpoint_of_instance(self, caller: Caller, identifier: str) -> Endpoint:
        endpoint = self._existing(caller, identifier)["endpoint"]
        return Endpoint(endpoint["Address"], endpoint["Port"])

    # --- inside

    def _followers(self, record: Record) -> list[str]:
        """The keys of an instance's read replicas."""
        key = f"{record['account']}/{record['region']}/{_name(record)}"
        followers = [one for one in self.instances.under("") if one.get("primary") == key]
        return [f"{one['account']}/{one['region']}/{_name(one)}" for one in followers]

    def _order(
        self, caller: Caller, params: Params, *, snapshot: str | None, source: Record | None = None
    ) -> dict[str, Any]:
        group = params.get("DBSubnetGroupName")
        record = new_instance(
            params,
            account=caller.account,
            region=caller.region,
            now=self._clock.now(),
            version=self._version,
            group=self.subnet_group(caller, group) if group else {},
        )
        name = _name(record)
        if self.instances.get(_key(caller, name)):
            raise ApiError("DBInstanceAlreadyExists", "DB instance already exists")
        self.parameter_values(caller, record["shown"]["DBParameterGroups"][0]["DBParameterGroupName"])
        is_new = snapshot is None and source is None
        record |= {"source": snapshot, **self._master_password(caller, params, record, required=is_new)}
        if source:
            record = replicas.as_replica(record, source)
        port = self._book.assign(instance_arn(caller.account, caller.region, name), params.get("Port") or DEFAULT_PORT)
        record["endpoint"] = {"Address": port.host, "Port": port.port}
        self.tags.replace(record["shown"]["DBInstanceArn"], record["shown"]["TagList"])
        if not self.instances.add(_key(caller, name), record):
            raise ApiError("DBInstanceAlreadyExists", "DB instance already exists")
        return self._shown(record)

    def _master_password(self, caller: Caller, params: Params, record: Record, *, required: bool) -> Record:
        given = params.get("MasterUserPassword")
        if not params.get("ManageMasterUserPassword"):
            if not given and required:
                raise ApiError("InvalidParameterValue", "Invalid master user password")
            return {"password": checked_password(given)} if given else {}
        if given:
            raise ApiError(
                "InvalidParameterCombination",
                "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
            )
        password, user = master_secret.generated_password(), record["shown"]["MasterUsername"]
        record["shown"]["MasterUserSecret"] = master_secret.create_secret(
            self._neighbours, caller, user=user, password=password, params=params
        )
        return {"password": password}

    def _new_password(self, caller: Caller, record: Record, params: Params) -> str | None:
        """The password that ModifyDBInstance asks for, if it asks for one."""
        secret = record["shown"].get("MasterUserSecret")
        if params.get("RotateMasterUserPassword") and secret:
            password, user = master_secret.generated_password(), record["shown"]["MasterUsername"]
            master_secret.change_secret(self._neighbours, caller, secret["SecretArn"], user=user, password=password)
            return password
        if params.get("ManageMasterUserPassword") is not None and bool(secret) != params["ManageMasterUserPassword"]:
            raise ApiError(
                "InvalidParameterCombination",
                "This cloud decides who manages the master password when the DB instance is created.",
            )
        if "MasterUserPassword" not in params:
            return None
        if secret:
            raise ApiError(
                "InvalidParameterCombination",
                "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
            )
        return checked_password(params["MasterUserPassword"])

    def _final_snapshot(self, caller: Caller, params: Params) -> str | None:
        name = params.get("FinalDBSnapshotIdentifier")
        if params.get("SkipFinalSnapshot"):
            if name:
                raise ApiError(
                    "InvalidParameterCombination",
                    "FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot",
                )
            return None
        if not name:
            raise ApiError(
                "InvalidParameterCombination",
                "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
            )
        checked = checked_identifier(name, "FinalDBSnapshotIdentifier")
        self._add_snapshot(caller, params["DBInstanceIdentifier"], checked)
        return checked

    def _add_snapshot(self, caller: Caller, instance: str, name: str, *, tags: Any = None) -> dict[str, Any]:
        record = self._existing(caller, instance)
        snapshot = snapshots.new_snapshot(record, name, now=self._clock.now(), kind="manual")
        if tags:
            snapshot["shown"]["TagList"] = list(tags)
        if not self.snapshots.add(_key(caller, name), snapshot):
            raise ApiError(
                "DBSnapshotAlreadyExists",
                f"Cannot create the snapshot because one with the identifier {name} already exists.",
            )
        self.tags.replace(snapshot["shown"]["DBSnapshotArn"], snapshot["shown"]["TagList"])
        shown: dict[str, Any] = snapshot["shown"]
        return shown

    def _remove_snapshot_data(self, caller: Caller, name: str) -> None:
        folder = snapshots.snapshot_folder(self._state, caller.account, caller.region, name)
        shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, caller: Caller, params: Params, asked: Record, *, status: str, **shown: Any) -> Answer:
        """Write down what is wanted of an instance from now on, and answer with it."""
        record = self._change(
            caller,
            params["DBInstanceIdentifier"],
            lambda old: {**old, **asked, "shown": {**old["shown"], **shown, "DBInstanceStatus": status}},
        )
        return {"DBInstance": self._shown(record)}

    def _change(self, caller: Caller, name: str, change: Callable[[Record], Record]) -> Record:
        record = self.instances.change(_key(caller, name.lower()), change)
        if record is None:
            raise _no_instance(name)
        return record

    def _existing(self, caller: Caller, name: str) -> Record:
        """By identifier or ARN, in any case."""
        record = self.instances.get(_key(caller, name.rpartition(":")[2].lower()))
        if record is None:
            raise _no_instance(name)
        return record

    def _in_state(self, caller: Caller, params: Params, *states: str) -> Record:
        record = self._existing(caller, params["DBInstanceIdentifier"])
        if record["shown"]["DBInstanceStatus"] not in states:
            raise _wrong_state(record)
        return record

    def _existing_snapshot(self, caller: Caller, name: str) -> dict[str, Any]:
        snapshot = self.snapshots.get(_key(caller, name.rpartition(":")[2].lower()))
        if snapshot is None:
            raise _no_snapshot(name)
        return snapshot

    def _shown(self, record: Record) -> dict[str, Any]:
        followers = replicas.replicas_of(record, self.instances.under(""))
        tags = self.tags.of(record["shown"]["DBInstanceArn"])
        return {**shown_instance(record), "ReadReplicaDBInstanceIdentifiers": followers, "TagList": tags}

    def _retag(self, arn: str, change: Callable[[str], None]) -> Answer:
        self._require_resource(arn)
        change(arn)
        return {}

    def _require_resource(self, arn: str) -> None:
        """
        Raises:
            ApiError: there is no such DB instance or snapshot. Groups of all kinds are not checked.
        """
        match arn.split(":")[2:]:
            case ["rds", region, account, "db", name]:
                self._existing(Caller(account=account, region=region), name)
            case ["rds", region, account, "snapshot", name]:
                self._existing_snapshot(Caller(account=account, region=region), name)
            case ["rds", _, _, _, *_]:
                return
            case _:
                raise ApiError("InvalidParameterValue", f"Invalid resource name: {arn}")


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"


def _name(record: Record) -> str:
    return str(record["shown"]["DBInstanceIdentifier"])


def _no_instance(name: str) -> ApiError:
    return ApiError("DBInstanceNotFound", f"DBInstance {name} not found.", status=404)


def _no_snapshot(name: str) -> ApiError:
    return ApiError("DBSnapshotNotFound", f"DBSnapshot {name} not found.", status=404)


def _wrong_state(record: Record) -> ApiError:
    status = record["shown"]["DBInstanceStatus"]
    return ApiError("InvalidDBInstanceState", f"Instance {_name(record)} is not in available state. It is {status}.")
