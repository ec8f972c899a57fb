resource "aws_cloudwatch_log_group" "exec" {
  name              = "/ecs/fleet/exec"
  retention_in_days = 30
}

resource "aws_ecs_cluster" "main" {
  name = "fleet"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.exec.name
      }
    }
  }

  service_connect_defaults {
    namespace = aws_service_discovery_private_dns_namespace.main.arn
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 3
  }
}

resource "aws_ecs_account_setting_default" "tags" {
  name  = "tagResourceAuthorization"
  value = "off"
}

resource "aws_service_discovery_private_dns_namespace" "main" {
  name        = "fleet.internal"
  description = "Names of services"
  vpc         = aws_vpc.main.id
}

resource "aws_service_discovery_service" "worker" {
  name = "worker"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.main.id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }

  health_check_custom_config {
    failure_threshold = 1
  }
}
