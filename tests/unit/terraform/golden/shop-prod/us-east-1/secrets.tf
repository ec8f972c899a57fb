# Written by Aerostat from aerostat.yaml; add your own files beside it.

ephemeral "aws_secretsmanager_random_password" "jwt_signing_keys" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "jwt_signing_keys" {
  name                    = "/shop/prod/jwt-signing-keys"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "jwt_signing_keys" {
  secret_id                = aws_secretsmanager_secret.jwt_signing_keys.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.jwt_signing_keys.random_password
  secret_string_wo_version = 1
}

resource "aws_secretsmanager_secret_rotation" "jwt_signing_keys" {
  secret_id           = aws_secretsmanager_secret.jwt_signing_keys.id
  rotation_lambda_arn = aws_lambda_function.rotate_signing_keys.arn

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [
    aws_lambda_permission.rotate_signing_keys_jwt_signing_keys,
    aws_secretsmanager_secret_version.jwt_signing_keys,
  ]
}

ephemeral "aws_secretsmanager_random_password" "payment_webhook_secret" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "payment_webhook_secret" {
  #checkov:skip=CKV2_AWS_57:rotated only where the blueprint names a function that knows how

  name                    = "/shop/prod/payment_webhook_secret"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "payment_webhook_secret" {
  secret_id                = aws_secretsmanager_secret.payment_webhook_secret.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.payment_webhook_secret.random_password
  secret_string_wo_version = 1
}
