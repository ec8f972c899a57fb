"""
The model: one environment of a blueprint, resolved once.

Defaults are filled, environments merged, references checked; nobody inside asks ``is None`` for something that
has a default. The blueprint room produces it (``aerostat.blueprint.resolve``); the graph, the checks and delivery
read it. Durations are ``timedelta``; sizes are AWS's units (CPU units, MiB, GiB).
"""

from aerostat.model.environment import (
    Bucket,
    Build,
    Cache,
    CircuitBreaker,
    ContainerHealthCheck,
    Database,
    Deployment,
    EmailIdentity,
    Environment,
    HealthCheck,
    Network,
    Queue,
    Route,
    Secret,
    SecretStore,
    Service,
    Strategy,
)

__all__ = [
    "Bucket",
    "Build",
    "Cache",
    "CircuitBreaker",
    "ContainerHealthCheck",
    "Database",
    "Deployment",
    "EmailIdentity",
    "Environment",
    "HealthCheck",
    "Network",
    "Queue",
    "Route",
    "Secret",
    "SecretStore",
    "Service",
    "Strategy",
]
