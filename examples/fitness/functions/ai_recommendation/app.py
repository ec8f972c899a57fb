"""New health data make older recommendations void; the next request computes them anew."""

import json


def handler(event, context):
    sources = sorted({json.loads(record["body"])["source"] for record in event["Records"]})
    print(json.dumps({"level": "INFO", "message": "recommendations are void", "sources": sources}))
    return {"sources": sources}
