"""Once a day: a job for each of the sources that health data comes from."""

import json
import os

import boto3

SOURCES = ("apple-health", "google-fit", "garmin")


def handler(event, context):
    queue = boto3.client("sqs")
    entries = [{"Id": source, "MessageBody": json.dumps({"source": source})} for source in SOURCES]
    answer = queue.send_message_batch(QueueUrl=os.environ["HEALTH_SYNC_JOBS_QUEUE_URL"], Entries=entries)
    if answer.get("Failed"):
        raise RuntimeError(f"{len(answer['Failed'])} of {len(entries)} jobs were not accepted")
    return {"jobs": len(entries)}
