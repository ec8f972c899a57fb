# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_backup_vault" "main" {
  name        = "fitness-prod"
  kms_key_arn = aws_kms_key.main.arn
}

resource "aws_iam_role" "backup" {
  name                 = "fitness-prod-backup"
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
  name = "fitness-prod"

  rule {
    rule_name         = "on-schedule"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 * * * ? *)"

    lifecycle {
      delete_after = 35
    }

    copy_action {
      destination_vault_arn = var.eu_west_1_backup_vault_main_arn

      lifecycle {
        delete_after                              = 35
        opt_in_to_archive_for_supported_resources = false
      }
    }
  }
}

resource "aws_backup_selection" "main" {
  name         = "fitness-prod"
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_db_instance.database.arn, aws_s3_bucket.videos.arn]

  depends_on = [
    aws_iam_role_policy_attachment.backup_backups,
    aws_iam_role_policy_attachment.backup_restores,
    aws_iam_role_policy_attachment.backup_s3_backups,
    aws_iam_role_policy_attachment.backup_s3_restores,
  ]
}
