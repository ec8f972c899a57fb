"""The engine against a local cloud: creating, repeating, changing, healing, being interrupted, deleting."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aerostat.aws import Aws, Credentials
from aerostat.errors import AerostatError, UsageError
from aerostat.events import Event
from aerostat.graph import Graph, compile_graph
from aerostat.model import Bucket, Environment, Network, Queue, Secret, Subscription, Topic
from aerostat.provision import Plan, StateFile, apply, destroy, plan, refresh, resolve, task_definition_request

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "unit" / "graph"))
import blueprints

pytestmark = pytest.mark.real

CREDENTIALS = Credentials(access_key="test", secret_key="test")


class Interrupted(Exception):
    """What the engine dies of in these tests."""


class DyingAws(Aws):
    """An AWS whose n-th request from now kills the engine: before it is sent, or after it was carried out."""

    def __init__(self, endpoint: str, *, moment: str) -> None:
        super().__init__(region="us-east-1", endpoint_url=endpoint, credentials=CREDENTIALS)
        self.requests_left = 0
        self._moment = moment
        self._counting = threading.Lock()
        self._known: set[str] = set()

    def client(self, service: str) -> Any:
        client = super().client(service)
        with self._counting:
            if service not in self._known:
                self._known.add(service)
                client.meta.events.register(self._moment, self._count)
        return client

    def _count(self, **_: object) -> None:
        with self._counting:
            self.requests_left -= 1
            if self.requests_left < 0:
                raise Interrupted


@pytest.fixture
def aws(cloud: Any) -> Aws:
    return Aws(region="us-east-1", endpoint_url=cloud.endpoint, credentials=CREDENTIALS)


@pytest.fixture
def state(tmp_path: Path, aws: Aws) -> Iterator[Path]:
    """Where the state is; what it knows at the end is deleted."""
    path = tmp_path / "state.json"
    yield path
    file = StateFile(path)
    destroy(aws, file, _ignore, confirmed=set(file.current.records))


def run(graph: Graph, aws: Aws, path: Path, confirmed: frozenset[str] = frozenset(), parallelism: int = 8) -> Plan:
    """One run of the engine, as `aerostat up` does it."""
    state = StateFile(path)
    refresh(aws, state)
    made = plan(graph, state.current)
    apply(made, aws, state, _ignore, confirmed=confirmed, parallelism=parallelism)
    return made


def _ignore(_: Event) -> None:
    return


def small(application: str) -> Graph:
    """A graph without tasks or servers: a network, a bucket, a queue with dead letters, a generated secret."""
    return compile_graph(
        Environment(
            application=application,
            name="local",
            region="us-east-1",
            blueprint=Path("/x/aerostat.yaml"),
            network=Network(zones=1),
            buckets={"files": Bucket(name="files", versioned=True)},
            queues={"jobs": Queue(name="jobs", dead_letter_after=3)},
            secrets={"TOKEN": Secret(name="TOKEN")},
        ),
        {},
    )


def test_stickiness_comes_changes_and_goes_with_the_blueprint(aws: Aws, state: Path) -> None:
    """The target group's attributes are what the service says, in each run."""
    web = blueprints.smallest().services["web"]

    def attributes(stickiness: timedelta) -> tuple[str, str]:
        services = {"web": replace(web, stickiness=stickiness)}
        graph = compile_graph(replace(blueprints.smallest(), application="sticky", services=services), {})
        run(graph.without("aws_ecs_service"), aws, state)
        arn = StateFile(state).current.records["aws_lb_target_group.web"].attributes["arn"]
        found = aws.client("elbv2").describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
        values = {one["Key"]: one["Value"] for one in found}
        return values["stickiness.enabled"], values["stickiness.lb_cookie.duration_seconds"]

    assert ("true", "3600") == attributes(timedelta(hours=1))
    assert ("true", "7200") == attributes(timedelta(hours=2))
    assert "false" == attributes(timedelta(0))[0]


