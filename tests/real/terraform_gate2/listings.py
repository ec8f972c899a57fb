"""How each type of resource is asked for: one function for each family, as the graph has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.real.terraform_gate2.place import Found, Place

Described = Mapping[str, Any]


def _network(place: Place) -> Iterator[Found]:
    ec2 = place.client("ec2")
    for vpc in place.ours("ec2", "describe_vpcs", "Vpcs"):
        dns = {
            name: ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=name)[f"{name[0].upper()}{name[1:]}"]
            for name in ("enableDnsSupport", "enableDnsHostnames")
        }
        ids = [vpc["VpcId"], *(one["AssociationId"] for one in vpc["CidrBlockAssociationSet"])]
        yield Found(type="aws_vpc", identity=_name(vpc), settings={**vpc, **dns}, ids=ids)
    for subnet in place.all("ec2", "describe_subnets", "Subnets"):
        ids = [subnet["SubnetArn"], subnet["SubnetId"]]
        yield Found(type="aws_subnet", identity=_name(subnet), settings=subnet, ids=ids)
    for gateway in place.all("ec2", "describe_internet_gateways", "InternetGateways"):
        ids = [gateway["InternetGatewayId"]]
        yield Found(type="aws_internet_gateway", identity=_name(gateway), settings=gateway, ids=ids)
    for address in place.all("ec2", "describe_addresses", "Addresses"):
        ids = [address[name] for name in ("AllocationId", "AssociationId") if name in address]
        yield Found(type="aws_eip", identity=_name(address), settings=address, ids=ids)
    for gateway in place.all("ec2", "describe_nat_gateways", "NatGateways"):
        if gateway["State"] != "deleted":
            ids = [gateway["NatGatewayId"]]
            yield Found(type="aws_nat_gateway", identity=_name(gateway), settings=gateway, ids=ids)
    for table in place.all("ec2", "describe_route_tables", "RouteTables"):
        yield from _route_table(table)


def _route_table(table: Described) -> Iterator[Found]:
    """The VPC's own table is nobody's; of the others' routes, not those that endpoints put in."""
    if any(one["Main"] for one in table["Associations"]):
        return
    id = table["RouteTableId"]
    kept = _but(table, "Associations", "Routes")
    yield Found(type="aws_route_table", identity=_name(table), settings=kept, ids=[id])
    for route in table["Routes"]:
        if route.get("GatewayId") != "local" and "DestinationCidrBlock" in route:
            yield Found(type="aws_route", identity=f"{id} to {route['DestinationCidrBlock']}", settings=route)
    for one in table["Associations"]:
        settings = _but(one, "RouteTableAssociationId")
        yield Found(type="aws_route_table_association", identity=f"{one['SubnetId']} to {id}", settings=settings)


def _security(place: Place) -> Iterator[Found]:
    for group in place.all("ec2", "describe_security_groups", "SecurityGroups"):
        if group["GroupName"] != "default":
            ids = [group[name] for name in ("SecurityGroupArn", "GroupId") if name in group]
            kept = _but(group, "IpPermissions", "IpPermissionsEgress")
            yield Found(type="aws_security_group", identity=group["GroupName"], settings=kept, ids=ids)
    for rule in place.all("ec2", "describe_security_group_rules", "SecurityGroupRules"):
        direction = "egress" if rule["IsEgress"] else "ingress"
        peer = rule.get("ReferencedGroupInfo", {}).get("GroupId") or rule.get("CidrIpv4")
        ports = f"{rule['IpProtocol']} {rule['FromPort']}-{rule['ToPort']}"
        identity = f"{rule['GroupId']} {ports} {peer}"
        kept = _but(rule, "SecurityGroupRuleId", "SecurityGroupRuleArn")
        yield Found(type=f"aws_vpc_security_group_{direction}_rule", identity=identity, settings=kept)


