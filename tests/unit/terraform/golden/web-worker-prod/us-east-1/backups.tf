# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_backup_vault" "main" {
  #checkov:skip=CKV_AWS_166:encrypted with AWS's key unless `encryption: customer`

  name = "web-worker-prod"
}

resource "aws_iam_role" "backup" {
  name                 = "web-worker-prod-backup"
  permissions_boundary = var.global_iam_policy_backup_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup_backups" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}

resource "aws_iam_role_policy_attachment" "backup_restores" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"
}

resource "aws_iam_role_policy_attachment" "backup_s3_backups" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"
}

resource "aws_iam_role_policy_attachment" "backup_s3_restores" {
  role       = aws_iam_role.backup.name
  policy_arn = "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore"
}

resource "aws_backup_plan" "main" {
  name = "web-worker-prod"

  rule {
    rule_name         = "on-schedule"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 7 * * ? *)"

    lifecycle {
      delete_after = 35
    }
  }
}

resource "aws_backup_selection" "main" {
  name         = "web-worker-prod"
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_db_instance.database.arn, aws_s3_bucket.uploads.arn]

  depends_on = [
    aws_iam_role_policy_attachment.backup_backups,
    aws_iam_role_policy_attachment.backup_restores,
    aws_iam_role_policy_attachment.backup_s3_backups,
    aws_iam_role_policy_attachment.backup_s3_restores,
  ]
}
