# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_s3_bucket" "error_logs" {
  #checkov:skip=CKV_AWS_18:the log of a log would have no end
  #checkov:skip=CKV_AWS_21:every object is written once, by AWS
  #checkov:skip=CKV_AWS_144:logs of this region, of no use without it
  #checkov:skip=CKV2_AWS_62:nobody waits for a log file

  bucket = "fitness-prod-error-logs-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_public_access_block" "error_logs" {
  bucket                  = aws_s3_bucket.error_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "error_logs" {
  bucket = aws_s3_bucket.error_logs.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "error_logs" {
  bucket = aws_s3_bucket.error_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "error_logs" {
  bucket = aws_s3_bucket.error_logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 180
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "error_logs" {
  bucket = aws_s3_bucket.error_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.error_logs.arn, "${aws_s3_bucket.error_logs.arn}/*"]
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.error_logs]
}

resource "aws_cloudwatch_log_group" "error_delivery" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/firehose/fitness/prod/errors"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_stream" "error_delivery" {
  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.error_delivery.name
}

resource "aws_iam_role" "error_delivery" {
  name                 = "fitness-prod-errors-delivery"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike = {
          "aws:SourceArn" = "arn:aws:firehose:us-east-1:${data.aws_caller_identity.current.account_id}:deliverystream/fitness-prod-errors"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "error_delivery" {
  name = "deliver"
  role = aws_iam_role.error_delivery.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Look"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
        Resource = aws_s3_bucket.error_logs.arn
      },
      {
        Sid      = "Deliver"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
        Resource = "${aws_s3_bucket.error_logs.arn}/*"
      },
      {
        Sid      = "Complain"
        Effect   = "Allow"
        Action   = ["logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.error_delivery.arn}:log-stream:delivery"
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = { "kms:ViaService" = "s3.us-east-1.amazonaws.com" }
        }
      },
    ]
  })
}

# CloudWatch Logs sends its events compressed, several at a time. They are taken out and compressed
# again, so that each line of an object is one JSON document.
resource "aws_kinesis_firehose_delivery_stream" "errors" {
  name        = "fitness-prod-errors"
  destination = "extended_s3"

  server_side_encryption {
    enabled  = true
    key_type = "CUSTOMER_MANAGED_CMK"
    key_arn  = aws_kms_key.main.arn
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.error_delivery.arn
    bucket_arn          = aws_s3_bucket.error_logs.arn
    prefix              = "errors/!{timestamp:yyyy/MM/dd}/"
    error_output_prefix = "undelivered/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
    buffering_interval  = 300
    buffering_size      = 5
    compression_format  = "GZIP"

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.error_delivery.name
      log_stream_name = aws_cloudwatch_log_stream.error_delivery.name
    }

    processing_configuration {
      enabled = true

      processors {
        type = "Decompression"

        parameters {
          parameter_name  = "CompressionFormat"
          parameter_value = "GZIP"
        }
      }

      processors {
        type = "AppendDelimiterToRecord"
      }
    }
  }

  depends_on = [aws_iam_role_policy.error_delivery, aws_s3_bucket_policy.error_logs]
}

resource "aws_iam_role" "error_subscription" {
  name                 = "fitness-prod-errors-subscription"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        ArnLike = { "aws:SourceArn" = "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "error_subscription" {
  name = "put"
  role = aws_iam_role.error_subscription.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Put"
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = aws_kinesis_firehose_delivery_stream.errors.arn
    }]
  })
}

# Words, since a pattern for JSON would miss the plain lines of a server that dies, and the JSON of
# a logger has the words in it. A word too many keeps a line in vain; a word too few loses an error.
resource "aws_cloudwatch_log_subscription_filter" "api" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.api.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "auth" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.auth.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "training" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.training.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "content" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.content.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "ai" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.ai.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "send_email_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.send_email_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "health_sync_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.health_sync_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "ai_recommendation_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.ai_recommendation_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "encode_video_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.encode_video_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "aggregate_analytics_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.aggregate_analytics_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "index_content_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.index_content_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "invalidate_cdn_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.invalidate_cdn_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_cloudwatch_log_subscription_filter" "send_digest_function" {
  name            = "fitness-prod-errors"
  log_group_name  = aws_cloudwatch_log_group.send_digest_function.name
  filter_pattern  = "?ERROR ?Error ?error ?CRITICAL ?Critical ?critical ?FATAL ?Fatal ?fatal ?Exception ?Traceback ?panic ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}
