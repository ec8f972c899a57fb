resource "aws_cloudwatch_event_bus" "studio" {
  name = "studio"
}

resource "aws_cloudwatch_event_rule" "uploads" {
  name           = "studio-uploads"
  description    = "Pictures that arrive"
  event_bus_name = aws_cloudwatch_event_bus.studio.name

  event_pattern = jsonencode({
    source        = ["studio"]
    "detail-type" = ["Uploaded"]
  })
}

resource "aws_cloudwatch_event_target" "thumbnails" {
  rule           = aws_cloudwatch_event_rule.uploads.name
  event_bus_name = aws_cloudwatch_event_bus.studio.name
  target_id      = "thumbnails"
  arn            = aws_lambda_alias.live.arn

  input_transformer {
    input_paths    = { key = "$.detail.key" }
    input_template = "{\"key\": <key>}"
  }

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 3
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

resource "aws_lambda_permission" "uploads" {
  statement_id  = "Uploads"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.thumbnails.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.uploads.arn
}

resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "studio-nightly"
  schedule_expression = "cron(0 3 * * ? *)"
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule      = aws_cloudwatch_event_rule.nightly.name
  target_id = "report"
  arn       = aws_ecs_cluster.main.arn
  role_arn  = aws_iam_role.scheduler.arn

  ecs_target {
    task_definition_arn = aws_ecs_task_definition.report.arn
    task_count          = 1
    launch_type         = "FARGATE"
    platform_version    = "LATEST"

    network_configuration {
      subnets         = [aws_subnet.private.id]
      security_groups = [aws_security_group.thumbnails.id]
    }
  }
}

resource "aws_cloudwatch_event_target" "nightly_queue" {
  rule      = aws_cloudwatch_event_rule.nightly.name
  target_id = "queue"
  arn       = aws_sqs_queue.jobs.arn
  input     = jsonencode({ kind = "report" })
}

resource "aws_cloudwatch_event_archive" "studio" {
  name             = "studio"
  event_source_arn = aws_cloudwatch_event_bus.studio.arn
  retention_days   = 7
}
