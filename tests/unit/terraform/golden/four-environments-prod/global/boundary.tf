# Written by Aerostat from aerostat.yaml; add your own files beside it.

data "aws_caller_identity" "current" {}

# A boundary grants nothing; it is what no policy of a role can go beyond.
resource "aws_iam_policy" "boundary" {
  name        = "devops-app-prod-boundary"
  description = "The most that a role of devops-app-prod can do"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Application"
        Effect = "Allow"
        Action = [
          "es:ESHttpDelete",
          "es:ESHttpGet",
          "es:ESHttpHead",
          "es:ESHttpPost",
          "es:ESHttpPut",
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "lambda:InvokeFunction",
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogStreams",
          "logs:GetLogEvents",
          "logs:PutLogEvents",
          "logs:PutRetentionPolicy",
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:GetObject",
          "s3:GetObjectLegalHold",
          "s3:GetObjectRetention",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionTagging",
          "s3:GetReplicationConfiguration",
          "s3:ListBucket",
          "s3:PutObject",
          "s3:ReplicateDelete",
          "s3:ReplicateObject",
          "s3:ReplicateTags",
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
          "sns:Publish",
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
          "ssm:GetParameter",
          "ssm:GetParameters",
          "ssm:GetParametersByPath",
        ]
        Resource = [
          "arn:aws:es:*:${data.aws_caller_identity.current.account_id}:domain/devops-app-prod-*",
          "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:devops-app-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/devops-app/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/devops-app-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/devops-app-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-devops-app-prod*",
          "arn:aws:s3:::devops-app-prod-*",
          "arn:aws:s3:::devops-app-prod-*/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/devops-app/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:devops-app/prod/*",
          "arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:devops-app-prod-*",
          "arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:devops-app-prod-*",
          "arn:aws:ssm:*:${data.aws_caller_identity.current.account_id}:parameter/devops-app/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:RDS*",
        ]
      },
      {
        Sid    = "Unnamed"
        Effect = "Allow"
        Action = [
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2messages:AcknowledgeMessage",
          "ec2messages:DeleteMessage",
          "ec2messages:FailMessage",
          "ec2messages:GetEndpoint",
          "ec2messages:GetMessages",
          "ec2messages:SendReply",
          "ecr:GetAuthorizationToken",
          "logs:DescribeLogGroups",
          "secretsmanager:GetRandomPassword",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ]
        Resource = "*"
      },
      {
        Sid    = "Machines"
        Effect = "Allow"
        Action = [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:UnassignPrivateIpAddresses",
          "ssm:UpdateInstanceInformation",
        ]
        Resource = [
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:instance/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:network-interface/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:security-group/*",
          "arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:subnet/*",
        ]
      },
      {
        Sid    = "Pull"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        Resource = "arn:aws:ecr:*:*:repository/*"
      },
      {
        Sid    = "Run"
        Effect = "Allow"
        Action = ["ecs:RunTask"]
        Resource = [
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/devops-app-prod-*:*",
        ]
      },
      {
        Sid    = "Pass"
        Effect = "Allow"
        Action = ["iam:PassRole"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/devops-app-prod-*",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = ["ecs-tasks.amazonaws.com"]
          }
        }
      },
      {
        Sid    = "NeverRoles"
        Effect = "Deny"
        Action = [
          "iam:Add*",
          "iam:Attach*",
          "iam:Create*",
          "iam:Delete*",
          "iam:Detach*",
          "iam:Get*",
          "iam:List*",
          "iam:Put*",
          "iam:Remove*",
          "iam:Set*",
          "iam:Tag*",
          "iam:Untag*",
          "iam:Update*",
          "organizations:*",
        ]
        Resource = "*"
      },
      {
        Sid      = "NeverElsewhere"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringNotEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid      = "NotOfAnotherApplication"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:ResourceTag/ManagedBy" = ["aerostat", "terraform"]
          }
          StringNotEquals = { "aws:ResourceTag/Application" = "app" }
          Null            = { "aws:ResourceTag/Application" = "false" }
        }
      },
      {
        Sid      = "NotOfAnotherEnvironment"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:ResourceTag/ManagedBy" = ["aerostat", "terraform"]
          }
          StringNotEquals = { "aws:ResourceTag/Environment" = "prod" }
          Null            = { "aws:ResourceTag/Environment" = "false" }
        }
      },
    ]
  })
}
