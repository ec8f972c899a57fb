# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_backup_vault" "main" {
  name        = "fitness-prod"
  kms_key_arn = aws_kms_replica_key.main.arn
}
