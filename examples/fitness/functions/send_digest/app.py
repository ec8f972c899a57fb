"""Once a day: what the alarms that wake nobody have said since yesterday, in one mail."""

import json
import os

import boto3

BATCH = 10


def handler(event, context):
    queue, messages = boto3.client("sqs"), []
    url = os.environ["ALARM_DIGEST_QUEUE_URL"]
    while found := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH, WaitTimeSeconds=1).get("Messages"):
        messages += found
    if messages:
        send(digest([json.loads(one["Body"]) for one in messages]))
    for number in range(0, len(messages), BATCH):
        batch = messages[number : number + BATCH]
        entries = [{"Id": str(index), "ReceiptHandle": one["ReceiptHandle"]} for index, one in enumerate(batch)]
        queue.delete_message_batch(QueueUrl=url, Entries=entries)
    return {"alarms": len(messages)}


def digest(alarms):
    """A line for each change, the oldest first: CloudWatch's own messages."""
    told = sorted(alarms, key=lambda one: one["StateChangeTime"])
    return "\n".join(f"{one['StateChangeTime']} {one['NewStateValue']:5} {one['AlarmName']}" for one in told)


def send(text):
    boto3.client("sesv2").send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [os.environ["DIGEST_TO"]]},
        Content={"Simple": {"Subject": {"Data": "Alarms since yesterday"}, "Body": {"Text": {"Data": text}}}},
    )
