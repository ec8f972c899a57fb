resource "aws_ecs_cluster" "main" {
  name = "studio"
}

resource "aws_iam_role" "scheduler" {
  name = "studio-scheduler"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["scheduler.amazonaws.com", "events.amazonaws.com"] }
    }]
  })
}

resource "aws_ecs_task_definition" "report" {
  family                   = "studio-report"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name      = "report"
    image     = "public.ecr.aws/docker/library/busybox:latest"
    essential = true
    command   = ["true"]
  }])
}

resource "aws_scheduler_schedule_group" "studio" {
  name = "studio"
}

resource "aws_scheduler_schedule" "report" {
  name                         = "studio-report"
  group_name                   = aws_scheduler_schedule_group.studio.name
  description                  = "The report of the day"
  schedule_expression          = "cron(30 6 * * ? *)"
  schedule_expression_timezone = "Europe/Paris"
  state                        = "ENABLED"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 15
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.report.arn_without_revision
      launch_type         = "FARGATE"
      task_count          = 1

      network_configuration {
        subnets          = [aws_subnet.private.id]
        security_groups  = [aws_security_group.thumbnails.id]
        assign_public_ip = false
      }
    }

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 2
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letters.arn
    }
  }
}

resource "aws_scheduler_schedule" "clean" {
  name                = "studio-clean"
  group_name          = aws_scheduler_schedule_group.studio.name
  schedule_expression = "rate(1 hours)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sqs_queue.jobs.arn
    role_arn = aws_iam_role.scheduler.arn
    input    = jsonencode({ kind = "clean" })
  }
}
