resource "aws_cloudwatch_log_group" "thumbnails" {
  name              = "/aws/lambda/studio-thumbnails"
  retention_in_days = 14
}

resource "aws_iam_role" "thumbnails" {
  name = "studio-thumbnails"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "thumbnails" {
  role       = aws_iam_role.thumbnails.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_vpc" "main" {
  cidr_block = "10.25.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.25.0.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_security_group" "thumbnails" {
  name        = "studio-thumbnails"
  description = "The function thumbnails"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lambda_function" "thumbnails" {
  function_name    = "studio-thumbnails"
  description      = "Makes small pictures of large ones"
  role             = aws_iam_role.thumbnails.arn
  runtime          = "python3.13"
  architectures    = ["arm64"]
  handler          = "handler.handle"
  filename         = "${path.module}/thumbnails.zip"
  source_code_hash = filebase64sha256("${path.module}/thumbnails.zip")
  memory_size      = 512
  timeout          = 60
  publish          = true

  reserved_concurrent_executions = 5

  ephemeral_storage {
    size = 1024
  }

  environment {
    variables = { LOG_LEVEL = "info" }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.thumbnails.name
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.dead_letters.arn
  }

  depends_on = [aws_cloudwatch_log_group.thumbnails, aws_iam_role_policy_attachment.thumbnails]
}

resource "aws_lambda_function" "inside" {
  function_name = "studio-inside"
  role          = aws_iam_role.thumbnails.arn
  runtime       = "nodejs22.x"
  handler       = "index.handle"
  filename      = "${path.module}/thumbnails.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.thumbnails.id]
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What is called"
  function_name    = aws_lambda_function.thumbnails.function_name
  function_version = aws_lambda_function.thumbnails.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  function_name                     = aws_lambda_function.thumbnails.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = 1
}

resource "aws_lambda_function_event_invoke_config" "thumbnails" {
  function_name                = aws_lambda_function.thumbnails.function_name
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = 1

  destination_config {
    on_failure {
      destination = aws_sqs_queue.dead_letters.arn
    }
  }
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.thumbnails.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"
}

resource "aws_sqs_queue" "jobs" {
  name                       = "studio-jobs"
  visibility_timeout_seconds = 360
}

resource "aws_sqs_queue" "dead_letters" {
  name = "studio-dead-letters"
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn                   = aws_sqs_queue.jobs.arn
  function_name                      = aws_lambda_alias.live.arn
  batch_size                         = 10
  maximum_batching_window_in_seconds = 5
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 5
  }

  filter_criteria {
    filter {
      pattern = jsonencode({ body = { kind = ["picture"] } })
    }
  }
}
