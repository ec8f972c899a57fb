# Written by Aerostat from aerostat.yaml; add your own files beside it.

ephemeral "aws_secretsmanager_random_password" "app_secret" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_ssm_parameter" "app_secret" {
  #checkov:skip=CKV_AWS_337:encrypted with AWS's key; a key of one's own is `encryption: customer`

  name             = "/devops-app/prod/app-secret"
  type             = "SecureString"
  value_wo         = ephemeral.aws_secretsmanager_random_password.app_secret.random_password
  value_wo_version = 1
}
