resource "aws_kms_key" "main" {
  description             = "The archive"
  enable_key_rotation     = true
  rotation_period_in_days = 180
  deletion_window_in_days = 7
  multi_region            = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Root"
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_alias" "main" {
  name          = "alias/archive"
  target_key_id = aws_kms_key.main.key_id
}

resource "aws_kms_replica_key" "recovery" {
  provider = aws.disaster_recovery

  description             = "The archive"
  primary_key_arn         = aws_kms_key.main.arn
  deletion_window_in_days = 7
}

resource "aws_kms_alias" "recovery" {
  provider = aws.disaster_recovery

  name          = "alias/archive"
  target_key_id = aws_kms_replica_key.recovery.key_id
}
