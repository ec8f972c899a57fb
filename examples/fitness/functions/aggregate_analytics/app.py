"""A batch of events becomes one object of JSON lines, by day and hour, for Athena and the like."""

import json
import os
from datetime import UTC, datetime

import boto3


def handler(event, context):
    lines = [json.dumps(json.loads(record["body"]), separators=(",", ":")) for record in event["Records"]]
    key = f"events/{datetime.now(UTC):%Y/%m/%d/%H}/{context.aws_request_id}.jsonl"
    body = "\n".join(lines) + "\n"
    boto3.client("s3").put_object(Bucket=os.environ["ANALYTICS_BUCKET"], Key=key, Body=body.encode())
    return {"events": len(lines), "key": key}
