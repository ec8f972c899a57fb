"""IAM enforced: who may do what, as boto3 sees it."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.real.conftest import RunningCloud

pytestmark = pytest.mark.real

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    running = RunningCloud(tmp_path_factory.mktemp("strict"), options=("--iam", "strict"))
    running.start()
    yield running
    running.stop()


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trusting(principal: Any, action: Any = "sts:AssumeRole", **more: Any) -> str:
    return document({"Effect": "Allow", "Principal": principal, "Action": action, **more})


class Somebody:
    """A user of the cloud, with the statements of one inline policy."""

    def __init__(self, cloud: RunningCloud, name: str, *statements: dict[str, Any], account: str = ACCOUNT) -> None:
        self.cloud = cloud
        self.name = name
        self.iam = cloud.client("iam", key=account)
        self.arn = self.iam.create_user(UserName=name)["User"]["Arn"]
        self.may(*statements)
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        self.keys = (key["AccessKeyId"], key["SecretAccessKey"])

    def may(self, *statements: dict[str, Any]) -> None:
        self.iam.put_user_policy(UserName=self.name, PolicyName="own", PolicyDocument=document(*statements))

    def client(self, service: str, **more: Any) -> Any:
        return self.cloud.client(service, *self.keys, **more)

    def sessions_client(self, service: str, role: str, **more: Any) -> Any:
        credentials = self.client("sts").assume_role(RoleArn=role, RoleSessionName="s1", **more)["Credentials"]
        keys = (credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
        return self.cloud.client(service, *keys)


@pytest.fixture(scope="module")
def assumer(cloud: RunningCloud) -> Somebody:
    """A user that may become any role that lets it."""
    return Somebody(cloud, "assumer", allow("sts:AssumeRole"))


def a_role(cloud: RunningCloud, name: str, *statements: dict[str, Any], trust: str = "", **more: Any) -> str:
    iam = cloud.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust or trusting({"AWS": ROOT}), **more)
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
    arn: str = made["Role"]["Arn"]
    return arn


def a_queue(cloud: RunningCloud, name: str) -> tuple[str, str]:
    return cloud.client("sqs").create_queue(QueueName=name)["QueueUrl"], f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"


def refusal(call: Any, **params: Any) -> str:
    """Code and message of a refused call."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return f"{error['Code']}: {error.get('Message')}"


def test_a_role_with_one_queue_has_no_other(cloud: RunningCloud, assumer: Somebody) -> None:
    """The sibling is refused, in AWS's words."""
    mine, arn = a_queue(cloud, "mine")
    theirs, sibling = a_queue(cloud, "theirs")
    role = a_role(cloud, "one-queue", allow("sqs:SendMessage", arn))

    sqs = assumer.sessions_client("sqs", role)

    sqs.send_message(QueueUrl=mine, MessageBody="x")
    sqs.send_message_batch(QueueUrl=mine, Entries=[{"Id": "1", "MessageBody": "x"}])
    assert (
        f"AccessDenied: User: arn:aws:sts::{ACCOUNT}:assumed-role/one-queue/s1 is not authorized to perform: "
        f"sqs:SendMessage on resource: {sibling} because no identity-based policy allows the sqs:SendMessage action"
    ) == refusal(sqs.send_message, QueueUrl=theirs, MessageBody="x")
    assert "sqs:ReceiveMessage" in refusal(sqs.receive_message, QueueUrl=mine)


@pytest.mark.parametrize(
    ("service", "operation", "params", "expected"),
    [
        ("s3", "list_buckets", {}, "AccessDenied"),
        ("ec2", "describe_vpcs", {}, "UnauthorizedOperation"),
        ("ecs", "list_clusters", {}, "AccessDeniedException"),
        ("iam", "list_users", {}, "AccessDenied"),
        ("sns", "publish", {"TopicArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:t", "Message": "x"}, "AuthorizationError"),
        ("lambda", "list_functions", {}, "AccessDeniedException"),
        ("cloudwatch", "list_metrics", {}, "AccessDenied"),
    ],
)
def test_each_protocol_refuses_in_its_own_way(
    cloud: RunningCloud, service: str, operation: str, params: dict[str, Any], expected: str
) -> None:
    """XML, JSON, REST: every client makes the right error of it."""
    nobody = Somebody(cloud, f"nobody-{service}", allow("sqs:*"))

    assert refusal(getattr(nobody.client(service), operation), **params).startswith(expected)


