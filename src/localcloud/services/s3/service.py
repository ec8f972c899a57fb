"""
Which S3 request is whose: objects are ours, what is configured on buckets is moto's.

Objects have one truth, our store; moto never sees one. Buckets are known to both: a bucket is created and deleted in
moto first, and our record follows with the versioning state, on which our operations depend. What follows from a change
(``reactions.py``) has happened before its request is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Protocol
from urllib.parse import quote

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.gateway.http import Request, Response
from localcloud.services.neighbours import Neighbours
from localcloud.services.s3 import listings
from localcloud.services.s3.changes import change_of, changes_of_deletion
from localcloud.services.s3.documents import Documents
from localcloud.services.s3.multipart import Multipart
from localcloud.services.s3.notifications import Teller
from localcloud.services.s3.objects import Objects
from localcloud.services.s3.payload import whole
from localcloud.services.s3.reactions import Reactions
from localcloud.services.s3.replication import Replicator
from localcloud.services.s3.store import Bucket, ObjectStore
from localcloud.services.s3.targets import OF_OBJECTS, Target, target_of
from localcloud.services.s3.xml import parsed

_DOCUMENT_LIMIT = 2 * 1024 * 1024

#: Query parameters of a bucket's GET that still mean "list objects".
_LISTING = frozenset(
    {
        "continuation-token",
        "delimiter",
        "encoding-type",
        "fetch-owner",
        "list-type",
        "marker",
        "max-keys",
        "prefix",
        "start-after",
        "x-id",
    }
)

#: Members of PutObject and their headers, as far as the cloud's own services have a use for them.
_UPLOAD = {
    "ContentType": "content-type",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
}

Operation = Callable[[Request, Bucket, Target], Awaitable[Response]]


class Configuration(Protocol):
    """Who keeps what is configured on buckets."""

    def answer(self, request: Request, body: bytes, caller: Caller, service: str, *, is_read: bool) -> Response: ...


class Storage(Service):
    """
    Amazon S3.

    Args:
        folder: for objects and their records.
        configuration: answers every request about a bucket itself.
        neighbours: have the queues and topics that are told of changes.
    """

    name = "s3"

    def __init__(self, *, folder: Path, configuration: Configuration, neighbours: Neighbours) -> None:
        self._store = ObjectStore(folder)
        self._configuration = configuration
        self._objects = Objects(self._store)
        self._multipart = Multipart(self._store, self._objects)
        self._documents = Documents(folder / "documents")
        self._reactions = Reactions(self._documents.read, Teller(neighbours), Replicator(self._store, self._objects))

    def start(self) -> None:
        """Clear, in the background, what an earlier process left half-written."""
        Thread(target=self._store.sweep, name="s3-sweep", daemon=True).start()

    async def http(self, request: Request) -> Response | None:
        """Answer what is ours; None leaves the request to moto."""
        target = target_of(request)
        if not target.bucket:
            return None
        bucket = self._store.bucket(target.bucket)
        if not target.key:
            return await self._bucket_request(request, bucket, target)
        if bucket is None:
            raise _no_such_bucket(target.bucket)
        response = await self._operation(request, target)(request, bucket, target)
        if request.method not in ("GET", "HEAD") and (
            change := change_of(request, response, bucket, target, self._store)
        ):
            await self._reactions.follow([change])
        return response

    async def put_object(self, caller: Caller, params: Params) -> Answer:
        """PutObject for the cloud's other services; requests of clients are answered as a whole, by :meth:`http`."""
        named = {name: params[member] for member, name in _UPLOAD.items() if member in params}
        path = f"/{params['Bucket']}/{quote(params['Key'], safe='/')}"
        request = Request(method="PUT", raw_path=path, headers=named, caller=caller).with_body(params["Body"])
        response = await self.http(request)
        assert response is not None
        return {"ETag": dict(response.headers)["etag"]}

    def _operation(self, request: Request, target: Target) -> Operation:
        method, query = request.method, target.query
        wanted = next((name for name in ("uploadId", "uploads", "tagging", "acl", "attributes") if name in query), "")
        is_copy = "x-amz-copy-source" in request.headers
        match method, wanted:
            case "PUT", "":
                self._refuse_unserved(query)
                return self._objects.copy if is_copy else self._objects.put
            case "GET" | "HEAD", "":
                self._refuse_unserved(query)
                return self._objects.get
            case "DELETE", "":
                return self._objects.delete
            case "PUT", "uploadId":
                return self._multipart.copy_part if is_copy else self._multipart.put_part
            case "POST", "uploads":
                return self._multipart.create
            case "POST", "uploadId":
                return self._multipart.complete
            case "DELETE", "uploadId":
                return self._multipart.abort
            case "GET", "uploadId":
                return self._multipart.list_parts
            case "GET", "tagging":
                return self._objects.get_tagging
            case "PUT", "tagging":
                return self._objects.put_tagging
            case "DELETE", "tagging":
                return self._objects.delete_tagging
            case "GET", "acl":
                return self._objects.get_acl
            case "PUT", "acl":
                return self._objects.put_acl
            case "GET", "attributes":
                return self._objects.get_attributes
        raise _unserved(f"{method} {' '.join(query)} of an object")

    def _refuse_unserved(self, query: Mapping[str, str]) -> None:
        """
        Raises:
            ApiError: a sub-resource of objects that this cloud has not, such as ``retention``.
        """
        for name in ("legal-hold", "retention", "restore", "select", "torrent", "renameObject", "append"):
            if name in query:
                raise _unserved(f"the sub-resource {name} of an object")

    async def _bucket_request(self, request: Request, bucket: Bucket | None, target: Target) -> Response | None:
        method, query = request.method, target.query
        if method == "PUT" and not set(query) - {"x-id"}:
            return await self._create_bucket(request, target.bucket)
        if bucket is None:
            return None
        if method == "DELETE" and not set(query) - {"x-id"}:
            return await self._delete_bucket(request, bucket)
        if method == "PUT" and "versioning" in query:
            return await self._put_versioning(request, bucket)
        if kind := self._documents.kind_of(query):
            return await self._document_request(request, bucket, kind, query.get("id", ""))
        if method == "POST" and "delete" in query:
            return await self._delete_objects(request, bucket)
        if method == "GET" and "versions" in query:
            return await asyncio.to_thread(listings.list_versions, self._store, bucket, query)
        if method == "GET" and "uploads" in query:
            return await self._multipart.list_uploads(request, bucket, target)
        if method == "GET" and set(query) <= _LISTING | _signature_names(query):
            listing = listings.list_objects_v2 if query.get("list-type") == "2" else listings.list_objects
            return await asyncio.to_thread(listing, self._store, bucket, query)
        if method == "POST" and not set(query) - OF_OBJECTS:
            raise _unserved("uploads from HTML forms (presigned POST); presign a PUT instead")
        return None

    async def _create_bucket(self, request: Request, name: str) -> Response:
        body = await whole(request, _DOCUMENT_LIMIT)
        response = await self._configured(request, body)
        if response.status == 200 and self._store.bucket(name) is None:
            assert request.caller is not None
            region = parsed(body).findtext("LocationConstraint") if body else None
            made = Bucket(name=name, account=request.caller.account, region=region or request.caller.region)
            await asyncio.to_thread(self._store.put_bucket, made)
        return response

    async def _delete_bucket(self, request: Request, bucket: Bucket) -> Response:
        if not self._store.is_empty(bucket.name):
            raise ApiError(
                "BucketNotEmpty",
                "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
                if bucket.versioning
                else "The bucket you tried to delete is not empty",
                status=409,
                fields={"BucketName": bucket.name},
            )
        response = await self._configured(request, b"")
        if response.status < 300:
            await asyncio.to_thread(self._store.remove_bucket, bucket.name)
            await asyncio.to_thread(self._documents.forget, bucket.name)
            self._reactions.forget(bucket.name)
        return response

    async def _delete_objects(self, request: Request, bucket: Bucket) -> Response:
        body = await whole(request, _DOCUMENT_LIMIT)
        response, deleted = await asyncio.to_thread(listings.delete_objects, self._objects, bucket, body)
        await self._reactions.follow(list(changes_of_deletion(deleted, bucket)))
        return response

    async def _put_versioning(self, request: Request, bucket: Bucket) -> Response:
        body = await whole(request, _DOCUMENT_LIMIT)
        response = await self._configured(request, body)
        status = parsed(body).findtext("Status")
        if response.status == 200 and status:
            await asyncio.to_thread(self._store.put_bucket, replace(bucket, versioning=status))
        return response

    async def _document_request(self, request: Request, bucket: Bucket, kind: str, identifier: str) -> Response:
        """A configuration document; moto judges those that it knows."""
        documents = self._documents
        if request.method == "GET":
            if identifier or not documents.has_several(kind):
                return await asyncio.to_thread(documents.get, bucket.name, kind, identifier)
            return await asyncio.to_thread(documents.list, bucket.name, kind)
        body = await whole(request, _DOCUMENT_LIMIT)
        if kind in ("notification", "replication"):
            judged = await self._configured(request, body)
            if judged.status >= 300 and request.method == "PUT":
                return judged
        if request.method == "DELETE":
            response = await asyncio.to_thread(documents.delete, bucket.name, kind, identifier)
        else:
            response = await asyncio.to_thread(documents.put, bucket.name, kind, identifier, body)
        self._reactions.forget(bucket.name)
        return response

    async def _configured(self, request: Request, body: bytes) -> Response:
        """moto's answer to a request about a bucket."""
        assert request.caller is not None
        plain = request.with_body(body)
        return await asyncio.to_thread(
            lambda: self._configuration.answer(
                plain, body, plain.caller or Caller(account="", region=""), "s3", is_read=False
            )
        )


def _signature_names(query: Mapping[str, str]) -> set[str]:
    names = set(query)
    return {name for name in names if name.lower().startswith("x-amz-")} | names & {
        "AWSAccessKeyId",
        "Signature",
        "Expires",
    }


def _no_such_bucket(name: str) -> ApiError:
    return ApiError("NoSuchBucket", "The specified bucket does not exist", status=404, fields={"BucketName": name})


def _unserved(what: str) -> ApiError:
    return ApiError("NotImplemented", f"This cloud does not serve {what}.", status=400)
