# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  image_lifecycle = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep the last 10 images"
      selection = {
        tagStatus   = "any"
        countType   = "imageCountMoreThan"
        countNumber = 10
      }
      action = { type = "expire" }
    }]
  })
}

resource "aws_ecs_cluster" "main" {
  name = "fitness-prod"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_service_discovery_private_dns_namespace" "main" {
  name        = "internal"
  description = "Services of fitness-prod"
  vpc         = aws_vpc.main.id
}

resource "aws_service_discovery_service" "api" {
  name = "api-gateway"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "auth" {
  name = "auth-service"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "training" {
  name = "training-service"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "content" {
  name = "content-service"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "payment" {
  name = "payment-service"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_service_discovery_service" "ai" {
  name = "ai-service"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_ecr_repository" "api" {
  name                 = "fitness-prod-api"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "api" {
  repository = aws_ecr_repository.api.name
  policy     = local.image_lifecycle
}

# No image is called `unbuilt`: no task starts from this revision, and a deployment brings the next.
resource "aws_ecs_task_definition" "api" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.api_execution.arn
  task_role_arn            = aws_iam_role.api_task.arn

  container_definitions = jsonencode([{
    name         = "api"
    image        = "${aws_ecr_repository.api.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app api"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      { name = "AI_SERVICE_URL", value = "http://ai-service.internal:8080" },
      { name = "AUTH_SERVICE_URL", value = "http://auth-service.internal:8080" },
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "CONTENT_EVENTS_TOPIC_ARN", value = aws_sns_topic.content_events.arn },
      { name = "CONTENT_SERVICE_URL", value = "http://content-service.internal:8080" },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "IMAGES_BUCKET", value = aws_s3_bucket.images.id },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "INFO" },
      { name = "PAYMENT_SERVICE_URL", value = "http://payment-service.internal:8080" },
      { name = "PORT", value = "8080" },
      { name = "TRAINING_SERVICE_URL", value = "http://training-service.internal:8080" },
      { name = "USER_EVENTS_TOPIC_ARN", value = aws_sns_topic.user_events.arn },
      { name = "VIDEOS_BUCKET", value = aws_s3_bucket.videos.id },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.api.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "api"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "api" {
  name                               = "fitness-prod-api"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.api.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.api.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.api.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.api,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.api_execution,
    aws_iam_role_policy.api_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "api" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.api.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "api_cpu" {
  name               = "fitness-prod-api-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.api.service_namespace
  scalable_dimension = aws_appautoscaling_target.api.scalable_dimension
  resource_id        = aws_appautoscaling_target.api.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "api_memory" {
  name               = "fitness-prod-api-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.api.service_namespace
  scalable_dimension = aws_appautoscaling_target.api.scalable_dimension
  resource_id        = aws_appautoscaling_target.api.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "auth" {
  name                 = "fitness-prod-auth"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "auth" {
  repository = aws_ecr_repository.auth.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "auth" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-auth"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.auth_execution.arn
  task_role_arn            = aws_iam_role.auth_task.arn

  container_definitions = jsonencode([{
    name         = "auth"
    image        = "${aws_ecr_repository.auth.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app auth"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "DEBUG" },
      { name = "PORT", value = "8080" },
      { name = "USER_EVENTS_TOPIC_ARN", value = aws_sns_topic.user_events.arn },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.auth.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "auth"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "auth" {
  name                               = "fitness-prod-auth"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.auth.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.auth.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.auth.arn
    container_name   = "auth"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.auth.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.auth,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.auth_execution,
    aws_iam_role_policy.auth_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "auth" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.auth.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "auth_cpu" {
  name               = "fitness-prod-auth-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.auth.service_namespace
  scalable_dimension = aws_appautoscaling_target.auth.scalable_dimension
  resource_id        = aws_appautoscaling_target.auth.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "auth_memory" {
  name               = "fitness-prod-auth-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.auth.service_namespace
  scalable_dimension = aws_appautoscaling_target.auth.scalable_dimension
  resource_id        = aws_appautoscaling_target.auth.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "training" {
  name                 = "fitness-prod-training"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "training" {
  repository = aws_ecr_repository.training.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "training" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-training"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.training_execution.arn
  task_role_arn            = aws_iam_role.training_task.arn

  container_definitions = jsonencode([{
    name         = "training"
    image        = "${aws_ecr_repository.training.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app training"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      { name = "ANALYTICS_EVENTS_QUEUE_URL", value = aws_sqs_queue.analytics_events.url },
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "HEALTH_SYNC_JOBS_QUEUE_URL", value = aws_sqs_queue.health_sync_jobs.url },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "INFO" },
      { name = "PORT", value = "8080" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.training.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "training"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "training" {
  name                               = "fitness-prod-training"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.training.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.training.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.training.arn
    container_name   = "training"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.training.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.training,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.training_execution,
    aws_iam_role_policy.training_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "training" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.training.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "training_cpu" {
  name               = "fitness-prod-training-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.training.service_namespace
  scalable_dimension = aws_appautoscaling_target.training.scalable_dimension
  resource_id        = aws_appautoscaling_target.training.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "training_memory" {
  name               = "fitness-prod-training-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.training.service_namespace
  scalable_dimension = aws_appautoscaling_target.training.scalable_dimension
  resource_id        = aws_appautoscaling_target.training.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "content" {
  name                 = "fitness-prod-content"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "content" {
  repository = aws_ecr_repository.content.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "content" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-content"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.content_execution.arn
  task_role_arn            = aws_iam_role.content_task.arn

  container_definitions = jsonencode([{
    name         = "content"
    image        = "${aws_ecr_repository.content.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app content"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "CATALOGUE_URL", value = "https://${aws_opensearch_domain.catalogue.endpoint}" },
      { name = "CONTENT_EVENTS_TOPIC_ARN", value = aws_sns_topic.content_events.arn },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "IMAGES_BUCKET", value = aws_s3_bucket.images.id },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "INFO" },
      { name = "PORT", value = "8080" },
      { name = "VIDEOS_BUCKET", value = aws_s3_bucket.videos.id },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.content.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "content"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "content" {
  name                               = "fitness-prod-content"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.content.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.content.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.content.arn
    container_name   = "content"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.content.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.content,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.content_execution,
    aws_iam_role_policy.content_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "content" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.content.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "content_cpu" {
  name               = "fitness-prod-content-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.content.service_namespace
  scalable_dimension = aws_appautoscaling_target.content.scalable_dimension
  resource_id        = aws_appautoscaling_target.content.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "content_memory" {
  name               = "fitness-prod-content-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.content.service_namespace
  scalable_dimension = aws_appautoscaling_target.content.scalable_dimension
  resource_id        = aws_appautoscaling_target.content.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "payment" {
  name                 = "fitness-prod-payment"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "payment" {
  repository = aws_ecr_repository.payment.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "payment" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-payment"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.payment_execution.arn
  task_role_arn            = aws_iam_role.payment_task.arn

  container_definitions = jsonencode([{
    name         = "payment"
    image        = "${aws_ecr_repository.payment.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app payment"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      { name = "ALERTS_TOPIC_ARN", value = aws_sns_topic.alerts.arn },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "INFO" },
      { name = "PAYMENTS_QUEUE_URL", value = aws_sqs_queue.payments.url },
      { name = "PAYMENT_EVENTS_TOPIC_ARN", value = aws_sns_topic.payment_events.arn },
      { name = "PAYMENT_WEBHOOKS_QUEUE_URL", value = aws_sqs_queue.payment_webhooks.url },
      { name = "PORT", value = "8080" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.payment.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "payment"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "payment" {
  name                               = "fitness-prod-payment"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.payment.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.payment.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.payment.arn
    container_name   = "payment"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.payment.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.payment,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.payment_execution,
    aws_iam_role_policy.payment_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "payment" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.payment.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "payment_cpu" {
  name               = "fitness-prod-payment-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.payment.service_namespace
  scalable_dimension = aws_appautoscaling_target.payment.scalable_dimension
  resource_id        = aws_appautoscaling_target.payment.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "payment_memory" {
  name               = "fitness-prod-payment-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.payment.service_namespace
  scalable_dimension = aws_appautoscaling_target.payment.scalable_dimension
  resource_id        = aws_appautoscaling_target.payment.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "ai" {
  name                 = "fitness-prod-ai"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "ai" {
  repository = aws_ecr_repository.ai.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "ai" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "fitness-prod-ai"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "1024"
  memory                   = "2048"
  execution_role_arn       = aws_iam_role.ai_execution.arn
  task_role_arn            = aws_iam_role.ai_task.arn

  container_definitions = jsonencode([{
    name         = "ai"
    image        = "${aws_ecr_repository.ai.repository_url}:unbuilt"
    essential    = true
    command      = ["sh", "-c", "exec python -m app ai"]
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment = [
      { name = "AI_RECOMMENDATIONS_QUEUE_URL", value = aws_sqs_queue.ai_recommendations.url },
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "ENVIRONMENT", value = "prod" },
      { name = "INDEX_REPLICAS", value = "1" },
      { name = "INDEX_SHARDS", value = "5" },
      { name = "LOG_LEVEL", value = "INFO" },
      { name = "PORT", value = "8080" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      {
        name      = "JWT_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/jwt_secret"
      },
      {
        name      = "WEBHOOK_SECRET"
        valueFrom = "arn:aws:secretsmanager:eu-west-1:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/webhook_secret"
      },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.ai.name
        awslogs-region        = "eu-west-1"
        awslogs-stream-prefix = "ai"
      }
    }
  }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [cpu, memory, execution_role_arn, task_role_arn, container_definitions]
  }
}

resource "aws_ecs_service" "ai" {
  name                               = "fitness-prod-ai"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.ai.arn
  desired_count                      = 1
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_groups  = [aws_security_group.ai.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.ai.arn
    container_name   = "ai"
    container_port   = 8080
  }

  service_registries {
    registry_arn = aws_service_discovery_service.ai.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.ai,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_route.nat_3,
    aws_iam_role_policy.ai_execution,
    aws_iam_role_policy.ai_task,
    aws_secretsmanager_secret_version.database,
  ]
}

resource "aws_appautoscaling_target" "ai" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.ai.name}"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "ai_cpu" {
  name               = "fitness-prod-ai-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.ai.service_namespace
  scalable_dimension = aws_appautoscaling_target.ai.scalable_dimension
  resource_id        = aws_appautoscaling_target.ai.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "ai_memory" {
  name               = "fitness-prod-ai-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.ai.service_namespace
  scalable_dimension = aws_appautoscaling_target.ai.scalable_dimension
  resource_id        = aws_appautoscaling_target.ai.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}
