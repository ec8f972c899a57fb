"""
DB parameter groups. What a group sets is written into the server's configuration at its next start.

AWS applies dynamic parameters to running servers; here every parameter waits for a reboot, and
``ParameterApplyStatus`` says so (``pending-reboot``).
"""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.journal.tables import Journal
from localcloud.services.paging import page
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record, Records

#: Parameters of the server that belong to the cloud: where it listens and what it needs to be found again.
RESERVED = frozenset(
    {
        "archive_command",
        "archive_library",
        "cluster_name",
        "config_file",
        "data_directory",
        "external_pid_file",
        "hba_file",
        "ident_file",
        "listen_addresses",
        "logging_collector",
        "port",
        "primary_conninfo",
        "restore_command",
        "ssl",
        "unix_socket_directories",
    }
)


#: Parameters of RDS's own, with their defaults. They are kept; the server, which has no TLS, never hears of them.
OF_RDS = {
    "rds.accepted_password_auth_method": "md5+scram",
    "rds.adaptive_autovacuum": "1",
    "rds.extensions": "",
    "rds.force_admin_logging_level": "disabled",
    "rds.force_autovacuum_logging_level": "warning",
    "rds.force_ssl": "1",
    "rds.log_retention_period": "4320",
    "rds.logical_replication": "0",
    "rds.rds_superuser_reserved_connections": "2",
    "rds.restrict_password_commands": "0",
}


class ParameterGroups(Service):
    """
    The operations on DB parameter groups.

    Args:
        family: the one family there is, for example ``postgres18``.
        known: parameters that the server has, with their description; see ``postgres --describe-config``.
    """

    def __init__(self, journal: Journal, tags: Tags, *, family: str, known: dict[str, dict[str, Any]]) -> None:
        self._parameter_groups = Records(journal, "rds/parameter_groups")
        self._group_tags = tags
        self._family = family
        self._known = known

    def create_db_parameter_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBParameterGroupName"].lower()
        if params["DBParameterGroupFamily"] != self._family:
            raise ApiError(
                "InvalidParameterValue",
                f"ParameterGroupFamily {params['DBParameterGroupFamily']} is not a valid parameter group family. "
                f"This cloud has: {self._family}",
            )
        group = self._wire(caller, name, params["Description"])
        record = {"group": group, "values": {}}
        if name.startswith("default.") or not self._parameter_groups.add(_key(caller, name), record):
            raise ApiError("DBParameterGroupAlreadyExists", f"Parameter group {name} already exists")
        self._group_tags.replace(group["DBParameterGroupArn"], params.get("Tags", ()))
        return {"DBParameterGroup": group}

    def describe_db_parameter_groups(self, caller: Caller, params: Params) -> Answer:
        if name := params.get("DBParameterGroupName"):
            return {"DBParameterGroups": [self._group(caller, name)["group"]]}
        groups = [self._default(caller), *self._parameter_groups.under(_key(caller, ""))]
        return page([record["group"] for record in groups], params, under="DBParameterGroups")

    def modify_db_parameter_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBParameterGroupName"].lower()
        changes = {entry["ParameterName"]: self._checked(entry) for entry in params["Parameters"]}
        self._change_values(caller, name, lambda values: {**values, **changes})
        return {"DBParameterGroupName": name}

    def reset_db_parameter_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBParameterGroupName"].lower()
        reset = {entry["ParameterName"] for entry in params.get("Parameters", ())}
        everything = params.get("ResetAllParameters", not reset)
        self._change_values(
            caller, name, lambda values: {} if everything else {k: v for k, v in values.items() if k not in reset}
        )
        return {"DBParameterGroupName": name}

    def delete_db_parameter_group(self, caller: Caller, params: Params) -> Answer:
        name = params["DBParameterGroupName"].lower()
        group = self._group(caller, name)["group"]
        if name.startswith("default."):
            raise ApiError("InvalidDBParameterGroupState", "Default parameter groups can't be deleted.")
        if self.instances_with_parameter_group(caller, name):
            raise ApiError(
                "InvalidDBParameterGroupState",
                "One or more database instances are still members of this parameter group "
                f"{name}, so the group cannot be deleted",
            )
        self._parameter_groups.remove(_key(caller, name))
        self._group_tags.forget(group["DBParameterGroupArn"])
        return {}

    def describe_db_parameters(self, caller: Caller, params: Params) -> Answer:
        values = self._group(caller, params["DBParameterGroupName"])["values"]
        source = params.get("Source")
        shown = []
        for name, description in sorted(self._known.items()):
            entry = {**description, "Source": "engine-default"}
            if name in values:
                entry |= {
                    "ParameterValue": values[name]["value"],
                    "Source": "user",
                    "ApplyMethod": values[name]["method"],
                }
            if source in (None, "", entry["Source"]):
                shown.append(entry)
        return page(shown, params, under="Parameters", largest=1000)

    def describe_engine_default_parameters(self, caller: Caller, params: Params) -> Answer:
        shown = [{**entry, "Source": "engine-default"} for _, entry in sorted(self._known.items())]
        answer = page(shown, params, under="Parameters", largest=1000)
        return {"EngineDefaults": {"DBParameterGroupFamily": params["DBParameterGroupFamily"], **answer}}

    def parameter_values(self, caller: Caller, name: str) -> dict[str, str]:
        """
        What a group sets, for the server's configuration.

        Raises:
            ApiError: there is no such group.
        """
        values = self._group(caller, name)["values"]
        return {name: entry["value"] for name, entry in values.items() if name not in OF_RDS}

    def instances_with_parameter_group(self, caller: Caller, name: str) -> list[str]:
        """Identifiers of the DB instances that use a group."""
        raise AssertionError("a service that has DB instances says which")

    def _checked(self, entry: Params) -> dict[str, str]:
        name, value = entry["ParameterName"], entry["ParameterValue"]
        if name not in self._known:
            raise ApiError("InvalidParameterValue", f"Could not find parameter with name: {name}")
        if not self._known[name]["IsModifiable"]:
            raise ApiError("InvalidParameterValue", f"The parameter {name} cannot be modified.")
        if "{" in value:
            raise ApiError("InvalidParameterValue", f"Formulas such as {value} are not served by this cloud.")
        if not value.isprintable():
            raise ApiError("InvalidParameterValue", f"Invalid parameter value: {value!r} for: {name}")
        return {"value": value, "method": entry.get("ApplyMethod", "pending-reboot")}

    def _change_values(self, caller: Caller, name: str, change: Any) -> None:
        self._group(caller, name)
        if name.startswith("default."):
            raise ApiError("InvalidDBParameterGroupState", "Default parameter groups can't be modified.")
        self._parameter_groups.change(_key(caller, name), lambda record: {**record, "values": change(record["values"])})

    def _group(self, caller: Caller, name: str) -> Record:
        if name.lower() == f"default.{self._family}":
            return self._default(caller)
        record = self._parameter_groups.get(_key(caller, name.lower()))
        if record is None:
            raise ApiError("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", status=404)
        return record

    def _default(self, caller: Caller) -> Record:
        group = self._wire(caller, f"default.{self._family}", f"Default parameter group for {self._family}")
        return {"group": group, "values": {}}

    def _wire(self, caller: Caller, name: str, description: str) -> dict[str, Any]:
        return {
            "DBParameterGroupName": name,
            "DBParameterGroupFamily": self._family,
            "Description": description,
            "DBParameterGroupArn": f"arn:aws:rds:{caller.region}:{caller.account}:pg:{name}",
        }


