"""
Lambda's provisioned concurrency and event source mappings of our queues; everything else of it is moto's.

A function does not run on this machine: ``Invoke`` is refused, and a mapping takes no messages, so that nothing that a
function should have done is taken for done.
"""

from __future__ import annotations

import uuid

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Journal
from localcloud.services.neighbours import Neighbours, Rest
from localcloud.services.rds.tags import Tags
from localcloud.services.records import Record
from localcloud.services.refusals import refusal
from localcloud.services.registers import Register, as_map, chosen, tags_of

_MAPPING = (
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "ParallelizationFactor",
    "StartingPosition",
    "StartingPositionTimestamp",
    "FilterCriteria",
    "KMSKeyArn",
    "MetricsConfig",
    "ScalingConfig",
    "DestinationConfig",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
    "MaximumRetryAttempts",
    "TumblingWindowInSeconds",
    "FunctionResponseTypes",
)


class Functions(Service):
    """
    AWS Lambda.

    Args:
        rest: has what is not ours: functions, versions, aliases, permissions.
    """

    name = "lambda"

    def __init__(self, journal: Journal, clock: Clock, neighbours: Neighbours, rest: Rest) -> None:
        self._provisioned = Register(
            journal, "lambda/provisioned", missing="ProvisionedConcurrencyConfigNotFoundException", status=404
        )
        self._mappings = Register(journal, "lambda/mappings", missing="ResourceNotFoundException", status=404)
        self._tags = Tags(journal, "lambda/tags")
        self._clock = clock
        self._neighbours = neighbours
        self._rest = rest

    invoke = invoke_async = invoke_with_response_stream = refusal("Lambda functions")

    # --- provisioned concurrency

    def put_provisioned_concurrency_config(self, caller: Caller, params: Params) -> Answer:
        self._function(caller, params["FunctionName"], params["Qualifier"])
        config = {
            "RequestedProvisionedConcurrentExecutions": params["ProvisionedConcurrentExecutions"],
            "AvailableProvisionedConcurrentExecutions": params["ProvisionedConcurrentExecutions"],
            "AllocatedProvisionedConcurrentExecutions": params["ProvisionedConcurrentExecutions"],
            "Status": "READY",
            "LastModified": self._clock.now().isoformat(timespec="seconds"),
        }
        return self._provisioned.put(caller, _qualified(params), config)

    def get_provisioned_concurrency_config(self, caller: Caller, params: Params) -> Answer:
        return self._provisioned.get(caller, _qualified(params))

    def delete_provisioned_concurrency_config(self, caller: Caller, params: Params) -> Answer:
        self._provisioned.remove(caller, _qualified(params))
        return {}

    # --- event source mappings

    def create_event_source_mapping(self, caller: Caller, params: Params) -> Answer:
        function = self._function(caller, params["FunctionName"])
        self._require_source(caller, params["EventSourceArn"])
        identifier = str(uuid.uuid4())
        arn = f"arn:aws:lambda:{caller.region}:{caller.account}:event-source-mapping:{identifier}"
        mapping = {
            "BatchSize": 10 if ":sqs:" in params["EventSourceArn"] else 100,
            "MaximumBatchingWindowInSeconds": 0,
            **chosen(params, _MAPPING),
            "UUID": identifier,
            "EventSourceArn": params["EventSourceArn"],
            "EventSourceMappingArn": arn,
            "FunctionArn": function,
            "LastModified": self._clock.now(),
            "State": _state(params),
            "StateTransitionReason": "USER_INITIATED",
        }
        self._tags.replace(arn, tags_of(params))
        return self._mappings.put(caller, identifier, mapping)

    def get_event_source_mapping(self, caller: Caller, params: Params) -> Answer:
        return self._mappings.get(caller, params["UUID"])

    def list_event_source_mappings(self, caller: Caller, params: Params) -> Answer:
        found = self._mappings.all(caller)
        if source := params.get("EventSourceArn"):
            found = [one for one in found if one["EventSourceArn"] == source]
        if name := params.get("FunctionName"):
            found = [one for one in found if name in (one["FunctionArn"], one["FunctionArn"].split(":")[6])]
        return {"EventSourceMappings": found}

    def update_event_source_mapping(self, caller: Caller, params: Params) -> Answer:
        changes: Record = chosen(params, _MAPPING)
        if "FunctionName" in params:
            changes["FunctionArn"] = self._function(caller, params["FunctionName"])
        if "Enabled" in params:
            changes["State"] = _state(params)
        return self._mappings.change(caller, params["UUID"], lambda old: {**old, **changes})

    def delete_event_source_mapping(self, caller: Caller, params: Params) -> Answer:
        mapping = self._mappings.remove(caller, params["UUID"])
        self._tags.forget(mapping["EventSourceMappingArn"])
        return {**mapping, "State": "Deleting"}

    # --- tags: of mappings here, of functions with moto

    def list_tags(self, caller: Caller, params: Params) -> Answer:
        if not _is_mapping(params):
            return self._rest.call("lambda", "ListTags", params, caller)
        return {"Tags": as_map(self._tags.of(params["Resource"]))}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        if not _is_mapping(params):
            return self._rest.call("lambda", "TagResource", params, caller)
        self._tags.add(params["Resource"], tags_of(params))
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        if not _is_mapping(params):
            return self._rest.call("lambda", "UntagResource", params, caller)
        self._tags.remove(params["Resource"], params["TagKeys"])
        return {}

    def _function(self, caller: Caller, name: str, qualifier: str = "") -> str:
        """
        The function's ARN as it was asked for.

        Raises:
            ApiError: there is no such function, version or alias.
        """
        asked = {"FunctionName": name, **({"Qualifier": qualifier} if qualifier else {})}
        arn = self._neighbours.call(caller, "lambda", "GetFunction", asked)["Configuration"]["FunctionArn"]
        return name if name.startswith("arn:") else str(arn)

    def _require_source(self, caller: Caller, arn: str) -> None:
        """
        Raises:
            ApiError: the queue does not exist, or the source is none that this cloud has.
        """
        if arn.split(":")[2] != "sqs":
            raise ApiError("InvalidParameterValueException", f"This cloud maps queues only, not {arn}.")
        account, name = arn.split(":")[4:6]
        try:
            self._neighbours.call(caller, "sqs", "GetQueueUrl", {"QueueName": name, "QueueOwnerAWSAccountId": account})
        except ApiError as refused:
            raise ApiError("InvalidParameterValueException", f"The queue {arn} does not exist.") from refused


def _state(params: Params) -> str:
    return "Enabled" if params.get("Enabled", True) else "Disabled"


def _qualified(params: Params) -> str:
    return f"{params['FunctionName'].rpartition(':')[2]}:{params['Qualifier']}"


def _is_mapping(params: Params) -> bool:
    return ":event-source-mapping:" in params["Resource"]
