"""S3 objects through boto3 and plain HTTP: exact, whole, durable."""

from __future__ import annotations

import hashlib
import os
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from localcloud.testing.waiting import until

pytestmark = pytest.mark.real

MEGABYTE = 1024 * 1024
ODD_KEYS = ["a%2Fb", "a/b", "a b", "a?b", "ü/ö ✓", "a+b", "..", "../x", "a//b", "x&y<z>", "~'()*!", "q=1&r", "tab\tx"]


@pytest.fixture
def s3(cloud: Any) -> Any:
    return cloud.client("s3")


@pytest.fixture
def bucket(s3: Any, request: pytest.FixtureRequest) -> str:
    """A bucket of the test's own."""
    name = "test-" + hashlib.md5(request.node.name.encode(), usedforsecurity=False).hexdigest()
    s3.create_bucket(Bucket=name)
    s3.get_waiter("bucket_exists").wait(Bucket=name)
    return name


def content(s3: Any, bucket: str, key: str, **more: Any) -> bytes:
    data: bytes = s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()
    return data


def listed(s3: Any, bucket: str, **more: Any) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, **more)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def test_keys_are_kept_exactly(s3: Any, bucket: str):
    """Percent signs, slashes, question marks, dots, blanks, umlauts: each its own object, listed in byte order."""
    for key in ODD_KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())

    assert [key.encode() for key in ODD_KEYS] == [content(s3, bucket, key) for key in ODD_KEYS]
    assert sorted(ODD_KEYS, key=str.encode) == listed(s3, bucket)


def test_headers_and_metadata_come_back(s3: Any, bucket: str):
    """Content headers, user metadata with underscores, storage class, tags, ETag and encryption."""
    s3.put_object(
        Bucket=bucket,
        Key="k",
        Body=b"hello",
        ContentType="text/plain",
        CacheControl="no-store",
        ContentDisposition='attachment; filename="x"',
        ContentEncoding="identity",
        Metadata={"my_key": "1", "my-key": "2"},
        StorageClass="STANDARD_IA",
        Tagging="team=shop",
    )

    head = s3.head_object(Bucket=bucket, Key="k")

    assert '"5d41402abc4b2a76b9719d911017c592"' == head["ETag"]
    assert ("text/plain", "no-store", 5) == (head["ContentType"], head["CacheControl"], head["ContentLength"])
    assert {"my_key": "1", "my-key": "2"} == head["Metadata"]
    assert ("STANDARD_IA", "AES256") == (head["StorageClass"], head["ServerSideEncryption"])
    assert [{"Key": "team", "Value": "shop"}] == s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"]


def test_ranges_and_conditions(s3: Any, bucket: str):
    """Parts of an object, 416 beyond its end, 304 for what the client has, 412 for what it did not expect."""
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["ETag"]

    assert b"234" == content(s3, bucket, "k", Range="bytes=2-4")
    assert b"89" == content(s3, bucket, "k", Range="bytes=-2")
    assert b"0123456789" == content(s3, bucket, "k", IfMatch=etag)
    for expected, arguments in {
        "InvalidRange": {"Range": "bytes=10-"},
        "304": {"IfNoneMatch": etag},
        "PreconditionFailed": {"IfMatch": '"other"'},
    }.items():
        with pytest.raises(ClientError) as caught:
            s3.get_object(Bucket=bucket, Key="k", **arguments)
        assert expected == caught.value.response["Error"]["Code"]
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"", IfNoneMatch="*")


def test_a_checksum_is_verified_and_kept(s3: Any, bucket: str):
    """boto3's CRC32 comes back; a body that does not fit its promise is refused and leaves the old object."""
    sent = s3.put_object(Bucket=bucket, Key="k", Body=b"good", ChecksumAlgorithm="SHA256")
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")

    assert sent["ChecksumSHA256"] == head["ChecksumSHA256"]
    with pytest.raises(ClientError, match="BadDigest"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"bad", ChecksumCRC32="AAAAAA==")
    assert b"good" == content(s3, bucket, "k")


def test_large_objects_go_up_in_parts_and_down_in_pieces(s3: Any, bucket: str, tmp_path: Path):
    """A 20 MB file, multipart both ways, with S3's composite ETag; what was aborted leaves nothing."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(os.urandom(20 * MEGABYTE + 1))
    parts = TransferConfig(multipart_threshold=8 * MEGABYTE, multipart_chunksize=8 * MEGABYTE)

    s3.upload_file(str(source), bucket, "big", Config=parts)
    s3.download_file(bucket, "big", str(target), Config=parts)

    assert source.read_bytes() == target.read_bytes()
    assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-3"')
    upload = s3.create_multipart_upload(Bucket=bucket, Key="never")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="never", UploadId=upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(Bucket=bucket, Key="never", UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_a_part_too_small_or_unknown_is_refused(s3: Any, bucket: str):
    """CompleteMultipartUpload holds the client to 5 MB parts and to the ETags it was given."""
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    parts = []
    for number in (1, 2):
        part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=number, Body=b"x")
        parts.append({"PartNumber": number, "ETag": part["ETag"]})

    with pytest.raises(ClientError, match="EntityTooSmall"):
        s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": parts})
    wrong = [{"PartNumber": 1, "ETag": '"0"'}]
    with pytest.raises(ClientError, match="InvalidPart"):
        s3.complete_multipart_upload(Bucket=bucket, Key="k", UploadId=upload, MultipartUpload={"Parts": wrong})


def test_versions_are_kept_and_a_delete_marker_hides_them(s3: Any, bucket: str):
    """With versioning nothing is lost: old versions are read by id, and removing the marker brings the object back."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"0")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"1")["VersionId"]
    s3.put_object(Bucket=bucket, Key="k", Body=b"2")

    marker = s3.delete_object(Bucket=bucket, Key="k")

    assert marker["DeleteMarker"]
    assert [] == listed(s3, bucket)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="k")
    assert (b"1", b"0") == (content(s3, bucket, "k", VersionId=first), content(s3, bucket, "k", VersionId="null"))
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker["VersionId"])
    assert b"2" == content(s3, bucket, "k")
    assert 3 == len(s3.list_object_versions(Bucket=bucket)["Versions"])


