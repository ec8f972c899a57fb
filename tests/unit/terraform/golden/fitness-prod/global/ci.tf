# Written by Aerostat from aerostat.yaml; add your own files beside it.

# `aerostat bootstrap` makes it: an account has one for all that run there.
data "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
}

resource "aws_iam_role" "ci_deploy" {
  name                 = "fitness-prod-ci-deploy"
  description          = "GitHub Actions of example/fitness: deploy prod"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = data.aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:example/fitness:environment:prod"
        }
      }
    }]
  })
}

resource "aws_iam_role" "ci_plan" {
  name                 = "fitness-prod-ci-plan"
  description          = "GitHub Actions of example/fitness: plan prod"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = data.aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = [
            "repo:example/fitness:pull_request",
            "repo:example/fitness:environment:prod",
          ]
        }
      }
    }]
  })
}

resource "aws_iam_role" "ci_apply" {
  name                 = "fitness-prod-ci-apply"
  description          = "GitHub Actions of example/fitness: apply prod"
  max_session_duration = 7200

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = data.aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:example/fitness:environment:prod"
        }
      }
    }]
  })
}

resource "aws_iam_policy" "ci_deploy_1" {
  name        = "fitness-prod-ci-deploy-1"
  description = "What GitHub Actions may do: deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Images"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:DescribeImages",
          "ecr:DescribeRepositories",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = [
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-api",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-auth",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-training",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-content",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-payment",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-ai",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-api",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-auth",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-training",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-content",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-payment",
          "arn:aws:ecr:eu-west-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-ai",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-api",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-auth",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-training",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-content",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-payment",
          "arn:aws:ecr:ap-southeast-1:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-ai",
        ]
      },
      {
        Sid    = "Revisions"
        Effect = "Allow"
        Action = ["ecs:RegisterTaskDefinition"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
        ]
      },
      {
        Sid    = "RevisionTags"
        Effect = "Allow"
        Action = ["ecs:TagResource"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
        ]
        Condition = {
          StringEquals = { "ecs:CreateAction" = "RegisterTaskDefinition" }
        }
      },
      {
        Sid    = "TaskRoles"
        Effect = "Allow"
        Action = ["iam:PassRole"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-api-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-api-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-auth-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-auth-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-training-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-training-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-content-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-content-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-payment-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-payment-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ai-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ai-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-api-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-api-task-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-auth-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-auth-task-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-training-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-training-task-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-content-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-content-task-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-payment-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-payment-task-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ai-execution-eu-west-1",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ai-task-eu-west-1",
        ]
        Condition = {
          StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_deploy_1" {
  role       = aws_iam_role.ci_deploy.name
  policy_arn = aws_iam_policy.ci_deploy_1.arn
}

resource "aws_iam_policy" "ci_deploy_2" {
  name        = "fitness-prod-ci-deploy-2"
  description = "What GitHub Actions may do: deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Services"
        Effect = "Allow"
        Action = ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-api",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-auth",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-training",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-content",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-payment",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-ai",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-api",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-auth",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-training",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-content",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-payment",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-ai",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
              "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
            ]
          }
        }
      },
      {
        Sid    = "Deployments"
        Effect = "Allow"
        Action = ["ecs:DescribeServiceDeployments", "ecs:StopServiceDeployment"]
        Resource = [
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service-deployment/fitness-prod/*/*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service-deployment/fitness-prod/*/*",
        ]
      },
      {
        Sid    = "PastRevisions"
        Effect = "Allow"
        Action = ["ecs:DescribeServiceRevisions"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-api",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-auth",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-training",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-content",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-payment",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-ai",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-api",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-auth",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-training",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-content",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-payment",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service/fitness-prod/fitness-prod-ai",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:service-revision/fitness-prod/*/*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service-revision/fitness-prod/*/*",
        ]
      },
      {
        Sid    = "Tasks"
        Effect = "Allow"
        Action = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = [
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task/fitness-prod/*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task/fitness-prod/*",
        ]
      },
      {
        Sid    = "TaskLists"
        Effect = "Allow"
        Action = ["ecs:ListTasks"]
        Resource = [
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:container-instance/fitness-prod/*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:container-instance/fitness-prod/*",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
              "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
            ]
          }
        }
      },
      {
        Sid    = "TasksBefore"
        Effect = "Allow"
        Action = ["ecs:RunTask"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-api:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-auth:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-training:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-content:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-payment:*",
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-ai:*",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
              "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
            ]
          }
        }
      },
      {
        Sid    = "Functions"
        Effect = "Allow"
        Action = [
          "lambda:GetAlias",
          "lambda:GetFunction",
          "lambda:GetFunctionConfiguration",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
        ]
        Resource = [
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-send-email",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-health-sync",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-ai-recommendation",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-encode-video",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-aggregate-analytics",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-index-content",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-invalidate-cdn",
          "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-send-digest",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-send-email",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-health-sync",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-ai-recommendation",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-encode-video",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-aggregate-analytics",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-index-content",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-invalidate-cdn",
          "arn:aws:lambda:eu-west-1:${data.aws_caller_identity.current.account_id}:function:fitness-prod-send-digest",
        ]
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_deploy_2" {
  role       = aws_iam_role.ci_deploy.name
  policy_arn = aws_iam_policy.ci_deploy_2.arn
}

resource "aws_iam_policy" "ci_deploy_3" {
  name        = "fitness-prod-ci-deploy-3"
  description = "What GitHub Actions may do: deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = ["logs:FilterLogEvents", "logs:GetLogEvents"]
        Resource = [
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/api:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/auth:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/training:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/content:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/payment:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/ai:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-send-email:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-health-sync:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-ai-recommendation:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-encode-video:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-aggregate-analytics:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-index-content:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-invalidate-cdn:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-send-digest:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/api:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/auth:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/training:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/content:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/payment:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/fitness/prod/ai:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-send-email:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-health-sync:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-ai-recommendation:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-encode-video:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-aggregate-analytics:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-index-content:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-invalidate-cdn:*",
          "arn:aws:logs:eu-west-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-send-digest:*",
        ]
      },
      {
        Sid    = "WithoutResources"
        Effect = "Allow"
        Action = [
          "ecr:GetAuthorizationToken",
          "ecs:DescribeTaskDefinition",
          "elasticloadbalancing:DescribeLoadBalancers",
          "elasticloadbalancing:DescribeTargetHealth",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_deploy_3" {
  role       = aws_iam_role.ci_deploy.name
  policy_arn = aws_iam_policy.ci_deploy_3.arn
}

resource "aws_iam_policy" "ci_read_1" {
  name        = "fitness-prod-ci-read-1"
  description = "What GitHub Actions may do: read"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Acm"
        Effect   = "Allow"
        Action   = ["acm:DescribeCertificate", "acm:ListTagsForCertificate"]
        Resource = ["arn:aws:acm:*:${data.aws_caller_identity.current.account_id}:certificate/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Applicationautoscaling"
        Effect = "Allow"
        Action = ["application-autoscaling:ListTagsForResource"]
        Resource = [
          "arn:aws:application-autoscaling:*:${data.aws_caller_identity.current.account_id}:scalable-target/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Backup"
        Effect = "Allow"
        Action = [
          "backup:DescribeBackupVault",
          "backup:GetBackupPlan",
          "backup:GetBackupSelection",
          "backup:ListBackupSelections",
          "backup:ListRecoveryPointsByBackupVault",
          "backup:ListTags",
        ]
        Resource = [
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-plan:*",
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-vault:fitness-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudfront"
        Effect = "Allow"
        Action = [
          "cloudfront:GetCachePolicy",
          "cloudfront:GetDistribution",
          "cloudfront:GetDistributionConfig",
          "cloudfront:GetOriginAccessControl",
          "cloudfront:GetResponseHeadersPolicy",
          "cloudfront:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:cache-policy/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:distribution/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:origin-access-control/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:response-headers-policy/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudtrail"
        Effect = "Allow"
        Action = [
          "cloudtrail:GetEventSelectors",
          "cloudtrail:GetInsightSelectors",
          "cloudtrail:GetTrail",
          "cloudtrail:GetTrailStatus",
          "cloudtrail:ListTags",
        ]
        Resource = [
          "arn:aws:cloudtrail:*:${data.aws_caller_identity.current.account_id}:trail/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudwatch"
        Effect = "Allow"
        Action = [
          "cloudwatch:DescribeAlarms",
          "cloudwatch:GetDashboard",
          "cloudwatch:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:cloudwatch:*:${data.aws_caller_identity.current.account_id}:alarm:fitness-prod-*",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/fitness-prod",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Ec2"
        Effect = "Allow"
        Action = ["ec2:DescribeVpcAttribute", "ec2:GetManagedPrefixListEntries"]
        Resource = [
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:vpc/*",
          "arn:aws:ec2:*:aws:prefix-list/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Ecr"
        Effect = "Allow"
        Action = [
          "ecr:DescribeRepositories",
          "ecr:GetLifecyclePolicy",
          "ecr:GetRepositoryPolicy",
          "ecr:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:ecr:*:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Ecs"
        Effect = "Allow"
        Action = [
          "ecs:DescribeClusters",
          "ecs:DescribeServiceDeployments",
          "ecs:DescribeServices",
          "ecs:ListServiceDeployments",
          "ecs:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:container-instance/fitness-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service-deployment/fitness-prod/*/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service/fitness-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-*:*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task/fitness-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Elasticache"
        Effect = "Allow"
        Action = [
          "elasticache:DescribeCacheClusters",
          "elasticache:DescribeCacheParameterGroups",
          "elasticache:DescribeCacheParameters",
          "elasticache:DescribeCacheSubnetGroups",
          "elasticache:DescribeReplicationGroups",
          "elasticache:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:cluster:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:default.*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:replicationgroup:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:snapshot:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:subnetgroup:fitness-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Es"
        Effect = "Allow"
        Action = [
          "es:DescribeDomain",
          "es:DescribeDomainChangeProgress",
          "es:DescribeDomainConfig",
          "es:DescribeDomains",
          "es:GetCompatibleVersions",
          "es:GetUpgradeStatus",
          "es:ListTags",
        ]
        Resource = [
          "arn:aws:es:*:${data.aws_caller_identity.current.account_id}:domain/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Firehose"
        Effect = "Allow"
        Action = ["firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"]
        Resource = [
          "arn:aws:firehose:*:${data.aws_caller_identity.current.account_id}:deliverystream/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Iam"
        Effect = "Allow"
        Action = [
          "iam:GetOpenIDConnectProvider",
          "iam:GetPolicy",
          "iam:GetPolicyVersion",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListPolicyTags",
          "iam:ListPolicyVersions",
          "iam:ListRolePolicies",
          "iam:ListRoleTags",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/token.actions.githubusercontent.com",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-*",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Kms"
        Effect = "Allow"
        Action = [
          "kms:DescribeKey",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:ListResourceTags",
        ]
        Resource = ["arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_plan_read_1" {
  role       = aws_iam_role.ci_plan.name
  policy_arn = aws_iam_policy.ci_read_1.arn
}

resource "aws_iam_role_policy_attachment" "ci_apply_read_1" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_read_1.arn
}

resource "aws_iam_policy" "ci_read_2" {
  name        = "fitness-prod-ci-read-2"
  description = "What GitHub Actions may do: read"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Lambda"
        Effect = "Allow"
        Action = [
          "lambda:GetAlias",
          "lambda:GetEventSourceMapping",
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:GetFunctionConcurrency",
          "lambda:GetFunctionConfiguration",
          "lambda:GetPolicy",
          "lambda:GetProvisionedConcurrencyConfig",
          "lambda:ListAliases",
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ]
        Resource = [
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:event-source-mapping:*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:fitness-prod-*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:fitness-prod-*:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:DescribeLogStreams",
          "logs:DescribeMetricFilters",
          "logs:DescribeSubscriptionFilters",
          "logs:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/fitness/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-fitness-prod*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Rds"
        Effect = "Allow"
        Action = [
          "rds:DescribeDBInstances",
          "rds:DescribeDBParameterGroups",
          "rds:DescribeDBParameters",
          "rds:DescribeDBProxies",
          "rds:DescribeDBProxyTargetGroups",
          "rds:DescribeDBProxyTargets",
          "rds:DescribeDBSnapshots",
          "rds:DescribeDBSubnetGroups",
          "rds:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db-proxy:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:default:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:default.*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:snapshot:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:subgrp:fitness-prod",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:target-group:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Route53"
        Effect = "Allow"
        Action = [
          "route53:GetChange",
          "route53:GetHealthCheck",
          "route53:GetHostedZone",
          "route53:ListResourceRecordSets",
          "route53:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:route53:::change/*",
          "arn:aws:route53:::healthcheck/*",
          "arn:aws:route53:::hostedzone/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "S3"
        Effect = "Allow"
        Action = [
          "s3:GetAccelerateConfiguration",
          "s3:GetBucketAcl",
          "s3:GetBucketCORS",
          "s3:GetBucketLocation",
          "s3:GetBucketLogging",
          "s3:GetBucketNotification",
          "s3:GetBucketObjectLockConfiguration",
          "s3:GetBucketOwnershipControls",
          "s3:GetBucketPolicy",
          "s3:GetBucketPublicAccessBlock",
          "s3:GetBucketRequestPayment",
          "s3:GetBucketTagging",
          "s3:GetBucketVersioning",
          "s3:GetBucketWebsite",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:GetReplicationConfiguration",
          "s3:ListBucket",
          "s3:ListTagsForResource",
        ]
        Resource = ["arn:aws:s3:::fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Scheduler"
        Effect = "Allow"
        Action = ["scheduler:GetSchedule"]
        Resource = [
          "arn:aws:scheduler:*:${data.aws_caller_identity.current.account_id}:schedule/*/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Secretsmanager"
        Effect = "Allow"
        Action = [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetResourcePolicy",
          "secretsmanager:ListSecretVersionIds",
        ]
        Resource = [
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:fitness/prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Servicediscovery"
        Effect = "Allow"
        Action = [
          "servicediscovery:GetNamespace",
          "servicediscovery:GetOperation",
          "servicediscovery:GetService",
          "servicediscovery:ListInstances",
        ]
        Resource = [
          "arn:aws:servicediscovery:*:${data.aws_caller_identity.current.account_id}:namespace/*",
          "arn:aws:servicediscovery:*:${data.aws_caller_identity.current.account_id}:service/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Sns"
        Effect = "Allow"
        Action = [
          "sns:GetSubscriptionAttributes",
          "sns:GetTopicAttributes",
          "sns:ListSubscriptionsByTopic",
          "sns:ListTagsForResource",
        ]
        Resource = ["arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid      = "Sqs"
        Effect   = "Allow"
        Action   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
        Resource = ["arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Wafv2"
        Effect = "Allow"
        Action = ["wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:ListTagsForResource"]
        Resource = [
          "arn:aws:wafv2:*:${data.aws_caller_identity.current.account_id}:*/webacl/fitness-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Xray"
        Effect = "Allow"
        Action = ["xray:ListTagsForResource"]
        Resource = [
          "arn:aws:xray:*:${data.aws_caller_identity.current.account_id}:sampling-rule/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_plan_read_2" {
  role       = aws_iam_role.ci_plan.name
  policy_arn = aws_iam_policy.ci_read_2.arn
}

resource "aws_iam_role_policy_attachment" "ci_apply_read_2" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_read_2.arn
}

resource "aws_iam_policy" "ci_read_3" {
  name        = "fitness-prod-ci-read-3"
  description = "What GitHub Actions may do: read"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "WithoutResources"
        Effect = "Allow"
        Action = [
          "acm:ListCertificates",
          "application-autoscaling:DescribeScalableTargets",
          "application-autoscaling:DescribeScalingPolicies",
          "backup:ListBackupPlans",
          "backup:ListBackupVaults",
          "cloudfront:ListCachePolicies",
          "cloudfront:ListDistributions",
          "cloudfront:ListOriginAccessControls",
          "cloudfront:ListResponseHeadersPolicies",
          "cloudtrail:DescribeTrails",
          "cloudwatch:ListDashboards",
          "ec2:DescribeAccountAttributes",
          "ec2:DescribeAddresses",
          "ec2:DescribeAddressesAttribute",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeFlowLogs",
          "ec2:DescribeInstances",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeManagedPrefixLists",
          "ec2:DescribeNatGateways",
          "ec2:DescribeNetworkAcls",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribePrefixLists",
          "ec2:DescribeRegions",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSecurityGroupRules",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeTags",
          "ec2:DescribeVpcEndpoints",
          "ec2:DescribeVpcs",
          "ecs:DescribeTaskDefinition",
          "ecs:ListClusters",
          "ecs:ListServices",
          "ecs:ListTaskDefinitions",
          "elasticache:DescribeEngineDefaultParameters",
          "elasticloadbalancing:DescribeCapacityReservation",
          "elasticloadbalancing:DescribeListenerAttributes",
          "elasticloadbalancing:DescribeListenerCertificates",
          "elasticloadbalancing:DescribeListeners",
          "elasticloadbalancing:DescribeLoadBalancerAttributes",
          "elasticloadbalancing:DescribeLoadBalancers",
          "elasticloadbalancing:DescribeRules",
          "elasticloadbalancing:DescribeTags",
          "elasticloadbalancing:DescribeTargetGroupAttributes",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
          "iam:ListOpenIDConnectProviders",
          "kms:ListAliases",
          "kms:ListKeys",
          "lambda:ListEventSourceMappings",
          "lambda:ListFunctions",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "rds:DescribeDBEngineVersions",
          "rds:DescribeEngineDefaultParameters",
          "rds:DescribeEvents",
          "route53:ListHealthChecks",
          "route53:ListHostedZones",
          "route53:ListHostedZonesByName",
          "scheduler:ListSchedules",
          "secretsmanager:GetRandomPassword",
          "secretsmanager:ListSecrets",
          "servicediscovery:ListNamespaces",
          "servicediscovery:ListServices",
          "servicediscovery:ListTagsForResource",
          "ses:GetIdentityDkimAttributes",
          "ses:GetIdentityMailFromDomainAttributes",
          "ses:GetIdentityVerificationAttributes",
          "sns:ListSubscriptions",
          "sns:ListTopics",
          "sqs:ListQueues",
          "sts:GetCallerIdentity",
          "wafv2:ListLoggingConfigurations",
          "wafv2:ListWebACLs",
          "xray:GetSamplingRules",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid      = "AllInstances"
        Effect   = "Allow"
        Action   = ["rds:DescribeDBInstances"]
        Resource = "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_plan_read_3" {
  role       = aws_iam_role.ci_plan.name
  policy_arn = aws_iam_policy.ci_read_3.arn
}

resource "aws_iam_role_policy_attachment" "ci_apply_read_3" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_read_3.arn
}

resource "aws_iam_policy" "ci_plan" {
  name        = "fitness-prod-ci-plan"
  description = "What GitHub Actions may do: plan"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StateBucket"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod"
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate"
      },
      {
        Sid      = "StateLock"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate.tflock"
      },
      {
        Sid    = "NoContents"
        Effect = "Deny"
        Action = ["s3:GetObject", "s3:GetObjectVersion"]
        NotResource = [
          "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate",
          "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate.tflock",
        ]
      },
      {
        Sid      = "NoSecrets"
        Effect   = "Deny"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_plan" {
  role       = aws_iam_role.ci_plan.name
  policy_arn = aws_iam_policy.ci_plan.arn
}

resource "aws_iam_policy" "ci_apply_1" {
  name        = "fitness-prod-ci-apply-1"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Acm"
        Effect = "Allow"
        Action = [
          "acm:AddTagsToCertificate",
          "acm:DeleteCertificate",
          "acm:RemoveTagsFromCertificate",
          "acm:UpdateCertificateOptions",
        ]
        Resource = ["arn:aws:acm:*:${data.aws_caller_identity.current.account_id}:certificate/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Applicationautoscaling"
        Effect = "Allow"
        Action = [
          "application-autoscaling:DeleteScalingPolicy",
          "application-autoscaling:DeregisterScalableTarget",
          "application-autoscaling:PutScalingPolicy",
          "application-autoscaling:RegisterScalableTarget",
          "application-autoscaling:TagResource",
          "application-autoscaling:UntagResource",
        ]
        Resource = [
          "arn:aws:application-autoscaling:*:${data.aws_caller_identity.current.account_id}:scalable-target/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Backup"
        Effect = "Allow"
        Action = [
          "backup:CreateBackupPlan",
          "backup:CreateBackupSelection",
          "backup:CreateBackupVault",
          "backup:DeleteBackupPlan",
          "backup:DeleteBackupSelection",
          "backup:DeleteBackupVault",
          "backup:TagResource",
          "backup:UntagResource",
          "backup:UpdateBackupPlan",
        ]
        Resource = [
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-plan:*",
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-vault:fitness-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudfront"
        Effect = "Allow"
        Action = [
          "cloudfront:DeleteCachePolicy",
          "cloudfront:DeleteDistribution",
          "cloudfront:DeleteOriginAccessControl",
          "cloudfront:DeleteResponseHeadersPolicy",
          "cloudfront:TagResource",
          "cloudfront:UntagResource",
          "cloudfront:UpdateCachePolicy",
          "cloudfront:UpdateDistribution",
          "cloudfront:UpdateOriginAccessControl",
          "cloudfront:UpdateResponseHeadersPolicy",
        ]
        Resource = [
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:cache-policy/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:distribution/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:origin-access-control/*",
          "arn:aws:cloudfront::${data.aws_caller_identity.current.account_id}:response-headers-policy/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudtrail"
        Effect = "Allow"
        Action = [
          "cloudtrail:AddTags",
          "cloudtrail:CreateTrail",
          "cloudtrail:DeleteTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:RemoveTags",
          "cloudtrail:StartLogging",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
        ]
        Resource = [
          "arn:aws:cloudtrail:*:${data.aws_caller_identity.current.account_id}:trail/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Cloudwatch"
        Effect = "Allow"
        Action = [
          "cloudwatch:DeleteAlarms",
          "cloudwatch:DeleteDashboards",
          "cloudwatch:PutDashboard",
          "cloudwatch:PutMetricAlarm",
          "cloudwatch:TagResource",
          "cloudwatch:UntagResource",
        ]
        Resource = [
          "arn:aws:cloudwatch:*:${data.aws_caller_identity.current.account_id}:alarm:fitness-prod-*",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/fitness-prod",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Ec2"
        Effect = "Allow"
        Action = [
          "ec2:AllocateAddress",
          "ec2:AssociateAddress",
          "ec2:AssociateNatGatewayAddress",
          "ec2:AssociateRouteTable",
          "ec2:AttachInternetGateway",
          "ec2:AuthorizeSecurityGroupEgress",
          "ec2:AuthorizeSecurityGroupIngress",
          "ec2:CreateFlowLogs",
          "ec2:CreateInternetGateway",
          "ec2:CreateNatGateway",
          "ec2:CreateNetworkAcl",
          "ec2:CreateNetworkAclEntry",
          "ec2:CreateRoute",
          "ec2:CreateRouteTable",
          "ec2:CreateSecurityGroup",
          "ec2:CreateSubnet",
          "ec2:CreateTags",
          "ec2:CreateVpc",
          "ec2:CreateVpcEndpoint",
          "ec2:DeleteFlowLogs",
          "ec2:DeleteInternetGateway",
          "ec2:DeleteNatGateway",
          "ec2:DeleteNetworkAcl",
          "ec2:DeleteNetworkAclEntry",
          "ec2:DeleteRoute",
          "ec2:DeleteRouteTable",
          "ec2:DeleteSecurityGroup",
          "ec2:DeleteSubnet",
          "ec2:DeleteTags",
          "ec2:DeleteVpc",
          "ec2:DeleteVpcEndpoints",
          "ec2:DetachInternetGateway",
          "ec2:DisassociateAddress",
          "ec2:DisassociateNatGatewayAddress",
          "ec2:DisassociateRouteTable",
          "ec2:ModifySubnetAttribute",
          "ec2:ModifyVpcAttribute",
          "ec2:ModifyVpcEndpoint",
          "ec2:ReleaseAddress",
          "ec2:ReplaceNetworkAclAssociation",
          "ec2:ReplaceNetworkAclEntry",
          "ec2:ReplaceRoute",
          "ec2:ReplaceRouteTableAssociation",
          "ec2:RevokeSecurityGroupEgress",
          "ec2:RevokeSecurityGroupIngress",
          "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
          "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
        ]
        Resource = [
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:elastic-ip/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:instance/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:internet-gateway/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:natgateway/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:network-acl/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:network-interface/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:route-table/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:security-group-rule/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:security-group/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:subnet/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:volume/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:vpc-endpoint/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:vpc-flow-log/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:vpc/*",
          "arn:aws:ec2:*::image/*",
          "arn:aws:ec2:*:aws:prefix-list/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Ecr"
        Effect = "Allow"
        Action = [
          "ecr:CreateRepository",
          "ecr:DeleteLifecyclePolicy",
          "ecr:DeleteRepository",
          "ecr:DeleteRepositoryPolicy",
          "ecr:PutImageScanningConfiguration",
          "ecr:PutImageTagMutability",
          "ecr:PutLifecyclePolicy",
          "ecr:SetRepositoryPolicy",
          "ecr:TagResource",
          "ecr:UntagResource",
        ]
        Resource = [
          "arn:aws:ecr:*:${data.aws_caller_identity.current.account_id}:repository/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_apply_1" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_apply_1.arn
}

resource "aws_iam_policy" "ci_apply_2" {
  name        = "fitness-prod-ci-apply-2"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Ecs"
        Effect = "Allow"
        Action = [
          "ecs:CreateCluster",
          "ecs:CreateService",
          "ecs:DeleteCluster",
          "ecs:DeleteService",
          "ecs:PutClusterCapacityProviders",
          "ecs:RegisterTaskDefinition",
          "ecs:StopServiceDeployment",
          "ecs:TagResource",
          "ecs:UntagResource",
          "ecs:UpdateCluster",
          "ecs:UpdateClusterSettings",
          "ecs:UpdateService",
        ]
        Resource = [
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:cluster/fitness-prod",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:container-instance/fitness-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service-deployment/fitness-prod/*/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service/fitness-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-*:*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task/fitness-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Elasticache"
        Effect = "Allow"
        Action = [
          "elasticache:AddTagsToResource",
          "elasticache:CreateCacheCluster",
          "elasticache:CreateCacheParameterGroup",
          "elasticache:CreateCacheSubnetGroup",
          "elasticache:CreateReplicationGroup",
          "elasticache:CreateSnapshot",
          "elasticache:DecreaseReplicaCount",
          "elasticache:DeleteCacheCluster",
          "elasticache:DeleteCacheParameterGroup",
          "elasticache:DeleteCacheSubnetGroup",
          "elasticache:DeleteReplicationGroup",
          "elasticache:IncreaseReplicaCount",
          "elasticache:ModifyCacheParameterGroup",
          "elasticache:ModifyCacheSubnetGroup",
          "elasticache:ModifyReplicationGroup",
          "elasticache:ModifyReplicationGroupShardConfiguration",
          "elasticache:RemoveTagsFromResource",
        ]
        Resource = [
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:cluster:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:default.*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:replicationgroup:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:snapshot:fitness-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:subnetgroup:fitness-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Elasticloadbalancing"
        Effect = "Allow"
        Action = [
          "elasticloadbalancing:AddListenerCertificates",
          "elasticloadbalancing:AddTags",
          "elasticloadbalancing:CreateListener",
          "elasticloadbalancing:CreateLoadBalancer",
          "elasticloadbalancing:CreateRule",
          "elasticloadbalancing:CreateTargetGroup",
          "elasticloadbalancing:DeleteListener",
          "elasticloadbalancing:DeleteLoadBalancer",
          "elasticloadbalancing:DeleteRule",
          "elasticloadbalancing:DeleteTargetGroup",
          "elasticloadbalancing:DeregisterTargets",
          "elasticloadbalancing:ModifyListener",
          "elasticloadbalancing:ModifyListenerAttributes",
          "elasticloadbalancing:ModifyLoadBalancerAttributes",
          "elasticloadbalancing:ModifyRule",
          "elasticloadbalancing:ModifyTargetGroup",
          "elasticloadbalancing:ModifyTargetGroupAttributes",
          "elasticloadbalancing:RegisterTargets",
          "elasticloadbalancing:RemoveListenerCertificates",
          "elasticloadbalancing:RemoveTags",
          "elasticloadbalancing:SetIpAddressType",
          "elasticloadbalancing:SetRulePriorities",
          "elasticloadbalancing:SetSecurityGroups",
          "elasticloadbalancing:SetSubnets",
        ]
        Resource = [
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:listener-rule/app/fitness-prod/*/*/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:listener/app/fitness-prod/*/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:loadbalancer/app/fitness-prod/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:targetgroup/fitness-prod-*/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Es"
        Effect = "Allow"
        Action = [
          "es:AddTags",
          "es:CreateDomain",
          "es:DeleteDomain",
          "es:RemoveTags",
          "es:UpdateDomainConfig",
          "es:UpgradeDomain",
        ]
        Resource = [
          "arn:aws:es:*:${data.aws_caller_identity.current.account_id}:domain/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Firehose"
        Effect = "Allow"
        Action = [
          "firehose:CreateDeliveryStream",
          "firehose:DeleteDeliveryStream",
          "firehose:StartDeliveryStreamEncryption",
          "firehose:StopDeliveryStreamEncryption",
          "firehose:TagDeliveryStream",
          "firehose:UntagDeliveryStream",
          "firehose:UpdateDestination",
        ]
        Resource = [
          "arn:aws:firehose:*:${data.aws_caller_identity.current.account_id}:deliverystream/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Kms"
        Effect = "Allow"
        Action = [
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:PutKeyPolicy",
          "kms:ReplicateKey",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ]
        Resource = [
          "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:alias/fitness-prod",
          "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Lambda"
        Effect = "Allow"
        Action = [
          "lambda:AddPermission",
          "lambda:CreateAlias",
          "lambda:CreateFunction",
          "lambda:DeleteAlias",
          "lambda:DeleteEventSourceMapping",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency",
          "lambda:DeleteProvisionedConcurrencyConfig",
          "lambda:PublishVersion",
          "lambda:PutFunctionConcurrency",
          "lambda:PutProvisionedConcurrencyConfig",
          "lambda:RemovePermission",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateAlias",
          "lambda:UpdateEventSourceMapping",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        Resource = [
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:event-source-mapping:*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:fitness-prod-*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:fitness-prod-*:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_apply_2" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_apply_2.arn
}

resource "aws_iam_policy" "ci_apply_3" {
  name        = "fitness-prod-ci-apply-3"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:AssociateKmsKey",
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DeleteLogGroup",
          "logs:DeleteLogStream",
          "logs:DeleteMetricFilter",
          "logs:DeleteRetentionPolicy",
          "logs:DeleteSubscriptionFilter",
          "logs:DisassociateKmsKey",
          "logs:PutLogGroupDeletionProtection",
          "logs:PutMetricFilter",
          "logs:PutRetentionPolicy",
          "logs:PutSubscriptionFilter",
          "logs:TagResource",
          "logs:UntagResource",
        ]
        Resource = [
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/fitness/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/fitness/prod/*:log-stream:*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-*:log-stream:*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/fitness-prod-*:log-stream:*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-fitness-prod*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-fitness-prod*:log-stream:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Rds"
        Effect = "Allow"
        Action = [
          "rds:AddTagsToResource",
          "rds:CreateDBInstance",
          "rds:CreateDBInstanceReadReplica",
          "rds:CreateDBParameterGroup",
          "rds:CreateDBSnapshot",
          "rds:CreateDBSubnetGroup",
          "rds:DeleteDBInstance",
          "rds:DeleteDBParameterGroup",
          "rds:DeleteDBProxy",
          "rds:DeleteDBSubnetGroup",
          "rds:DeregisterDBProxyTargets",
          "rds:ModifyDBInstance",
          "rds:ModifyDBParameterGroup",
          "rds:ModifyDBProxy",
          "rds:ModifyDBProxyTargetGroup",
          "rds:ModifyDBSubnetGroup",
          "rds:PromoteReadReplica",
          "rds:RebootDBInstance",
          "rds:RegisterDBProxyTargets",
          "rds:RemoveTagsFromResource",
          "rds:ResetDBParameterGroup",
        ]
        Resource = [
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db-proxy:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:default:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:default.*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:snapshot:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:subgrp:fitness-prod",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:target-group:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Route53"
        Effect = "Allow"
        Action = [
          "route53:AssociateVPCWithHostedZone",
          "route53:ChangeResourceRecordSets",
          "route53:ChangeTagsForResource",
          "route53:DeleteHealthCheck",
          "route53:DeleteHostedZone",
          "route53:DisassociateVPCFromHostedZone",
          "route53:UpdateHealthCheck",
          "route53:UpdateHostedZoneComment",
        ]
        Resource = ["arn:aws:route53:::healthcheck/*", "arn:aws:route53:::hostedzone/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "S3"
        Effect = "Allow"
        Action = [
          "s3:CreateBucket",
          "s3:DeleteBucket",
          "s3:DeleteBucketPolicy",
          "s3:PutBucketAcl",
          "s3:PutBucketNotification",
          "s3:PutBucketObjectLockConfiguration",
          "s3:PutBucketOwnershipControls",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
          "s3:PutReplicationConfiguration",
          "s3:TagResource",
          "s3:UntagResource",
        ]
        Resource = ["arn:aws:s3:::fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Scheduler"
        Effect = "Allow"
        Action = [
          "scheduler:CreateSchedule",
          "scheduler:DeleteSchedule",
          "scheduler:UpdateSchedule",
        ]
        Resource = [
          "arn:aws:scheduler:*:${data.aws_caller_identity.current.account_id}:schedule/*/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Secretsmanager"
        Effect = "Allow"
        Action = [
          "secretsmanager:CreateSecret",
          "secretsmanager:DeleteSecret",
          "secretsmanager:PutSecretValue",
          "secretsmanager:RemoveRegionsFromReplication",
          "secretsmanager:ReplicateSecretToRegions",
          "secretsmanager:TagResource",
          "secretsmanager:UntagResource",
          "secretsmanager:UpdateSecret",
          "secretsmanager:UpdateSecretVersionStage",
        ]
        Resource = [
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:fitness/prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Servicediscovery"
        Effect = "Allow"
        Action = [
          "servicediscovery:CreateService",
          "servicediscovery:DeleteNamespace",
          "servicediscovery:DeleteService",
          "servicediscovery:DeregisterInstance",
          "servicediscovery:UpdatePrivateDnsNamespace",
          "servicediscovery:UpdateService",
        ]
        Resource = [
          "arn:aws:servicediscovery:*:${data.aws_caller_identity.current.account_id}:namespace/*",
          "arn:aws:servicediscovery:*:${data.aws_caller_identity.current.account_id}:service/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Sns"
        Effect = "Allow"
        Action = [
          "sns:CreateTopic",
          "sns:DeleteTopic",
          "sns:SetSubscriptionAttributes",
          "sns:SetTopicAttributes",
          "sns:Subscribe",
          "sns:TagResource",
          "sns:Unsubscribe",
          "sns:UntagResource",
        ]
        Resource = ["arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Sqs"
        Effect = "Allow"
        Action = [
          "sqs:CreateQueue",
          "sqs:DeleteQueue",
          "sqs:SetQueueAttributes",
          "sqs:TagQueue",
          "sqs:UntagQueue",
        ]
        Resource = ["arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Wafv2"
        Effect = "Allow"
        Action = [
          "wafv2:CreateWebACL",
          "wafv2:DeleteLoggingConfiguration",
          "wafv2:DeleteWebACL",
          "wafv2:PutLoggingConfiguration",
          "wafv2:TagResource",
          "wafv2:UntagResource",
          "wafv2:UpdateWebACL",
        ]
        Resource = [
          "arn:aws:wafv2:*:${data.aws_caller_identity.current.account_id}:*/managedruleset/*/*",
          "arn:aws:wafv2:*:${data.aws_caller_identity.current.account_id}:*/webacl/fitness-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Xray"
        Effect = "Allow"
        Action = [
          "xray:CreateSamplingRule",
          "xray:DeleteSamplingRule",
          "xray:TagResource",
          "xray:UntagResource",
          "xray:UpdateSamplingRule",
        ]
        Resource = [
          "arn:aws:xray:*:${data.aws_caller_identity.current.account_id}:sampling-rule/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_apply_3" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_apply_3.arn
}

resource "aws_iam_policy" "ci_apply_4" {
  name        = "fitness-prod-ci-apply-4"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "WithoutResources"
        Effect = "Allow"
        Action = [
          "acm:RequestCertificate",
          "backup-storage:MountCapsule",
          "cloudfront:CreateCachePolicy",
          "cloudfront:CreateDistribution",
          "cloudfront:CreateOriginAccessControl",
          "cloudfront:CreateResponseHeadersPolicy",
          "ecs:DeregisterTaskDefinition",
          "kms:CreateKey",
          "lambda:CreateEventSourceMapping",
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DeleteResourcePolicy",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
          "rds:CreateDBProxy",
          "route53:CreateHealthCheck",
          "route53:CreateHostedZone",
          "servicediscovery:CreatePrivateDnsNamespace",
          "servicediscovery:TagResource",
          "servicediscovery:UntagResource",
          "ses:DeleteIdentity",
          "ses:SetIdentityMailFromDomain",
          "ses:VerifyDomainDkim",
          "ses:VerifyDomainIdentity",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
      },
      {
        Sid    = "Roles"
        Effect = "Allow"
        Action = [
          "iam:DeleteRole",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
          "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
      },
      {
        Sid    = "RolesWithinBoundary"
        Effect = "Allow"
        Action = [
          "iam:CreateRole",
          "iam:DeleteRolePolicy",
          "iam:PutRolePermissionsBoundary",
          "iam:PutRolePolicy",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
        Condition = {
          ArnEquals = {
            "iam:PermissionsBoundary" = [
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-boundary",
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-backup-boundary",
            ]
          }
        }
      },
      {
        Sid    = "PoliciesOfAws"
        Effect = "Allow"
        Action = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
        Condition = {
          ArnEquals = {
            "iam:PermissionsBoundary" = [
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-boundary",
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-backup-boundary",
            ]
            "iam:PolicyARN" = [
              "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
              "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
              "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
              "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
              "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
              "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
            ]
          }
        }
      },
      {
        Sid    = "PassRoles"
        Effect = "Allow"
        Action = ["iam:PassRole"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = [
              "backup.amazonaws.com",
              "cloudtrail.amazonaws.com",
              "ecs-tasks.amazonaws.com",
              "firehose.amazonaws.com",
              "lambda.amazonaws.com",
              "logs.amazonaws.com",
              "mediaconvert.amazonaws.com",
              "monitoring.rds.amazonaws.com",
              "rds.amazonaws.com",
              "s3.amazonaws.com",
              "scheduler.amazonaws.com",
              "vpc-flow-logs.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid      = "ServiceLinkedRoles"
        Effect   = "Allow"
        Action   = ["iam:CreateServiceLinkedRole"]
        Resource = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/aws-service-role/*"
        Condition = {
          StringEquals = {
            "iam:AWSServiceName" = [
              "ecs.application-autoscaling.amazonaws.com",
              "backup.amazonaws.com",
              "rds.amazonaws.com",
              "ecs.amazonaws.com",
              "elasticache.amazonaws.com",
              "mrk.kms.amazonaws.com",
              "elasticloadbalancing.amazonaws.com",
              "opensearchservice.amazonaws.com",
              "wafv2.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid      = "KeyThroughServices"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"]
        Resource = "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"
        Condition = {
          StringLike = {
            "kms:ViaService" = [
              "backup.*.amazonaws.com",
              "ec2.*.amazonaws.com",
              "ecr.*.amazonaws.com",
              "elasticache.*.amazonaws.com",
              "es.*.amazonaws.com",
              "firehose.*.amazonaws.com",
              "lambda.*.amazonaws.com",
              "logs.*.amazonaws.com",
              "rds.*.amazonaws.com",
              "scheduler.*.amazonaws.com",
              "secretsmanager.*.amazonaws.com",
              "ssm.*.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid      = "KeyGrants"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant"]
        Resource = "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"
        Condition = {
          Bool = { "kms:GrantIsForAWSResource" = "true" }
        }
      },
      {
        Sid    = "Passwords"
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue"]
        Resource = [
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:fitness/prod/database/password-??????",
        ]
      },
      {
        Sid      = "StateBucket"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod"
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate"
      },
      {
        Sid      = "StateLock"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::fitness-terraform-state-prod/fitness/prod/terraform.tfstate.tflock"
      },
      {
        Sid       = "NotItself"
        Effect    = "Deny"
        NotAction = ["iam:Get*", "iam:List*"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ci-deploy",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ci-plan",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-ci-apply",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/fitness-prod-*",
        ]
      },
      {
        Sid      = "NotOfAnotherApplication"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringEquals    = { "aws:ResourceTag/ManagedBy" = "aerostat" }
          StringNotEquals = { "aws:ResourceTag/Application" = "fitness" }
        }
      },
      {
        Sid      = "NotOfAnotherEnvironment"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringEquals    = { "aws:ResourceTag/ManagedBy" = "aerostat" }
          StringNotEquals = { "aws:ResourceTag/Environment" = "prod" }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_apply_4" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_apply_4.arn
}
