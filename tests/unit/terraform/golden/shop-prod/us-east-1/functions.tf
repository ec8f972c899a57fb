# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_iam_role" "rotate_signing_keys_function" {
  name                 = "shop-prod-rotate-signing-keys-function"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "rotate_signing_keys_function" {
  name = "function"
  role = aws_iam_role.rotate_signing_keys_function.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.rotate_signing_keys_function.arn}:*"
      },
      {
        Sid      = "OwnKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
      {
        Sid    = "Rotation"
        Effect = "Allow"
        Action = [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ]
        Resource = [aws_secretsmanager_secret.jwt_signing_keys.arn]
      },
      {
        Sid      = "RandomValues"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetRandomPassword"]
        Resource = "*"
      },
      {
        Sid      = "Own1"
        Effect   = "Allow"
        Action   = ["ecs:UpdateService"]
        Resource = ["arn:aws:ecs:*:*:service/shop-prod/*"]
      },
    ]
  })
}

resource "aws_lambda_function" "rotate_signing_keys" {
  #checkov:skip=CKV_AWS_272:code is signed by who may deploy it, the CI role, and by nobody else
  #checkov:skip=CKV_AWS_117:it uses nothing that is only reached inside the VPC
  #checkov:skip=CKV_AWS_116:whoever invokes it waits for it, and hears that it failed
  #checkov:skip=CKV_AWS_115:shares the account's concurrency unless the blueprint reserves some
  #checkov:skip=CKV_AWS_50:traced only where the blueprint says so

  function_name = "shop-prod-rotate-signing-keys"
  role          = aws_iam_role.rotate_signing_keys_function.arn
  filename      = "build/rotate-signing-keys.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  architectures = ["x86_64"]
  memory_size   = 256
  timeout       = 30
  kms_key_arn   = aws_kms_key.main.arn

  ephemeral_storage {
    size = 512
  }

  environment {
    variables = {
      CLUSTER  = "shop-prod"
      SERVICES = "shop-prod-web shop-prod-worker"
    }
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.rotate_signing_keys_function.name
  }

  tracing_config {
    mode = "PassThrough"
  }

  lifecycle {
    # Set here once; from then on deployments, scaling or traffic shifts move it.
    ignore_changes = [filename, source_code_hash]
  }

  depends_on = [aws_iam_role_policy.rotate_signing_keys_function]
}

resource "aws_lambda_permission" "rotate_signing_keys_jwt_signing_keys" {
  statement_id   = "jwt_signing_keys"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.rotate_signing_keys.function_name
  principal      = "secretsmanager.amazonaws.com"
  source_arn     = aws_secretsmanager_secret.jwt_signing_keys.arn
  source_account = data.aws_caller_identity.current.account_id
}
