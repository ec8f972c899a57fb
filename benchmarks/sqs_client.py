"""A small SQS client over one keep-alive connection: as fast as Python goes, so that the server is what is measured."""

from __future__ import annotations

import http.client
import json
from typing import Any

_SIGNATURE = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"


class Refused(Exception):
    """The server answered with an error."""


class Sqs:
    """``call("SendMessage", QueueUrl=..., MessageBody=...)``. Raises OSError or HTTPException when the server dies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def call(self, operation: str, **params: Any) -> dict[str, Any]:
        headers = {
            "Authorization": _SIGNATURE,
            "X-Amz-Target": f"AmazonSQS.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
        }
        try:
            self._connection.request("POST", "/", json.dumps(params), headers)
            response = self._connection.getresponse()
            document: dict[str, Any] = json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            self._connection.close()
            raise
        if response.status != 200:
            raise Refused(f"{operation}: {response.status} {document}")
        return document

    def depth(self, url: str) -> int:
        """Messages of a queue, wherever they are."""
        shown = self.call("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return sum(int(shown[name]) for name in shown if name.startswith("ApproximateNumberOfMessages"))
