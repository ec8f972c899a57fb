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
  name = "shop-prod"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecr_repository" "web" {
  name                 = "shop-prod-web"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.name
  policy     = local.image_lifecycle
}

# No image is called `unbuilt`: no task starts from this revision, and a deployment brings the next.
resource "aws_ecs_task_definition" "web" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "shop-prod-web"
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
      "exec uvicorn app.main:app --host 0.0.0.0 --port $${PORT} --no-access-log --no-proxy-headers --timeout-graceful-shutdown 25",
    ]
    portMappings = [{ containerPort = 8000, hostPort = 8000, protocol = "tcp" }]
    healthCheck = {
      command = [
        "CMD-SHELL",
        "python -c \"import urllib.request as u; u.urlopen('http://127.0.0.1:$${PORT}/health', timeout=5)\"",
      ]
      interval    = 30
      timeout     = 10
      retries     = 3
      startPeriod = 10
    }
    environment = [
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "ENVIRONMENT", value = "production" },
      { name = "EVENTS_QUEUE_URL", value = aws_sqs_queue.events.url },
      { name = "IMAGES_BUCKET", value = aws_s3_bucket.images.id },
      { name = "MAIL_FROM", value = "Shop <hello@example.com>" },
      { name = "PORT", value = "8000" },
      { name = "SECURE_COOKIES", value = "true" },
      { name = "SERVICE_NAME", value = "shop-web" },
      { name = "TRUSTED_PROXIES", value = "1" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      { name = "JWT_SIGNING_KEYS", valueFrom = aws_secretsmanager_secret.jwt_signing_keys.arn },
      { name = "PAYMENT_WEBHOOK_SECRET", valueFrom = aws_secretsmanager_secret.payment_webhook_secret.arn },
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
  name                               = "shop-prod-web"
  cluster                            = aws_ecs_cluster.main.arn
  task_definition                    = aws_ecs_task_definition.web.arn
  desired_count                      = 3
  launch_type                        = "FARGATE"
  deployment_minimum_healthy_percent = 66
  deployment_maximum_percent         = 150
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
    aws_secretsmanager_secret_version.jwt_signing_keys,
    aws_secretsmanager_secret_version.payment_webhook_secret,
  ]
}

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.web.name}"
  min_capacity       = 2
  max_capacity       = 10
}

# Only adds tasks; an alarm of its own takes them away.
resource "aws_appautoscaling_policy" "web_cpu" {
  name               = "shop-prod-web-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  resource_id        = aws_appautoscaling_target.web.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 70
    scale_out_cooldown = 300
    scale_in_cooldown  = 300
    disable_scale_in   = true

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "web_scale_in" {
  name               = "shop-prod-web-scale-in"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  resource_id        = aws_appautoscaling_target.web.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = 300
    metric_aggregation_type = "Average"

    step_adjustment {
      metric_interval_upper_bound = "0"
      scaling_adjustment          = -1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "web_idle" {
  alarm_name          = "shop-prod-web-idle"
  alarm_description   = "web: CPU below 30 %, one task goes"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = 30
  period              = 60
  evaluation_periods  = 15
  alarm_actions       = [aws_appautoscaling_policy.web_scale_in.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.web.name
  }
}

resource "aws_ecr_repository" "worker" {
  name                 = "shop-prod-worker"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "worker" {
  repository = aws_ecr_repository.worker.name
  policy     = local.image_lifecycle
}

resource "aws_ecs_task_definition" "worker" {
  #checkov:skip=CKV_AWS_336:programs may write to /tmp; nothing that they write is kept

  family                   = "shop-prod-worker"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = aws_iam_role.worker_execution.arn
  task_role_arn            = aws_iam_role.worker_task.arn

  container_definitions = jsonencode([{
    name      = "worker"
    image     = "${aws_ecr_repository.worker.repository_url}:unbuilt"
    essential = true
    command   = ["sh", "-c", "exec python -m app.worker"]
    healthCheck = {
      command     = ["CMD-SHELL", "python -m app.worker.heartbeat"]
      interval    = 30
      timeout     = 5
      retries     = 3
      startPeriod = 0
    }
    environment = [
      {
        name  = "CACHE_URL"
        value = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      },
      { name = "ENVIRONMENT", value = "production" },
      { name = "EVENTS_QUEUE_URL", value = aws_sqs_queue.events.url },
      { name = "IMAGES_BUCKET", value = aws_s3_bucket.images.id },
      { name = "MAIL_FROM", value = "Shop <hello@example.com>" },
      { name = "SERVICE_NAME", value = "shop-worker" },
      { name = "WEB_SERVICE_URL", value = "https://shop.example.com" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "${aws_secretsmanager_secret.database.arn}:url::" },
      { name = "JWT_SIGNING_KEYS", valueFrom = aws_secretsmanager_secret.jwt_signing_keys.arn },
      { name = "PAYMENT_WEBHOOK_SECRET", valueFrom = aws_secretsmanager_secret.payment_webhook_secret.arn },
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
  name                               = "shop-prod-worker"
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
    aws_secretsmanager_secret_version.jwt_signing_keys,
    aws_secretsmanager_secret_version.payment_webhook_secret,
  ]
}
