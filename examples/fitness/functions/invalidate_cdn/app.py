"""A change of content is out of date at the edge: CloudFront is told which paths to forget."""

import json

import boto3

COMMENT = "fitness"


def handler(event, context):
    changes = [json.loads(record["Sns"]["Message"]) for record in event["Records"]]
    paths = sorted({f"/content/{change['id']}*" for change in changes})
    cloudfront = boto3.client("cloudfront")
    for distribution in distributions(cloudfront):
        cloudfront.create_invalidation(
            DistributionId=distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": context.aws_request_id,
            },
        )
    return {"paths": paths}


def distributions(cloudfront):
    """Ids of the application's distributions, known by their comment."""
    pages = cloudfront.get_paginator("list_distributions").paginate()
    items = (item for page in pages for item in page["DistributionList"].get("Items", ()))
    return [item["Id"] for item in items if item["Comment"].startswith(COMMENT)]
