"""
How tasks and functions reach AWS's own interfaces.

Through NAT gateways where there are any. Without them, through an interface endpoint for each service that something
here speaks to, and through no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aerostat.graph.scope import Scope
from aerostat.model import Environment, Function, SecretStore, Service

#: The security group of the interface endpoints.
ENDPOINTS = "endpoints"

SESSION_MANAGER = ("ssm", "ssmmessages", "ec2messages")


def _stores(environment: Environment, store: SecretStore) -> bool:
    return any(secret.store is store for secret in environment.secrets.values())


#: Endpoint service by what makes tasks need it. Metrics are written by who wants to, so everyone may.
_NEEDED: Mapping[str, Callable[[Environment], object]] = {
    "ecr.api": lambda environment: environment.services,
    "ecr.dkr": lambda environment: environment.services,
    "logs": lambda environment: True,
    "monitoring": lambda environment: True,
    "secretsmanager": lambda environment: (
        environment.databases or environment.caches or _stores(environment, SecretStore.SECRETS_MANAGER)
    ),
    "ssm": lambda environment: _stores(environment, SecretStore.PARAMETER_STORE),
    "kms": lambda environment: environment.encryption.key == "customer",
    "sqs": lambda environment: environment.queues,
    "sns": lambda environment: environment.topics,
    "email": lambda environment: environment.email,
    "lambda": lambda environment: environment.functions,
    "xray": lambda environment: any(one.is_traced for one in environment.services.values()),
}


def connected(scope: Scope) -> list[Service | Function]:
    """What runs in the VPC in this region: every service, and the functions that use something there."""
    if not scope.runs:
        return []
    functions = [] if scope.is_local else [one for one in scope.environment.functions.values() if one.is_connected]
    return [*scope.environment.services.values(), *functions]


def has_nat(scope: Scope) -> bool:
    return scope.environment.network.nat != "none"


def interface_endpoints(scope: Scope) -> list[str]:
    """The services that have an interface endpoint here: what follows, what the user names, Session Manager's."""
    if scope.is_local or not scope.runs:
        return []
    network = scope.environment.network
    chosen = [] if has_nat(scope) else [service for service, needs in _NEEDED.items() if needs(scope.environment)]
    chosen += [service for service in network.endpoints if service not in ("s3", "dynamodb")]
    chosen += SESSION_MANAGER if network.session_manager else ()
    return list(dict.fromkeys(chosen))


def speaks_http(scope: Scope, user: Service | Function) -> bool:
    """Whether it calls a service of ours at the load balancer's public address, without TLS for want of a domain."""
    services = scope.environment.services
    has_tls = scope.environment.domain is not None and not scope.is_local
    return not has_tls and any(used in services and services[used].routes for used in user.uses)
