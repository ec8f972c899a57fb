"""The registry: pushed to over HTTP as docker would, and looked at through the ECR API."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
import urllib3

from aerostat.errors import AwsError
from aerostat.images import Credentials, push
from localcloud.settings import Settings

from .conftest import client, credentials, running

pytestmark = pytest.mark.real


def pushed(cloud, ecr, uri, image, tag):
    return push(
        image, registry_url=cloud.settings.endpoint_url, repository=uri.partition("/")[2], tag=tag,
        credentials=credentials(ecr),
    )  # fmt: skip


def http(cloud, ecr, method, path, **more):
    """One request with a good token."""
    headers = {"Authorization": credentials(ecr)().header, **more.pop("headers", {})}
    return urllib3.request(method, f"{cloud.settings.endpoint_url}{path}", headers=headers, retries=False, **more)


def test_an_image_that_was_pushed_is_there(cloud, ecr, repository, image_of):
    """Tag, digest, size and manifest come back as they were pushed."""
    image = image_of("print(1)")

    reference = pushed(cloud, ecr, repository, image, "v1")

    assert f"{repository}@{image.digest}" == reference
    detail = ecr.describe_images(repositoryName="shop/web")["imageDetails"][0]
    assert (image.digest, ["v1"]) == (detail["imageDigest"], detail["imageTags"])
    found = ecr.batch_get_image(repositoryName="shop/web", imageIds=[{"imageTag": "v1"}])["images"][0]
    assert image.manifest == json.loads(found["imageManifest"])


def test_pushing_again_uploads_nothing(cloud, ecr, repository, image_of):
    """A second push of the same image is one question."""
    image = image_of("print(1)")
    pushed(cloud, ecr, repository, image, "v1")
    blobs = {path: path.stat().st_ctime_ns for path in (cloud.settings.state / "registry").rglob("*")}

    pushed(cloud, ecr, repository, image, "v1")

    assert blobs == {path: path.stat().st_ctime_ns for path in (cloud.settings.state / "registry").rglob("*")}


def test_an_immutable_tag_stays_where_it_is(cloud, ecr, repository, image_of):
    """A push that would move it is refused; pushing the same image again is not."""
    ecr.put_image_tag_mutability(repositoryName="shop/web", imageTagMutability="IMMUTABLE")
    first = image_of("print(1)")
    pushed(cloud, ecr, repository, first, "v1")
    pushed(cloud, ecr, repository, first, "v1")

    with pytest.raises(AwsError) as caught:
        pushed(cloud, ecr, repository, image_of("print(2)"), "v1")

    assert "TAG_INVALID" in caught.value.because[0]
    assert "immutable" in caught.value.hint


def test_a_repository_must_exist(cloud, ecr, repository, image_of):
    """A push into none is NAME_UNKNOWN, and the error says how to create one."""
    with pytest.raises(AwsError) as caught:
        pushed(cloud, ecr, f"{repository}-other", image_of("print(1)"), "v1")

    assert "NAME_UNKNOWN" in caught.value.because[0]
    assert "create-repository" in caught.value.hint


def test_a_lifecycle_policy_is_applied_on_push(cloud, ecr, repository, image_of):
    """Keep the last two: the third push lets the first image go, with its blobs' names."""
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 2},
        "action": {"type": "expire"},
    }
    ecr.put_lifecycle_policy(repositoryName="shop/web", lifecyclePolicyText=json.dumps({"rules": [rule]}))
    for number in range(3):
        pushed(cloud, ecr, repository, image_of(f"print({number})"), f"v{number}")

    tags = {one["imageTag"] for one in ecr.list_images(repositoryName="shop/web")["imageIds"]}
    assert {"v1", "v2"} == tags


def test_a_token_that_is_refused_is_asked_for_anew(cloud, ecr, repository, image_of):
    """Credentials that have expired in the middle of a push are renewed once."""
    given = []

    def provider():
        given.append(credentials(ecr)())
        return given[-1]

    image = image_of("print(1)")
    name = repository.partition("/")[2]
    push(image, registry_url=cloud.settings.endpoint_url, repository=name, tag="v1", credentials=provider)
    assert 1 == len(given)

    with pytest.raises(AwsError, match="refused"):
        push(
            image, registry_url=cloud.settings.endpoint_url, repository=name, tag="v2",
            credentials=lambda: Credentials(username="AWS", password="wrong"),
        )  # fmt: skip


def test_without_a_token_the_registry_asks_for_one(cloud, repository):
    """Docker logs in when it is told how."""
    answer = urllib3.request("GET", f"{cloud.settings.endpoint_url}/v2/", retries=False)

    assert 401 == answer.status
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_a_blob_may_come_in_pieces_and_must_be_what_it_says(cloud, ecr, repository):
    """PATCH, PATCH, PUT as docker does; a wrong digest or a gap is refused; ranges can be read."""
    base = f"/v2/{repository.partition('/')[2]}/blobs/"
    digest = f"sha256:{hashlib.sha256(b'hello world').hexdigest()}"

    upload = http(cloud, ecr, "POST", f"{base}uploads/").headers["Location"]
    assert 202 == http(cloud, ecr, "PATCH", upload, body=b"hello ", headers={"Content-Range": "0-5"}).status
    assert 416 == http(cloud, ecr, "PATCH", upload, body=b"world", headers={"Content-Range": "9-13"}).status
    assert "0-5" == http(cloud, ecr, "GET", upload).headers["Range"]
    assert 201 == http(cloud, ecr, "PUT", f"{upload}?digest={digest}", body=b"world").status
    assert b"hello world" == http(cloud, ecr, "GET", base + digest).data
    assert b"world" == http(cloud, ecr, "GET", base + digest, headers={"Range": "bytes=6-"}).data
    assert "11" == http(cloud, ecr, "HEAD", base + digest).headers["Content-Length"]

    wrong = http(cloud, ecr, "POST", f"{base}uploads/?digest=sha256:{'0' * 64}", body=b"hello world")
    assert (400, "DIGEST_INVALID") == (wrong.status, json.loads(wrong.data)["errors"][0]["code"])
    mounted = http(cloud, ecr, "POST", f"{base}uploads/?mount={digest}&from=another")
    assert 201 == mounted.status


