# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  lambda_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })

  scheduler_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role" "send_email_function" {
  name                 = "fitness-prod-send-email-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "send_email_function" {
  name = "function"
  role = aws_iam_role.send_email_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.send_email_function.arn}:*"
      },
      {
        Sid      = "Triggers"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = [aws_sqs_queue.email_notifications.arn]
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "MailSend"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = aws_ses_domain_identity.mail.arn
        Condition = {
          StringEquals = { "ses:FromAddress" = "no-reply@fitness.example.com" }
        }
      },
    ]
  })
}

resource "aws_lambda_function" "send_email" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_116:what it fails to do stays in the queue, and then in the queue's dead letters
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-send-email"
  role          = aws_iam_role.send_email_function.arn
  filename      = "build/send-email.zip"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  publish       = true
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = { MAIL_FROM = "no-reply@fitness.example.com" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.send_email_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.send_email_function]
}

resource "aws_lambda_alias" "send_email" {
  name             = "live"
  function_name    = aws_lambda_function.send_email.function_name
  function_version = aws_lambda_function.send_email.version

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [function_version]
  }
}

resource "aws_lambda_provisioned_concurrency_config" "send_email" {
  function_name                     = aws_lambda_function.send_email.function_name
  qualifier                         = aws_lambda_alias.send_email.name
  provisioned_concurrent_executions = 100
}

# Messages that the function reports as failed come back alone, not with their whole batch.
resource "aws_lambda_event_source_mapping" "send_email_email_notifications" {
  event_source_arn        = aws_sqs_queue.email_notifications.arn
  function_name           = aws_lambda_alias.send_email.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }

  depends_on = [aws_iam_role_policy.send_email_function]
}

resource "aws_iam_role" "health_sync_function" {
  name                 = "fitness-prod-health-sync-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "health_sync_function" {
  name = "function"
  role = aws_iam_role.health_sync_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.health_sync_function.arn}:*"
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.health_sync_failures.arn
      },
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.database.arn]
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "HealthSyncJobsMessages"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
        Resource = aws_sqs_queue.health_sync_jobs.arn
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = ["sqs.us-east-1.amazonaws.com"]
          }
        }
      },
    ]
  })
}

# AWS's own policy: the network interfaces that it makes and deletes have no names to list.
resource "aws_iam_role_policy_attachment" "health_sync_function" {
  role       = aws_iam_role.health_sync_function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

# What the function failed to do three times waits here for a person.
resource "aws_sqs_queue" "health_sync_failures" {
  name                      = "fitness-prod-health-sync-failures"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_lambda_function" "health_sync" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-health-sync"
  role          = aws_iam_role.health_sync_function.arn
  filename      = "build/health-sync.zip"
  handler       = "app.handler"
  runtime       = "python3.11"
  architectures = ["x86_64"]
  memory_size   = 1024
  timeout       = 600
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 10240
  }

  environment {
    variables = {
      HEALTH_SYNC_JOBS_QUEUE_URL = aws_sqs_queue.health_sync_jobs.url
      DATABASE_URL_SECRET_ARN    = aws_secretsmanager_secret.database.arn
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.health_sync_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.health_sync_failures.arn
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_group_ids = [aws_security_group.health_sync.id]
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [
    aws_iam_role_policy.health_sync_function,
    aws_iam_role_policy_attachment.health_sync_function,
  ]
}

resource "aws_iam_role" "health_sync_schedule_1" {
  name                 = "fitness-prod-health-sync-schedule-1"
  assume_role_policy   = local.scheduler_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "health_sync_schedule_1" {
  name = "schedule"
  role = aws_iam_role.health_sync_schedule_1.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Invoke"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = aws_lambda_function.health_sync.arn
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
    ]
  })
}

resource "aws_scheduler_schedule" "health_sync_schedule_1" {
  name                         = "fitness-prod-health-sync-1"
  schedule_expression          = "cron(0 5 * * ? *)"
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = aws_kms_key.main.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.health_sync.arn
    role_arn = aws_iam_role.health_sync_schedule_1.arn

    retry_policy {
      maximum_retry_attempts = 3
    }
  }

  depends_on = [aws_iam_role_policy.health_sync_schedule_1]
}

