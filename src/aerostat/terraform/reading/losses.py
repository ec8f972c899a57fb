"""What a resource holds that nobody can make again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What is lost with a resource of a type; a type that is not here holds nothing.
CONTENT: Mapping[str, str] = {
    "aws_backup_vault": "every backup in the vault",
    "aws_cloudwatch_log_group": "every log line in the group",
    "aws_cognito_user_pool": "every user in the pool",
    "aws_db_instance": "every table in the database",
    "aws_dynamodb_table": "every item in the table",
    "aws_ebs_volume": "everything on the volume",
    "aws_ecr_repository": "every image in the repository",
    "aws_efs_file_system": "every file in the file system",
    "aws_elasticache_cluster": "everything in the cache",
    "aws_elasticache_replication_group": "everything in the cache",
    "aws_elasticache_serverless_cache": "everything in the cache",
    "aws_kms_key": "everything that is encrypted with the key",
    "aws_opensearch_domain": "every document in the domain",
    "aws_rds_cluster": "every table in the database",
    "aws_s3_bucket": "every object in the bucket",
    "aws_secretsmanager_secret": "every version of the secret",
    "aws_sqs_queue": "every message in the queue",
    "aws_ssm_parameter": "the parameter's value",
}

#: Arguments that hold the name people know a resource by, the best first.
_NAMES = (
    "bucket",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "cluster_id",
    "domain_name",
    "name",
    "id",
)


def content_of(resource_type: str) -> str:
    """In words; "" when nothing is lost with it."""
    return CONTENT.get(resource_type, "")


def own_name(values: Mapping[str, Any] | None, otherwise: str) -> str:
    """The name a resource has on AWS, as its user knows it."""
    found = (values or {}).get
    return next((str(found(name)) for name in _NAMES if found(name)), otherwise)
