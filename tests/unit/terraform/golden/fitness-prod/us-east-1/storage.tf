# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  s3_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# The account is part of the name, because the names of buckets are the whole world's.
resource "aws_s3_bucket" "videos" {
  #checkov:skip=CKV_AWS_18:who reads which object is CloudTrail's business, not that of a second bucket
  #checkov:skip=CKV2_AWS_62:notifications only where the blueprint has somebody to notify

  bucket = "fitness-prod-videos-${data.aws_caller_identity.current.account_id}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "videos" {
  bucket                  = aws_s3_bucket.videos.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "videos" {
  bucket = aws_s3_bucket.videos.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "videos" {
  bucket = aws_s3_bucket.videos.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "videos" {
  bucket = aws_s3_bucket.videos.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "videos" {
  bucket = aws_s3_bucket.videos.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.videos.arn, "${aws_s3_bucket.videos.arn}/*"]
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "Cdn"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject"]
        Resource  = "${aws_s3_bucket.videos.arn}/*"
        Condition = {
          StringEquals = { "AWS:SourceArn" = var.global_cloudfront_distribution_main_arn }
        }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.videos]
}

resource "aws_s3_bucket_lifecycle_configuration" "videos" {
  bucket = aws_s3_bucket.videos.id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "1-glacier-after-90-days"
    status = "Enabled"

    filter {}

    transition {
      days          = 90
      storage_class = "GLACIER"
    }
  }

  depends_on = [aws_s3_bucket_versioning.videos]
}

resource "aws_iam_role" "videos_replication" {
  name                 = "fitness-prod-videos-replication"
  assume_role_policy   = local.s3_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "videos_replication" {
  name = "replication"
  role = aws_iam_role.videos_replication.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Source"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = aws_s3_bucket.videos.arn
      },
      {
        Sid    = "Objects"
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
        ]
        Resource = "${aws_s3_bucket.videos.arn}/*"
      },
      {
        Sid    = "Copies"
        Effect = "Allow"
        Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = [
          "arn:aws:s3:::${var.eu_west_1_s3_bucket_versioning_videos_bucket}/*",
          "arn:aws:s3:::${var.ap_southeast_1_s3_bucket_versioning_videos_bucket}/*",
        ]
      },
      {
        Sid      = "Decrypt"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid    = "Encrypt"
        Effect = "Allow"
        Action = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource = [
          var.eu_west_1_kms_replica_key_main_arn,
          var.ap_southeast_1_kms_replica_key_main_arn,
        ]
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "videos" {
  bucket = aws_s3_bucket.videos.id
  role   = aws_iam_role.videos_replication.arn

  rule {
    id       = "eu-west-1"
    status   = "Enabled"
    priority = 0

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = "arn:aws:s3:::${var.eu_west_1_s3_bucket_versioning_videos_bucket}"
      storage_class = "STANDARD"

      encryption_configuration {
        replica_kms_key_id = var.eu_west_1_kms_replica_key_main_arn
      }
    }
  }

  rule {
    id       = "ap-southeast-1"
    status   = "Enabled"
    priority = 1

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = "arn:aws:s3:::${var.ap_southeast_1_s3_bucket_versioning_videos_bucket}"
      storage_class = "STANDARD"

      encryption_configuration {
        replica_kms_key_id = var.ap_southeast_1_kms_replica_key_main_arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.videos]
}

resource "aws_s3_bucket_notification" "videos" {
  bucket      = aws_s3_bucket.videos.id
  eventbridge = true

  lambda_function {
    lambda_function_arn = aws_lambda_function.encode_video.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/"
  }

  depends_on = [aws_lambda_permission.encode_video_videos]
}

resource "aws_s3_bucket" "images" {
  #checkov:skip=CKV_AWS_18:who reads which object is CloudTrail's business, not that of a second bucket
  #checkov:skip=CKV2_AWS_62:notifications only where the blueprint has somebody to notify
  #checkov:skip=CKV_AWS_144:copied to other regions only where the blueprint says so
  #checkov:skip=CKV_AWS_21:versioned only where the blueprint says so

  bucket = "fitness-prod-images-${data.aws_caller_identity.current.account_id}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "images" {
  bucket                  = aws_s3_bucket.images.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "images" {
  bucket = aws_s3_bucket.images.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "images" {
  bucket = aws_s3_bucket.images.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "images" {
  bucket = aws_s3_bucket.images.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.images.arn, "${aws_s3_bucket.images.arn}/*"]
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "Cdn"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["s3:GetObject"]
        Resource  = "${aws_s3_bucket.images.arn}/*"
        Condition = {
          StringEquals = { "AWS:SourceArn" = var.global_cloudfront_distribution_main_arn }
        }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.images]
}

resource "aws_s3_bucket_lifecycle_configuration" "images" {
  bucket = aws_s3_bucket.images.id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "1-intelligent-tiering-after-0-days"
    status = "Enabled"

    filter {}

    transition {
      days          = 0
      storage_class = "INTELLIGENT_TIERING"
    }
  }
}

resource "aws_s3_bucket" "backups" {
  #checkov:skip=CKV_AWS_18:who reads which object is CloudTrail's business, not that of a second bucket
  #checkov:skip=CKV2_AWS_62:notifications only where the blueprint has somebody to notify

  bucket              = "fitness-prod-backups-${data.aws_caller_identity.current.account_id}"
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "backups" {
  bucket                  = aws_s3_bucket.backups.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "backups" {
  bucket = aws_s3_bucket.backups.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "backups" {
  bucket = aws_s3_bucket.backups.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "backups" {
  bucket = aws_s3_bucket.backups.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "backups" {
  bucket = aws_s3_bucket.backups.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.backups.arn, "${aws_s3_bucket.backups.arn}/*"]
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.backups]
}

resource "aws_s3_bucket_lifecycle_configuration" "backups" {
  bucket = aws_s3_bucket.backups.id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "1-glacier-after-7-days"
    status = "Enabled"

    filter {}

    transition {
      days          = 7
      storage_class = "GLACIER"
    }
  }

  depends_on = [aws_s3_bucket_versioning.backups]
}

resource "aws_s3_bucket_object_lock_configuration" "backups" {
  bucket = aws_s3_bucket.backups.id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 2557
    }
  }

  depends_on = [aws_s3_bucket_versioning.backups]
}

resource "aws_iam_role" "backups_replication" {
  name                 = "fitness-prod-backups-replication"
  assume_role_policy   = local.s3_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "backups_replication" {
  name = "replication"
  role = aws_iam_role.backups_replication.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Source"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = aws_s3_bucket.backups.arn
      },
      {
        Sid    = "Objects"
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectRetention",
          "s3:GetObjectLegalHold",
        ]
        Resource = "${aws_s3_bucket.backups.arn}/*"
      },
      {
        Sid      = "Copies"
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = ["arn:aws:s3:::${var.eu_west_1_s3_bucket_versioning_backups_bucket}/*"]
      },
      {
        Sid      = "Decrypt"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid      = "Encrypt"
        Effect   = "Allow"
        Action   = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource = [var.eu_west_1_kms_replica_key_main_arn]
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "backups" {
  bucket = aws_s3_bucket.backups.id
  role   = aws_iam_role.backups_replication.arn

  rule {
    id       = "eu-west-1"
    status   = "Enabled"
    priority = 0

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = "arn:aws:s3:::${var.eu_west_1_s3_bucket_versioning_backups_bucket}"
      storage_class = "STANDARD"

      encryption_configuration {
        replica_kms_key_id = var.eu_west_1_kms_replica_key_main_arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.backups]
}

resource "aws_s3_bucket" "analytics" {
  #checkov:skip=CKV_AWS_18:who reads which object is CloudTrail's business, not that of a second bucket
  #checkov:skip=CKV2_AWS_62:notifications only where the blueprint has somebody to notify
  #checkov:skip=CKV_AWS_144:copied to other regions only where the blueprint says so
  #checkov:skip=CKV_AWS_21:versioned only where the blueprint says so

  bucket = "fitness-prod-analytics-${data.aws_caller_identity.current.account_id}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "analytics" {
  bucket                  = aws_s3_bucket.analytics.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "analytics" {
  bucket = aws_s3_bucket.analytics.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.main.arn
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "analytics" {
  bucket = aws_s3_bucket.analytics.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "analytics" {
  bucket = aws_s3_bucket.analytics.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.analytics.arn, "${aws_s3_bucket.analytics.arn}/*"]
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.analytics]
}

resource "aws_s3_bucket_lifecycle_configuration" "analytics" {
  bucket = aws_s3_bucket.analytics.id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "1-expire-after-730-days"
    status = "Enabled"

    filter {}

    expiration {
      days = 730
    }
  }
}
