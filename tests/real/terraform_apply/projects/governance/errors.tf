resource "aws_cloudwatch_log_subscription_filter" "errors" {
  name            = "harbour-errors"
  log_group_name  = aws_cloudwatch_log_group.application.name
  filter_pattern  = "?ERROR ?Traceback ?\"timed out\""
  destination_arn = aws_kinesis_firehose_delivery_stream.errors.arn
  role_arn        = aws_iam_role.error_subscription.arn

  depends_on = [aws_iam_role_policy.error_subscription]
}

resource "aws_kinesis_firehose_delivery_stream" "errors" {
  name        = "harbour-errors"
  destination = "extended_s3"

  server_side_encryption {
    enabled  = true
    key_type = "CUSTOMER_MANAGED_CMK"
    key_arn  = aws_kms_key.logs.arn
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.error_delivery.arn
    bucket_arn          = aws_s3_bucket.errors.arn
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

  tags = { Name = "harbour-errors" }

  depends_on = [aws_iam_role_policy.error_delivery]
}

resource "aws_kinesis_firehose_delivery_stream" "plain" {
  name        = "harbour-plain"
  destination = "extended_s3"

  extended_s3_configuration {
    role_arn   = aws_iam_role.error_delivery.arn
    bucket_arn = aws_s3_bucket.errors.arn
  }
}

resource "aws_s3_bucket" "errors" {
  bucket        = "harbour-errors"
  force_destroy = true
}

resource "aws_cloudwatch_log_group" "error_delivery" {
  name              = "/firehose/harbour/errors"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_stream" "error_delivery" {
  name           = "delivery"
  log_group_name = aws_cloudwatch_log_group.error_delivery.name
}

resource "aws_iam_role" "error_subscription" {
  name = "harbour-error-subscription"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "logs.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "error_subscription" {
  name = "put"
  role = aws_iam_role.error_subscription.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = aws_kinesis_firehose_delivery_stream.errors.arn
    }]
  })
}

resource "aws_iam_role" "error_delivery" {
  name = "harbour-error-delivery"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "firehose.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "error_delivery" {
  name = "deliver"
  role = aws_iam_role.error_delivery.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetBucketLocation", "s3:ListBucket"], Resource = aws_s3_bucket.errors.arn },
      { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.errors.arn}/*" },
    ]
  })
}
