"""
What the registry holds: repositories and images as records, content as blobs.

The ECR API, the registry's HTTP face and the process runner all come here. A repository's images and tags are one
record, so a push is seen wholly or not at all. Refusals are ECR's own (:class:`ApiError`), whoever asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from threading import RLock
from typing import Any

from localcloud.api import ApiError
from localcloud.journal.tables import Document, Journal
from localcloud.services.ecr import lifecycle
from localcloud.services.ecr.blobs import Blobs, is_digest
from localcloud.services.ecr.references import Reference, Repository, parse_reference

_INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFEST_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    *_INDEX_TYPES,
)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A manifest as it was pushed."""

    digest: str
    media_type: str
    content: bytes


class Images:
    """
    The images of one local cloud.

    Args:
        root: where content is kept, ``<state>/registry``.
    """

    def __init__(self, journal: Journal, root: Path) -> None:
        self.blobs = Blobs(root)
        self._repositories = journal.table("ecr/repositories")
        self._images = journal.table("ecr/images")
        self._lock = RLock()

    # Repositories

    def create(self, repository: Repository, record: Document) -> None:
        """Raises ``RepositoryAlreadyExistsException``."""
        with self._lock:
            if repository.key in self._repositories:
                raise ApiError(
                    "RepositoryAlreadyExistsException",
                    f"The repository with name '{repository.name}' already exists in the registry with id "
                    f"'{repository.account}'",
                )
            self._repositories.put(repository.key, record)

    def record(self, repository: Repository) -> Document:
        """The repository's own record. Raises ``RepositoryNotFoundException``."""
        if (record := self._repositories.get(repository.key)) is None:
            raise ApiError(
                "RepositoryNotFoundException",
                f"The repository with name '{repository.name}' does not exist in the registry with id "
                f"'{repository.account}'",
            )
        return record

    def change(self, repository: Repository, **fields: Any) -> Document:
        """Set fields of the repository's record; a field of None goes."""
        with self._lock:
            changed = {**self.record(repository), **fields}
            changed = {name: value for name, value in changed.items() if value is not None}
            self._repositories.put(repository.key, changed)
            return changed

    def repositories(self, account: str, region: str) -> list[Repository]:
        """All of an account in a region, by name."""
        prefix = f"{account}/{region}/"
        keys = sorted(key for key, _ in self._repositories.items() if key.startswith(prefix))
        return [Repository(account, region, key.removeprefix(prefix)) for key in keys]

    def delete(self, repository: Repository, *, force: bool) -> Document:
        """Delete it with its images. Raises ``RepositoryNotEmptyException`` for one with images, without ``force``."""
        with self._lock:
            record = self.record(repository)
            if self.images(repository) and not force:
                raise ApiError(
                    "RepositoryNotEmptyException",
                    f"The repository with name '{repository.name}' in registry with id '{repository.account}' "
                    "cannot be deleted because it still contains images",
                )
            self._repositories.delete(repository.key)
            self._images.delete(repository.key)
            self._collect()
            return record

    # Images

    def images(self, repository: Repository) -> Mapping[str, Document]:
        """The repository's images by digest, in order of their first push."""
        self.record(repository)
        found: Mapping[str, Document] = self._content(repository)["images"]
        return found

    def tags(self, repository: Repository) -> Mapping[str, str]:
        """Tag to digest."""
        self.record(repository)
        found: Mapping[str, str] = self._content(repository)["tags"]
        return found

    def tags_of(self, repository: Repository, digest: str) -> list[str]:
        return [tag for tag, named in self.tags(repository).items() if named == digest]

    def manifest(self, repository: Repository, reference: str) -> Manifest | None:
        """The manifest that a tag or a digest names; None when there is none."""
        digest = reference if is_digest(reference) else self.tags(repository).get(reference, "")
        image = self.images(repository).get(digest)
        if image is None:
            return None
        content = self.blobs.path(digest).read_bytes()
        return Manifest(digest=digest, media_type=image["mediaType"], content=content)

    def find(self, reference: str) -> Manifest | None:
        """What a task definition's ``image`` names; None when no repository here has it."""
        parsed: Reference | None = parse_reference(reference)
        if parsed is None or parsed.repository.key not in self._repositories:
            return None
        return self.manifest(parsed.repository, parsed.digest or parsed.tag)

    def blob(self, digest: str) -> Path:
        """The file of a blob."""
        return self.blobs.path(digest)

    def push(self, repository: Repository, content: bytes, *, media_type: str, tag: str, now: datetime) -> Manifest:
        """
        Keep a manifest whose blobs are here, and give it the tag ("" for none); then apply the lifecycle policy.

        Raises ``LayersNotFoundException``, ``InvalidParameterException`` for what is no manifest, and
        ``ImageTagAlreadyExistsException`` where tags are immutable.
        """
        media_type, document = _parsed(content, media_type)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        with self._lock:
            record = self.record(repository)
            stored = self._content(repository)
            if tag and stored["tags"].get(tag, digest) != digest and _is_immutable(record, tag):
                raise ApiError(
                    "ImageTagAlreadyExistsException",
                    f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be "
                    "overwritten because the tag is immutable.",
                )
            image = {"mediaType": media_type, "pushedAt": now, "size": self._size(repository, document)}
            self.blobs.put(content)
            images = {**stored["images"], digest: stored["images"].get(digest, image)}
            tags = {**stored["tags"], tag: digest} if tag else stored["tags"]
            self._images.put(repository.key, {"images": images, "tags": tags})
            self.expire(repository, now)
        return Manifest(digest=digest, media_type=media_type, content=content)

    def _size(self, repository: Repository, document: Mapping[str, Any]) -> int:
        """Bytes of everything a manifest names, which must all be here."""
        parts = [*([document["config"]] if "config" in document else []), *document.get("layers", ())]
        sizes = {part["digest"]: self.blobs.size(part["digest"]) for part in parts if not part.get("urls")}
        if missing := [digest for digest, size in sizes.items() if size is None]:
            raise ApiError(
                "LayersNotFoundException",
                f"Layers with digests '[{', '.join(missing)}]' required for pushing image into repository with name "
                f"'{repository.name}' in the registry with id '{repository.account}' do not exist",
            )
        children = [child["digest"] for child in document.get("manifests", ())]
        known = self.images(repository)
        if missing := [digest for digest in children if digest not in known]:
            raise ApiError(
                "ReferencedImagesNotFoundException",
                f"Images with digests '[{', '.join(missing)}]' required for pushing image into repository with name "
                f"'{repository.name}' in the registry with id '{repository.account}' do not exist",
            )
        own = sum(size or 0 for size in sizes.values())
        return own + sum(int(known[digest]["size"]) for digest in children)

    def remove(self, repository: Repository, digests: set[str], tags: set[str]) -> None:
        """Take tags away and delete images; an image whose last tag goes is deleted too, as ECR does."""
        with self._lock:
            stored = self._content(repository)
            kept = {tag: named for tag, named in stored["tags"].items() if tag not in tags and named not in digests}
            untagged = {stored["tags"][tag] for tag in tags if tag in stored["tags"]} - set(kept.values())
            gone = digests | untagged
            images = {digest: image for digest, image in stored["images"].items() if digest not in gone}
            self._images.put(repository.key, {"images": images, "tags": kept})
            self._collect()

    def referenced_by_index(self, repository: Repository, digest: str) -> list[str]:
        """The digests of the multi-platform images that an image is part of."""
        owners = []
        for owner, image in self.images(repository).items():
            if image["mediaType"] in _INDEX_TYPES:
                document = json.loads(self.blobs.path(owner).read_bytes())
                if any(child["digest"] == digest for child in document["manifests"]):
                    owners.append(owner)
        return owners

    def expire(self, repository: Repository, now: datetime) -> None:
        """Apply the repository's lifecycle policy. AWS does so within a day, we at every push."""
        policy = self.record(repository).get("lifecyclePolicyText")
        if not policy:
            return
        candidates = [
            lifecycle.Candidate(
                digest=digest, tags=tuple(self.tags_of(repository, digest)), pushed=image["pushedAt"].astimezone(UTC)
            )
            for digest, image in self.images(repository).items()
        ]
        if gone := lifecycle.expired(lifecycle.parse_policy(policy), candidates, now):
            self.remove(repository, set(gone), set())

    def _content(self, repository: Repository) -> Document:
        return self._images.get(repository.key) or {"images": {}, "tags": {}}

    def _collect(self) -> None:
        self.blobs.collect({digest for content in self._images.values() for digest in self._named(content)})

    def _named(self, content: Document) -> Iterator[str]:
        """Every blob that a repository's images name."""
        for digest in content["images"]:
            yield digest
            if not self.blobs.path(digest).exists():
                continue
            document = json.loads(self.blobs.path(digest).read_bytes())
            yield from (part["digest"] for part in document.get("layers", ()))
            if "config" in document:
                yield document["config"]["digest"]


def _is_immutable(record: Document, tag: str) -> bool:
    """Whether the tag may not move to another image, the repository's exclusions considered."""
    mutability: str = record["imageTagMutability"]
    filters = record.get("imageTagMutabilityExclusionFilters", ())
    excluded = any(fnmatchcase(tag, one["filter"]) for one in filters)
    return mutability.startswith("IMMUTABLE") != (mutability.endswith("_WITH_EXCLUSION") and excluded)


def _parsed(content: bytes, media_type: str) -> tuple[str, Mapping[str, Any]]:
    """The manifest's own media type and its document."""
    try:
        document = json.loads(content)
        media_type = document.get("mediaType") or media_type
        parts = [*document.get("layers", ()), *document.get("manifests", ())]
        valid = document["schemaVersion"] == 2 and all(is_digest(part["digest"]) for part in parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        valid = False
    if not valid or media_type not in _MANIFEST_TYPES:
        raise ApiError("InvalidParameterException", "Invalid parameter at 'ImageManifest': it is not an image manifest")
    return media_type, document
