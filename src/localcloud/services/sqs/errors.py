"""SQS's refusals that several rooms use. Codes are shape names; the gateway adds the query protocol's old codes."""

from __future__ import annotations

from localcloud.api import ApiError


def invalid_parameter(message: str) -> ApiError:
    return ApiError("InvalidParameterValue", message)


def invalid_value(value: object, parameter: str, reason: str) -> ApiError:
    return invalid_parameter(f"Value {value} for parameter {parameter} is invalid. Reason: {reason}")


def missing(parameter: str) -> ApiError:
    return ApiError("MissingRequiredParameterException", f"The request must contain the parameter {parameter}.")


def no_such_queue() -> ApiError:
    return ApiError("QueueDoesNotExist", "The specified queue does not exist.")
