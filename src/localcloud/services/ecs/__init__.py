"""Amazon ECS: clusters, task definitions, services, tasks and service deployments."""
