"""boto3's own waiters end: they read our statuses as they read AWS's."""

import textwrap

import pytest

pytestmark = [pytest.mark.real, pytest.mark.timeout(240), pytest.mark.xdist_group("strangers")]

QUICK = {"Delay": 1, "MaxAttempts": 90}

SERVER = textwrap.dedent(
    """
    import http.server, os
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"well")
    http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Handler).serve_forever()
    """
)


@pytest.fixture(scope="module")
def network(cloud):
    """A VPC with two subnets and a security group."""
    ec2 = cloud.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"][
            "SubnetId"
        ]
        for n, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    return {"vpc": vpc, "subnets": subnets, "group": group}


@pytest.fixture(scope="module")
def target_group(cloud, network):
    """A load balancer with a listener that forwards to one target group."""
    elbv2 = cloud.client("elbv2")
    balancer = elbv2.create_load_balancer(Name="strangers", Subnets=network["subnets"])["LoadBalancers"][0]
    group = elbv2.create_target_group(
        Name="strangers",
        Protocol="HTTP",
        Port=8000,
        VpcId=network["vpc"],
        TargetType="ip",
        HealthCheckPath="/",
        HealthCheckIntervalSeconds=10,
    )["TargetGroups"][0]["TargetGroupArn"]
    elbv2.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    elbv2.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer["LoadBalancerArn"]], WaiterConfig=QUICK)
    return group


@pytest.fixture(scope="module")
def definition(cloud, tmp_path_factory):
    """A task definition whose image is a folder of this machine."""
    folder = tmp_path_factory.mktemp("image")
    (folder / "server.py").write_text(SERVER)
    ecs = cloud.client("ecs")
    ecs.create_cluster(clusterName="strangers")
    return ecs.register_task_definition(
        family="strangers",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[
            {
                "name": "web",
                "image": f"file://{folder}",
                "command": ["python3", "server.py"],
                "portMappings": [{"containerPort": 8000}],
            }
        ],
    )["taskDefinition"]["taskDefinitionArn"]


def in_network(network):
    return {"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}}


def test_a_task_runs_and_stops(cloud, network, definition):
    """tasks_running and tasks_stopped."""
    ecs = cloud.client("ecs")
    task = ecs.run_task(
        cluster="strangers",
        taskDefinition=definition,
        launchType="FARGATE",
        networkConfiguration=in_network(network),
    )["tasks"][0]["taskArn"]

    ecs.get_waiter("tasks_running").wait(cluster="strangers", tasks=[task], WaiterConfig=QUICK)
    ecs.stop_task(cluster="strangers", task=task, reason="seen enough")
    ecs.get_waiter("tasks_stopped").wait(cluster="strangers", tasks=[task], WaiterConfig=QUICK)

    stopped = ecs.describe_tasks(cluster="strangers", tasks=[task])["tasks"][0]
    assert ("UserInitiated", "seen enough") == (stopped["stopCode"], stopped["stoppedReason"])


def test_a_service_becomes_stable_and_inactive(cloud, network, definition, target_group):
    """services_stable, target_in_service, target_deregistered, services_inactive."""
    ecs, elbv2 = cloud.client("ecs"), cloud.client("elbv2")
    ecs.create_service(
        cluster="strangers",
        serviceName="web",
        taskDefinition=definition,
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration=in_network(network),
        loadBalancers=[{"targetGroupArn": target_group, "containerName": "web", "containerPort": 8000}],
    )

    ecs.get_waiter("services_stable").wait(cluster="strangers", services=["web"], WaiterConfig=QUICK)
    elbv2.get_waiter("target_in_service").wait(TargetGroupArn=target_group, WaiterConfig=QUICK)
    targets = [
        one["Target"] for one in elbv2.describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
    ]
    assert 2 == len(targets)

    ecs.delete_service(cluster="strangers", service="web", force=True)
    ecs.get_waiter("services_inactive").wait(cluster="strangers", services=["web"], WaiterConfig=QUICK)
    elbv2.get_waiter("target_deregistered").wait(TargetGroupArn=target_group, Targets=targets, WaiterConfig=QUICK)


def test_databases_and_caches_become_available(cloud):
    """db_instance_available, replication_group_available, and both deleted."""
    rds, elasticache = cloud.client("rds"), cloud.client("elasticache")
    rds.create_db_instance(
        DBInstanceIdentifier="strangers",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="owner",
        MasterUserPassword="a-long-password",
    )
    elasticache.create_replication_group(
        ReplicationGroupId="strangers",
        ReplicationGroupDescription="cache",
        Engine="redis",
        CacheNodeType="cache.t4g.micro",
    )

    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="strangers", WaiterConfig=QUICK)
    elasticache.get_waiter("replication_group_available").wait(ReplicationGroupId="strangers", WaiterConfig=QUICK)

    rds.delete_db_instance(DBInstanceIdentifier="strangers", SkipFinalSnapshot=True)
    elasticache.delete_replication_group(ReplicationGroupId="strangers")
    rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier="strangers", WaiterConfig=QUICK)
    elasticache.get_waiter("replication_group_deleted").wait(ReplicationGroupId="strangers", WaiterConfig=QUICK)


def test_buckets_and_objects_exist(cloud):
    """bucket_exists, object_exists, bucket_not_exists."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="strangers")
    s3.put_object(Bucket="strangers", Key="a b/ü?%2F", Body=b"x")

    s3.get_waiter("bucket_exists").wait(Bucket="strangers")
    s3.get_waiter("object_exists").wait(Bucket="strangers", Key="a b/ü?%2F")

    s3.delete_object(Bucket="strangers", Key="a b/ü?%2F")
    s3.delete_bucket(Bucket="strangers")
    s3.get_waiter("bucket_not_exists").wait(Bucket="strangers", WaiterConfig=QUICK)
