"""CloudFront Functions: their code is kept, in its two stages. Nobody runs it."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.cloudfront.part import Part, listed
from localcloud.services.records import Record

_STAGES = ("DEVELOPMENT", "LIVE")


class Functions(Part):
    """The operations on functions."""

    def create_function(self, caller: Caller, params: Params) -> Answer:
        name = params["Name"]
        record = self._new(
            params["FunctionConfig"], Name=name, Code=params["FunctionCode"], Created=self._clock.now(), Live=None
        )
        self._register("FunctionExists").add(caller, name, record, taken="FunctionAlreadyExists")
        return {
            "FunctionSummary": _summary(caller, record, "DEVELOPMENT"),
            "ETag": record["ETag"],
            "Location": f"https://cloudfront.amazonaws.com/2020-05-31/function/{name}",
        }

    def describe_function(self, caller: Caller, params: Params) -> Answer:
        record, stage = self._staged(caller, params)
        return {"FunctionSummary": _summary(caller, record, stage), "ETag": record["ETag"]}

    def get_function(self, caller: Caller, params: Params) -> Answer:
        record, stage = self._staged(caller, params)
        code = record["Live"]["Code"] if stage == "LIVE" else record["Code"]
        return {"FunctionCode": code, "ETag": record["ETag"], "ContentType": "application/octet-stream"}

    def list_functions(self, caller: Caller, params: Params) -> Answer:
        stages = [params["Stage"]] if params.get("Stage") else list(_STAGES)
        items = [
            _summary(caller, record, stage)
            for record in self._register("FunctionExists").all(caller)
            for stage in stages
            if stage == "DEVELOPMENT" or record["Live"]
        ]
        return {"FunctionList": listed(items)}

    def update_function(self, caller: Caller, params: Params) -> Answer:
        members = {"Config": params["FunctionConfig"], "Code": params["FunctionCode"]}
        record = self._changed("FunctionExists", caller, params, params["Name"], **members)
        return {"FunctionSummary": _summary(caller, record, "DEVELOPMENT"), "ETag": record["ETag"]}

    def publish_function(self, caller: Caller, params: Params) -> Answer:
        record = self._register("FunctionExists").get(caller, params["Name"])
        self._check_etag(record, params)
        live = {"Config": record["Config"], "Code": record["Code"], "Changed": self._clock.now()}
        record = self._register("FunctionExists").change(caller, params["Name"], lambda old: {**old, "Live": live})
        return {"FunctionSummary": _summary(caller, record, "LIVE")}

    def delete_function(self, caller: Caller, params: Params) -> Answer:
        name = params["Name"]
        for distribution in self._register("Distribution").all(caller):
            if f":function/{name}'" in str(distribution["Config"]):
                raise ApiError("FunctionInUse", f"The function is used by {distribution['Id']}.", status=409)
        self._removed("FunctionExists", caller, params, name)
        return {}

    def _staged(self, caller: Caller, params: Params) -> tuple[Record, str]:
        """
        Raises:
            ApiError: there is no such function, or it has not been published.
        """
        record = self._register("FunctionExists").get(caller, params["Name"])
        stage = params.get("Stage", "DEVELOPMENT")
        if stage == "LIVE" and not record["Live"]:
            raise ApiError("NoSuchFunctionExists", "The function has not been published.", status=404)
        return record, stage


def _summary(caller: Caller, record: Record, stage: str) -> dict[str, Any]:
    shown = record["Live"] if stage == "LIVE" else record
    return {
        "Name": record["Name"],
        "Status": "DEPLOYED" if stage == "LIVE" else "UNPUBLISHED",
        "FunctionConfig": shown["Config"],
        "FunctionMetadata": {
            "FunctionARN": f"arn:aws:cloudfront::{caller.account}:function/{record['Name']}",
            "Stage": stage,
            "CreatedTime": record["Created"],
            "LastModifiedTime": shown["Changed"],
        },
    }
