"""Which handler knows which type."""

from __future__ import annotations

from collections.abc import Mapping

from aerostat.errors import AerostatBug
from aerostat.provision.handlers import (
    cache,
    database,
    ecs,
    email,
    iam,
    load_balancer,
    logs,
    messaging,
    network,
    registry,
    secrets,
    security,
    storage,
    topics,
)
from aerostat.provision.handlers.base import Handler

_ALL: tuple[type[Handler], ...] = (
    network.Vpc,
    network.InternetGateway,
    network.Subnet,
    network.RouteTable,
    network.Route,
    network.RouteTableAssociation,
    network.ElasticIp,
    network.NatGateway,
    security.SecurityGroup,
    security.IngressRule,
    security.EgressRule,
    load_balancer.LoadBalancer,
    load_balancer.Listener,
    load_balancer.ListenerRule,
    load_balancer.TargetGroup,
    database.SubnetGroup,
    database.Instance,
    cache.SubnetGroup,
    cache.ReplicationGroup,
    storage.Bucket,
    storage.PublicAccessBlock,
    storage.Encryption,
    storage.OwnershipControls,
    storage.Versioning,
    messaging.Queue,
    messaging.RedriveAllowPolicy,
    messaging.QueuePolicy,
    topics.Topic,
    topics.TopicSubscription,
    email.DomainIdentity,
    email.DomainDkim,
    email.EmailIdentity,
    secrets.Secret,
    secrets.SecretVersion,
    secrets.Parameter,
    iam.Role,
    iam.RolePolicy,
    logs.LogGroup,
    registry.Repository,
    ecs.Cluster,
    ecs.TaskDefinition,
    ecs.Service,
)

HANDLERS: Mapping[str, Handler] = {handler.type: handler() for handler in _ALL}


def handler_of(type: str) -> Handler:
    """
    Raises:
        AerostatBug: for a type that the compiler makes and the engine does not know.
    """
    if type not in HANDLERS:
        raise AerostatBug(f"the engine does not know resources of type {type}")
    return HANDLERS[type]
