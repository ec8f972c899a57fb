"""S3 buckets and what is set on them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from aerostat.errors import AwsError
from aerostat.provision.handlers.base import (
    Arguments,
    Attributes,
    Difference,
    Handler,
    ReadOneByOne,
    Site,
    key_value,
    or_none,
)

_ABSENT = ("404", "NoSuchBucket", "NotFound")
#: The one region that CreateBucket does not want to be told.
_UNNAMED_REGION = "us-east-1"


class Bucket(Handler):
    type = "aws_s3_bucket"
    forces_replacement = frozenset({"bucket"})
    content = "every object in the bucket"
    stands_beside = True

    def find(self, site: Site, arguments: Arguments) -> Attributes | None:
        client, name = site.client("s3"), arguments["bucket"]
        found = or_none(lambda: client.head_bucket(Bucket=name), *_ABSENT)
        return None if found is None else _bucket(site, arguments)

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        client, region = site.client("s3"), site.aws.region
        place = {} if region == _UNNAMED_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=arguments["bucket"], **place)
        attributes = _bucket(site, arguments)
        self.tag(site, attributes, arguments["tags"], ())
        return attributes

    def modify(self, site: Site, difference: Difference) -> Attributes:
        return _bucket(site, difference.arguments)

    def tag(self, site: Site, attributes: Attributes, tags: Mapping[str, str], removed: tuple[str, ...]) -> None:
        # Replaces the whole set, so what was removed goes by itself.
        site.client("s3").put_bucket_tagging(Bucket=attributes["id"], Tagging={"TagSet": key_value(tags)})

    def is_empty(self, site: Site, attributes: Attributes) -> bool:
        found = site.client("s3").list_object_versions(Bucket=attributes["id"], MaxKeys=1)
        return not found.keys() & {"Versions", "DeleteMarkers"}

    def delete(self, site: Site, attributes: Attributes) -> None:
        client, name = site.client("s3"), attributes["id"]
        if or_none(lambda: client.head_bucket(Bucket=name), *_ABSENT) is None:
            return
        if attributes["force_destroy"]:
            _empty(client, name)
        elif not self.is_empty(site, attributes):
            raise AwsError(
                f"bucket {name} is not empty, and nothing deletes its objects on your behalf",
                hint=f"empty it first: `aws s3 rm s3://{name} --recursive`",
            )
        or_none(lambda: client.delete_bucket(Bucket=name), *_ABSENT)

    def observe(self, site: Site, known: Mapping[str, Attributes]) -> Mapping[str, Attributes | None]:
        existing = {one["Name"] for one in site.client("s3").list_buckets()["Buckets"]}
        return {address: one if one["id"] in existing else None for address, one in known.items()}


def _bucket(site: Site, arguments: Arguments) -> Attributes:
    name = arguments["bucket"]
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "region": site.aws.region,
        "force_destroy": arguments.get("force_destroy", False),
    }


def _empty(client: Any, name: str) -> None:
    """Delete every version of every object."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=name):
        versions = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        if versions:
            doomed = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in versions]
            client.delete_objects(Bucket=name, Delete={"Objects": doomed, "Quiet": True})


class _Aspect(ReadOneByOne):
    """Something set on a bucket: putting it is idempotent, and it goes when the bucket goes."""

    forces_replacement = frozenset({"bucket"})
    #: What S3 answers when it is not set.
    unset: ClassVar[str]

    @abstractmethod
    def put(self, client: Any, arguments: Arguments) -> None: ...

    @abstractmethod
    def getter(self, client: Any) -> Callable[..., Any]: ...

    @abstractmethod
    def remover(self, client: Any) -> Callable[..., Any]: ...

    def create(self, site: Site, arguments: Arguments) -> Attributes:
        self.put(site.client("s3"), arguments)
        return {"id": arguments["bucket"]}

    def modify(self, site: Site, difference: Difference) -> Attributes:
        self.put(site.client("s3"), difference.arguments)
        return difference.attributes

    def delete(self, site: Site, attributes: Attributes) -> None:
        remove = self.remover(site.client("s3"))
        or_none(lambda: remove(Bucket=attributes["id"]), self.unset, *_ABSENT)

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        get = self.getter(site.client("s3"))
        found = or_none(lambda: get(Bucket=attributes["id"]), self.unset, *_ABSENT)
        return None if found is None else attributes


