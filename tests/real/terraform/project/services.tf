resource "aws_ecs_cluster" "main" {
  name = "shop-prod"
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/shop/prod/web"
  retention_in_days = 30
}

resource "aws_iam_role" "web" {
  name = "shop-prod-web"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_ecs_task_definition" "web" {
  family                   = "shop-prod-web"
  cpu                      = 512
  memory                   = 1024
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  task_role_arn            = aws_iam_role.web.arn

  container_definitions = jsonencode([{
    name         = "web"
    image        = "shop@sha256:0"
    portMappings = [{ containerPort = var.web_port }]
    environment  = [{ name = "ORDERS_QUEUE_URL", value = aws_sqs_queue.orders.url }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  launch_type     = "FARGATE"

  network_configuration {
    subnets = [for subnet in aws_subnet.public : subnet.id]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = var.web_port
  }

  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }
}