def test_a_listener_speaks_tls_and_another_sends_there(aws: Aws, state: Path) -> None:
    """Certificate, policy and redirect are what the arguments say, and change with them."""
    graph = compile_graph(replace(blueprints.smallest(), application="tls"), {}).without("aws_ecs_service")
    plain = graph.resources["aws_lb_listener.http"]
    first, second = (
        aws.client("acm").request_certificate(DomainName=f"{name}.example.com")["CertificateArn"]
        for name in ("first", "second")
    )

    def listeners(certificate: str, policy: str, status: str) -> dict[int, Any]:
        redirect = {"protocol": "HTTPS", "port": "443", "status_code": status}
        tls = {"port": 443, "protocol": "HTTPS", "certificate_arn": certificate, "ssl_policy": policy}
        there = replace(plain, name="https", arguments={**plain.arguments, **tls})
        moved = {"default_action": [{"type": "redirect", "redirect": redirect}]}
        sent = replace(plain, arguments={**plain.arguments, **moved})
        run(replace(graph, resources={**graph.resources, sent.address: sent, there.address: there}), aws, state)
        balancer = StateFile(state).current.records["aws_lb.main"].attributes["arn"]
        found = aws.client("elbv2").describe_listeners(LoadBalancerArn=balancer)["Listeners"]
        return {one["Port"]: one for one in found}

    for certificate, policy, status in (
        (first, "ELBSecurityPolicy-TLS13-1-2-2021-06", "HTTP_301"),
        (second, "ELBSecurityPolicy-TLS13-1-3-2021-06", "HTTP_302"),
    ):
        found = listeners(certificate, policy, status)
        assert [{"CertificateArn": certificate}] == found[443]["Certificates"]
        assert policy == found[443]["SslPolicy"]
        sent = found[80]["DefaultActions"][0]["RedirectConfig"]
        assert ("HTTPS", "443", status) == (sent["Protocol"], sent["Port"], sent["StatusCode"])


def test_a_queue_takes_messages_as_large_as_terraforms_does(aws: Aws, state: Path) -> None:
    """The provider asks for 256 KiB where nobody says it; a message that fits here must fit there."""
    run(small("sizes"), aws, state)
    attributes = StateFile(state).current.attributes("aws_sqs_queue.jobs")
    assert attributes is not None

    found = aws.client("sqs").get_queue_attributes(QueueUrl=attributes["url"], AttributeNames=["MaximumMessageSize"])

    assert "262144" == found["Attributes"]["MaximumMessageSize"]


def test_a_topic_delivers_to_the_queues_that_subscribe_to_it(aws: Aws, state: Path) -> None:
    """Each with its own filter, through its policy; what the blueprint drops is dropped."""

    def provisioned(*subscriptions: Subscription) -> Mapping[str, Any]:
        environment = Environment(
            application="fanout",
            name="local",
            region="us-east-1",
            blueprint=Path("/x/aerostat.yaml"),
            queues={name: Queue(name=name) for name in ("jobs", "rare")},
            topics={"events": Topic(name="events", subscriptions=subscriptions)},
        )
        run(compile_graph(environment, {}), aws, state)
        return {address: record.attributes for address, record in StateFile(state).current.records.items()}

    def publish(kind: str) -> None:
        attributes = {"kind": {"DataType": "String", "StringValue": kind}}
        aws.client("sns").publish(
            TopicArn=made["aws_sns_topic.events"]["arn"], Message=kind, MessageAttributes=attributes
        )

    all_jobs, rare_ones = Subscription(queue="jobs"), Subscription(queue="rare", filter={"kind": ["rare"]})
    made = provisioned(all_jobs, rare_ones)
    jobs, rare = made["aws_sqs_queue.jobs"]["url"], made["aws_sqs_queue.rare"]["url"]
    publish("common")
    publish("rare")
    assert ["common", "rare"] == sorted(_bodies(aws, jobs, 2))
    assert ["rare"] == _bodies(aws, rare, 1)

    made = provisioned(all_jobs)
    assert "aws_sns_topic_subscription.events_rare" not in made
    publish("rare")
    assert ["rare"] == _bodies(aws, jobs, 1)
    assert [] == _bodies(aws, rare, 0)