def test_a_changed_policy_counts_at_once(cloud: RunningCloud) -> None:
    """Nothing of an earlier answer is remembered for longer than it is true."""
    url, arn = a_queue(cloud, "changing")
    bob = Somebody(cloud, "bob", allow("s3:*"))
    sqs = bob.client("sqs")

    assert "AccessDenied" in refusal(sqs.send_message, QueueUrl=url, MessageBody="x")
    bob.may(allow("sqs:SendMessage", arn))
    sqs.send_message(QueueUrl=url, MessageBody="x")
    bob.may(allow("s3:*"))
    assert "AccessDenied" in refusal(sqs.send_message, QueueUrl=url, MessageBody="x")
    policy = document(allow("sqs:SendMessage", arn, Principal={"AWS": bob.arn}))
    cloud.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sqs.send_message(QueueUrl=url, MessageBody="x")
    cloud.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "AccessDenied" in refusal(sqs.send_message, QueueUrl=url, MessageBody="x")


def test_a_topic_delivers_where_the_queues_policy_lets_it_in(cloud: RunningCloud) -> None:
    """SNS is a principal like any other; what is refused is dropped, as on AWS."""
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name="news")["TopicArn"]
    url, arn = a_queue(cloud, "subscribed")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    sns.publish(TopicArn=topic, Message="lost")
    only = {"ArnEquals": {"aws:SourceArn": topic}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
    statement = allow("sqs:SendMessage", arn, Principal={"Service": "sns.amazonaws.com"}, Condition=only)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(statement)})
    sns.publish(TopicArn=topic, Message="found")

    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert ["found"] == [json.loads(one["Body"])["Message"] for one in received]


def test_groups_managed_policies_and_boundaries(cloud: RunningCloud) -> None:
    """What a user may comes from several places; a boundary cuts it."""
    iam = cloud.client("iam")
    carol = Somebody(cloud, "carol", allow("sqs:*"))
    iam.create_group(GroupName="readers")
    iam.add_user_to_group(GroupName="readers", UserName="carol")
    iam.attach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assert carol.client("s3").list_buckets()["Buckets"] is not None

    limit = iam.create_policy(PolicyName="limit", PolicyDocument=document(allow("sqs:*")))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="carol", PermissionsBoundary=limit)

    assert "because no permissions boundary allows the s3:ListAllMyBuckets action" in refusal(
        carol.client("s3").list_buckets
    )
    carol.client("sqs").list_queues()


def test_a_session_policy_narrows_a_role(cloud: RunningCloud, assumer: Somebody) -> None:
    """A session may less than its role when it was made so."""
    url, arn = a_queue(cloud, "narrow")
    role = a_role(cloud, "wide", allow("sqs:*"))
    only = document(allow("sqs:SendMessage", arn))

    sqs = assumer.sessions_client("sqs", role, Policy=only)

    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert "because no session policy allows the sqs:ReceiveMessage action" in refusal(
        sqs.receive_message, QueueUrl=url
    )


def test_tags_of_the_session_are_condition_keys(cloud: RunningCloud, assumer: Somebody) -> None:
    """aws:PrincipalTag, as attribute-based access control uses it."""
    a_queue(cloud, "team-blue")
    condition = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    trust = trusting({"AWS": ROOT}, ["sts:AssumeRole", "sts:TagSession"])
    role = a_role(cloud, "tagged", allow("sqs:ListQueues", Condition=condition), trust=trust)
    tagger = Somebody(cloud, "tagger", allow(["sts:AssumeRole", "sts:TagSession"]))

    tagger.sessions_client("sqs", role, Tags=[{"Key": "team", "Value": "blue"}]).list_queues()
    assert "AccessDenied" in refusal(assumer.sessions_client("sqs", role).list_queues)


