# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  ecs_tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:aws:ecs:us-west-2:${data.aws_caller_identity.current.account_id}:*" }
      }
    }]
  })
}

resource "aws_iam_role" "app_execution" {
  name                 = "multi-region-prod-app-execution-us-west-2"
  assume_role_policy   = local.ecs_tasks_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "app_execution" {
  name = "execution"
  role = aws_iam_role.app_execution.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.app.arn}:log-stream:*"
      },
      {
        Sid      = "RegistryToken"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid    = "Image"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        Resource = aws_ecr_repository.app.arn
      },
    ]
  })
}

resource "aws_iam_role" "app_task" {
  name                 = "multi-region-prod-app-task-us-west-2"
  assume_role_policy   = local.ecs_tasks_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}