def described_parameters(table: str) -> dict[str, dict[str, Any]]:
    """
    The server's parameters in RDS's wire shape.

    Args:
        table: what ``postgres --describe-config`` prints: tab separated name, context, group, type, reset value,
            minimum, maximum, description, and more.
    """
    known = {name: _of_rds(name, default) for name, default in OF_RDS.items()}
    for line in table.splitlines():
        name, context, _, kind, _, minimum, maximum, description, *_ = line.split("\t") + [""] * 8
        known[name] = {
            "ParameterName": name,
            "Description": description,
            "ApplyType": "static" if context in ("postmaster", "internal") else "dynamic",
            "DataType": {"BOOLEAN": "boolean", "INTEGER": "integer", "REAL": "float"}.get(kind, "string"),
            "IsModifiable": name not in RESERVED and context != "internal",
            "ApplyMethod": "pending-reboot",
        }
        if minimum or maximum:
            known[name]["AllowedValues"] = f"{minimum}-{maximum}"
    return known


def _of_rds(name: str, default: str) -> dict[str, Any]:
    return {
        "ParameterName": name,
        "ParameterValue": default,
        "Description": "A parameter of RDS's own, kept and not acted upon",
        "ApplyType": "dynamic",
        "DataType": "string",
        "IsModifiable": True,
        "ApplyMethod": "pending-reboot",
    }


def _key(caller: Caller, name: str) -> str:
    return f"{caller.account}/{caller.region}/{name}"
