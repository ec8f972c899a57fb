"""A fresh account gets a place for Terraform's state, once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aerostat.aws import Aws, Credentials
from aerostat.errors import UsageError
from aerostat.model import Ci, Environment, Search, StateStorage
from aerostat.workflows.bootstrap import bootstrap

pytestmark = pytest.mark.real


@pytest.fixture
def aws(cloud):
    credentials = Credentials(access_key="test", secret_key="test")
    return lambda region: Aws(region=region, endpoint_url=cloud.endpoint, credentials=credentials)


def an_environment(**more):
    return Environment(application="shop", name="prod", region="eu-west-1", blueprint=Path("aerostat.yaml"), **more)


def test_everything_is_made_once(aws):
    """The bucket as it must be, the table where it is asked for, GitHub where a repository is named."""
    state = StateStorage(bucket="devops-app-terraform-state-prod", lock="dynamodb", table="terraform-lock-prod")
    environment = an_environment(state=state, ci=Ci(repository="ada/shop"))
    events = []

    first = bootstrap(environment, aws, emit=events.append)
    second = bootstrap(environment, aws, emit=lambda _: None)

    assert {"create", "update"} == {one.change for one in first}
    assert {"unchanged"} == {one.change for one in second}
    assert [one.text for one in first] == [one.text for one in events]
    s3 = aws("eu-west-1").client("s3")
    of = {"Bucket": state.bucket}
    assert "eu-west-1" == s3.get_bucket_location(**of)["LocationConstraint"]
    assert "Enabled" == s3.get_bucket_versioning(**of)["Status"]
    (rule,) = s3.get_bucket_encryption(**of)["ServerSideEncryptionConfiguration"]["Rules"]
    assert "aws:kms" == rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    assert all(s3.get_public_access_block(**of)["PublicAccessBlockConfiguration"].values())
    (statement,) = json.loads(s3.get_bucket_policy(**of)["Policy"])["Statement"]
    assert ("Deny", {"Bool": {"aws:SecureTransport": "false"}}) == (statement["Effect"], statement["Condition"])
    (key,) = aws("eu-west-1").client("dynamodb").describe_table(TableName=state.table)["Table"]["KeySchema"]
    assert "LockID" == key["AttributeName"]
    (provider,) = aws("eu-west-1").client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"].endswith(":oidc-provider/token.actions.githubusercontent.com")


def test_opensearch_gets_the_role_without_which_it_refuses_a_domain(aws):
    """The account's one, however many environments have domains; without any, nobody needs it."""
    iam = aws("eu-west-1").client("iam")
    path = "/aws-service-role/opensearchservice.amazonaws.com/"
    bootstrap(an_environment(state=StateStorage(bucket="no-search-state")), aws, emit=lambda _: None)
    assert [] == iam.list_roles(PathPrefix=path)["Roles"]

    ended = [
        bootstrap(
            an_environment(state=StateStorage(bucket=f"search-state-{number}"), search={"items": Search(name="items")}),
            aws,
            emit=lambda _: None,
        )[-1].change
        for number in range(2)
    ]

    assert ["create", "unchanged"] == ended
    assert 1 == len(iam.list_roles(PathPrefix=path)["Roles"])


def test_what_somebody_loosened_is_mended(aws):
    """And nothing else is touched."""
    environment = an_environment(state=StateStorage(bucket="loosened-state"))
    bootstrap(environment, aws, emit=lambda _: None)
    aws("eu-west-1").client("s3").delete_public_access_block(Bucket="loosened-state")

    again = bootstrap(environment, aws, emit=lambda _: None)

    assert ["is closed to the public"] == [one.text for one in again if one.change != "unchanged"]


def test_environments_of_one_account_are_made_ready_at_once(aws):
    """GitHub's identity provider is the account's; whoever comes second finds it, and says so."""
    iam = aws("eu-west-1").client("iam")
    for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=one["Arn"])
    environments = [
        an_environment(state=StateStorage(bucket=f"state-{number}"), ci=Ci(repository="ada/shop"))
        for number in range(8)
    ]

    with ThreadPoolExecutor(len(environments)) as pool:
        ended = list(pool.map(lambda one: bootstrap(one, aws, emit=lambda _: None)[-1].change, environments))

    assert 1 == ended.count("create")
    assert 1 == len(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"])


def test_without_a_bucket_there_is_nothing_to_make(aws):
    """It says what to write into the blueprint."""
    with pytest.raises(UsageError) as caught:
        bootstrap(an_environment(), aws, emit=lambda _: None)

    assert "state: {bucket: shop-terraform-state-prod}" in caught.value.hint
