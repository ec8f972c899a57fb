"""A new video becomes a job of MediaConvert."""

import os
from urllib.parse import unquote_plus

import boto3


def handler(event, context):
    converter = boto3.client("mediaconvert")
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]
    for key in keys:
        converter.create_job(**job(key, bucket=os.environ["VIDEOS_BUCKET"], role=os.environ["CONVERTER_ROLE"]))
    return {"jobs": len(keys)}


def job(key, *, bucket, role):
    """MediaConvert's CreateJob for one video, to MP4 below ``encoded/``."""
    return {
        "Role": role,
        "Queue": "Default",
        "Settings": {
            "Inputs": [
                {"FileInput": f"s3://{bucket}/{key}", "AudioSelectors": {"Audio": {"DefaultSelection": "DEFAULT"}}}
            ],
            "OutputGroups": [
                {
                    "OutputGroupSettings": {
                        "Type": "FILE_GROUP_SETTINGS",
                        "FileGroupSettings": {"Destination": f"s3://{bucket}/encoded/{key.rpartition('/')[2]}"},
                    },
                    "Outputs": [{"ContainerSettings": {"Container": "MP4"}}],
                }
            ],
        },
    }
