"""
The registry's HTTP face: the OCI distribution API, for docker, podman, containerd and Aerostat.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md. Authentication is Basic with a token of
GetAuthorizationToken. Repositories are ``<account>/<region>/<name>`` and must have been created through ECR. Of the
specification's optional parts there is cross-repository mounting; deletion, listing of all repositories and referrers
are ECR API operations on AWS, too.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from localcloud.api import ApiError, Caller
from localcloud.clock import Clock
from localcloud.gateway.http import BodyTooLarge, Request, Response
from localcloud.running.collaborators import Permissions
from localcloud.services.ecr.blobs import DigestMismatch, is_digest
from localcloud.services.ecr.images import Images
from localcloud.services.ecr.references import Repository, repository_of_path
from localcloud.services.ecr.tokens import Holder, Tokens

_LARGEST_MANIFEST = 4 * 1024 * 1024
_PIECE = 1 << 18
_ROUTE = re.compile(r"/v2/(?P<repository>.+)/(?P<what>blobs/uploads|blobs|manifests|tags)/(?P<item>[^/]*)")
#: The registry's error code and HTTP status for what ECR's API calls otherwise.
_CODES = {
    "RepositoryNotFoundException": ("NAME_UNKNOWN", 404),
    "ImageTagAlreadyExistsException": ("TAG_INVALID", 400),
    "LayersNotFoundException": ("MANIFEST_BLOB_UNKNOWN", 404),
    "ReferencedImagesNotFoundException": ("MANIFEST_BLOB_UNKNOWN", 404),
    "InvalidParameterException": ("MANIFEST_INVALID", 400),
    "AccessDeniedException": ("DENIED", 403),
}
#: The operation of ECR's API that a request stands for, and that its token's holder must be allowed.
_OPERATIONS = {
    ("tags", "GET"): "ListImages",
    ("manifests", "GET"): "BatchGetImage",
    ("manifests", "HEAD"): "BatchGetImage",
    ("manifests", "PUT"): "PutImage",
    ("blobs", "GET"): "GetDownloadUrlForLayer",
    ("blobs", "HEAD"): "BatchCheckLayerAvailability",
    ("blobs/uploads", "POST"): "InitiateLayerUpload",
    ("blobs/uploads", "PATCH"): "UploadLayerPart",
    ("blobs/uploads", "PUT"): "CompleteLayerUpload",
    ("blobs/uploads", "GET"): "UploadLayerPart",
    ("blobs/uploads", "DELETE"): "UploadLayerPart",
}


class _Refused(Exception):
    """An answer in the registry's words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Distribution:
    """The handler to mount at ``/v2/``."""

    def __init__(self, images: Images, tokens: Tokens, clock: Clock, permissions: Permissions) -> None:
        self._images = images
        self._blobs = images.blobs
        self._tokens = tokens
        self._clock = clock
        self._permissions = permissions

    async def __call__(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except _Refused as refusal:
            return _refusal(request, refusal)
        except ApiError as error:
            code, status = _CODES.get(error.code, ("UNKNOWN", error.status))
            return _refusal(request, _Refused(status, code, error.message))

    async def _answer(self, request: Request) -> Response:
        holder = self._tokens.holder_of(request.headers.get("authorization", ""), self._clock.now())
        if holder is None:
            raise _Refused(401, "UNAUTHORIZED", "Your authorization token is missing, wrong or has expired.")
        if request.path in ("/v2/", "/v2"):
            return _json({})
        match = _ROUTE.fullmatch(request.path)
        repository = repository_of_path(match["repository"]) if match else None
        if match is None or repository is None:
            raise _Refused(404, "NAME_INVALID", "a path is /v2/<account>/<region>/<repository>/...")
        if repository.account != holder.account:
            raise _Refused(403, "DENIED", f"this token is for the account {holder.account}, not {repository.account}")
        await asyncio.to_thread(self._demand, holder, repository, (match["what"], request.method))
        self._images.record(repository)
        route = self._routes().get((match["what"], request.method))
        if route is None:
            raise _Refused(405, "UNSUPPORTED", f"{request.method} is not supported here; use the ECR API")
        return await route(request, repository, match["item"])

    def _demand(self, holder: Holder, repository: Repository, what: tuple[str, str]) -> None:
        """Raises ApiError when the token's holder may not."""
        caller = Caller(
            account=holder.account, region=repository.region, access_key=holder.access_key, principal=holder.principal
        )
        if operation := _OPERATIONS.get(what):
            self._permissions.demand(caller, "ecr", operation, {"repositoryName": repository.name})

    def _routes(self) -> Mapping[tuple[str, str], Callable[[Request, Repository, str], Awaitable[Response]]]:
        return {
            ("tags", "GET"): self._list_tags,
            ("manifests", "GET"): self._get_manifest,
            ("manifests", "HEAD"): self._get_manifest,
            ("manifests", "PUT"): self._put_manifest,
            ("blobs", "GET"): self._get_blob,
            ("blobs", "HEAD"): self._get_blob,
            ("blobs/uploads", "POST"): self._begin_upload,
            ("blobs/uploads", "PATCH"): self._append,
            ("blobs/uploads", "PUT"): self._complete_upload,
            ("blobs/uploads", "GET"): self._upload_status,
            ("blobs/uploads", "DELETE"): self._cancel_upload,
        }

    # Manifests and tags

    async def _list_tags(self, request: Request, repository: Repository, _: str) -> Response:
        query = request.query()
        tags = sorted(tag for tag in self._images.tags(repository) if tag > query.get("last", ""))
        if "n" in query and query["n"].isdigit():
            tags = tags[: int(query["n"])]
        return _json({"name": repository.key, "tags": tags})

    async def _get_manifest(self, request: Request, repository: Repository, reference: str) -> Response:
        manifest = self._images.manifest(repository, reference)
        if manifest is None:
            raise _Refused(404, "MANIFEST_UNKNOWN", f"Requested image not found: {repository.name}:{reference}")
        headers = (
            ("content-type", manifest.media_type),
            ("content-length", str(len(manifest.content))),
            ("docker-content-digest", manifest.digest),
        )
        return Response(headers=headers, body=manifest.content)

    async def _put_manifest(self, request: Request, repository: Repository, reference: str) -> Response:
        try:
            content = await request.body(limit=_LARGEST_MANIFEST)
        except BodyTooLarge as error:
            raise _Refused(413, "MANIFEST_INVALID", f"a manifest has at most {_LARGEST_MANIFEST} bytes") from error
        tag = "" if is_digest(reference) else reference
        media_type = request.headers.get("content-type", "").partition(";")[0]
        manifest = await asyncio.to_thread(self._push, repository, content, media_type, tag)
        if not tag and manifest.digest != reference:
            raise _Refused(400, "DIGEST_INVALID", f"the manifest has the digest {manifest.digest}, not {reference}")
        location = f"/v2/{repository.key}/manifests/{manifest.digest}"
        return Response(status=201, headers=(("location", location), ("docker-content-digest", manifest.digest)))

    def _push(self, repository: Repository, content: bytes, media_type: str, tag: str) -> Any:
        return self._images.push(repository, content, media_type=media_type, tag=tag, now=self._clock.now())

    # Blobs

    async def _get_blob(self, request: Request, repository: Repository, digest: str) -> Response:
        size = self._blobs.size(digest) if is_digest(digest) else None
        if size is None:
            raise _Refused(404, "BLOB_UNKNOWN", f"blob unknown to registry: {digest}")
        first, last = _range(request.headers.get("range", ""), size)
        headers = [
            ("content-type", "application/octet-stream"),
            ("content-length", str(last - first + 1)),
            ("accept-ranges", "bytes"),
            ("docker-content-digest", digest),
        ]
        partial = last - first + 1 != size
        if partial:
            headers.append(("content-range", f"bytes {first}-{last}/{size}"))
        body = b"" if request.method == "HEAD" else _pieces(self._blobs.path(digest), first, last)
        return Response(status=206 if partial else 200, headers=headers, body=body)

    async def _begin_upload(self, request: Request, repository: Repository, _: str) -> Response:
        query = request.query()
        if (mounted := query.get("mount", "")) and is_digest(mounted) and self._blobs.size(mounted) is not None:
            return self._stored(repository, mounted)
        upload = self._blobs.begin()
        if "digest" in query:
            await self._append_body(request, upload)
            return await self._complete(repository, upload, query["digest"])
        return self._progress(202, repository, upload)

    async def _append(self, request: Request, repository: Repository, upload: str) -> Response:
        size = self._upload(upload).stat().st_size
        first = re.match(r"(?:bytes )?(\d+)-", request.headers.get("content-range", ""))
        if first and int(first[1]) != size:
            raise _Refused(416, "RANGE_INVALID", f"the upload continues at byte {size}")
        await self._append_body(request, upload)
        return self._progress(202, repository, upload)

    async def _complete_upload(self, request: Request, repository: Repository, upload: str) -> Response:
        self._upload(upload)
        await self._append_body(request, upload)
        return await self._complete(repository, upload, request.query().get("digest", ""))

    async def _upload_status(self, request: Request, repository: Repository, upload: str) -> Response:
        return self._progress(204, repository, upload)

    async def _cancel_upload(self, request: Request, repository: Repository, upload: str) -> Response:
        self._upload(upload).unlink()
        return Response(status=204)

    async def _append_body(self, request: Request, upload: str) -> None:
        with self._upload(upload).open("ab") as file:
            async for piece in request.chunks():
                file.write(piece)

    async def _complete(self, repository: Repository, upload: str, digest: str) -> Response:
        if not is_digest(digest):
            raise _Refused(400, "DIGEST_INVALID", "the digest is missing or not sha256:<64 hexadecimal digits>")
        try:
            await asyncio.to_thread(self._blobs.complete, upload, digest)
        except DigestMismatch as error:
            raise _Refused(400, "DIGEST_INVALID", str(error)) from error
        return self._stored(repository, digest)

    def _upload(self, upload: str) -> Path:
        try:
            return self._blobs.upload(upload)
        except FileNotFoundError as error:
            raise _Refused(404, "BLOB_UPLOAD_UNKNOWN", f"blob upload unknown to registry: {upload}") from error

    def _stored(self, repository: Repository, digest: str) -> Response:
        location = f"/v2/{repository.key}/blobs/{digest}"
        return Response(status=201, headers=(("location", location), ("docker-content-digest", digest)))

    def _progress(self, status: int, repository: Repository, upload: str) -> Response:
        size = self._upload(upload).stat().st_size
        headers = (
            ("location", f"/v2/{repository.key}/blobs/uploads/{upload}"),
            ("docker-upload-uuid", upload),
            ("range", f"0-{max(size - 1, 0)}"),
        )
        return Response(status=status, headers=headers)


def _range(header: str, size: int) -> tuple[int, int]:
    """The first and last byte that a Range header asks for; all without one."""
    match = re.fullmatch(r"bytes=(\d+)-(\d*)", header)
    if match is None:
        return 0, size - 1
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        raise _Refused(416, "RANGE_INVALID", f"the blob has {size} bytes")
    return first, last


async def _pieces(path: Path, first: int, last: int) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _json(document: Mapping[str, Any]) -> Response:
    headers = (("content-type", "application/json"), ("docker-distribution-api-version", "registry/2.0"))
    return Response(headers=headers, body=json.dumps(document).encode())


def _refusal(request: Request, refusal: _Refused) -> Response:
    document = {"errors": [{"code": refusal.code, "message": str(refusal)}]}
    headers = [("content-type", "application/json"), ("docker-distribution-api-version", "registry/2.0")]
    if refusal.status == 401:
        headers.append(("www-authenticate", f'Basic realm="http://{request.host}/",service="ecr.amazonaws.com"'))
    return Response(status=refusal.status, headers=headers, body=json.dumps(document).encode())
