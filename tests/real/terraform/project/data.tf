ephemeral "aws_secretsmanager_random_password" "database" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database" {
  name = "shop/prod/database"
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.database.random_password
  secret_string_wo_version = 1
}

resource "aws_ssm_parameter" "api_token" {
  name             = "/shop/prod/api-token"
  type             = "SecureString"
  value_wo         = var.api_token
  value_wo_version = 1
}

ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id = aws_secretsmanager_secret_version.database.secret_id
}

resource "aws_db_subnet_group" "main" {
  name       = "shop-prod"
  subnet_ids = [for subnet in aws_subnet.public : subnet.id]
}

resource "aws_db_instance" "database" {
  identifier                = "shop-prod-database"
  engine                    = "postgres"
  engine_version            = "18"
  instance_class            = "db.t4g.medium"
  allocated_storage         = 20
  db_name                   = "shop_database"
  username                  = "app"
  password_wo               = ephemeral.aws_secretsmanager_secret_version.database.secret_string
  password_wo_version       = 1
  db_subnet_group_name      = aws_db_subnet_group.main.name
  final_snapshot_identifier = "shop-prod-database-final"
}

resource "aws_sqs_queue" "dead" {
  name = "shop-prod-orders-dead"
}

resource "aws_sqs_queue" "orders" {
  name = "shop-prod-orders"

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_s3_bucket" "logs" {
  bucket = "shop-prod-logs"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 90
    }
  }
}

resource "aws_wafv2_web_acl" "main" {
  name  = "shop-prod"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "common"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "shop-prod"
    sampled_requests_enabled   = true
  }
}
