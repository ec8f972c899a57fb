"""Is what is kept encrypted, and protected where the blueprint says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aerostat.blueprint.problem import Problem
from aerostat.checks.regional import Regional
from aerostat.graph import Graph, Ref, Resource, Value
from aerostat.model import Environment

#: By type, the arguments one of which must be set for its data to be encrypted.
_ENCRYPTION: Mapping[str, tuple[str, ...]] = {
    "aws_db_instance": ("storage_encrypted", "replicate_source_db"),  # RDS encrypts a replica as its source is
    "aws_elasticache_replication_group": ("at_rest_encryption_enabled",),
    "aws_opensearch_domain": ("encrypt_at_rest.enabled",),
    "aws_sqs_queue": ("sqs_managed_sse_enabled", "kms_master_key_id"),
    "aws_instance": ("root_block_device.encrypted",),
}


def problems(environment: Environment, graph: Graph, regions: tuple[Regional, ...]) -> Iterator[Problem]:
    yield from _unencrypted(graph)
    yield from _unprotected(environment, graph)


def _unencrypted(graph: Graph) -> Iterator[Problem]:
    encrypted = {
        bucket.address
        for one in graph.resources.values()
        if one.type == "aws_s3_bucket_server_side_encryption_configuration"
        and isinstance(bucket := one.arguments["bucket"], Ref)
    }
    for one in graph.resources.values():
        if one.mode != "managed":
            continue
        is_bare = one.type == "aws_s3_bucket" and one.address not in encrypted
        if is_bare or (one.type in _ENCRYPTION and not any(_at(one.arguments, path) for path in _ENCRYPTION[one.type])):
            yield _fact("unencrypted", one, "keeps its data unencrypted", "whoever has the disk can read it")


def _unprotected(environment: Environment, graph: Graph) -> Iterator[Problem]:
    """What Terraform would delete although the blueprint says that it stays."""
    for one in graph.resources.values():
        name = one.origin.removeprefix("databases.").split(".")[0]
        wanted = environment.databases.get(name) if one.type == "aws_db_instance" else None
        if wanted and wanted.deletion_protection and one.arguments.get("deletion_protection") is not True:
            yield _fact("no-deletion-protection", one, "can be deleted by one command", "the blueprint protects it")


def _fact(id: str, one: Resource, what: str, reason: str) -> Problem:
    return Problem(
        id=id,
        path=tuple(one.origin.split(".")[:2]),
        mark="key",
        message=f"{one.address} {what}",
        reason=reason,
        suggestion="please report this: Aerostat writes these arguments itself",
    )


def _at(value: Value, path: str) -> Value:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
