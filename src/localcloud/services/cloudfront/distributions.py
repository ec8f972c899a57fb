"""Distributions and invalidations. Nothing is ever cached here, so an invalidation is complete at once."""

from __future__ import annotations

from typing import Any

from localcloud.api import Answer, ApiError, Caller, Params
from localcloud.services.cloudfront.completion import completed
from localcloud.services.cloudfront.part import Part, listed, new_id
from localcloud.services.records import Record
from localcloud.services.registers import tags_of


class Distributions(Part):
    """The operations on distributions."""

    def create_distribution(self, caller: Caller, params: Params) -> Answer:
        return self._create_distribution(caller, params["DistributionConfig"], {})

    def create_distribution_with_tags(self, caller: Caller, params: Params) -> Answer:
        asked = params["DistributionConfigWithTags"]
        return self._create_distribution(caller, asked["DistributionConfig"], asked["Tags"])

    def get_distribution(self, caller: Caller, params: Params) -> Answer:
        record = self._register("Distribution").get(caller, params["Id"])
        return {"Distribution": _shown(caller, record), "ETag": record["ETag"]}

    def get_distribution_config(self, caller: Caller, params: Params) -> Answer:
        record = self._register("Distribution").get(caller, params["Id"])
        return {"DistributionConfig": record["Config"], "ETag": record["ETag"]}

    def list_distributions(self, caller: Caller, params: Params) -> Answer:
        items = [_summary(caller, record) for record in self._register("Distribution").all(caller)]
        return {"DistributionList": {"Marker": "", "IsTruncated": False, **listed(items)}}

    def update_distribution(self, caller: Caller, params: Params) -> Answer:
        asked = completed(params["DistributionConfig"])
        record = self._changed("Distribution", caller, params, params["Id"], Config=asked)
        return {"Distribution": _shown(caller, record), "ETag": record["ETag"]}

    def delete_distribution(self, caller: Caller, params: Params) -> Answer:
        record = self._register("Distribution").get(caller, params["Id"])
        if record["Config"]["Enabled"]:
            raise ApiError(
                "DistributionNotDisabled",
                "The distribution you are trying to delete has not been disabled.",
                status=409,
            )
        self._removed("Distribution", caller, params, params["Id"])
        self._tags.forget(_arn(caller, record))
        return {}

    # --- invalidations

    def create_invalidation(self, caller: Caller, params: Params) -> Answer:
        distribution = params["DistributionId"]
        self._register("Distribution").get(caller, distribution)
        invalidation = {
            "Id": "I" + new_id()[1:],
            "Status": "Completed",
            "CreateTime": self._clock.now(),
            "InvalidationBatch": params["InvalidationBatch"],
        }
        self._register("Invalidation").put(caller, f"{distribution}/{invalidation['Id']}", invalidation)
        return {"Invalidation": invalidation}

    def get_invalidation(self, caller: Caller, params: Params) -> Answer:
        return {
            "Invalidation": self._register("Invalidation").get(caller, f"{params['DistributionId']}/{params['Id']}")
        }

    # --- tags

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        return {"Tags": {"Items": self._tags.of(params["Resource"])}}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.add(params["Resource"], tags_of(params["Tags"], "Items"))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        self._tags.remove(params["Resource"], params["TagKeys"]["Items"])
        return {}

    def _create_distribution(self, caller: Caller, asked: Any, tags: Any) -> Answer:
        asked = completed(asked)
        register = self._register("Distribution")
        for other in register.all(caller):
            if other["Config"]["CallerReference"] == asked["CallerReference"]:
                raise ApiError("DistributionAlreadyExists", "The caller reference is in use.", status=409)
            if taken := set(_aliases(asked)) & set(_aliases(other["Config"])):
                raise ApiError("CNAMEAlreadyExists", f"{min(taken)} is an alias of {other['Id']}.", status=409)
        identifier = new_id()
        record = self._new(asked, Id=identifier, Domain=f"d{identifier[1:].lower()}.cloudfront.net")
        register.put(caller, identifier, record)
        self._tags.replace(_arn(caller, record), tags_of(tags, "Items"))
        return {
            "Distribution": _shown(caller, record),
            "ETag": record["ETag"],
            "Location": f"https://cloudfront.amazonaws.com/2020-05-31/distribution/{identifier}",
        }


def _aliases(configuration: Any) -> list[str]:
    return list((configuration.get("Aliases") or {}).get("Items") or ())


def _arn(caller: Caller, record: Record) -> str:
    return f"arn:aws:cloudfront::{caller.account}:distribution/{record['Id']}"


def _shown(caller: Caller, record: Record) -> dict[str, Any]:
    signers = {"Enabled": False, "Quantity": 0}
    return {
        "Id": record["Id"],
        "ARN": _arn(caller, record),
        "Status": "Deployed",
        "LastModifiedTime": record["Changed"],
        "InProgressInvalidationBatches": 0,
        "DomainName": record["Domain"],
        "ActiveTrustedSigners": signers,
        "ActiveTrustedKeyGroups": signers,
        "DistributionConfig": record["Config"],
        "AliasICPRecordals": [
            {"CNAME": alias, "ICPRecordalStatus": "APPROVED"} for alias in _aliases(record["Config"])
        ],
    }


def _summary(caller: Caller, record: Record) -> dict[str, Any]:
    shown = _shown(caller, record)
    members = ("Id", "ARN", "Status", "LastModifiedTime", "DomainName", "AliasICPRecordals")
    return {**record["Config"], **{member: shown[member] for member in members}}