def test_a_manifest_needs_its_blobs(cloud, ecr, repository):
    """A manifest whose layers were not uploaded is refused."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"digest": f"sha256:{'1' * 64}", "size": 1},
        "layers": [],
    }
    path = f"/v2/{repository.partition('/')[2]}/manifests/v1"

    answer = http(cloud, ecr, "PUT", path, body=json.dumps(manifest).encode())

    assert (404, "MANIFEST_BLOB_UNKNOWN") == (answer.status, json.loads(answer.data)["errors"][0]["code"])


def test_images_outlive_the_cloud(tmp_path, image_of):
    """After a restart the image is there, and the token that was given out is good."""
    image, settings = image_of("print(1)"), Settings(state=tmp_path / "another", port=0)
    with running(settings) as cloud:
        ecr = client(cloud)
        uri = ecr.create_repository(repositoryName="shop/web")["repository"]["repositoryUri"]
        pushed(cloud, ecr, uri, image, "v1")
        token = credentials(ecr)().header

    with running(settings) as again:
        found = client(again).list_images(repositoryName="shop/web")["imageIds"]
        url = f"{again.settings.endpoint_url}/v2/{uri.partition('/')[2]}/tags/list"
        answer = urllib3.request("GET", url, headers={"Authorization": token}, retries=False)
        pulled = again.images.pull(f"{uri}:v1")

    assert [{"imageDigest": image.digest, "imageTag": "v1"}] == found
    assert ["v1"] == json.loads(answer.data)["tags"]
    assert image.digest == pulled.digest


def test_a_token_is_for_one_account(cloud, ecr, repository):
    """The repositories of another account are denied."""
    token = ecr.get_authorization_token(registryIds=["999999999999"])["authorizationData"][0]["authorizationToken"]
    url = f"{cloud.settings.endpoint_url}/v2/{repository.partition('/')[2]}/tags/list"

    answer = urllib3.request("GET", url, headers={"Authorization": f"Basic {token}"}, retries=False)

    assert (403, "DENIED") == (answer.status, json.loads(answer.data)["errors"][0]["code"])


def test_the_api_keeps_what_it_is_told(ecr):
    """Tags, scanning, policies come back; what is not there is refused in AWS's words."""
    created = ecr.create_repository(
        repositoryName="a/b", tags=[{"Key": "team", "Value": "x"}], imageScanningConfiguration={"scanOnPush": True}
    )["repository"]
    arn = created["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "more", "Value": "y"}])
    ecr.untag_resource(resourceArn=arn, tagKeys=["team"])
    ecr.set_repository_policy(repositoryName="a/b", policyText='{"Version": "2012-10-17", "Statement": []}')

    assert [{"Key": "more", "Value": "y"}] == ecr.list_tags_for_resource(resourceArn=arn)["tags"]
    assert ecr.describe_repositories(repositoryNames=["a/b"])["repositories"] == [created]
    assert "Statement" in ecr.get_repository_policy(repositoryName="a/b")["policyText"]
    with pytest.raises(ecr.exceptions.LifecyclePolicyNotFoundException):
        ecr.get_lifecycle_policy(repositoryName="a/b")
    with pytest.raises(ecr.exceptions.RepositoryAlreadyExistsException):
        ecr.create_repository(repositoryName="a/b")
    with pytest.raises(ecr.exceptions.ImageNotFoundException):
        ecr.describe_images(repositoryName="a/b", imageIds=[{"imageTag": "none"}])
    ecr.delete_repository(repositoryName="a/b")
    with pytest.raises(ecr.exceptions.RepositoryNotFoundException):
        ecr.describe_repositories(repositoryNames=["a/b"])


def test_a_repository_with_images_is_deleted_by_force_alone(cloud, ecr, repository, image_of):
    """Deleting images by tag and by digest works; a repository that has some resists."""
    image = image_of("print(1)")
    pushed(cloud, ecr, repository, image, "v1")
    pushed(cloud, ecr, repository, image, "v2")
    with pytest.raises(ecr.exceptions.RepositoryNotEmptyException):
        ecr.delete_repository(repositoryName="shop/web")

    ecr.batch_delete_image(repositoryName="shop/web", imageIds=[{"imageTag": "v1"}])
    assert ["v2"] == ecr.describe_images(repositoryName="shop/web")["imageDetails"][0]["imageTags"]
    ecr.delete_repository(repositoryName="shop/web", force=True)
    assert [] == ecr.describe_repositories()["repositories"]


def test_a_token_tells_its_user_and_its_end(ecr):
    """As on AWS: user AWS, valid for twelve hours."""
    data = ecr.get_authorization_token()["authorizationData"][0]

    assert base64.b64decode(data["authorizationToken"]).startswith(b"AWS:")
    assert data["proxyEndpoint"].startswith("http://127.0.0.1:")
