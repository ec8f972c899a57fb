# Written by Aerostat from aerostat.yaml; add your own files beside it.

data "aws_caller_identity" "current" {}

# A boundary grants nothing; it is what no policy of a role can go beyond.
resource "aws_iam_policy" "boundary" {
  name        = "fitness-prod-boundary"
  description = "The most that a role of fitness-prod can do"

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
          "arn:aws:es:*:${data.aws_caller_identity.current.account_id}:domain/fitness-prod-*",
          "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*",
          "arn:aws:lambda:*:${data.aws_caller_identity.current.account_id}:function:fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/fitness/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/fitness-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-fitness-prod*",
          "arn:aws:s3:::fitness-prod-*",
          "arn:aws:s3:::fitness-prod-*/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/fitness/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:fitness/prod/*",
          "arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*",
          "arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:fitness-prod-*",
          "arn:aws:ssm:*:${data.aws_caller_identity.current.account_id}:parameter/fitness/prod/*",
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
        Sid    = "Mail"
        Effect = "Allow"
        Action = ["ses:SendEmail", "ses:SendRawEmail"]
        Resource = [
          "arn:aws:ses:*:${data.aws_caller_identity.current.account_id}:identity/fitness.example.com",
        ]
      },
      {
        Sid    = "KeepErrors"
        Effect = "Allow"
        Action = [
          "firehose:PutRecord",
          "firehose:PutRecordBatch",
          "s3:GetBucketLocation",
          "s3:ListBucketMultipartUploads",
        ]
        Resource = [
          "arn:aws:firehose:*:${data.aws_caller_identity.current.account_id}:deliverystream/fitness-prod-*",
          "arn:aws:s3:::fitness-prod-*",
        ]
      },
      {
        Sid      = "EncodeVideoOwn1"
        Effect   = "Allow"
        Action   = ["mediaconvert:CreateJob"]
        Resource = ["arn:aws:mediaconvert:*:*:queues/Default"]
      },
      {
        Sid      = "InvalidateCdnOwn1"
        Effect   = "Allow"
        Action   = ["cloudfront:ListDistributions"]
        Resource = ["*"]
      },
      {
        Sid      = "InvalidateCdnOwn2"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation"]
        Resource = ["arn:aws:cloudfront::*:distribution/*"]
      },
      {
        Sid    = "Run"
        Effect = "Allow"
        Action = ["ecs:RunTask"]
        Resource = [
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/fitness-prod-*:*",
        ]
      },
      {
        Sid    = "Pass"
        Effect = "Allow"
        Action = ["iam:PassRole"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/fitness-prod-*",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = ["ecs-tasks.amazonaws.com", "mediaconvert.amazonaws.com"]
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
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
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

resource "aws_iam_policy" "backup_boundary" {
  name        = "fitness-prod-backup-boundary"
  description = "The most that a role of fitness-prod can do"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Backups"
        Effect = "Allow"
        Action = [
          "backup:DescribeRestoreJob",
          "backup:ListRestoreJobs",
          "cloudwatch:GetMetricData",
          "ec2:DescribeAccountAttributes",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
          "events:ListRules",
          "s3:ListAllMyBuckets",
          "tag:GetResources",
        ]
        Resource = "*"
      },
      {
        Sid    = "RecoveryPoints"
        Effect = "Allow"
        Action = [
          "backup:CopyFromBackupVault",
          "backup:CopyIntoBackupVault",
          "backup:DescribeBackupVault",
          "backup:ListRecoveryPointsByBackupVault",
          "backup:StartRestoreJob",
          "backup:TagResource",
        ]
        Resource = [
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-vault:fitness-prod",
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:recovery-point:*",
        ]
      },
      {
        Sid    = "BackedUpDatabases"
        Effect = "Allow"
        Action = [
          "rds:AddTagsToResource",
          "rds:CopyDBSnapshot",
          "rds:CreateDBInstance",
          "rds:CreateDBSnapshot",
          "rds:DeleteDBInstance",
          "rds:DeleteDBInstanceAutomatedBackup",
          "rds:DeleteDBSnapshot",
          "rds:DescribeDBInstances",
          "rds:DescribeDBSnapshots",
          "rds:ListTagsForResource",
          "rds:ModifyDBInstance",
          "rds:ModifyDBSnapshotAttribute",
          "rds:RestoreDBInstanceFromDBSnapshot",
          "rds:RestoreDBInstanceToPointInTime",
        ]
        Resource = [
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:default:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:default.*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:fitness-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:subgrp:fitness-prod",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:auto-backup:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:snapshot:*",
        ]
      },
      {
        Sid    = "BackedUpBuckets"
        Effect = "Allow"
        Action = [
          "s3:DeleteObject",
          "s3:GetBucketAcl",
          "s3:GetBucketLocation",
          "s3:GetBucketNotification",
          "s3:GetBucketOwnershipControls",
          "s3:GetBucketTagging",
          "s3:GetBucketVersioning",
          "s3:GetInventoryConfiguration",
          "s3:GetObject",
          "s3:GetObjectAcl",
          "s3:GetObjectTagging",
          "s3:GetObjectVersion",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
          "s3:ListBucket",
          "s3:ListBucketVersions",
          "s3:ListMultipartUploadParts",
          "s3:ListTagsForResource",
          "s3:PutBucketNotification",
          "s3:PutBucketOwnershipControls",
          "s3:PutBucketVersioning",
          "s3:PutInventoryConfiguration",
          "s3:PutObject",
          "s3:PutObjectAcl",
          "s3:PutObjectTagging",
          "s3:PutObjectVersionAcl",
        ]
        Resource = ["arn:aws:s3:::fitness-prod-*", "arn:aws:s3:::fitness-prod-*/*"]
      },
      {
        Sid    = "BackupRules"
        Effect = "Allow"
        Action = [
          "events:DeleteRule",
          "events:DescribeRule",
          "events:DisableRule",
          "events:EnableRule",
          "events:ListTargetsByRule",
          "events:PutRule",
          "events:PutTargets",
          "events:RemoveTargets",
        ]
        Resource = "arn:aws:events:*:${data.aws_caller_identity.current.account_id}:rule/AwsBackupManagedRule*"
      },
      {
        Sid      = "Keys"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
        Resource = "arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"
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
            "aws:RequestedRegion" = ["ap-southeast-1", "eu-west-1", "us-east-1"]
          }
        }
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
