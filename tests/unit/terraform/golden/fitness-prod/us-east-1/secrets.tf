# Written by Aerostat from aerostat.yaml; add your own files beside it.

ephemeral "aws_secretsmanager_random_password" "jwt_secret" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "jwt_secret" {
  #checkov:skip=CKV2_AWS_57:rotated only where the blueprint names a function that knows how

  name                    = "/fitness/prod/jwt_secret"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7

  replica {
    region     = "eu-west-1"
    kms_key_id = var.eu_west_1_kms_replica_key_main_arn
  }

  replica {
    region     = "ap-southeast-1"
    kms_key_id = var.ap_southeast_1_kms_replica_key_main_arn
  }
}

resource "aws_secretsmanager_secret_version" "jwt_secret" {
  secret_id                = aws_secretsmanager_secret.jwt_secret.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.jwt_secret.random_password
  secret_string_wo_version = 1
}

ephemeral "aws_secretsmanager_random_password" "webhook_secret" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "webhook_secret" {
  #checkov:skip=CKV2_AWS_57:rotated only where the blueprint names a function that knows how

  name                    = "/fitness/prod/webhook_secret"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7

  replica {
    region     = "eu-west-1"
    kms_key_id = var.eu_west_1_kms_replica_key_main_arn
  }

  replica {
    region     = "ap-southeast-1"
    kms_key_id = var.ap_southeast_1_kms_replica_key_main_arn
  }
}

resource "aws_secretsmanager_secret_version" "webhook_secret" {
  secret_id                = aws_secretsmanager_secret.webhook_secret.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.webhook_secret.random_password
  secret_string_wo_version = 1
}
