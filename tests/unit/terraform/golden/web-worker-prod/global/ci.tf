# Written by Aerostat from aerostat.yaml; add your own files beside it.

# `aerostat bootstrap` makes it: an account has one for all that run there.
data "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
}

resource "aws_iam_role" "ci_deploy" {
  name                 = "web-worker-prod-ci-deploy"
  description          = "GitHub Actions of example/web-worker: deploy prod"
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
          "token.actions.githubusercontent.com:sub" = "repo:example/web-worker:environment:prod"
        }
      }
    }]
  })
}

resource "aws_iam_role" "ci_plan" {
  name                 = "web-worker-prod-ci-plan"
  description          = "GitHub Actions of example/web-worker: plan prod"
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
            "repo:example/web-worker:pull_request",
            "repo:example/web-worker:environment:prod",
          ]
        }
      }
    }]
  })
}

resource "aws_iam_role" "ci_apply" {
  name                 = "web-worker-prod-ci-apply"
  description          = "GitHub Actions of example/web-worker: apply prod"
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
          "token.actions.githubusercontent.com:sub" = "repo:example/web-worker:environment:prod"
        }
      }
    }]
  })
}

resource "aws_iam_policy" "ci_deploy" {
  name        = "web-worker-prod-ci-deploy"
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
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/web-worker-prod-web",
          "arn:aws:ecr:us-east-1:${data.aws_caller_identity.current.account_id}:repository/web-worker-prod-worker",
        ]
      },
      {
        Sid    = "Revisions"
        Effect = "Allow"
        Action = ["ecs:RegisterTaskDefinition"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-web:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-worker:*",
        ]
      },
      {
        Sid    = "RevisionTags"
        Effect = "Allow"
        Action = ["ecs:TagResource"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-web:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-worker:*",
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
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-web-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-web-task",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-worker-execution",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-worker-task",
        ]
        Condition = {
          StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" }
        }
      },
      {
        Sid    = "Services"
        Effect = "Allow"
        Action = ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:UpdateService"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/web-worker-prod-web",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/web-worker-prod-worker",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/web-worker-prod",
            ]
          }
        }
      },
      {
        Sid    = "Deployments"
        Effect = "Allow"
        Action = ["ecs:DescribeServiceDeployments", "ecs:StopServiceDeployment"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service-deployment/web-worker-prod/*/*",
        ]
      },
      {
        Sid    = "PastRevisions"
        Effect = "Allow"
        Action = ["ecs:DescribeServiceRevisions"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/web-worker-prod-web",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/web-worker-prod-worker",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:service-revision/web-worker-prod/*/*",
        ]
      },
      {
        Sid    = "Tasks"
        Effect = "Allow"
        Action = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task/web-worker-prod/*",
        ]
      },
      {
        Sid    = "TaskLists"
        Effect = "Allow"
        Action = ["ecs:ListTasks"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:container-instance/web-worker-prod/*",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/web-worker-prod",
            ]
          }
        }
      },
      {
        Sid    = "TasksBefore"
        Effect = "Allow"
        Action = ["ecs:RunTask"]
        Resource = [
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-web:*",
          "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-worker:*",
        ]
        Condition = {
          ArnEquals = {
            "ecs:cluster" = [
              "arn:aws:ecs:us-east-1:${data.aws_caller_identity.current.account_id}:cluster/web-worker-prod",
            ]
          }
        }
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = ["logs:FilterLogEvents", "logs:GetLogEvents"]
        Resource = [
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/web-worker/prod/web:*",
          "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/ecs/web-worker/prod/worker:*",
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
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ci_deploy" {
  role       = aws_iam_role.ci_deploy.name
  policy_arn = aws_iam_policy.ci_deploy.arn
}

resource "aws_iam_policy" "ci_read_1" {
  name        = "web-worker-prod-ci-read-1"
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
            "aws:RequestedRegion" = ["us-east-1"]
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
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-vault:web-worker-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Budgets"
        Effect = "Allow"
        Action = ["budgets:ListTagsForResource", "budgets:ViewBudget"]
        Resource = [
          "arn:aws:budgets::${data.aws_caller_identity.current.account_id}:budget/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:cloudwatch:*:${data.aws_caller_identity.current.account_id}:alarm:web-worker-prod-*",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/web-worker-prod",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid      = "Ec2"
        Effect   = "Allow"
        Action   = ["ec2:DescribeVpcAttribute"]
        Resource = ["arn:aws:ec2:*:${data.aws_caller_identity.current.account_id}:vpc/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:ecr:*:${data.aws_caller_identity.current.account_id}:repository/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:cluster/web-worker-prod",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:container-instance/web-worker-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service-deployment/web-worker-prod/*/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-*:*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task/web-worker-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Elasticache"
        Effect = "Allow"
        Action = [
          "elasticache:DescribeCacheClusters",
          "elasticache:DescribeCacheSubnetGroups",
          "elasticache:DescribeReplicationGroups",
          "elasticache:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:cluster:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:default.*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:replicationgroup:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:snapshot:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:subnetgroup:web-worker-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-*",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid      = "Kms"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey"]
        Resource = ["arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = ["logs:ListTagsForResource"]
        Resource = [
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/web-worker/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/web-worker-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/web-worker-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-web-worker-prod*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "rds:DescribeDBSnapshots",
          "rds:DescribeDBSubnetGroups",
          "rds:ListTagsForResource",
        ]
        Resource = [
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db-proxy:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:default:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:default.*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:snapshot:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:subgrp:web-worker-prod",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:target-group:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Route53"
        Effect = "Allow"
        Action = [
          "route53:GetChange",
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
            "aws:RequestedRegion" = ["us-east-1"]
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
        Resource = ["arn:aws:s3:::web-worker-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
  name        = "web-worker-prod-ci-read-2"
  description = "What GitHub Actions may do: read"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Secretsmanager"
        Effect = "Allow"
        Action = [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetResourcePolicy",
          "secretsmanager:ListSecretVersionIds",
        ]
        Resource = [
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/web-worker/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:web-worker/prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
        Resource = [
          "arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Sqs"
        Effect = "Allow"
        Action = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
        Resource = [
          "arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "WithoutResources"
        Effect = "Allow"
        Action = [
          "acm:ListCertificates",
          "application-autoscaling:DescribeScalableTargets",
          "application-autoscaling:DescribeScalingPolicies",
          "backup:ListBackupPlans",
          "backup:ListBackupVaults",
          "cloudwatch:ListDashboards",
          "ec2:DescribeAccountAttributes",
          "ec2:DescribeAddresses",
          "ec2:DescribeAddressesAttribute",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeFlowLogs",
          "ec2:DescribeInstances",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeNatGateways",
          "ec2:DescribeNetworkAcls",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribePrefixLists",
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
          "elasticloadbalancing:DescribeCapacityReservation",
          "elasticloadbalancing:DescribeListenerAttributes",
          "elasticloadbalancing:DescribeListeners",
          "elasticloadbalancing:DescribeLoadBalancerAttributes",
          "elasticloadbalancing:DescribeLoadBalancers",
          "elasticloadbalancing:DescribeRules",
          "elasticloadbalancing:DescribeTags",
          "elasticloadbalancing:DescribeTargetGroupAttributes",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
          "iam:ListOpenIDConnectProviders",
          "logs:DescribeLogGroups",
          "logs:GetLogDelivery",
          "rds:DescribeDBEngineVersions",
          "rds:DescribeEngineDefaultParameters",
          "rds:DescribeEvents",
          "route53:ListHostedZones",
          "route53:ListHostedZonesByName",
          "secretsmanager:GetRandomPassword",
          "secretsmanager:ListSecrets",
          "ses:GetIdentityDkimAttributes",
          "ses:GetIdentityVerificationAttributes",
          "sns:ListSubscriptions",
          "sns:ListTopics",
          "sqs:ListQueues",
          "sts:GetCallerIdentity",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
            "aws:RequestedRegion" = ["us-east-1"]
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

resource "aws_iam_policy" "ci_plan" {
  name        = "web-worker-prod-ci-plan"
  description = "What GitHub Actions may do: plan"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StateBucket"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = "arn:aws:s3:::web-worker-terraform-state"
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate"
      },
      {
        Sid      = "StateLock"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate.tflock"
      },
      {
        Sid    = "NoContents"
        Effect = "Deny"
        Action = ["s3:GetObject", "s3:GetObjectVersion"]
        NotResource = [
          "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate",
          "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate.tflock",
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
  name        = "web-worker-prod-ci-apply-1"
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
            "aws:RequestedRegion" = ["us-east-1"]
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
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:backup:*:${data.aws_caller_identity.current.account_id}:backup-vault:web-worker-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Budgets"
        Effect = "Allow"
        Action = ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"]
        Resource = [
          "arn:aws:budgets::${data.aws_caller_identity.current.account_id}:budget/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:cloudwatch:*:${data.aws_caller_identity.current.account_id}:alarm:web-worker-prod-*",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/web-worker-prod",
          "arn:aws:cloudwatch::${data.aws_caller_identity.current.account_id}:dashboard/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:ecr:*:${data.aws_caller_identity.current.account_id}:repository/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
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
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:cluster/web-worker-prod",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:container-instance/web-worker-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service-deployment/web-worker-prod/*/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:service/web-worker-prod/*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task-definition/web-worker-prod-*:*",
          "arn:aws:ecs:*:${data.aws_caller_identity.current.account_id}:task/web-worker-prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Elasticache"
        Effect = "Allow"
        Action = [
          "elasticache:AddTagsToResource",
          "elasticache:CreateCacheCluster",
          "elasticache:CreateCacheSubnetGroup",
          "elasticache:CreateReplicationGroup",
          "elasticache:CreateSnapshot",
          "elasticache:DecreaseReplicaCount",
          "elasticache:DeleteCacheCluster",
          "elasticache:DeleteCacheSubnetGroup",
          "elasticache:DeleteReplicationGroup",
          "elasticache:IncreaseReplicaCount",
          "elasticache:ModifyCacheSubnetGroup",
          "elasticache:ModifyReplicationGroup",
          "elasticache:ModifyReplicationGroupShardConfiguration",
          "elasticache:RemoveTagsFromResource",
        ]
        Resource = [
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:cluster:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:default.*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:parametergroup:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:replicationgroup:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:snapshot:web-worker-prod-*",
          "arn:aws:elasticache:*:${data.aws_caller_identity.current.account_id}:subnetgroup:web-worker-prod",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
  name        = "web-worker-prod-ci-apply-2"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Elasticloadbalancing"
        Effect = "Allow"
        Action = [
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
          "elasticloadbalancing:RemoveTags",
          "elasticloadbalancing:SetIpAddressType",
          "elasticloadbalancing:SetRulePriorities",
          "elasticloadbalancing:SetSecurityGroups",
          "elasticloadbalancing:SetSubnets",
        ]
        Resource = [
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:listener-rule/app/web-worker-prod/*/*/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:listener/app/web-worker-prod/*/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:loadbalancer/app/web-worker-prod/*",
          "arn:aws:elasticloadbalancing:*:${data.aws_caller_identity.current.account_id}:targetgroup/web-worker-prod-*/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:AssociateKmsKey",
          "logs:CreateLogGroup",
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:DisassociateKmsKey",
          "logs:PutLogGroupDeletionProtection",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ]
        Resource = [
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/*/web-worker/prod/*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/lambda/web-worker-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:/aws/rds/instance/web-worker-prod-*",
          "arn:aws:logs:*:${data.aws_caller_identity.current.account_id}:log-group:aws-waf-logs-web-worker-prod*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "rds:DeleteDBSubnetGroup",
          "rds:ModifyDBInstance",
          "rds:ModifyDBParameterGroup",
          "rds:ModifyDBSubnetGroup",
          "rds:PromoteReadReplica",
          "rds:RebootDBInstance",
          "rds:RemoveTagsFromResource",
          "rds:ResetDBParameterGroup",
        ]
        Resource = [
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db-proxy:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:db:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:default:*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:og:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:default.*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:pg:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:snapshot:web-worker-prod-*",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:subgrp:web-worker-prod",
          "arn:aws:rds:*:${data.aws_caller_identity.current.account_id}:target-group:*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "route53:DeleteHostedZone",
          "route53:DisassociateVPCFromHostedZone",
          "route53:UpdateHostedZoneComment",
        ]
        Resource = ["arn:aws:route53:::healthcheck/*", "arn:aws:route53:::hostedzone/*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "s3:PutBucketObjectLockConfiguration",
          "s3:PutBucketOwnershipControls",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
          "s3:TagResource",
          "s3:UntagResource",
        ]
        Resource = ["arn:aws:s3:::web-worker-prod-*"]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:/web-worker/prod/*",
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:web-worker/prod/*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
        Resource = [
          "arn:aws:sns:*:${data.aws_caller_identity.current.account_id}:web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
        Resource = [
          "arn:aws:sqs:*:${data.aws_caller_identity.current.account_id}:web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
          }
        }
      },
      {
        Sid    = "WithoutResources"
        Effect = "Allow"
        Action = [
          "acm:RequestCertificate",
          "backup-storage:MountCapsule",
          "ecs:DeregisterTaskDefinition",
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:UpdateLogDelivery",
          "route53:CreateHostedZone",
          "ses:DeleteIdentity",
          "ses:VerifyDomainDkim",
          "ses:VerifyDomainIdentity",
        ]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:RequestedRegion" = ["us-east-1"]
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
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-*",
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
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-*",
        ]
        Condition = {
          ArnEquals = {
            "iam:PermissionsBoundary" = [
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-boundary",
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-backup-boundary",
            ]
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
  name        = "web-worker-prod-ci-apply-3"
  description = "What GitHub Actions may do: apply"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "PoliciesOfAws"
        Effect = "Allow"
        Action = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-*",
        ]
        Condition = {
          ArnEquals = {
            "iam:PermissionsBoundary" = [
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-boundary",
              "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-backup-boundary",
            ]
            "iam:PolicyARN" = [
              "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
              "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
              "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
              "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
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
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-*",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = [
              "backup.amazonaws.com",
              "ecs-tasks.amazonaws.com",
              "monitoring.rds.amazonaws.com",
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
              "elasticloadbalancing.amazonaws.com",
            ]
          }
        }
      },
      {
        Sid    = "Passwords"
        Effect = "Allow"
        Action = ["secretsmanager:GetSecretValue"]
        Resource = [
          "arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:web-worker/prod/database/password-??????",
        ]
      },
      {
        Sid      = "StateBucket"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = "arn:aws:s3:::web-worker-terraform-state"
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate"
      },
      {
        Sid      = "StateLock"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = "arn:aws:s3:::web-worker-terraform-state/web-worker/prod/terraform.tfstate.tflock"
      },
      {
        Sid       = "NotItself"
        Effect    = "Deny"
        NotAction = ["iam:Get*", "iam:List*"]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-ci-deploy",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-ci-plan",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/web-worker-prod-ci-apply",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:policy/web-worker-prod-*",
        ]
      },
      {
        Sid      = "NotOfAnotherApplication"
        Effect   = "Deny"
        Action   = "*"
        Resource = "*"
        Condition = {
          StringEquals    = { "aws:ResourceTag/ManagedBy" = "aerostat" }
          StringNotEquals = { "aws:ResourceTag/Application" = "web-worker" }
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

resource "aws_iam_role_policy_attachment" "ci_apply_3" {
  role       = aws_iam_role.ci_apply.name
  policy_arn = aws_iam_policy.ci_apply_3.arn
}
