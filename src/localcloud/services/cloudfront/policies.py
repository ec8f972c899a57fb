"""Cache, origin request and response headers policies, and origin access controls: four kinds, one life."""

from __future__ import annotations

import uuid
from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.cloudfront.managed import MANAGED
from localcloud.services.cloudfront.part import Part, listed, new_id
from localcloud.services.records import Record


class Policies(Part):
    """The operations on the four kinds."""

    def create_cache_policy(self, caller: Caller, params: Params) -> Answer:
        return self._create("CachePolicy", caller, params)

    def get_cache_policy(self, caller: Caller, params: Params) -> Answer:
        return self._get("CachePolicy", caller, params)

    def list_cache_policies(self, caller: Caller, params: Params) -> Answer:
        return self._list("CachePolicy", caller, params)

    def update_cache_policy(self, caller: Caller, params: Params) -> Answer:
        return self._update("CachePolicy", caller, params)

    def delete_cache_policy(self, caller: Caller, params: Params) -> Answer:
        return self._delete("CachePolicy", caller, params)

    def create_origin_request_policy(self, caller: Caller, params: Params) -> Answer:
        return self._create("OriginRequestPolicy", caller, params)

    def get_origin_request_policy(self, caller: Caller, params: Params) -> Answer:
        return self._get("OriginRequestPolicy", caller, params)

    def list_origin_request_policies(self, caller: Caller, params: Params) -> Answer:
        return self._list("OriginRequestPolicy", caller, params)

    def update_origin_request_policy(self, caller: Caller, params: Params) -> Answer:
        return self._update("OriginRequestPolicy", caller, params)

    def delete_origin_request_policy(self, caller: Caller, params: Params) -> Answer:
        return self._delete("OriginRequestPolicy", caller, params)

    def create_response_headers_policy(self, caller: Caller, params: Params) -> Answer:
        return self._create("ResponseHeadersPolicy", caller, params)

    def get_response_headers_policy(self, caller: Caller, params: Params) -> Answer:
        return self._get("ResponseHeadersPolicy", caller, params)

    def list_response_headers_policies(self, caller: Caller, params: Params) -> Answer:
        return self._list("ResponseHeadersPolicy", caller, params)

    def update_response_headers_policy(self, caller: Caller, params: Params) -> Answer:
        return self._update("ResponseHeadersPolicy", caller, params)

    def delete_response_headers_policy(self, caller: Caller, params: Params) -> Answer:
        return self._delete("ResponseHeadersPolicy", caller, params)

    def create_origin_access_control(self, caller: Caller, params: Params) -> Answer:
        return self._create("OriginAccessControl", caller, params)

    def get_origin_access_control(self, caller: Caller, params: Params) -> Answer:
        return self._get("OriginAccessControl", caller, params)

    def list_origin_access_controls(self, caller: Caller, params: Params) -> Answer:
        records = self._register("OriginAccessControl").all(caller)
        return {"OriginAccessControlList": listed([{"Id": one["Id"], **one["Config"]} for one in records])}

    def update_origin_access_control(self, caller: Caller, params: Params) -> Answer:
        return self._update("OriginAccessControl", caller, params)

    def delete_origin_access_control(self, caller: Caller, params: Params) -> Answer:
        return self._delete("OriginAccessControl", caller, params)

    # --- the one life

    def _create(self, kind: str, caller: Caller, params: Params) -> Answer:
        asked = params[f"{kind}Config"]
        register = self._register(kind)
        if any(record["Config"]["Name"] == asked["Name"] for record in register.all(caller)):
            raise ApiError(f"{kind}AlreadyExists", f"A {kind} with the name {asked['Name']} exists.", status=409)
        identifier = new_id() if kind == "OriginAccessControl" else str(uuid.uuid4())
        return _shown(kind, register.put(caller, identifier, self._new(asked, Id=identifier)))

    def _get(self, kind: str, caller: Caller, params: Params) -> Answer:
        if managed := MANAGED.get(kind, {}).get(params["Id"]):
            return _shown(kind, self._new(managed, Id=params["Id"]))
        return _shown(kind, self._register(kind).get(caller, params["Id"]))

    def _list(self, kind: str, caller: Caller, params: Params) -> Answer:
        items = []
        if params.get("Type") != "managed":
            items += [(record, "custom") for record in self._register(kind).all(caller)]
        if params.get("Type") != "custom":
            items += [(self._new(one, Id=identifier), "managed") for identifier, one in MANAGED[kind].items()]
        shown = [{"Type": origin, kind: _shown(kind, record)[kind]} for record, origin in items]
        return {f"{kind}List": listed(shown)}

    def _update(self, kind: str, caller: Caller, params: Params) -> Answer:
        return _shown(kind, self._changed(kind, caller, params, params["Id"], Config=params[f"{kind}Config"]))

    def _delete(self, kind: str, caller: Caller, params: Params) -> Answer:
        identifier = params["Id"]
        for distribution in self._register("Distribution").all(caller):
            if identifier in str(distribution["Config"]):
                raise ApiError(f"{kind}InUse", f"{identifier} is used by {distribution['Id']}.", status=409)
        self._removed(kind, caller, params, identifier)
        return {}


def _shown(kind: str, record: Record) -> dict[str, Any]:
    shown = {"Id": record["Id"], f"{kind}Config": record["Config"]}
    if kind != "OriginAccessControl":
        shown["LastModifiedTime"] = record["Changed"]
    return {kind: shown, "ETag": record["ETag"]}