def test_trust_policies_decide_who_becomes_a_role(cloud: RunningCloud, assumer: Somebody) -> None:
    """Principal and conditions, and the asking side's own permission."""
    conditional = a_role(
        cloud,
        "external",
        trust=trusting({"AWS": ROOT}, Condition={"StringEquals": {"sts:ExternalId": "shop"}}),
    )
    for_services = a_role(cloud, "for-services", trust=trusting({"Service": "ecs-tasks.amazonaws.com"}))
    stranger = Somebody(cloud, "stranger", allow("sqs:*"))
    sts = assumer.client("sts")

    sts.assume_role(RoleArn=conditional, RoleSessionName="s1", ExternalId="shop")
    for role, more in ((conditional, {}), (conditional, {"ExternalId": "other"}), (for_services, {})):
        assert (
            f"AccessDenied: User: {assumer.arn} is not authorized to perform: sts:AssumeRole on resource: {role}"
        ) == refusal(sts.assume_role, RoleArn=role, RoleSessionName="s1", **more)
    assert "because no identity-based policy allows the sts:AssumeRole action" in refusal(
        stranger.client("sts").assume_role, RoleArn=conditional, RoleSessionName="s1", ExternalId="shop"
    )


def test_web_identities_are_held_to_the_trust_policys_conditions(cloud: RunningCloud) -> None:
    """GitHub's token of one environment, and of another."""
    issuer = "token.actions.githubusercontent.com"
    role = a_role(
        cloud,
        "deployer",
        trust=trusting(
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"},
            "sts:AssumeRoleWithWebIdentity",
            Condition={"StringEquals": {f"{issuer}:sub": "repo:o/r:environment:prod"}},
        ),
    )

    def token(subject: str) -> str:
        claims = {"iss": f"https://{issuer}", "aud": "sts.amazonaws.com", "sub": subject}
        return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"

    def assume(subject: str) -> Any:
        sts = cloud.client("sts")
        return sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="ci", WebIdentityToken=token(subject))

    assert assume("repo:o/r:environment:prod")["Credentials"]["AccessKeyId"]
    assert "AccessDenied" in refusal(assume, subject="repo:o/r:pull_request")


def test_buckets_objects_and_the_public(cloud: RunningCloud) -> None:
    """Reading what one may, listing by prefix, anonymous requests where everybody may, presigned URLs."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="album")
    for key in ("ann/1", "bob/1", "public/1"):
        s3.put_object(Bucket="album", Key=key, Body=b"x")
    ann = Somebody(
        cloud,
        "ann",
        allow(["s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::album/${aws:username}/*"),
        allow("s3:ListBucket", "arn:aws:s3:::album", Condition={"StringLike": {"s3:prefix": "ann/*"}}),
    )
    hers = ann.client("s3")

    assert b"x" == hers.get_object(Bucket="album", Key="ann/1")["Body"].read()
    assert 1 == hers.list_objects_v2(Bucket="album", Prefix="ann/")["KeyCount"]
    assert "403" in refusal(hers.head_object, Bucket="album", Key="bob/1")
    assert "s3:ListBucket" in refusal(hers.list_objects_v2, Bucket="album", Prefix="bob/")
    assert "s3:PutObject" in refusal(hers.put_object, Bucket="album", Key="ann/2", Body=b"")
    several = {"Objects": [{"Key": "ann/9"}, {"Key": "bob/1"}]}
    assert "album/bob/1" in refusal(hers.delete_objects, Bucket="album", Delete=several)

    anonymous = f"{cloud.endpoint}/album/public/1"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(anonymous)
    policy = document(allow("s3:GetObject", "arn:aws:s3:::album/public/*", Principal="*"))
    s3.put_bucket_policy(Bucket="album", Policy=policy)
    assert b"x" == urllib.request.urlopen(anonymous).read()

    url = hers.generate_presigned_url("get_object", Params={"Bucket": "album", "Key": "ann/1"})
    assert b"x" == urllib.request.urlopen(url).read()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        forbidden = hers.generate_presigned_url("get_object", Params={"Bucket": "album", "Key": "bob/1"})
        urllib.request.urlopen(forbidden)


def test_what_follows_a_refused_upload_is_understood(cloud: RunningCloud) -> None:
    """The client keeps the body of a refused upload; its next request must not be taken for that body."""
    cloud.client("s3").create_bucket(Bucket="closed")
    s3 = Somebody(cloud, "mallory", allow("s3:DeleteObject", "arn:aws:s3:::closed/*")).client("s3")

    for _ in range(3):
        assert "s3:PutObject" in refusal(s3.put_object, Bucket="closed", Key="k", Body=b"some text")
        s3.delete_object(Bucket="closed", Key="k")


def test_across_accounts_both_sides_must_agree(cloud: RunningCloud) -> None:
    """The bucket's policy and the user's own."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="lent")
    s3.put_object(Bucket="lent", Key="k", Body=b"x")
    guest = Somebody(cloud, "guest", allow("s3:GetObject", "arn:aws:s3:::lent/*"), account="111122223333")

    assert "because no resource-based policy allows" in refusal(guest.client("s3").get_object, Bucket="lent", Key="k")
    statement = allow("s3:GetObject", "arn:aws:s3:::lent/*", Principal={"AWS": "111122223333"})
    s3.put_bucket_policy(Bucket="lent", Policy=document(statement))
    assert b"x" == guest.client("s3").get_object(Bucket="lent", Key="k")["Body"].read()
    guest.may(allow("sqs:*"))
    assert "because no identity-based policy allows" in refusal(guest.client("s3").get_object, Bucket="lent", Key="k")


