"""What docs/concepts/local-cloud.md promises and no room's own tests hold."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.real


def test_a_bucket_and_what_is_configured_on_it_survive_a_kill(own_cloud):
    """Everything that was acknowledged survives: the bucket, its versioning, its objects."""
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="balloons")
    s3.put_bucket_versioning(Bucket="balloons", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="balloons", Key="first", Body=b"helium")

    own_cloud.kill()
    own_cloud.start()

    s3 = own_cloud.client("s3")
    assert ["balloons"] == [one["Name"] for one in s3.list_buckets()["Buckets"]]
    assert "Enabled" == s3.get_bucket_versioning(Bucket="balloons")["Status"]
    assert b"helium" == s3.get_object(Bucket="balloons", Key="first")["Body"].read()