def _load_balancing(place: Place) -> Iterator[Found]:
    elbv2 = place.client("elbv2")
    for group in place.ours("elbv2", "describe_target_groups", "TargetGroups"):
        arn = group["TargetGroupArn"]
        settings = {**group, **_tags_of(elbv2, arn), **_values(elbv2.describe_target_group_attributes, arn)}
        ids = [arn, arn.split(":")[-1]]
        yield Found(type="aws_lb_target_group", identity=group["TargetGroupName"], settings=settings, ids=ids)
    for balancer in place.ours("elbv2", "describe_load_balancers", "LoadBalancers"):
        arn = balancer["LoadBalancerArn"]
        settings = {**balancer, **_tags_of(elbv2, arn), **_values(elbv2.describe_load_balancer_attributes, arn)}
        ids = [arn, balancer["DNSName"]]
        yield Found(type="aws_lb", identity=balancer["LoadBalancerName"], settings=settings, ids=ids)
        for listener in place.all("elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn):
            yield from _listener(place, listener)


def _listener(place: Place, listener: Described) -> Iterator[Found]:
    elbv2, arn = place.client("elbv2"), listener["ListenerArn"]
    identity = f"{listener['LoadBalancerArn']} {listener['Port']}"
    settings = {**listener, **_tags_of(elbv2, arn), **_values(elbv2.describe_listener_attributes, arn)}
    settings["DefaultActions"] = _unordered(listener["DefaultActions"])
    yield Found(type="aws_lb_listener", identity=identity, settings=settings, ids=[arn])
    for rule in place.all("elbv2", "describe_rules", "Rules", ListenerArn=arn):
        if not rule["IsDefault"]:
            kept = _but({**rule, **_tags_of(elbv2, rule["RuleArn"])}, "RuleArn")
            kept["Actions"] = _unordered(rule["Actions"])
            yield Found(type="aws_lb_listener_rule", identity=f"{identity} {rule['Priority']}", settings=kept)


def _unordered(actions: Sequence[Described]) -> list[dict[str, Any]]:
    """The only action is the first, whether anybody says so or not."""
    return [_but(one, "Order") if len(actions) == 1 else dict(one) for one in actions]


def _certificates(place: Place) -> Iterator[Found]:
    for one in place.all("acm", "list_certificates", "CertificateSummaryList"):
        name = one["DomainName"]
        yield Found(type="aws_acm_certificate", identity=name, settings={}, ids=[one["CertificateArn"]])


def _databases(place: Place) -> Iterator[Found]:
    rds, elasticache = place.client("rds"), place.client("elasticache")
    for group in place.ours("rds", "describe_db_subnet_groups", "DBSubnetGroups"):
        tags = rds.list_tags_for_resource(ResourceName=group["DBSubnetGroupArn"])["TagList"]
        name = group["DBSubnetGroupName"]
        yield Found(type="aws_db_subnet_group", identity=name, settings={**group, "Tags": tags})
    for instance in place.ours("rds", "describe_db_instances", "DBInstances"):
        ids = _ids_of(instance["Endpoint"])
        yield Found(type="aws_db_instance", identity=instance["DBInstanceIdentifier"], settings=instance, ids=ids)
    for group in place.ours("elasticache", "describe_cache_subnet_groups", "CacheSubnetGroups"):
        tags = elasticache.list_tags_for_resource(ResourceName=group["ARN"])["TagList"]
        name = group["CacheSubnetGroupName"]
        yield Found(type="aws_elasticache_subnet_group", identity=name, settings={**group, "Tags": tags})
    for group in place.ours("elasticache", "describe_replication_groups", "ReplicationGroups"):
        tags = elasticache.list_tags_for_resource(ResourceName=group["ARN"])["TagList"]
        members = [
            elasticache.describe_cache_clusters(CacheClusterId=one)["CacheClusters"][0]
            for one in group["MemberClusters"]
        ]
        nodes = [member for one in group["NodeGroups"] for member in one["NodeGroupMembers"]]
        ids = [id for one in nodes if "ReadEndpoint" in one for id in _ids_of(one["ReadEndpoint"])]
        settings = {**group, "Tags": tags, "Members": members}
        identity = group["ReplicationGroupId"]
        yield Found(type="aws_elasticache_replication_group", identity=identity, settings=settings, ids=ids)


def _ids_of(endpoint: Described) -> list[str]:
    """With its port, too: where AWS's is taken on this machine, the local cloud finds another."""
    return [f"{endpoint['Address']}:{endpoint['Port']}", endpoint["Address"]]


def _buckets(place: Place) -> Iterator[Found]:
    s3 = place.client("s3")
    parts: dict[str, Callable[..., Any]] = {
        "aws_s3_bucket": s3.get_bucket_tagging,
        "aws_s3_bucket_public_access_block": s3.get_public_access_block,
        "aws_s3_bucket_server_side_encryption_configuration": s3.get_bucket_encryption,
        "aws_s3_bucket_ownership_controls": s3.get_bucket_ownership_controls,
        "aws_s3_bucket_versioning": s3.get_bucket_versioning,
    }
    for bucket in place.ours("s3", "list_buckets", "Buckets"):
        for type, ask in parts.items():
            try:
                settings = _but(ask(Bucket=bucket["Name"]), "ResponseMetadata")
            except s3.exceptions.ClientError:
                settings = {}
            if settings or type == "aws_s3_bucket":
                yield Found(type=type, identity=bucket["Name"], settings=settings)


def _messaging(place: Place) -> Iterator[Found]:
    sqs, sns = place.client("sqs"), place.client("sns")
    resources = {"Policy": "aws_sqs_queue_policy", "RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy"}
    for url in place.ours("sqs", "list_queues", "QueueUrls"):
        name = url.rsplit("/", 1)[-1]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        own = {key: one for key, one in attributes.items() if key not in resources and "Approximate" not in key}
        tags = sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
        yield Found(type="aws_sqs_queue", identity=name, settings={**own, "Tags": tags})
        for key, type in resources.items():
            if key in attributes:
                yield Found(type=type, identity=name, settings=attributes[key])
    for topic in place.ours("sns", "list_topics", "Topics"):
        arn = topic["TopicArn"]
        attributes = _but(sns.get_topic_attributes(TopicArn=arn)["Attributes"], "EffectiveDeliveryPolicy", "Policy")
        own = {key: one for key, one in attributes.items() if not key.startswith("Subscriptions")}
        tags = sns.list_tags_for_resource(ResourceArn=arn)["Tags"]
        yield Found(type="aws_sns_topic", identity=arn.rsplit(":", 1)[-1], settings={**own, "Tags": tags})
        for one in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
            identity = f"{arn} {one['Protocol']} {one['Endpoint']}"
            kept = _but(one, "SubscriptionArn")
            yield Found(type="aws_sns_topic_subscription", identity=identity, settings=kept)


def _email(place: Place) -> Iterator[Found]:
    ses = place.client("ses")
    names = ses.list_identities()["Identities"]
    verified = ses.get_identity_verification_attributes(Identities=names)["VerificationAttributes"]
    signing = ses.get_identity_dkim_attributes(Identities=names)["DkimAttributes"]
    for name in names:
        yield Found(type="aws_ses_domain_identity", identity=name, settings=verified[name])
        yield Found(type="aws_ses_domain_dkim", identity=name, settings=signing[name])


def _secrets(place: Place) -> Iterator[Found]:
    client = place.client("secretsmanager")
    for secret in place.ours("secretsmanager", "list_secrets", "SecretList"):
        name = secret["Name"]
        yield Found(type="aws_secretsmanager_secret", identity=name, settings=secret, ids=[secret["ARN"]])
        value = client.get_secret_value(SecretId=name)["SecretString"]
        yield Found(type="aws_secretsmanager_secret_version", identity=name, settings=_shape(value))


def _shape(value: str) -> Any:
    """Of a secret's value, what is not random: how long it is, or what is in it."""
    return sorted(json.loads(value)) if value.startswith("{") else len(value)


def _roles(place: Place) -> Iterator[Found]:
    iam = place.client("iam")
    for role in place.ours("iam", "list_roles", "Roles"):
        name = role["RoleName"]
        yield Found(type="aws_iam_role", identity=name, settings=iam.get_role(RoleName=name)["Role"])
        for policy in place.all("iam", "list_role_policies", "PolicyNames", RoleName=name):
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            yield Found(type="aws_iam_role_policy", identity=f"{name}:{policy}", settings=document)


def _containers(place: Place) -> Iterator[Found]:
    ecs, ecr, logs = place.client("ecs"), place.client("ecr"), place.client("logs")
    for group in place.ours("logs", "describe_log_groups", "logGroups"):
        tags = logs.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"]
        settings = {**group, "tags": tags}
        yield Found(type="aws_cloudwatch_log_group", identity=group["logGroupName"], settings=settings)
    for one in place.ours("ecr", "describe_repositories", "repositories"):
        tags = ecr.list_tags_for_resource(resourceArn=one["repositoryArn"])["tags"]
        ids = [one["repositoryUri"]]
        settings = {**one, "tags": tags}
        yield Found(type="aws_ecr_repository", identity=one["repositoryName"], settings=settings, ids=ids)
    for arn in place.ours("ecs", "list_task_definitions", "taskDefinitionArns"):
        told = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        settings = {**told["taskDefinition"], "tags": told["tags"]}
        yield Found(type="aws_ecs_task_definition", identity=arn.rsplit("/", 1)[-1], settings=settings)
    for cluster in place.ours("ecs", "list_clusters", "clusterArns"):
        told = ecs.describe_clusters(clusters=[cluster], include=["SETTINGS", "CONFIGURATIONS", "TAGS"])["clusters"][0]
        kept = {name: one for name, one in told.items() if not name.endswith("Count")}
        yield Found(type="aws_ecs_cluster", identity=told["clusterName"], settings=kept)
        for service in place.all("ecs", "list_services", "serviceArns", cluster=cluster):
            told = ecs.describe_services(cluster=cluster, services=[service], include=["TAGS"])["services"][0]
            kept = {name: one for name, one in told.items() if name == "desiredCount" or not name.endswith("Count")}
            yield Found(type="aws_ecs_service", identity=told["serviceName"], settings=kept)


FAMILIES: tuple[Callable[[Place], Iterator[Found]], ...] = (
    _network,
    _security,
    _load_balancing,
    _certificates,
    _databases,
    _buckets,
    _messaging,
    _email,
    _secrets,
    _roles,
    _containers,
)


def _but(described: Described, *left_out: str) -> dict[str, Any]:
    return {name: one for name, one in described.items() if name not in left_out}


def _name(described: Described) -> str:
    """The tag that AWS's console shows."""
    return next((tag["Value"] for tag in described.get("Tags", ()) if tag["Key"] == "Name"), "")


def _tags_of(elbv2: Any, arn: str) -> dict[str, Any]:
    return {"Tags": elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"]}


def _values(ask: Callable[..., Any], arn: str) -> dict[str, Any]:
    """The attributes of one of ELBv2's resources."""
    kind = {"targetgroup": "TargetGroupArn", "listener": "ListenerArn", "loadbalancer": "LoadBalancerArn"}
    parameter = kind[arn.split(":")[5].split("/")[0]]
    return {"Attributes": {one["Key"]: one["Value"] for one in ask(**{parameter: arn})["Attributes"]}}
