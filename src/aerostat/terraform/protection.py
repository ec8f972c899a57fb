"""What keeps a resource from being deleted, and the same graph without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aerostat.graph.resource import Graph, Resource, Value

#: The arguments that let a resource go, with its content. A database's last snapshot is still taken where it was asked
#: for, and a secret can still be restored within its recovery window.
RELEASES: Mapping[str, Mapping[str, Value]] = {
    "aws_backup_vault": {"force_destroy": True},
    "aws_cognito_user_pool": {"deletion_protection": "INACTIVE"},
    "aws_db_instance": {"deletion_protection": False},
    "aws_dynamodb_table": {"deletion_protection_enabled": False},
    "aws_ecr_repository": {"force_delete": True},
    "aws_lb": {"enable_deletion_protection": False},
    "aws_rds_cluster": {"deletion_protection": False},
    "aws_s3_bucket": {"force_destroy": True},
}


def released(graph: Graph) -> Graph:
    """The graph in which everything can be deleted."""
    return replace(graph, resources={address: _released(one) for address, one in graph.resources.items()})


def holds_on(resource: Resource) -> bool:
    """Whether it must be changed before AWS lets it be deleted."""
    return _released(resource) != resource


def _released(resource: Resource) -> Resource:
    if resource.mode != "managed":
        return resource
    changed = {
        name: value
        for name, value in RELEASES.get(resource.type, {}).items()
        if resource.arguments.get(name) != value and not (value is False and name not in resource.arguments)
    }
    return replace(resource, arguments={**resource.arguments, **changed}) if changed else resource
