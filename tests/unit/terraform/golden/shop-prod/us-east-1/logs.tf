# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_cloudwatch_log_group" "web" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/ecs/shop/prod/web"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "worker" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/ecs/shop/prod/worker"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "rotate_signing_keys_function" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/lambda/shop-prod-rotate-signing-keys"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}