def test_listings_page_and_group(s3: Any, bucket: str):
    """Small pages give every key once; a delimiter gives each folder once."""
    keys = [*sorted(f"f{n % 3}/{n:03}" for n in range(40)), "top"]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")

    assert keys == listed(s3, bucket, PaginationConfig={"PageSize": 7})
    assert keys[:14] == listed(s3, bucket, Prefix="f0/")
    for operation in ("list_objects_v2", "list_objects"):
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 1})
        groups = [group["Prefix"] for page in pages for group in page.get("CommonPrefixes", [])]
        assert ["f0/", "f1/", "f2/"] == groups


def test_copies_keep_or_replace_metadata(s3: Any, bucket: str):
    """CopyObject takes metadata along unless told otherwise, also for keys that look encoded."""
    s3.put_object(Bucket=bucket, Key="a%2Fb", Body=b"x", Metadata={"m": "1"})
    source = {"Bucket": bucket, "Key": "a%2Fb"}

    s3.copy_object(Bucket=bucket, Key="kept", CopySource=source)
    s3.copy_object(Bucket=bucket, Key="new", CopySource=source, MetadataDirective="REPLACE", Metadata={"n": "2"})

    assert {"m": "1"} == s3.head_object(Bucket=bucket, Key="kept")["Metadata"]
    assert {"n": "2"} == s3.head_object(Bucket=bucket, Key="new")["Metadata"]


def test_presigned_urls_work_without_a_client_library(s3: Any, bucket: str):
    """A browser can PUT and GET with nothing but the URL."""
    put = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a b"})
    urllib.request.urlopen(urllib.request.Request(put, data=b"from a browser", method="PUT"))
    get = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a b"})

    with urllib.request.urlopen(get) as answer:
        assert b"from a browser" == answer.read()


def test_a_bucket_with_objects_is_not_deleted(s3: Any, bucket: str):
    """BucketNotEmpty, until DeleteObjects has emptied it."""
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    with pytest.raises(ClientError, match="BucketNotEmpty"):
        s3.delete_bucket(Bucket=bucket)

    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k"}]})
    s3.delete_bucket(Bucket=bucket)

    s3.get_waiter("bucket_not_exists").wait(Bucket=bucket)
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.put_object(Bucket=bucket, Key="k", Body=b"")


def test_readers_see_one_whole_object_while_it_is_overwritten(s3: Any, bucket: str, cloud: Any):
    """Four writers, four readers, one key: every read is one of the writes, never a mixture, never an error."""
    bodies = [bytes([letter]) * 300_000 for letter in b"abcd"]
    s3.put_object(Bucket=bucket, Key="k", Body=bodies[0])
    seen: list[bytes] = []
    failures: list[BaseException] = []

    def work(number: int) -> None:
        client = cloud.client("s3")
        try:
            for _ in range(15):
                if number < 4:
                    client.put_object(Bucket=bucket, Key="k", Body=bodies[number])
                else:
                    seen.append(content(client, bucket, "k"))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failures
    assert set(seen) <= set(bodies)


def test_acknowledged_objects_survive_a_killed_control_plane(own_cloud: Any):
    """kill -9 in the middle of writes: everything that was answered is there, exactly; nothing else is left."""
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="durable")
    s3.put_bucket_versioning(Bucket="durable", VersioningConfiguration={"Status": "Enabled"})
    acknowledged: dict[str, bytes] = {}

    def write() -> None:
        client = own_cloud.client("s3")
        for number in range(100_000):
            body = os.urandom(5000)
            try:
                client.put_object(Bucket="durable", Key=f"k{number}", Body=body)
            except Exception:
                return
            acknowledged[f"k{number}"] = body

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: len(acknowledged) >= 150, "150 objects are acknowledged")
    own_cloud.kill()
    writer.join()
    own_cloud.start()

    s3 = own_cloud.client("s3")
    assert acknowledged == {key: content(s3, "durable", key) for key in acknowledged}
    assert len(listed(s3, "durable")) <= len(acknowledged) + 1
    assert s3.put_object(Bucket="durable", Key="after", Body=b"")["VersionId"]
