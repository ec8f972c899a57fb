"""What ECS refuses, in its own words."""

from __future__ import annotations

from localcloud.api import ApiError


def cluster_not_found() -> ApiError:
    return ApiError("ClusterNotFoundException", "Cluster not found.")


def service_not_found() -> ApiError:
    return ApiError("ServiceNotFoundException", "Service not found.")


def service_not_active() -> ApiError:
    return ApiError("ServiceNotActiveException", "Service was not ACTIVE.")


def client(message: str) -> ApiError:
    return ApiError("ClientException", message)


def invalid(message: str) -> ApiError:
    return ApiError("InvalidParameterException", message)


def unsupported(message: str) -> ApiError:
    """Something that ECS does and this cloud does not."""
    return ApiError("UnsupportedFeatureException", message)


def missing(arn: str) -> dict[str, str]:
    """An entry of ``failures``."""
    return {"arn": arn, "reason": "MISSING"}