def test_a_keys_policy_must_let_the_account_in(cloud: RunningCloud) -> None:
    """KMS: without a word of the key's policy the user's own does not count."""
    dora = Somebody(cloud, "dora", allow("kms:Encrypt"))
    kms, hers = cloud.client("kms"), dora.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    hers.encrypt(KeyId=key, Plaintext=b"x")

    somebody_else = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=document(somebody_else))

    assert "because no resource-based policy allows the kms:Encrypt action" in refusal(
        hers.encrypt, KeyId=key, Plaintext=b"x"
    )


def test_who_reads_what_is_encrypted_needs_the_key(cloud: RunningCloud) -> None:
    """A queue, a secret and a bucket with a key of one's own; the key is lent through these services only."""
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    queue = cloud.client("sqs").create_queue(QueueName="sealed", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    cloud.client("secretsmanager").create_secret(Name="sealed", SecretString="x", KmsKeyId=key)
    cloud.client("s3").create_bucket(Bucket="sealed")
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    cloud.client("s3").put_bucket_encryption(
        Bucket="sealed",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": by_default}]},
    )
    cloud.client("s3").put_object(Bucket="sealed", Key="k", Body=b"x")
    data = allow(["sqs:*", "secretsmanager:GetSecretValue", "s3:GetObject"])
    ivy = Somebody(cloud, "ivy", data)
    calls = [
        lambda: ivy.client("sqs").receive_message(QueueUrl=queue),
        lambda: ivy.client("secretsmanager").get_secret_value(SecretId="sealed"),
        lambda: ivy.client("s3").get_object(Bucket="sealed", Key="k"),
    ]

    assert ["kms:Decrypt" in refusal(call) for call in calls] == [True, True, True]
    services = [f"{name}.us-east-1.amazonaws.com" for name in ("sqs", "secretsmanager", "s3")]
    ivy.may(data, allow("kms:Decrypt", key, Condition={"StringEquals": {"kms:ViaService": services}}))
    for call in calls:
        call()
    assert "AccessDenied" in refusal(ivy.client("kms").decrypt, CiphertextBlob=b"x", KeyId=key)


def test_secrets_by_name_and_parameters_by_path(cloud: RunningCloud) -> None:
    """A name is the secret that has it; parameters are known by their path."""
    secrets, ssm = cloud.client("secretsmanager"), cloud.client("ssm")
    arn = secrets.create_secret(Name="shop/db", SecretString="x")["ARN"]
    secrets.create_secret(Name="shop/other", SecretString="x")
    for name in ("/shop/a", "/else/a"):
        ssm.put_parameter(Name=name, Value="1", Type="String")
    eve = Somebody(
        cloud,
        "eve",
        allow("secretsmanager:GetSecretValue", arn),
        allow(["ssm:GetParameter", "ssm:GetParameters"], f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/shop/*"),
    )

    assert "x" == eve.client("secretsmanager").get_secret_value(SecretId="shop/db")["SecretString"]
    assert "AccessDeniedException" in refusal(eve.client("secretsmanager").get_secret_value, SecretId="shop/other")
    assert "1" == eve.client("ssm").get_parameter(Name="/shop/a")["Parameter"]["Value"]
    assert "parameter/else/a" in refusal(eve.client("ssm").get_parameters, Names=["/shop/a", "/else/a"])


def test_a_role_is_passed_only_by_who_may(cloud: RunningCloud) -> None:
    """iam:PassRole, to this service and no other."""
    role = a_role(cloud, "task-role", trust=trusting({"Service": "ecs-tasks.amazonaws.com"}))
    frank = Somebody(cloud, "frank", allow("ecs:*"))
    definition = {
        "family": "passed",
        "taskRoleArn": role,
        "containerDefinitions": [{"name": "a", "image": "x", "memory": 64}],
    }
    ecs = frank.client("ecs")

    assert f"iam:PassRole on resource: {role}" in refusal(ecs.register_task_definition, **definition)
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    frank.may(allow("ecs:*"), allow("iam:PassRole", role, Condition=to_lambda))
    assert "iam:PassRole" in refusal(ecs.register_task_definition, **definition)
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    frank.may(allow("ecs:*"), allow("iam:PassRole", role, Condition=to_tasks))
    ecs.register_task_definition(**definition)


def test_a_token_of_the_registry_may_what_its_holder_may(cloud: RunningCloud) -> None:
    """``docker pull`` and ``push`` are ECR's operations, by another door."""
    ecr = cloud.client("ecr")
    repository = ecr.create_repository(repositoryName="shop/web")["repository"]
    ecr.create_repository(repositoryName="shop/other")
    pulls = allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], repository["repositoryArn"])
    henry = Somebody(cloud, "henry", allow("ecr:GetAuthorizationToken"), pulls)
    (data,) = henry.client("ecr").get_authorization_token()["authorizationData"]

    def status(method: str, path: str) -> tuple[int, str]:
        url = f"{cloud.endpoint}/v2/{ACCOUNT}/us-east-1/{path}"
        headers = {"Authorization": f"Basic {data['authorizationToken']}"}
        with pytest.raises(urllib.error.HTTPError) as answered:
            urllib.request.urlopen(urllib.request.Request(url, method=method, headers=headers, data=b""))
        return answered.value.code, json.loads(answered.value.read())["errors"][0]["message"]

    assert (404, "Requested image not found: shop/web:v1") == status("GET", "shop/web/manifests/v1")
    code, message = status("GET", "shop/other/manifests/v1")
    assert (403, True) == (code, "ecr:BatchGetImage" in message)
    code, message = status("PUT", "shop/web/manifests/v1")
    assert (403, True) == (code, "ecr:PutImage" in message)


def test_the_simulator_says_what_happens(cloud: RunningCloud) -> None:
    """Simulation and enforcement are the same evaluator."""
    _, arn = a_queue(cloud, "simulated")
    grace = Somebody(cloud, "grace", allow("sqs:SendMessage", arn), {**allow("sqs:PurgeQueue"), "Effect": "Deny"})
    actions = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"]
    iam = cloud.client("iam")

    simulated = iam.simulate_principal_policy(PolicySourceArn=grace.arn, ActionNames=actions, ResourceArns=[arn])
    custom = iam.simulate_custom_policy(
        PolicyInputList=[document(allow("s3:*", Condition={"Bool": {"aws:SecureTransport": "true"}}))],
        ActionNames=["s3:GetObject"],
        ContextEntries=[
            {"ContextKeyName": "aws:SecureTransport", "ContextKeyValues": ["true"], "ContextKeyType": "boolean"}
        ],
    )

    found = {one["EvalActionName"]: one["EvalDecision"] for one in simulated["EvaluationResults"]}
    assert dict(zip(actions, ["allowed", "implicitDeny", "explicitDeny"], strict=True)) == found
    assert "allowed" == custom["EvaluationResults"][0]["EvalDecision"]


def test_soft_mode_carries_it_out_and_says_so(tmp_path: Any) -> None:
    """For finding out what strict mode would break."""
    running = RunningCloud(tmp_path, options=("--iam", "soft"))
    running.start()
    try:
        somebody = Somebody(running, "ann", allow("s3:*"))
        answer = somebody.client("sqs").create_queue(QueueName="q")
        report = json.load(urllib.request.urlopen(f"{running.endpoint}/_localcloud/iam"))
    finally:
        running.stop()

    told = answer["ResponseMetadata"]["HTTPHeaders"]["x-localcloud-iam"]
    assert told.startswith(f"would be refused: User: {somebody.arn} is not authorized to perform: sqs:CreateQueue")
    assert ("soft", 1) == (report["mode"], report["denied"])
    assert "no identity-based policy allows it" == report["latest"][0]["because"]
