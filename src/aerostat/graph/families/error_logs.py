"""
Errors that are kept for longer than the logs they stand in.

CloudWatch Logs keeps every event of a group for the same number of days. So each group that forgets too early has a
subscription filter, which picks the errors as they arrive; Firehose gathers them into one bucket of the region, and
the bucket's lifecycle deletes them when their time has come. Kept where they arise: a region that is lost takes its
errors with it, as it does its logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aerostat.graph import names
from aerostat.graph.families.keys import key
from aerostat.graph.families.log_buckets import error_log_bucket
from aerostat.graph.families.log_groups import log_group as log_group_of
from aerostat.graph.families.log_groups import log_group_label
from aerostat.graph.families.logs import log_group, retention_days
from aerostat.graph.families.roles import OF_THIS_ACCOUNT, role_policy, service_role
from aerostat.graph.policies import allow
from aerostat.graph.resource import Ref, Resource, Text, Value
from aerostat.graph.scope import ACCOUNT, Scope
from aerostat.model import Environment, Function, Service

#: Whole words of the usual loggers, and what Python, Node, Go and Lambda say of themselves when they fail.
FILTER_PATTERN = (
    '?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?"timed out"'
)
_ORIGIN = "monitoring.error_retention"
_BUCKET = "error_logs"
_STREAM = "errors"
_TAKING = "error_subscription"
_DELIVERING = "error_delivery"
_FIREHOSE = f"aws_kinesis_firehose_delivery_stream.{_STREAM}"
_GROUP = f"aws_cloudwatch_log_group.{_DELIVERING}"
_LOG_STREAM = f"aws_cloudwatch_log_stream.{_DELIVERING}"
_LOG = "delivery"
_DAYS = "!{timestamp:yyyy/MM/dd}/"
#: Few objects, and yet an incident's errors are in the bucket while people still talk about it.
_BUFFERING: dict[str, Value] = {"buffering_interval": 300, "buffering_size": 5}
_PROCESSORS: Value = [
    {"type": "Decompression", "parameters": [{"parameter_name": "CompressionFormat", "parameter_value": "GZIP"}]},
    {"type": "AppendDelimiterToRecord"},
]


def error_logs(scope: Scope) -> Iterator[Resource]:
    retention = scope.environment.monitoring.error_retention
    sources = forgetful(scope.environment)
    if retention is None or not sources or scope.is_local or not scope.runs:
        return
    yield from error_log_bucket(scope, _BUCKET, retention)
    yield log_group(scope, _DELIVERING, f"/firehose/{scope.path(_STREAM)}", None, _ORIGIN)
    yield Resource(
        type="aws_cloudwatch_log_stream",
        name=_DELIVERING,
        arguments={"name": _LOG, "log_group_name": Ref(_GROUP, "name")},
        origin=_ORIGIN,
    )
    yield from _delivering_role(scope)
    yield _firehose(scope)
    yield from _taking_role(scope)
    for source in sources:
        yield _subscription(scope, source)


def forgetful(environment: Environment) -> list[Service | Function]:
    """The services and functions whose logs are deleted before their errors may be."""
    monitoring = environment.monitoring
    everybody: list[Service | Function] = [*environment.services.values(), *environment.functions.values()]
    wanted = monitoring.error_retention or timedelta(0)
    return [one for one in everybody if retention_days(one.log_retention or monitoring.log_retention) < wanted.days]


def _stream_name(scope: Scope) -> str:
    return scope.name(_STREAM, limit=names.DELIVERY_STREAM)


def _delivering_role(scope: Scope) -> Iterator[Resource]:
    """The stream's ARN is spelled out: the stream asks for the role."""
    stream = Text((f"arn:aws:firehose:{scope.region}:", ACCOUNT, f":deliverystream/{_stream_name(scope)}"))
    condition: dict[str, Value] = {**OF_THIS_ACCOUNT, "ArnLike": {"aws:SourceArn": stream}}
    yield service_role(
        scope, _DELIVERING, [_STREAM, "delivery"], "firehose.amazonaws.com", _ORIGIN, condition=condition
    )
    bucket = Ref(f"aws_s3_bucket.{_BUCKET}", "arn")
    looking = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    writing = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    statements = [
        allow("Look", looking, bucket),
        allow("Deliver", writing, Text((bucket, "/*"))),
        allow("Complain", ["logs:PutLogEvents"], Text((Ref(_GROUP, "arn"), f":log-stream:{_LOG}"))),
    ]
    own = key(scope)
    if own is not None:
        through: dict[str, Value] = {"StringEquals": {"kms:ViaService": f"s3.{scope.region}.amazonaws.com"}}
        statements.append(allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], own, through))
    yield role_policy(_DELIVERING, "deliver", statements, _ORIGIN)