class PublicAccessBlock(_Aspect):
    type = "aws_s3_bucket_public_access_block"
    unset = "NoSuchPublicAccessBlockConfiguration"

    def put(self, client: Any, arguments: Arguments) -> None:
        client.put_public_access_block(
            Bucket=arguments["bucket"],
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": arguments["block_public_acls"],
                "IgnorePublicAcls": arguments["ignore_public_acls"],
                "BlockPublicPolicy": arguments["block_public_policy"],
                "RestrictPublicBuckets": arguments["restrict_public_buckets"],
            },
        )

    def getter(self, client: Any) -> Callable[..., Any]:
        return client.get_public_access_block  # type: ignore[no-any-return]

    def remover(self, client: Any) -> Callable[..., Any]:
        return client.delete_public_access_block  # type: ignore[no-any-return]


class Encryption(_Aspect):
    type = "aws_s3_bucket_server_side_encryption_configuration"
    unset = "ServerSideEncryptionConfigurationNotFoundError"

    def put(self, client: Any, arguments: Arguments) -> None:
        rules = [
            {
                "ApplyServerSideEncryptionByDefault": {
                    "SSEAlgorithm": rule["apply_server_side_encryption_by_default"]["sse_algorithm"]
                }
            }
            for rule in arguments["rule"]
        ]
        client.put_bucket_encryption(Bucket=arguments["bucket"], ServerSideEncryptionConfiguration={"Rules": rules})

    def getter(self, client: Any) -> Callable[..., Any]:
        return client.get_bucket_encryption  # type: ignore[no-any-return]

    def remover(self, client: Any) -> Callable[..., Any]:
        return client.delete_bucket_encryption  # type: ignore[no-any-return]


class OwnershipControls(_Aspect):
    type = "aws_s3_bucket_ownership_controls"
    unset = "OwnershipControlsNotFoundError"

    def put(self, client: Any, arguments: Arguments) -> None:
        rule = {"ObjectOwnership": arguments["rule"]["object_ownership"]}
        client.put_bucket_ownership_controls(Bucket=arguments["bucket"], OwnershipControls={"Rules": [rule]})

    def getter(self, client: Any) -> Callable[..., Any]:
        return client.get_bucket_ownership_controls  # type: ignore[no-any-return]

    def remover(self, client: Any) -> Callable[..., Any]:
        return client.delete_bucket_ownership_controls  # type: ignore[no-any-return]


class Versioning(_Aspect):
    """A bucket that was versioned once can only be suspended, never made as it was."""

    type = "aws_s3_bucket_versioning"
    unset = "NoSuchBucket"

    def put(self, client: Any, arguments: Arguments) -> None:
        status = arguments["versioning_configuration"]["status"]
        client.put_bucket_versioning(Bucket=arguments["bucket"], VersioningConfiguration={"Status": status})

    def read(self, site: Site, attributes: Attributes) -> Attributes | None:
        client = site.client("s3")
        found = or_none(lambda: client.get_bucket_versioning(Bucket=attributes["id"]), *_ABSENT)
        return attributes if found and found.get("Status") == "Enabled" else None

    def getter(self, client: Any) -> Callable[..., Any]:
        return client.get_bucket_versioning  # type: ignore[no-any-return]

    def remover(self, client: Any) -> Callable[..., Any]:
        def suspend(Bucket: str) -> Any:
            return client.put_bucket_versioning(Bucket=Bucket, VersioningConfiguration={"Status": "Suspended"})

        return suspend
