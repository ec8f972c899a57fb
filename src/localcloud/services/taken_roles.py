"""Roles that one of AWS's services takes to act for somebody, such as Firehose to write into a bucket."""

from __future__ import annotations

from localcloud.api import Caller
from localcloud.running.collaborators import Permissions


def taken_role(permissions: Permissions, role: str, service: str, *, region: str, source_arn: str) -> Caller:
    """
    Who the service is once it has taken the role.

    Args:
        service: ``firehose.amazonaws.com``.
        source_arn: of the resource for which it does.

    Raises:
        ApiError: IAM is enforced, and the role does not trust the service, or not for this resource.
    """
    account, name = role.split(":")[4], role.rpartition("/")[2]
    session = service.partition(".")[0]
    asking = Caller(account=account, region=region, principal=service)
    wanted = {"RoleArn": role, "RoleSessionName": session}
    permissions.demand(asking, "sts", "AssumeRole", wanted, source_arn=source_arn)
    return Caller(account=account, region=region, principal=f"arn:aws:sts::{account}:assumed-role/{name}/{session}")
