"""A change of content goes into the search index ``content``: 5 shards, 1 replica of each."""

import json
import os
import urllib.request

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest


def handler(event, context):
    changes = [json.loads(record["Sns"]["Message"]) for record in event["Records"]]
    for change in changes:
        put(f"{os.environ['CATALOGUE_URL']}/content/_doc/{change['id']}", change)
    return {"documents": len(changes)}


def put(url, document):
    """PUT a document, signed with the function's own credentials."""
    session = boto3.Session()
    request = AWSRequest("PUT", url, data=json.dumps(document), headers={"Content-Type": "application/json"})
    SigV4Auth(session.get_credentials(), "es", session.region_name).add_auth(request)
    prepared = request.prepare()
    with urllib.request.urlopen(
        urllib.request.Request(prepared.url, prepared.body.encode(), dict(prepared.headers), method="PUT"), timeout=10
    ) as answer:
        answer.read()