def _firehose(scope: Scope) -> Resource:
    own = key(scope)
    encryption: dict[str, Value] = (
        {"key_type": "AWS_OWNED_CMK"} if own is None else {"key_type": "CUSTOMER_MANAGED_CMK", "key_arn": own}
    )
    log: Value = {
        "enabled": True,
        "log_group_name": Ref(_GROUP, "name"),
        "log_stream_name": Ref(_LOG_STREAM, "name"),
    }
    return Resource(
        type="aws_kinesis_firehose_delivery_stream",
        name=_STREAM,
        arguments={
            "name": _stream_name(scope),
            "destination": "extended_s3",
            "server_side_encryption": {"enabled": True, **encryption},
            "extended_s3_configuration": {
                "role_arn": Ref(f"aws_iam_role.{_DELIVERING}", "arn"),
                "bucket_arn": Ref(f"aws_s3_bucket.{_BUCKET}", "arn"),
                "prefix": f"errors/{_DAYS}",
                "error_output_prefix": f"undelivered/!{{firehose:error-output-type}}/{_DAYS}",
                **_BUFFERING,
                "compression_format": "GZIP",
                "cloudwatch_logging_options": log,
                "processing_configuration": {"enabled": True, "processors": _PROCESSORS},
            },
            "tags": scope.tags(),
        },
        depends_on=(f"aws_iam_role_policy.{_DELIVERING}", f"aws_s3_bucket_policy.{_BUCKET}"),
        origin=_ORIGIN,
        comment=(
            "CloudWatch Logs sends its events compressed, several at a time. They are taken out and compressed again, "
            "so that each line of an object is one JSON document."
        ),
        exempt=(
            {"CKV_AWS_241": "encrypted with AWS's key; a key of one's own is `encryption: customer`"}
            if own is None
            else {}
        ),
    )


def _taking_role(scope: Scope) -> Iterator[Resource]:
    """CloudWatch Logs is documented to say for which group it acts; the account is part of that."""
    of_ours: dict[str, Value] = {"ArnLike": {"aws:SourceArn": Text((f"arn:aws:logs:{scope.region}:", ACCOUNT, ":*"))}}
    yield service_role(scope, _TAKING, [_STREAM, "subscription"], "logs.amazonaws.com", _ORIGIN, condition=of_ours)
    put = ["firehose:PutRecord", "firehose:PutRecordBatch"]
    yield role_policy(_TAKING, "put", [allow("Put", put, Ref(_FIREHOSE, "arn"))], _ORIGIN)


def _subscription(scope: Scope, source: Service | Function) -> Resource:
    return Resource(
        type="aws_cloudwatch_log_subscription_filter",
        name=log_group_label(source),
        arguments={
            "name": scope.name(_STREAM),
            "log_group_name": log_group_of(source, "name"),
            "filter_pattern": FILTER_PATTERN,
            "destination_arn": Ref(_FIREHOSE, "arn"),
            "role_arn": Ref(f"aws_iam_role.{_TAKING}", "arn"),
        },
        depends_on=(f"aws_iam_role_policy.{_TAKING}",),
        origin=_ORIGIN,
        comment=(
            "Words, since a pattern for JSON would miss the plain lines of a server that dies, and the JSON of a "
            "logger has the words in it. A word too many keeps a line in vain; a word too few loses an error."
        ),
    )
