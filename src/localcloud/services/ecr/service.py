"""The ECR API over the registry's records. Operations about a whole registry (its policy, replication) are moto's."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.api import Answer, ApiError, Caller, Params, Service
from localcloud.clock import Clock
from localcloud.journal.tables import Document
from localcloud.services.ecr import lifecycle
from localcloud.services.ecr.blobs import is_digest
from localcloud.services.ecr.images import Images
from localcloud.services.ecr.references import Repository, repository_of_arn
from localcloud.services.ecr.tokens import Holder, Tokens

_NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")
_SHOWN = (
    "createdAt",
    "imageTagMutability",
    "imageTagMutabilityExclusionFilters",
    "imageScanningConfiguration",
    "encryptionConfiguration",
)
_REGISTRY = ("registryId", "repositoryName")


class Ecr(Service):
    """
    Args:
        registry_host: where the registry answers now, ``127.0.0.1:4566``. No record has it: the port may change.
    """

    name: ClassVar[str] = "ecr"

    def __init__(self, images: Images, tokens: Tokens, clock: Clock, registry_host: str) -> None:
        self._images = images
        self._tokens = tokens
        self._clock = clock
        self._registry_host = registry_host

    def get_authorization_token(self, caller: Caller, params: Params) -> Answer:
        data = []
        for account in params.get("registryIds") or [caller.account]:
            holder = Holder(account=account, principal=caller.principal, access_key=caller.access_key)
            password, expires = self._tokens.issue(holder, self._clock.now())
            token = base64.b64encode(f"AWS:{password}".encode()).decode()
            endpoint = f"http://{self._registry_host}"
            data.append({"authorizationToken": token, "expiresAt": expires, "proxyEndpoint": endpoint})
        return {"authorizationData": data}

    # Repositories

    def create_repository(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        if not 2 <= len(repository.name) <= 256 or not _NAME.fullmatch(repository.name):
            raise ApiError(
                "InvalidParameterException",
                "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression "
                f"'{_NAME.pattern}''",
            )
        record = {
            "createdAt": self._clock.now(),
            "imageTagMutability": params.get("imageTagMutability", "MUTABLE"),
            "imageTagMutabilityExclusionFilters": params.get("imageTagMutabilityExclusionFilters"),
            "imageScanningConfiguration": {"scanOnPush": False, **params.get("imageScanningConfiguration", {})},
            "encryptionConfiguration": params.get("encryptionConfiguration", {"encryptionType": "AES256"}),
            "tags": {tag["Key"]: tag.get("Value", "") for tag in params.get("tags", ())},
        }
        self._images.create(repository, {name: value for name, value in record.items() if value is not None})
        return {"repository": self._described(repository)}

    def describe_repositories(self, caller: Caller, params: Params) -> Answer:
        account = params.get("registryId", caller.account)
        if names := params.get("repositoryNames"):
            repositories = [Repository(account, caller.region, name) for name in names]
        else:
            repositories = self._images.repositories(account, caller.region)
        page, token = _page(repositories, params)
        return {"repositories": [self._described(one) for one in page], **token}

    def delete_repository(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        shown = self._described(repository)
        self._images.delete(repository, force=bool(params.get("force")))
        return {"repository": shown}

    def _described(self, repository: Repository) -> Document:
        record = self._images.record(repository)
        return {
            "repositoryArn": repository.arn,
            "registryId": repository.account,
            "repositoryName": repository.name,
            "repositoryUri": f"{self._registry_host}/{repository.key}",
            **{name: record[name] for name in _SHOWN if name in record},
        }

    def put_image_tag_mutability(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        fields = {
            "imageTagMutability": params["imageTagMutability"],
            "imageTagMutabilityExclusionFilters": params.get("imageTagMutabilityExclusionFilters"),
        }
        self._images.change(repository, **fields)
        return {**_identity(repository), **{name: value for name, value in fields.items() if value is not None}}

    def put_image_scanning_configuration(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        configuration = {"scanOnPush": False, **params["imageScanningConfiguration"]}
        self._images.change(repository, imageScanningConfiguration=configuration)
        return {**_identity(repository), "imageScanningConfiguration": configuration}

    # Policies and tags

    def put_lifecycle_policy(self, caller: Caller, params: Params) -> Answer:
        repository, text = _repository(caller, params), params["lifecyclePolicyText"]
        try:
            lifecycle.parse_policy(text)
        except ValueError as error:
            raise ApiError(
                "InvalidParameterException",
                "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation "
                f"failure: {error}'",
            ) from error
        self._images.change(repository, lifecyclePolicyText=text)
        self._images.expire(repository, self._clock.now())
        return {**_identity(repository), "lifecyclePolicyText": text}

    def get_lifecycle_policy(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        text = self._policy(repository, "lifecyclePolicyText", "Lifecycle")
        return {**_identity(repository), "lifecyclePolicyText": text, "lastEvaluatedAt": self._clock.now()}

    def delete_lifecycle_policy(self, caller: Caller, params: Params) -> Answer:
        answer = self.get_lifecycle_policy(caller, params)
        self._images.change(_repository(caller, params), lifecyclePolicyText=None)
        return answer

    def set_repository_policy(self, caller: Caller, params: Params) -> Answer:
        repository, text = _repository(caller, params), params["policyText"]
        try:
            json.loads(text)
        except ValueError as error:
            raise ApiError(
                "InvalidParameterException",
                "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
            ) from error
        self._images.change(repository, policyText=text)
        return {**_identity(repository), "policyText": text}

    def get_repository_policy(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        return {**_identity(repository), "policyText": self._policy(repository, "policyText", "Repository")}

    def delete_repository_policy(self, caller: Caller, params: Params) -> Answer:
        answer = self.get_repository_policy(caller, params)
        self._images.change(_repository(caller, params), policyText=None)
        return answer

    def _policy(self, repository: Repository, field: str, kind: str) -> str:
        text = self._images.record(repository).get(field)
        if text is None:
            raise ApiError(
                f"{kind}PolicyNotFoundException",
                f"{kind} policy does not exist for the repository with name '{repository.name}' in the registry with "
                f"id '{repository.account}'",
            )
        return str(text)

    def list_tags_for_resource(self, caller: Caller, params: Params) -> Answer:
        tags = self._images.record(_of_arn(params["resourceArn"])).get("tags", {})
        return {"tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def tag_resource(self, caller: Caller, params: Params) -> Answer:
        repository = _of_arn(params["resourceArn"])
        added = {tag["Key"]: tag.get("Value", "") for tag in params["tags"]}
        self._images.change(repository, tags={**self._images.record(repository).get("tags", {}), **added})
        return {}

    def untag_resource(self, caller: Caller, params: Params) -> Answer:
        repository = _of_arn(params["resourceArn"])
        tags = self._images.record(repository).get("tags", {})
        kept = {key: value for key, value in tags.items() if key not in params["tagKeys"]}
        self._images.change(repository, tags=kept)
        return {}

    # Images

    def list_images(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        identities: list[Document] = []
        for digest in self._images.images(repository):
            tags = self._images.tags_of(repository, digest)
            identities += [{"imageDigest": digest, "imageTag": tag} for tag in tags] or [{"imageDigest": digest}]
        wanted = params.get("filter", {}).get("tagStatus", "ANY")
        fitting = [one for one in identities if wanted == "ANY" or ("imageTag" in one) == (wanted == "TAGGED")]
        page, token = _page(fitting, params)
        return {"imageIds": page, **token}

    def describe_images(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        known = self._images.images(repository)
        wanted = params.get("filter", {}).get("tagStatus", "ANY")
        digests = [self._digest(repository, one) for one in params.get("imageIds", ())] or list(known)
        details = [self._detail(repository, digest, known[digest]) for digest in dict.fromkeys(digests)]
        fitting = [one for one in details if wanted == "ANY" or ("imageTags" in one) == (wanted == "TAGGED")]
        page, token = _page(fitting, params)
        return {"imageDetails": page, **token}

    def _detail(self, repository: Repository, digest: str, image: Mapping[str, Any]) -> Document:
        tags = self._images.tags_of(repository, digest)
        return {
            **_identity(repository),
            "imageDigest": digest,
            **({"imageTags": tags} if tags else {}),
            "imageSizeInBytes": image["size"],
            "imagePushedAt": image["pushedAt"],
            "imageManifestMediaType": image["mediaType"],
            "imageStatus": "ACTIVE",
        }

    def _digest(self, repository: Repository, identity: Mapping[str, str]) -> str:
        """The digest of an image that is here. Raises ``ImageNotFoundException``."""
        failure = self._failure(repository, identity)
        if failure is None:
            return identity.get("imageDigest") or self._images.tags(repository)[identity["imageTag"]]
        digest, tag = identity.get("imageDigest", "null"), identity.get("imageTag", "null")
        raise ApiError(
            "ImageNotFoundException",
            f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the repository "
            f"with name '{repository.name}' in the registry with id '{repository.account}'",
        )

    def _failure(self, repository: Repository, identity: Mapping[str, str]) -> Document | None:
        """Why an identity names no image, in the shape of the batch operations; None when it names one."""
        digest, tag = identity.get("imageDigest"), identity.get("imageTag")
        images, tags = self._images.images(repository), self._images.tags(repository)
        if digest is None and tag is None:
            code, reason = "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"
        elif digest is not None and not is_digest(digest):
            code, reason = "InvalidImageDigest", "Invalid request parameters: image digest should satisfy the regex"
        elif (digest is not None and digest not in images) or (tag is not None and tag not in tags):
            code, reason = "ImageNotFound", "Requested image not found"
        elif digest is not None and tag is not None and tags[tag] != digest:
            code, reason = "ImageTagDoesNotMatchDigest", "Tag does not match the digest"
        else:
            return None
        return {"imageId": dict(identity), "failureCode": code, "failureReason": reason}

    def batch_get_image(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        images, failures = [], []
        for identity in params["imageIds"]:
            if failure := self._failure(repository, identity):
                failures.append(failure)
            else:
                images.append(self._image(repository, self._digest(repository, identity), identity.get("imageTag")))
        return {"images": images, "failures": failures}

    def _image(self, repository: Repository, digest: str, tag: str | None) -> Document:
        manifest = self._images.manifest(repository, digest)
        assert manifest is not None
        return {
            **_identity(repository),
            "imageId": {"imageDigest": digest, **({"imageTag": tag} if tag else {})},
            "imageManifest": manifest.content.decode(),
            "imageManifestMediaType": manifest.media_type,
        }

    def batch_delete_image(self, caller: Caller, params: Params) -> Answer:
        repository = _repository(caller, params)
        deleted, failures, digests, tags = [], [], set(), set()
        for identity in params["imageIds"]:
            failure = self._failure(repository, identity)
            digest = "" if failure else self._digest(repository, identity)
            if not failure and "imageTag" not in identity and self._images.referenced_by_index(repository, digest):
                reason = "Requested image referenced by manifest list"
                failure = {
                    "imageId": dict(identity),
                    "failureCode": "ImageReferencedByManifestList",
                    "failureReason": reason,
                }
            if failure:
                failures.append(failure)
            elif "imageTag" in identity:
                tags.add(identity["imageTag"])
                deleted.append({"imageDigest": digest, "imageTag": identity["imageTag"]})
            else:
                digests.add(digest)
                deleted += [
                    {"imageDigest": digest, "imageTag": tag} for tag in self._images.tags_of(repository, digest)
                ]
                deleted += [] if self._images.tags_of(repository, digest) else [{"imageDigest": digest}]
        self._images.remove(repository, digests, tags)
        return {"imageIds": deleted, "failures": failures}

    def put_image(self, caller: Caller, params: Params) -> Answer:
        repository, tag = _repository(caller, params), params.get("imageTag", "")
        content = params["imageManifest"].encode()
        before = dict(self._images.tags(repository)), set(self._images.images(repository))
        manifest = self._images.push(
            repository, content, media_type=params.get("imageManifestMediaType", ""), tag=tag, now=self._clock.now()
        )
        if manifest.digest in before[1] and (not tag or before[0].get(tag) == manifest.digest):
            raise ApiError(
                "ImageAlreadyExistsException",
                f"Image with digest '{manifest.digest}' and tag '{tag}' already exists in the repository with name "
                f"'{repository.name}' in registry with id '{repository.account}'",
            )
        return {"image": self._image(repository, manifest.digest, tag or None)}

    def batch_check_layer_availability(self, caller: Caller, params: Params) -> Answer:
        self._images.record(_repository(caller, params))
        layers, failures = [], []
        for digest in params["layerDigests"]:
            if not is_digest(digest):
                failure = {"layerDigest": digest, "failureCode": "InvalidLayerDigest"}
                failures.append({**failure, "failureReason": "Invalid layer digest"})
            elif (size := self._images.blobs.size(digest)) is None:
                layers.append({"layerDigest": digest, "layerAvailability": "UNAVAILABLE"})
            else:
                layers.append({"layerDigest": digest, "layerAvailability": "AVAILABLE", "layerSize": size})
        return {"layers": layers, "failures": failures}

    # What nobody here does: moto would answer, of repositories that it does not know.

    def start_image_scan(self, caller: Caller, params: Params) -> Answer:
        raise _not_implemented("StartImageScan")

    def describe_image_scan_findings(self, caller: Caller, params: Params) -> Answer:
        raise _not_implemented("DescribeImageScanFindings")

    def batch_get_repository_scanning_configuration(self, caller: Caller, params: Params) -> Answer:
        raise _not_implemented("BatchGetRepositoryScanningConfiguration")

    def initiate_layer_upload(self, caller: Caller, params: Params) -> Answer:
        raise _not_implemented("InitiateLayerUpload", "push through the registry (docker push) instead")

    def get_download_url_for_layer(self, caller: Caller, params: Params) -> Answer:
        raise _not_implemented("GetDownloadUrlForLayer", "pull through the registry (docker pull) instead")


def _not_implemented(operation: str, instead: str = "run this against AWS") -> ApiError:
    return ApiError("NotImplemented", f"The local cloud does not implement ecr:{operation}; {instead}.")


def _repository(caller: Caller, params: Params) -> Repository:
    return Repository(params.get("registryId", caller.account), caller.region, params["repositoryName"])


def _of_arn(arn: str) -> Repository:
    if (repository := repository_of_arn(arn)) is None:
        raise ApiError("InvalidParameterException", f"Invalid parameter at 'resourceArn': {arn}")
    return repository


def _identity(repository: Repository) -> Document:
    return dict(zip(_REGISTRY, (repository.account, repository.name), strict=True))


def _page(items: list[Any], params: Params) -> tuple[list[Any], Document]:
    """One page, and the token of the next where there is one."""
    start = int(params.get("nextToken") or 0)
    end = start + int(params.get("maxResults") or 100)
    return items[start:end], {"nextToken": str(end)} if end < len(items) else {}
