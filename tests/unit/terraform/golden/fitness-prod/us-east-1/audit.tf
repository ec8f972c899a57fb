# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_s3_bucket" "audit_logs" {
  #checkov:skip=CKV_AWS_18:the log of a log would have no end
  #checkov:skip=CKV_AWS_21:every object is written once, by AWS
  #checkov:skip=CKV_AWS_144:logs of this region, of no use without it
  #checkov:skip=CKV_AWS_145:AWS writes these logs only under its own key
  #checkov:skip=CKV2_AWS_62:nobody waits for a log file

  bucket = "fitness-prod-audit-logs-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket_public_access_block" "audit_logs" {
  bucket                  = aws_s3_bucket.audit_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 731
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.audit_logs.arn, "${aws_s3_bucket.audit_logs.arn}/*"]
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "Look"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["s3:GetBucketAcl"]
        Resource  = aws_s3_bucket.audit_logs.arn
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:aws:cloudtrail:us-east-1:${data.aws_caller_identity.current.account_id}:trail/fitness-prod-audit"
          }
        }
      },
      {
        Sid       = "Delivery"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["s3:PutObject"]
        Resource  = "${aws_s3_bucket.audit_logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:aws:cloudtrail:us-east-1:${data.aws_caller_identity.current.account_id}:trail/fitness-prod-audit"
            "s3:x-amz-acl"  = "bucket-owner-full-control"
          }
        }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.audit_logs]
}

resource "aws_cloudwatch_log_group" "audit" {
  name              = "/cloudtrail/fitness/prod/audit"
  retention_in_days = 731
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_iam_role" "audit" {
  name                 = "fitness-prod-audit"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "audit" {
  name = "write"
  role = aws_iam_role.audit.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Write"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.audit.arn}:log-stream:*"
    }]
  })
}

resource "aws_cloudtrail" "main" {
  #checkov:skip=CKV_AWS_252:alarms tell people what matters; nobody waits for each file of a log

  name                          = "fitness-prod-audit"
  s3_bucket_name                = aws_s3_bucket.audit_logs.id
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.audit.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.audit.arn
  kms_key_id                    = aws_kms_key.main.arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  advanced_event_selector {
    name = "Calls"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  advanced_event_selector {
    name = "Objects"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field = "resources.ARN"

      starts_with = [
        "${aws_s3_bucket.videos.arn}/",
        "${var.eu_west_1_s3_bucket_videos_arn}/",
        "${var.ap_southeast_1_s3_bucket_videos_arn}/",
        "${aws_s3_bucket.images.arn}/",
        "${var.eu_west_1_s3_bucket_images_arn}/",
        "${aws_s3_bucket.backups.arn}/",
        "${var.eu_west_1_s3_bucket_backups_arn}/",
        "${aws_s3_bucket.analytics.arn}/",
        "${var.eu_west_1_s3_bucket_analytics_arn}/",
      ]
    }
  }

  depends_on = [aws_s3_bucket_policy.audit_logs, aws_iam_role_policy.audit]
}
