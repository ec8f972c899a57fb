"""
RDS Proxy: an address that passes connections on to a DB instance.

Connections are passed on one to one: there is no pool, so the pool's settings are kept and nothing more, and clients
log in to the database itself. Envoy does the passing on (:mod:`localcloud.controllers.fronts`).
"""

from __future__ import annotations

import secrets
from typing import Any, Protocol

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.running.endpoints import AddressBook, Endpoint
from localcloud.services.paging import page
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.registers import Register, chosen

PORT = 5432

_PROXY = ("DebugLogging", "IdleClientTimeout", "RequireTLS", "RoleArn", "EngineFamily", "DefaultAuthScheme")
_POOL = {
    "MaxConnectionsPercent": 100,
    "MaxIdleConnectionsPercent": 50,
    "ConnectionBorrowTimeout": 120,
    "SessionPinningFilters": [],
}


class Passing(Protocol):
    """Who passes connections on."""

    def open(self, name: str, endpoint: Endpoint, server: Endpoint, *, with_tls: bool) -> None: ...

    def close(self, name: str) -> None: ...


class Proxies(Service):
    """The operations on DB proxies."""

    def __init__(self, journal: Journal, clock: Clock, book: AddressBook, tags: Tags, passing: Passing) -> None:
        self._proxies = Register(journal, "rds/proxies", missing="DBProxyNotFoundFault", status=404)
        self._endpoints = Register(journal, "rds/proxy-endpoints", missing="DBProxyEndpointNotFoundFault", status=404)
        self._proxy_clock = clock
        self._proxy_book = book
        self._proxy_tags = tags
        self._passing = passing

    def create_db_proxy(self, caller: Caller, params: Params) -> Answer:
        if params.get("EngineFamily") != "POSTGRESQL":
            raise ApiError("InvalidParameterValue", "This cloud has proxies for POSTGRESQL only.")
        name, now = params["DBProxyName"], self._proxy_clock.now()
        arn = _arn(caller, "db-proxy", f"prx-{secrets.token_hex(8)}")
        proxy = {
            "DBProxyName": name,
            "DBProxyArn": arn,
            "Status": "available",
            "VpcSubnetIds": list(params["VpcSubnetIds"]),
            "VpcSecurityGroupIds": list(params.get("VpcSecurityGroupIds", ())),
            "Auth": [_auth(one) for one in params.get("Auth", ())],
            "RequireTLS": False,
            "IdleClientTimeout": 1800,
            "DebugLogging": False,
            "CreatedDate": now,
            "UpdatedDate": now,
            **chosen(params, _PROXY),
            "Endpoint": self._proxy_book.assign(arn, PORT).host,
        }
        group = {
            "DBProxyName": name,
            "TargetGroupName": "default",
            "TargetGroupArn": _arn(caller, "target-group", f"prx-tg-{secrets.token_hex(8)}"),
            "IsDefault": True,
            "Status": "available",
            "ConnectionPoolConfig": _POOL,
            "CreatedDate": now,
            "UpdatedDate": now,
        }
        self._proxies.add(caller, name, {"proxy": proxy, "group": group, "target": None}, taken="DBProxyAlreadyExists")
        self._proxy_tags.replace(arn, params.get("Tags", ()))
        return {"DBProxy": proxy}

    def describe_db_proxies(self, caller: Caller, params: Params) -> Answer:
        name = params.get("DBProxyName")
        records = [self._proxies.get(caller, name)] if name else self._proxies.all(caller)
        return page([record["proxy"] for record in records], params, under="DBProxies")

    def modify_db_proxy(self, caller: Caller, params: Params) -> Answer:
        changes = chosen(params, _PROXY)
        if "Auth" in params:
            changes["Auth"] = [_auth(one) for one in params["Auth"]]
        if "SecurityGroups" in params:
            changes["VpcSecurityGroupIds"] = list(params["SecurityGroups"])
        return {"DBProxy": self._change_proxy(caller, params, "proxy", changes)}

    def delete_db_proxy(self, caller: Caller, params: Params) -> Answer:
        name = params["DBProxyName"]
        record = self._proxies.remove(caller, name)
        for endpoint in [one for one in self._endpoints.all(caller) if one["DBProxyName"] == name]:
            self._remove_endpoint(caller, endpoint)
        arn = record["proxy"]["DBProxyArn"]
        self._passing.close(_front(arn))
        self._proxy_book.release(arn)
        self._proxy_tags.forget(arn)
        return {"DBProxy": {**record["proxy"], "Status": "deleting"}}

    # --- target groups and targets

    def describe_db_proxy_target_groups(self, caller: Caller, params: Params) -> Answer:
        return {"TargetGroups": [self._proxies.get(caller, params["DBProxyName"])["group"]]}

    def modify_db_proxy_target_group(self, caller: Caller, params: Params) -> Answer:
        pool = self._proxies.get(caller, params["DBProxyName"])["group"]["ConnectionPoolConfig"]
        changes = {"ConnectionPoolConfig": {**pool, **params.get("ConnectionPoolConfig", {})}}
        return {"DBProxyTargetGroup": self._change_proxy(caller, params, "group", changes)}

    def register_db_proxy_targets(self, caller: Caller, params: Params) -> Answer:
        if params.get("DBClusterIdentifiers") or len(params.get("DBInstanceIdentifiers", ())) != 1:
            raise ApiError("InvalidParameterValue", "A proxy of this cloud has one DB instance as its target.")
        record = self._proxies.get(caller, params["DBProxyName"])
        if record["target"]:
            raise ApiError("DBProxyTargetAlreadyRegisteredFault", "The proxy has a target already.")
        identifier = params["DBInstanceIdentifiers"][0]
        server = self.endpoint_of_instance(caller, identifier)
        target = {
            "RdsResourceId": identifier,
            "Endpoint": server.host,
            "Port": server.port,
            "Type": "RDS_INSTANCE",
            "Role": "READ_WRITE",
            "TargetHealth": {"State": "AVAILABLE"},
        }
        self._proxies.change(caller, params["DBProxyName"], lambda old: {**old, "target": target})
        self._pass_on(caller, params["DBProxyName"])
        return {"DBProxyTargets": [target]}

    def describe_db_proxy_targets(self, caller: Caller, params: Params) -> Answer:
        target = self._proxies.get(caller, params["DBProxyName"])["target"]
        return {"Targets": [target] if target else []}

    def deregister_db_proxy_targets(self, caller: Caller, params: Params) -> Answer:
        record = self._proxies.get(caller, params["DBProxyName"])
        if not record["target"] or record["target"]["RdsResourceId"] not in params.get("DBInstanceIdentifiers", ()):
            raise ApiError("DBProxyTargetNotFoundFault", "The proxy has no such target.", status=404)
        self._proxies.change(caller, params["DBProxyName"], lambda old: {**old, "target": None})
        self._pass_on(caller, params["DBProxyName"])
        return {}

    # --- endpoints

    def create_db_proxy_endpoint(self, caller: Caller, params: Params) -> Answer:
        if params.get("TargetRole", "READ_WRITE") != "READ_WRITE":
            raise ApiError("InvalidParameterCombination", "READ_ONLY endpoints need a target that is a DB cluster.")
        proxy = self._proxies.get(caller, params["DBProxyName"])["proxy"]
        arn = _arn(caller, "db-proxy-endpoint", f"prx-endpoint-{secrets.token_hex(8)}")
        endpoint = {
            "DBProxyEndpointName": params["DBProxyEndpointName"],
            "DBProxyEndpointArn": arn,
            "DBProxyName": params["DBProxyName"],
            "Status": "available",
            "VpcSubnetIds": list(params["VpcSubnetIds"]),
            "VpcSecurityGroupIds": list(params.get("VpcSecurityGroupIds") or proxy["VpcSecurityGroupIds"]),
            "Endpoint": self._proxy_book.assign(arn, PORT).host,
            "CreatedDate": self._proxy_clock.now(),
            "TargetRole": "READ_WRITE",
            "IsDefault": False,
        }
        name = params["DBProxyEndpointName"]
        self._endpoints.add(caller, name, endpoint, taken="DBProxyEndpointAlreadyExistsFault")
        self._proxy_tags.replace(arn, params.get("Tags", ()))
        self._pass_on(caller, params["DBProxyName"])
        return {"DBProxyEndpoint": endpoint}

    def describe_db_proxy_endpoints(self, caller: Caller, params: Params) -> Answer:
        name = params.get("DBProxyEndpointName")
        found = [self._endpoints.get(caller, name)] if name else self._endpoints.all(caller)
        if proxy := params.get("DBProxyName"):
            found = [one for one in found if one["DBProxyName"] == proxy]
        return page(found, params, under="DBProxyEndpoints")

    def delete_db_proxy_endpoint(self, caller: Caller, params: Params) -> Answer:
        endpoint = self._endpoints.get(caller, params["DBProxyEndpointName"])
        self._remove_endpoint(caller, endpoint)
        return {"DBProxyEndpoint": {**endpoint, "Status": "deleting"}}

    def endpoint_of_instance(self, caller: Caller, identifier: str) -> Endpoint:
        """
        Where a DB instance listens.

        Raises:
            ApiError: there is no such DB instance.
        """
        raise AssertionError("a service that has DB instances says where they listen")

    # --- inside

    def _pass_on(self, caller: Caller, name: str) -> None:
        """Make the proxy's addresses lead to its target, or nowhere."""
        record = self._proxies.get(caller, name)
        arns = [record["proxy"]["DBProxyArn"]]
        arns += [one["DBProxyEndpointArn"] for one in self._endpoints.all(caller) if one["DBProxyName"] == name]
        for arn in arns:
            if target := record["target"]:
                server = Endpoint(target["Endpoint"], target["Port"])
                self._passing.open(_front(arn), self._proxy_book.assign(arn, PORT), server, with_tls=False)
            else:
                self._passing.close(_front(arn))

    def _remove_endpoint(self, caller: Caller, endpoint: Record) -> None:
        arn = endpoint["DBProxyEndpointArn"]
        self._endpoints.remove(caller, endpoint["DBProxyEndpointName"])
        self._passing.close(_front(arn))
        self._proxy_book.release(arn)
        self._proxy_tags.forget(arn)

    def _change_proxy(self, caller: Caller, params: Params, part: str, changes: Record) -> Any:
        fresh = {**changes, "UpdatedDate": self._proxy_clock.now()}
        record = self._proxies.change(caller, params["DBProxyName"], lambda old: {**old, part: {**old[part], **fresh}})
        return record[part]


def _auth(asked: Params) -> dict[str, Any]:
    return {"AuthScheme": "SECRETS", "IAMAuth": "DISABLED", "ClientPasswordAuthType": "POSTGRES_SCRAM_SHA_256", **asked}


def _arn(caller: Caller, kind: str, name: str) -> str:
    return f"arn:aws:rds:{caller.region}:{caller.account}:{kind}:{name}"


def _front(arn: str) -> str:
    return "proxy/" + arn.rpartition(":")[2]
