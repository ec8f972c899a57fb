"""
Pushing an image to a registry: the OCI distribution protocol, as much of it as a push needs.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md. Only what the registry lacks is uploaded. ECR
and the local cloud take Basic authentication with a token of limited life; a refusal asks for a new one, once.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

from aerostat.errors import AwsError
from aerostat.images.image import Image
from aerostat.images.layout import MANIFEST_TYPE, canonical

_ATTEMPTS = 4
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What ``ecr.get_authorization_token`` gives: user ``AWS`` and a password that lives for hours."""

    username: str
    password: str

    @staticmethod
    def from_token(authorization_token: str) -> Credentials:
        """From the ``authorizationToken`` of ECR's answer."""
        username, _, password = base64.b64decode(authorization_token).decode().partition(":")
        return Credentials(username=username, password=password)

    @property
    def header(self) -> str:
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()


CredentialsProvider = Callable[[], Credentials]


def push(image: Image, *, registry_url: str, repository: str, tag: str, credentials: CredentialsProvider) -> str:
    """
    Upload what the registry lacks and name the image ``tag``.

    Args:
        registry_url: with its scheme, for example ``http://127.0.0.1:4566`` or ECR's ``proxyEndpoint``.
        repository: its name in the registry: what follows the host in ECR's ``repositoryUri``.
        credentials: called for the first request and whenever the registry refuses the last token.

    Returns:
        ``host/repository@sha256:...``, which names this image for ever.

    Raises:
        AwsError: the registry refuses or cannot be reached.
    """
    registry = _Registry(registry_url, repository, credentials)
    reference = f"{urlsplit(registry_url).netloc}/{repository}@{image.digest}"
    if registry.digest_of(tag) == image.digest:
        return reference
    for part in (*image.manifest["layers"], image.manifest["config"]):
        if not registry.has_blob(part["digest"]):
            registry.upload(image, part)
    manifest = canonical(image.manifest)
    if image.layout.blob(image.digest).exists():
        manifest = image.layout.blob(image.digest).read_bytes()
    registry.put_manifest(manifest, image.manifest.get("mediaType", MANIFEST_TYPE), tag, image.digest)
    return reference


class _Registry:
    """One repository of one registry."""

    def __init__(self, url: str, repository: str, credentials: CredentialsProvider) -> None:
        self._url = url.rstrip("/")
        self._repository = repository
        self._credentials = credentials
        self._header = ""
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=10, read=120), blocksize=_CHUNK)

    def digest_of(self, tag: str) -> str:
        """The digest of the image that has the tag now, "" if none."""
        headers = {"Accept": MANIFEST_TYPE}
        answer = self._request("HEAD", self._path(f"manifests/{tag}"), headers=headers, allowed=(200, 404))
        return answer.headers.get("Docker-Content-Digest", "") if answer.status == 200 else ""

    def has_blob(self, digest: str) -> bool:
        return self._request("HEAD", self._path(f"blobs/{digest}"), allowed=(200, 404)).status == 200

    def upload(self, image: Image, part: Mapping[str, Any]) -> None:
        """Upload a blob; an upload that breaks off starts again from nothing."""
        path = image.layout.blob(part["digest"])
        for attempt in range(1, _ATTEMPTS + 1):
            started = self._request("POST", self._path("blobs/uploads/"), allowed=(202,))
            location = urljoin(f"{self._url}/", started.headers["Location"])
            separator = "&" if "?" in location else "?"
            target = f"{location}{separator}{urlencode({'digest': part['digest']})}"
            headers = {"Content-Type": "application/octet-stream", "Content-Length": str(part["size"])}
            try:
                with path.open("rb") as file:
                    self._once("PUT", target, headers=headers, body=file, allowed=(201,))
                return
            except _Transient as failure:
                self._wait_or_give_up(attempt, failure)

    def put_manifest(self, manifest: bytes, media_type: str, tag: str, digest: str) -> None:
        headers = {"Content-Type": media_type}
        answer = self._request("PUT", self._path(f"manifests/{tag}"), headers=headers, body=manifest, allowed=(201,))
        stored = answer.headers.get("Docker-Content-Digest", digest)
        if stored != digest:
            raise AwsError(
                f"the registry stored {self._repository}:{tag} under another digest",
                because=(f"we pushed {digest}, it says {stored}",),
                hint="push again; if it stays so, a proxy between here and the registry changes what passes through",
            )

    def _path(self, rest: str) -> str:
        return f"{self._url}/v2/{self._repository}/{rest}"

    def _request(
        self,
        method: str,
        url: str,
        *,
        allowed: tuple[int, ...],
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """A request that may be sent again, sent until it is answered."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(method, url, headers=headers or {}, body=body, allowed=allowed)
            except _Transient as failure:
                self._wait_or_give_up(attempt, failure)

    def _once(
        self, method: str, url: str, *, headers: Mapping[str, str], body: Any, allowed: tuple[int, ...]
    ) -> urllib3.BaseHTTPResponse:
        """One request, with the token renewed at most once."""
        fresh = not self._header
        self._header = self._header or self._credentials().header
        own = urlsplit(url).netloc == urlsplit(self._url).netloc
        authorization = {"Authorization": self._header} if own else {}
        try:
            answer = self._pool.request(method, url, headers={**headers, **authorization}, body=body, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise _Transient(str(error)) from error
        if answer.status in allowed:
            return answer
        if answer.status == 401 and not fresh:
            self._header = ""
            raise _Transient("the registry's token has expired", at_once=True)
        if answer.status >= 500 or answer.status == 429:
            raise _Transient(f"HTTP {answer.status} {_reason(answer.data)[1]}")
        raise self._refused(method, answer)

    def _refused(self, method: str, answer: urllib3.BaseHTTPResponse) -> AwsError:
        code, message = _reason(answer.data)
        hints = {
            "NAME_UNKNOWN": "create the repository first: `aws ecr create-repository --repository-name ...`",
            "TAG_INVALID": "tags of this repository are immutable: build from another commit, or push with another tag",
            "DENIED": "check that your credentials may push to this repository (ecr:PutImage, ecr:UploadLayerPart)",
            "UNAUTHORIZED": "check your AWS credentials",
        }
        return AwsError(
            f"the registry refused to take {self._repository}",
            because=(f"{method}: HTTP {answer.status} {code}: {message}".rstrip(": "),),
            hint=hints.get(
                code or ("UNAUTHORIZED" if answer.status == 401 else ""), f"check that {self._url} is the registry"
            ),
        )

    def _wait_or_give_up(self, attempt: int, failure: _Transient) -> None:
        if attempt >= _ATTEMPTS:
            raise AwsError(
                f"the registry at {self._url} does not take {self._repository}",
                because=(f"{attempt} attempts; the last: {failure}",),
                hint="check that the registry can be reached (is the local cloud running?), then deploy again",
            ) from failure
        if not failure.at_once:
            time.sleep(0.2 * 2 ** (attempt - 1))


class _Transient(Exception):
    """Worth another attempt; ``at_once`` when waiting would not help."""

    def __init__(self, text: str, *, at_once: bool = False) -> None:
        super().__init__(text)
        self.at_once = at_once


def _reason(body: bytes) -> tuple[str, str]:
    """Code and message of the first error in a registry's answer; empty when it does not say."""
    try:
        first = json.loads(body)["errors"][0]
        return str(first.get("code", "")), str(first.get("message", ""))
    except (ValueError, KeyError, IndexError, TypeError):
        return "", ""
