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
  name = "web-worker-prod"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecr_repository" "web" {
  #checkov:skip=CKV_AWS_136:encrypted with AWS's key; a key of one's own is `encryption: customer`

  name                 = "web-worker-prod-web"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy     = local.image_lifecycle
}

# No image is called `unbuilt`: no task starts from this revision, and a deployment brings the next.
resource "aws_ecs_task_definition" "web" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "web-worker-prod-web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.web_execution.arn
  task_role_arn            = aws_iam_role.web_task.arn

  container_definitions = jsonencode([{
    name      = "web"
    image     = "${aws_ecr_repository.web.repository_url}:unbuilt"
    essential = true
    command = [
      "sh",
      "-c",
      "exec uvicorn app.main:app --host 0.0.0.0 --port $${PORT} --no-access-log",
    ]
    portMappings = [{ containerPort = 8000, hostPort = 8000, protocol = "tcp" }]
    environment = [
      {
        name  = "CACHE_URL"
        value = "redis://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "JOBS_QUEUE_URL", value = aws_sqs_queue.jobs.url },
      { name = "MAIL_FROM", value = "Uploads <uploads@example.com>" },
      { name = "PORT", value = "8000" },
      { name = "UPLOADS_BUCKET", value = aws_s3_bucket.uploads.id },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      { name = "SESSION_SECRET", valueFrom = aws_secretsmanager_secret.session_secret.arn },
    ]
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.web.name
        awslogs-region        = "us-east-1"
        awslogs-stream-prefix = "web"
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

resource "aws_ecs_service" "web" {
  name                               = "web-worker-prod-web"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 3
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
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id]
    security_groups  = [aws_security_group.web.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8000
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition, desired_count]
  }

  depends_on = [
    aws_lb_listener_rule.web,
    aws_route.nat_1,
    aws_route.nat_2,
    aws_iam_role_policy.web_execution,
    aws_iam_role_policy.web_task,
    aws_secretsmanager_secret_version.database,
    aws_secretsmanager_secret_version.session_secret,
  ]
}

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.web.name}"
  min_capacity       = 3
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "web_cpu" {
  name               = "web-worker-prod-web-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  resource_id        = aws_appautoscaling_target.web.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "web_memory" {
  name               = "web-worker-prod-web-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  resource_id        = aws_appautoscaling_target.web.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 80
    scale_out_cooldown = 60
    scale_in_cooldown  = 300

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

resource "aws_ecr_repository" "worker" {
  #checkov:skip=CKV_AWS_136:encrypted with AWS's key; a key of one's own is `encryption: customer`

  name                 = "web-worker-prod-worker"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "worker" {
  repository = aws_ecr_repository.worker.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "worker" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "web-worker-prod-worker"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.worker_execution.arn
  task_role_arn            = aws_iam_role.worker_task.arn

  container_definitions = jsonencode([{
    name      = "worker"
    image     = "${aws_ecr_repository.worker.repository_url}:unbuilt"
    essential = true
    command   = ["sh", "-c", "exec python -m app.worker"]
    environment = [
      {
        name  = "CACHE_URL"
        value = "redis://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "JOBS_QUEUE_URL", value = aws_sqs_queue.jobs.url },
      { name = "MAIL_FROM", value = "Uploads <uploads@example.com>" },
      { name = "UPLOADS_BUCKET", value = aws_s3_bucket.uploads.id },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      { name = "SESSION_SECRET", valueFrom = aws_secretsmanager_secret.session_secret.arn },
    ]
    stopTimeout = 60
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.worker.name
        awslogs-region        = "us-east-1"
        awslogs-stream-prefix = "worker"
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

resource "aws_ecs_service" "worker" {
  name                               = "web-worker-prod-worker"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.worker.arn
  desired_count                      = 2
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [aws_subnet.private_1.id, aws_subnet.private_2.id]
    security_groups  = [aws_security_group.worker.id]
    assign_public_ip = false
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [task_definition]
  }

  depends_on = [
    aws_route.nat_1,
    aws_route.nat_2,
    aws_iam_role_policy.worker_execution,
    aws_iam_role_policy.worker_task,
    aws_secretsmanager_secret_version.database,
    aws_secretsmanager_secret_version.session_secret,
  ]
}
