resource "aws_secretsmanager_secret" "api" {
  name                    = "archive/api"
  description             = "The key of the partner's API"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 0

  replica {
    region     = "us-west-2"
    kms_key_id = aws_kms_replica_key.recovery.arn
  }
}

resource "aws_secretsmanager_secret_version" "api" {
  secret_id     = aws_secretsmanager_secret.api.id
  secret_string = jsonencode({ key = "not a real one" })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_secretsmanager_secret_policy" "api" {
  secret_arn = aws_secretsmanager_secret.api.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}

resource "aws_secretsmanager_secret_rotation" "api" {
  secret_id           = aws_secretsmanager_secret.api.id
  rotation_lambda_arn = aws_lambda_function.rotation.arn
  rotate_immediately  = false

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [aws_lambda_permission.rotation]
}

resource "aws_iam_role" "rotation" {
  name = "archive-rotation"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_lambda_function" "rotation" {
  function_name    = "archive-rotation"
  role             = aws_iam_role.rotation.arn
  runtime          = "python3.13"
  architectures    = ["arm64"]
  handler          = "handler.rotate"
  filename         = "${path.module}/rotation.zip"
  source_code_hash = filebase64sha256("${path.module}/rotation.zip")
}

resource "aws_lambda_permission" "rotation" {
  statement_id  = "SecretsManager"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.rotation.function_name
  principal     = "secretsmanager.amazonaws.com"
}

resource "aws_ssm_parameter" "flag" {
  name        = "/archive/flag"
  description = "Whether the new pages are shown"
  type        = "String"
  value       = "off"
  tier        = "Standard"
}

resource "aws_ssm_parameter" "token" {
  name   = "/archive/token"
  type   = "SecureString"
  key_id = aws_kms_key.main.arn
  value  = "not a real one"
}
