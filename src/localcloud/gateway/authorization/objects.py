"""
The permissions of S3's requests, which name their operation by method, path and query only.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, unquote

from localcloud.gateway.authorization.needs import Directory, Need, Params, Place
from localcloud.gateway.http import Request

#: Sub-resources of a bucket: the action's name without Get, Put or Delete.
_OF_BUCKET = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "analytics": "AnalyticsConfiguration",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "intelligent-tiering": "IntelligentTieringConfiguration",
    "inventory": "InventoryConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "metrics": "MetricsConfiguration",
    "notification": "BucketNotification",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "policyStatus": "BucketPolicyStatus",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
#: What has a permission of its own to delete it; deleting anything else needs that to put it.
_DELETED = frozenset({"policy", "website"})
_OF_OBJECT = {
    "acl": "ObjectAcl",
    "tagging": "ObjectTagging",
    "retention": "ObjectRetention",
    "legal-hold": "ObjectLegalHold",
    "torrent": "ObjectTorrent",
}
_VERSIONED = frozenset(
    {
        "GetObject",
        "DeleteObject",
        "GetObjectAcl",
        "PutObjectAcl",
        "GetObjectTagging",
        "PutObjectTagging",
        "DeleteObjectTagging",
    }
)
_HEADERS = (
    "x-amz-acl", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-storage-class", "x-amz-content-sha256", "x-amz-grant-read",
    "x-amz-grant-write", "x-amz-grant-full-control", "x-amz-website-redirect-location", "if-none-match", "if-match",
)  # fmt: skip
_PARAMETERS = ("prefix", "delimiter", "max-keys", "versionid")


def needs(request: Request, deleted: Sequence[str] = ()) -> list[Need]:
    """
    The permissions of a path-style request.

    Args:
        deleted: the keys that a request to delete several objects names in its body.
    """
    bucket, _, key = request.raw_path.removeprefix("/").partition("/")
    bucket, key = unquote(bucket), unquote(key)
    query = dict(parse_qsl(request.query_string, keep_blank_values=True))
    keys = _keys(request, query)
    if not bucket:
        return [Need(action="s3:ListAllMyBuckets")]
    if key:
        return [_of_object(name, bucket, key, keys) for name in _object_actions(request, query)] + _of_source(request)
    if request.method == "POST" and "delete" in query:
        return [_of_object("DeleteObject", bucket, one, keys) for one in deleted]
    name = _bucket_action(request.method, query)
    return [Need(action=f"s3:{name}", resources=(f"arn:aws:s3:::{bucket}",), keys=keys)]


def of_parameters(operation: str, params: Params, place: Place, directory: Directory) -> list[Need] | None:
    """Of an operation on one object that a part of this cloud asks for by name; None for others."""
    if "Key" not in params:
        return None
    return [_of_object(operation, str(params["Bucket"]), str(params["Key"]), {})]


def _of_object(name: str, bucket: str, key: str, keys: Mapping[str, Sequence[str]]) -> Need:
    return Need(action=f"s3:{name}", resources=(f"arn:aws:s3:::{bucket}/{key}",), keys=keys)


def _of_source(request: Request) -> list[Need]:
    """Copying reads its source."""
    source = request.headers.get("x-amz-copy-source")
    if not source:
        return []
    path, _, version = unquote(source).removeprefix("/").partition("?versionId=")
    bucket, _, key = path.partition("/")
    keys = {"s3:versionid": [version]} if version else {}
    return [_of_object("GetObjectVersion" if version else "GetObject", bucket, key, keys)]


def _bucket_action(method: str, query: Mapping[str, str]) -> str:
    kind = next((one for one in _OF_BUCKET if one in query), "")
    match method, kind:
        case "GET" | "HEAD", "":
            if "versions" in query:
                return "ListBucketVersions"
            return "ListBucketMultipartUploads" if "uploads" in query else "ListBucket"
        case "GET" | "HEAD", _:
            return f"Get{_OF_BUCKET[kind]}"
        case "PUT", "":
            return "CreateBucket"
        case "DELETE", "":
            return "DeleteBucket"
        case "DELETE", _ if kind in _DELETED:
            return f"Delete{_OF_BUCKET[kind]}"
        case "POST", "":
            return "PutObject"
    return f"Put{_OF_BUCKET[kind]}"


def _object_actions(request: Request, query: Mapping[str, str]) -> list[str]:
    names = _plain_object_actions(request, query)
    return [_of_version(name) if "versionId" in query and name in _VERSIONED else name for name in names]


def _of_version(name: str) -> str:
    return name.replace("Object", "ObjectVersion", 1)


def _plain_object_actions(request: Request, query: Mapping[str, str]) -> list[str]:
    method = request.method
    kind = next((one for one in _OF_OBJECT if one in query), "")
    if kind:
        verb = {"GET": "Get", "HEAD": "Get", "DELETE": "Delete"}.get(method, "Put")
        return [f"{verb}{_OF_OBJECT[kind]}"]
    if "attributes" in query:
        return ["GetObject", "GetObjectAttributes"]
    if "uploadId" in query and method in ("GET", "DELETE"):
        return ["ListMultipartUploadParts" if method == "GET" else "AbortMultipartUpload"]
    if "restore" in query:
        return ["RestoreObject"]
    if method in ("GET", "HEAD") or "select" in query:
        return ["GetObject"]
    if method == "DELETE":
        return ["DeleteObject"]
    names = ["PutObject"]
    names += ["PutObjectAcl"] if "x-amz-acl" in request.headers else []
    return [*names, "PutObjectTagging"] if "x-amz-tagging" in request.headers else names


def _keys(request: Request, query: Mapping[str, str]) -> dict[str, list[str]]:
    keys = {f"s3:{name}": [request.headers[name]] for name in _HEADERS if name in request.headers}
    for name, value in query.items():
        if name.lower() in _PARAMETERS:
            keys[f"s3:{name.lower()}"] = [value]
    return keys
