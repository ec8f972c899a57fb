"""
What some arguments must look like before the provider says anything about their type.

Its plans refuse wrong enumerations, ARNs and documents, and combinations that AWS does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aerostat.terraform.schema.extraction.replacements.samples import Path, Samples
from aerostat.terraform.schema.facts import Body
from aerostat.testing.provider.values import UNKNOWN

_ARNS = ("arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/other")
_DOCUMENTS = ('{"Statement": []}', '{"Statement": [{"Effect": "Allow"}]}')

#: Type (without ``aws_``) -> argument -> its value before and after the change.
_VALUES: Mapping[str, Mapping[str, tuple[Any, Any]]] = {
    "acm_certificate": {"subject_alternative_names": (["value-1", "www"], ["value-1", "api"])},
    "backup_restore_testing_plan": {
        "recovery_point_selection.algorithm": ("LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"),
        "recovery_point_selection.recovery_point_types": (["SNAPSHOT"], ["CONTINUOUS"]),
    },
    "backup_restore_testing_selection": {"iam_role_arn": _ARNS, "protected_resource_arns": (["*"], [_ARNS[0]])},
    "chatbot_slack_channel_configuration": {"logging_level": ("ERROR", "INFO")},
    "chatbot_teams_channel_configuration": {"logging_level": ("ERROR", "INFO")},
    "cloudfront_continuous_deployment_policy": {"traffic_config.type": ("SingleWeight", "SingleHeader")},
    "cloudfront_vpc_origin": {
        "vpc_origin_endpoint_config.arn": _ARNS,
        "vpc_origin_endpoint_config.origin_protocol_policy": ("http-only", "https-only"),
        "vpc_origin_endpoint_config.origin_ssl_protocols.items": (["TLSv1.2"], ["TLSv1.1"]),
    },
    "cloudwatch_log_anomaly_detector": {"evaluation_frequency": ("ONE_MIN", "FIVE_MIN")},
    "cloudwatch_log_delivery": {"delivery_destination_arn": _ARNS},
    "cloudwatch_log_delivery_destination": {
        "delivery_destination_configuration.destination_resource_arn": _ARNS,
        "delivery_destination_type": ("S3", "CWL"),
        "output_format": ("json", "plain"),
    },
    "cloudwatch_log_delivery_source": {"resource_arn": _ARNS},
    "cloudwatch_log_index_policy": {"policy_document": ('{"Fields": ["a"]}', '{"Fields": ["b"]}')},
    "codeconnections_connection": {
        "connection_status": ("PENDING", "AVAILABLE"),
        "host_arn": _ARNS,
        "provider_type": ("GitHub", "GitLab"),
    },
    "codeconnections_host": {"provider_type": ("GitHubEnterpriseServer", "GitLabSelfManaged")},
    "db_instance": {"engine": ("postgres", "mysql")},
    "dynamodb_resource_policy": {"policy": _DOCUMENTS, "resource_arn": _ARNS},
    "dynamodb_table": {
        "billing_mode": ("PAY_PER_REQUEST", "PROVISIONED"),
        "read_capacity": (0, 0),
        "write_capacity": (0, 0),
    },
    "ecs_task_definition": {
        "container_definitions": ('[{"name": "web", "image": "one"}]', '[{"name": "web", "image": "other"}]')
    },
    "elasticache_cluster": {"engine": ("redis", "valkey"), "engine_version": ("7.1", "7.0")},
    "elasticache_global_replication_group": {"engine_version": ("7.0", "7.1")},
    "elasticache_replication_group": {"engine": ("redis", "valkey"), "engine_version": ("7.0", "7.1")},
    "elasticache_serverless_cache": {
        "cache_usage_limits.data_storage.unit": ("GB", "GB"),
        "engine": ("redis", "valkey"),
        "major_engine_version": ("7", "8"),
    },
    "guardduty_malware_protection_plan": {"role": _ARNS},
    "kinesis_firehose_delivery_stream": {"destination": ("extended_s3", "splunk")},
    "lambda_function_recursion_config": {"recursive_loop": ("Allow", "Terminate")},
    "lambda_runtime_management_config": {
        "runtime_version_arn": _ARNS,
        "update_runtime_on": ("Auto", "FunctionUpdate"),
    },
    "lb_target_group": {
        "protocol": ("HTTP", "HTTPS"),
        "protocol_version": ("HTTP1", "HTTP2"),
        "target_type": ("ip", "instance"),
    },
    "s3_bucket_lifecycle_configuration": {
        "rule.noncurrent_version_transition.storage_class": ("GLACIER", "STANDARD_IA"),
        "rule.transition.storage_class": ("GLACIER", "STANDARD_IA"),
        "transition_default_minimum_object_size": ("varies_by_storage_class", "all_storage_classes_128K"),
    },
    "sfn_state_machine": {"definition": (UNKNOWN, "{}")},
    "sns_topic": {"fifo_throughput_scope": ("", "")},
    "xray_resource_policy": {"policy_document": _DOCUMENTS},
}

#: Type (without ``aws_``) -> what the others cannot be without.
_BESIDES: Mapping[str, str] = {
    "acm_certificate": "domain_name",
    "cloudfront_vpc_origin": "vpc_origin_endpoint_config",
    "cloudwatch_metric_alarm": "statistic",
    "db_instance": "engine",
    "dynamodb_table": "attribute billing_mode hash_key",
    "elasticache_cluster": "engine",
    "kinesis_firehose_delivery_stream": "extended_s3_configuration",
    "lambda_function": "handler runtime",
    "lb_target_group": "port protocol target_type vpc_id",
}

#: Type (without ``aws_``) -> blocks of which we know that nothing in them forces a replacement. Of WAF's statements
#: there are thousands, and the provider takes a second for each.
_CLOSED: Mapping[str, str] = {
    "wafv2_rule_group": "custom_response_body rule visibility_config",
    "wafv2_web_acl": (
        "association_config captcha_config challenge_config custom_response_body data_protection_config default_action"
        " rule visibility_config"
    ),
}


def samples(type: str, body: Body) -> Samples:
    """The values of one type."""
    name = type.removeprefix("aws_")
    return Samples(
        body,
        plausible={_path(argument): values for argument, values in _VALUES.get(name, {}).items()},
        besides=frozenset(map(_path, _BESIDES.get(name, "").split())),
        closed=frozenset(map(_path, _CLOSED.get(name, "").split())),
    )


def _path(argument: str) -> Path:
    return tuple(argument.split("."))
