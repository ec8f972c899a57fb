# Written by Aerostat from aerostat.yaml; add your own files beside it.

ephemeral "aws_secretsmanager_random_password" "session_secret" {
  password_length     = 48
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "session_secret" {
  #checkov:skip=CKV_AWS_149:encrypted with AWS's key unless `encryption: customer`
  #checkov:skip=CKV2_AWS_57:rotated only where the blueprint names a function that knows how

  name                    = "/web-worker/prod/session_secret"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "session_secret" {
  secret_id                = aws_secretsmanager_secret.session_secret.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.session_secret.random_password
  secret_string_wo_version = 1
}