resource "aws_iam_role" "ai_recommendation_function" {
  name                 = "fitness-prod-ai-recommendation-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "ai_recommendation_function" {
  name = "function"
  role = aws_iam_role.ai_recommendation_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.ai_recommendation_function.arn}:*"
      },
      {
        Sid      = "Triggers"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = [aws_sqs_queue.health_sync_jobs.arn]
      },
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.database.arn]
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ai_recommendation_function" {
  role       = aws_iam_role.ai_recommendation_function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_lambda_function" "ai_recommendation" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_116:what it fails to do stays in the queue, and then in the queue's dead letters
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-ai-recommendation"
  role          = aws_iam_role.ai_recommendation_function.arn
  filename      = "build/ai-recommendation.zip"
  handler       = "app.handler"
  runtime       = "python3.11"
  architectures = ["x86_64"]
  memory_size   = 2048
  timeout       = 300
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 5120
  }

  environment {
    variables = {
      CACHE_URL               = "rediss://${aws_elasticache_replication_group.cache.primary_endpoint_address}:${aws_elasticache_replication_group.cache.port}/0"
      DATABASE_URL_SECRET_ARN = aws_secretsmanager_secret.database.arn
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.ai_recommendation_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_group_ids = [aws_security_group.ai_recommendation.id]
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [
    aws_iam_role_policy.ai_recommendation_function,
    aws_iam_role_policy_attachment.ai_recommendation_function,
  ]
}

resource "aws_lambda_event_source_mapping" "ai_recommendation_health_sync_jobs" {
  event_source_arn        = aws_sqs_queue.health_sync_jobs.arn
  function_name           = aws_lambda_function.ai_recommendation.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  depends_on = [aws_iam_role_policy.ai_recommendation_function]
}

resource "aws_iam_role" "encode_video_function" {
  name                 = "fitness-prod-encode-video-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "encode_video_function" {
  name = "function"
  role = aws_iam_role.encode_video_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.encode_video_function.arn}:*"
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.encode_video_failures.arn
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "PassConverterRole"
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = aws_iam_role.encode_video_converter_role.arn
        Condition = {
          StringEquals = { "iam:PassedToService" = "mediaconvert.amazonaws.com" }
        }
      },
      {
        Sid      = "VideosList"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = aws_s3_bucket.videos.arn
      },
      {
        Sid      = "VideosObjects"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${aws_s3_bucket.videos.arn}/*"
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = ["s3.us-east-1.amazonaws.com"]
          }
        }
      },
      {
        Sid      = "Own1"
        Effect   = "Allow"
        Action   = ["mediaconvert:CreateJob"]
        Resource = ["arn:aws:mediaconvert:*:*:queues/Default"]
      },
    ]
  })
}

resource "aws_iam_role" "encode_video_converter_role" {
  name                 = "fitness-prod-encode-video-converter-role"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "mediaconvert.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "encode_video_converter_role" {
  name = "uses"
  role = aws_iam_role.encode_video_converter_role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "VideosList"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = aws_s3_bucket.videos.arn
      },
      {
        Sid      = "VideosObjects"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = "${aws_s3_bucket.videos.arn}/*"
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = ["s3.us-east-1.amazonaws.com"]
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue" "encode_video_failures" {
  name                      = "fitness-prod-encode-video-failures"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_lambda_function" "encode_video" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-encode-video"
  role          = aws_iam_role.encode_video_function.arn
  filename      = "build/encode-video.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = {
      CONVERTER_ROLE = aws_iam_role.encode_video_converter_role.arn
      VIDEOS_BUCKET  = aws_s3_bucket.videos.id
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.encode_video_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.encode_video_failures.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.encode_video_function]
}

resource "aws_lambda_permission" "encode_video_videos" {
  statement_id   = "videos"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.encode_video.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.videos.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_iam_role" "aggregate_analytics_function" {
  name                 = "fitness-prod-aggregate-analytics-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "aggregate_analytics_function" {
  name = "function"
  role = aws_iam_role.aggregate_analytics_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.aggregate_analytics_function.arn}:*"
      },
      {
        Sid      = "Triggers"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = [aws_sqs_queue.analytics_events.arn]
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "AnalyticsObjects"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = "${aws_s3_bucket.analytics.arn}/*"
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = ["s3.us-east-1.amazonaws.com"]
          }
        }
      },
    ]
  })
}

resource "aws_lambda_function" "aggregate_analytics" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_116:what it fails to do stays in the queue, and then in the queue's dead letters
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-aggregate-analytics"
  role          = aws_iam_role.aggregate_analytics_function.arn
  filename      = "build/aggregate-analytics.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = { ANALYTICS_BUCKET = aws_s3_bucket.analytics.id }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.aggregate_analytics_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.aggregate_analytics_function]
}

resource "aws_lambda_event_source_mapping" "aggregate_analytics_analytics_events" {
  event_source_arn                   = aws_sqs_queue.analytics_events.arn
  function_name                      = aws_lambda_function.aggregate_analytics.arn
  batch_size                         = 1000
  maximum_batching_window_in_seconds = 5
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 10
  }

  depends_on = [aws_iam_role_policy.aggregate_analytics_function]
}

resource "aws_iam_role" "index_content_function" {
  name                 = "fitness-prod-index-content-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "index_content_function" {
  name = "function"
  role = aws_iam_role.index_content_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.index_content_function.arn}:*"
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.index_content_failures.arn
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid    = "CatalogueSearch"
        Effect = "Allow"
        Action = [
          "es:ESHttpGet",
          "es:ESHttpHead",
          "es:ESHttpPost",
          "es:ESHttpPut",
          "es:ESHttpDelete",
        ]
        Resource = "${aws_opensearch_domain.catalogue.arn}/*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "index_content_function" {
  role       = aws_iam_role.index_content_function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_sqs_queue" "index_content_failures" {
  name                      = "fitness-prod-index-content-failures"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_lambda_function" "index_content" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-index-content"
  role          = aws_iam_role.index_content_function.arn
  filename      = "build/index-content.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = { CATALOGUE_URL = "https://${aws_opensearch_domain.catalogue.endpoint}" }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.index_content_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.index_content_failures.arn
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_group_ids = [aws_security_group.index_content.id]
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [
    aws_iam_role_policy.index_content_function,
    aws_iam_role_policy_attachment.index_content_function,
  ]
}

resource "aws_lambda_permission" "index_content_content_events" {
  statement_id   = "content_events"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.index_content.function_name
  principal      = "sns.amazonaws.com"
  source_arn     = aws_sns_topic.content_events.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_sns_topic_subscription" "content_events_index_content" {
  topic_arn = aws_sns_topic.content_events.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.index_content.arn

  depends_on = [aws_lambda_permission.index_content_content_events]
}

resource "aws_iam_role" "invalidate_cdn_function" {
  name                 = "fitness-prod-invalidate-cdn-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "invalidate_cdn_function" {
  name = "function"
  role = aws_iam_role.invalidate_cdn_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.invalidate_cdn_function.arn}:*"
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.invalidate_cdn_failures.arn
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "Own1"
        Effect   = "Allow"
        Action   = ["cloudfront:ListDistributions"]
        Resource = ["*"]
      },
      {
        Sid      = "Own2"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation"]
        Resource = ["arn:aws:cloudfront::*:distribution/*"]
      },
    ]
  })
}

resource "aws_sqs_queue" "invalidate_cdn_failures" {
  name                      = "fitness-prod-invalidate-cdn-failures"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_lambda_function" "invalidate_cdn" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-invalidate-cdn"
  role          = aws_iam_role.invalidate_cdn_function.arn
  filename      = "build/invalidate-cdn.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30

  ephemeral_storage {
    size = 512
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.invalidate_cdn_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.invalidate_cdn_failures.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.invalidate_cdn_function]
}

resource "aws_lambda_permission" "invalidate_cdn_content_events" {
  statement_id   = "content_events"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.invalidate_cdn.function_name
  principal      = "sns.amazonaws.com"
  source_arn     = aws_sns_topic.content_events.arn
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_sns_topic_subscription" "content_events_invalidate_cdn" {
  topic_arn = aws_sns_topic.content_events.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.invalidate_cdn.arn

  depends_on = [aws_lambda_permission.invalidate_cdn_content_events]
}

resource "aws_iam_role" "send_digest_function" {
  name                 = "fitness-prod-send-digest-function"
  assume_role_policy   = local.lambda_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "send_digest_function" {
  name = "function"
  role = aws_iam_role.send_digest_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.send_digest_function.arn}:*"
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.send_digest_failures.arn
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid    = "AlarmDigestMessages"
        Effect = "Allow"
        Action = [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
        ]
        Resource = aws_sqs_queue.alarm_digest.arn
      },
      {
        Sid      = "MailSend"
        Effect   = "Allow"
        Action   = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = aws_ses_domain_identity.mail.arn
        Condition = {
          StringEquals = { "ses:FromAddress" = "no-reply@fitness.example.com" }
        }
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = ["sqs.us-east-1.amazonaws.com"]
          }
        }
      },
    ]
  })
}

resource "aws_sqs_queue" "send_digest_failures" {
  name                      = "fitness-prod-send-digest-failures"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_lambda_function" "send_digest" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "fitness-prod-send-digest"
  role          = aws_iam_role.send_digest_function.arn
  filename      = "build/send-digest.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = {
      ALARM_DIGEST_QUEUE_URL = aws_sqs_queue.alarm_digest.url
      DIGEST_TO              = "digest@example.com"
      MAIL_FROM              = "no-reply@fitness.example.com"
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.send_digest_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.send_digest_failures.arn
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.send_digest_function]
}

resource "aws_iam_role" "send_digest_schedule_1" {
  name                 = "fitness-prod-send-digest-schedule-1"
  assume_role_policy   = local.scheduler_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "send_digest_schedule_1" {
  name = "schedule"
  role = aws_iam_role.send_digest_schedule_1.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Invoke"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = aws_lambda_function.send_digest.arn
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
    ]
  })
}

resource "aws_scheduler_schedule" "send_digest_schedule_1" {
  name                         = "fitness-prod-send-digest-1"
  schedule_expression          = "cron(0 8 * * ? *)"
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = aws_kms_key.main.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.send_digest.arn
    role_arn = aws_iam_role.send_digest_schedule_1.arn

    retry_policy {
      maximum_retry_attempts = 3
    }
  }

  depends_on = [aws_iam_role_policy.send_digest_schedule_1]
}
