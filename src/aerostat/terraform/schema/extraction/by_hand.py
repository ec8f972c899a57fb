"""
Arguments that force a replacement, and of which provider 5.100.0 does not say so: written by hand.

Everything else about replacements is the provider's own answer. A test looks after each of these: what the provider has
and answers does not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What came after 5.100.0, by type; from the documentation of later versions.
_LATER = {
    "aws_cloudwatch_log_resource_policy": "resource_arn",
    "aws_db_proxy": "endpoint_network_type target_connection_network_type",
    "aws_ecs_express_gateway_service": "cluster infrastructure_role_arn service_name",
    "aws_efs_mount_target": "ip_address_type ipv6_address",
    "aws_elasticache_serverless_cache": "network_type",
    "aws_flow_log": "regional_nat_gateway_id",
    "aws_instance": "secondary_network_interface",
    "aws_lambda_permission": "invoked_via_function_url",
    "aws_lb_target_group": "target_control_port",
    "aws_nat_gateway": "availability_mode vpc_id",
}
#: What it does not take alone: another key needs another attribute, another destination its configuration, and a
#: character set an engine that has some.
_NOT_ALONE = {
    "aws_db_instance": "character_set_name",
    "aws_dynamodb_table": "hash_key local_secondary_index.range_key range_key",
    "aws_kinesis_firehose_delivery_stream": "destination",
}

BY_HAND: Mapping[str, str] = {**_LATER, **_NOT_ALONE}