def _bodies(aws: Aws, url: str, count: int) -> list[str]:
    """Bodies of so many messages, waiting for them, and of any more that are there."""
    found: list[str] = []
    client = aws.client("sqs")
    while True:
        wait = 10 if len(found) < count else 0
        received = client.receive_message(QueueUrl=url, WaitTimeSeconds=wait, MaxNumberOfMessages=10).get(
            "Messages", []
        )
        found += [one["Body"] for one in received]
        for one in received:
            client.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        if not received:
            return found


def test_a_second_run_changes_nothing(aws: Aws, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole shop is made, databases and load balancer included; asked again, the engine does nothing."""
    monkeypatch.setenv("STRIPE_KEY", "sk_test")
    graph = compile_graph(blueprints.shop(), {"web": blueprints.DIGEST}).without("aws_ecs_service")

    first = run(graph, aws, state)
    second = run(graph, aws, state)

    assert first.count("create") == len(first.steps)
    assert () == second.changes


def test_a_database_password_is_the_stored_one_and_nowhere_else(
    aws: Aws, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection secret has the password and the endpoint; the state file has not a character of the password."""
    monkeypatch.setenv("STRIPE_KEY", "sk_test_very_secret")
    graph = compile_graph(blueprints.shop(), {}).without("aws_ecs_service")
    run(graph, aws, state)
    secrets = aws.client("secretsmanager")

    password = secrets.get_secret_value(SecretId="shop/local/database/password")["SecretString"]
    connection = secrets.get_secret_value(SecretId="shop/local/database/connection")["SecretString"]

    assert password in connection
    assert password not in state.read_text()
    assert "sk_test_very_secret" not in state.read_text()


def test_a_task_definition_can_be_registered_from_the_graph(
    aws: Aws, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deployment gets every argument resolved, and ECS takes the request."""
    monkeypatch.setenv("STRIPE_KEY", "sk_test")
    graph = compile_graph(blueprints.shop(), {"web": blueprints.DIGEST}).without("aws_ecs_service")
    run(graph, aws, state)

    request = task_definition_request(resolve(graph, StateFile(state).current, "aws_ecs_task_definition.web"))
    registered = aws.client("ecs").register_task_definition(**request)["taskDefinition"]

    assert registered["revision"] > 1
    assert registered["containerDefinitions"][0]["image"].endswith(blueprints.DIGEST)


def test_a_missing_variable_of_the_deployer_is_named(aws: Aws, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that comes from the deployer's environment cannot be made without it."""
    monkeypatch.delenv("STRIPE_KEY", raising=False)

    with pytest.raises(UsageError, match="STRIPE_KEY"):
        run(compile_graph(blueprints.shop(), {}).without("aws_ecs_service"), aws, state)


def test_a_change_is_made_in_place(aws: Aws, state: Path) -> None:
    """A queue's new time-out reaches the queue, which stays the same one."""
    graph = small("changing")
    run(graph, aws, state)
    before = StateFile(state).current.attributes("aws_sqs_queue.jobs")
    queue = graph.resources["aws_sqs_queue.jobs"]
    changed = replace(queue, arguments={**queue.arguments, "visibility_timeout_seconds": 77})

    made = run(Graph({**graph.resources, queue.address: changed}), aws, state)

    assert [("update", queue.address)] == [(step.change, step.address) for step in made.changes]
    assert before == StateFile(state).current.attributes(queue.address)
    assert before is not None
    actual = aws.client("sqs").get_queue_attributes(QueueUrl=before["url"], AttributeNames=["VisibilityTimeout"])
    assert "77" == actual["Attributes"]["VisibilityTimeout"]


def test_what_vanished_is_made_again(aws: Aws, state: Path) -> None:
    """A queue that somebody deleted comes back, and nothing else is touched."""
    graph = small("healing")
    run(graph, aws, state)
    attributes = StateFile(state).current.attributes("aws_sqs_queue.jobs")
    assert attributes is not None
    aws.client("sqs").delete_queue(QueueUrl=attributes["url"])

    made = run(graph, aws, state)

    assert "create" in {step.change for step in made.steps if step.address == "aws_sqs_queue.jobs"}
    assert () == run(graph, aws, state).changes


def test_a_lost_state_is_healed_by_adoption(aws: Aws, state: Path) -> None:
    """Without a state everything is found again: same ids, same secret, nothing doubled."""
    graph = small("adopting")
    run(graph, aws, state)
    before = StateFile(state).current
    secret = before.attributes("aws_secretsmanager_secret.token")
    assert secret is not None
    value = aws.client("secretsmanager").get_secret_value(SecretId=secret["arn"])["SecretString"]
    state.write_text('{"format": 1, "resour')

    run(graph, aws, state)

    after = StateFile(state).current
    assert {name: one.attributes for name, one in before.records.items()} == {
        name: one.attributes for name, one in after.records.items()
    }
    assert value == aws.client("secretsmanager").get_secret_value(SecretId=secret["arn"])["SecretString"]


def test_content_is_not_destroyed_without_being_told(aws: Aws, state: Path) -> None:
    """A bucket with an object in it stays until its address is confirmed; an empty queue goes."""
    graph = small("keeping")
    run(graph, aws, state)
    bucket = StateFile(state).current.attributes("aws_s3_bucket.files")
    assert bucket is not None
    aws.client("s3").put_object(Bucket=bucket["id"], Key="precious", Body=b"1")

    with pytest.raises(AerostatError, match=r"would destroy aws_s3_bucket\.files$"):
        run(Graph(), aws, state)
    run(Graph(), aws, state, frozenset({"aws_s3_bucket.files"}))

    assert {} == StateFile(state).current.records


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
@pytest.mark.timeout(300)
def test_an_interrupted_run_is_continued(cloud: Any, aws: Aws, tmp_path: Path, moment: str) -> None:
    """
    Whichever request the engine dies at, the next run completes and doubles nothing.

    Died before a request was sent, and after it was carried out but its answer was lost.
    """
    graph, dying = small("dying"), DyingAws(cloud.endpoint, moment=moment)
    for at in range(500):
        path = tmp_path / f"{at}.json"
        dying.requests_left = at
        try:
            run(graph, dying, path, parallelism=2)
            died = False
        except Interrupted:
            died = True
        run(graph, aws, path)
        assert () == run(graph, aws, path).changes
        file = StateFile(path)
        destroy(aws, file, _ignore, confirmed=set(file.current.records))
        assert [] == _left_over(aws, "dying"), f"interrupted {moment} request {at}"
        if not died:
            return
    raise AssertionError("the engine never came to its end")


def _left_over(aws: Aws, application: str) -> list[str]:
    """What there still is of an application."""
    filters = [{"Name": "tag:Application", "Values": [application]}]
    ec2 = aws.client("ec2")
    found = [one["VpcId"] for one in ec2.describe_vpcs(Filters=filters)["Vpcs"]]
    found += [one["SubnetId"] for one in ec2.describe_subnets(Filters=filters)["Subnets"]]
    gateways = ec2.describe_internet_gateways(Filters=filters)["InternetGateways"]
    found += [one["InternetGatewayId"] for one in gateways]
    found += aws.client("sqs").list_queues(QueueNamePrefix=application).get("QueueUrls", [])
    found += [one["Name"] for one in aws.client("s3").list_buckets()["Buckets"] if one["Name"].startswith(application)]
    secrets = aws.client("secretsmanager").list_secrets()["SecretList"]
    return found + [one["Name"] for one in secrets if application in one["Name"]]
