# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_db_subnet_group" "main" {
  name        = "web-worker-prod"
  description = "Private subnets of web-worker-prod"
  subnet_ids  = [aws_subnet.private_1.id, aws_subnet.private_2.id]
}

resource "aws_iam_role" "database_monitoring" {
  name                 = "web-worker-prod-database-monitoring"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "database_monitoring" {
  role       = aws_iam_role.database_monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_parameter_group" "database" {
  name        = "web-worker-prod-database-postgres18"
  family      = "postgres18"
  description = "Parameters of web-worker-prod-database"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "database_postgresql" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's key; a key of one's own is `encryption: customer`
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/rds/instance/web-worker-prod-database/postgresql"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "database_upgrade" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's key; a key of one's own is `encryption: customer`
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/rds/instance/web-worker-prod-database/upgrade"
  retention_in_days = 30
}

# Letters and digits only: it becomes part of a URL.
ephemeral "aws_secretsmanager_random_password" "database_password" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database_password" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both
  #checkov:skip=CKV_AWS_149:encrypted with AWS's key; a key of one's own is `encryption: customer`

  name                    = "web-worker/prod/database/password"
  description             = "The password of web-worker-prod-database"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database_password" {
  secret_id                = aws_secretsmanager_secret.database_password.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.database_password.random_password
  secret_string_wo_version = 1
}

# Read back, so that the instance gets the stored password even if an earlier run died half-way.
ephemeral "aws_secretsmanager_secret_version" "stored_database_password" {
  # timestamp() is not known before it is applied, so that a plan needs to see no secret.
  secret_id = timestamp() == "" ? "" : aws_secretsmanager_secret_version.database_password.secret_id
}

resource "aws_db_instance" "database" {
  #checkov:skip=CKV_AWS_354:encrypted with AWS's key; a key of one's own is `encryption: customer`

  identifier                          = "web-worker-prod-database"
  engine                              = "postgres"
  engine_version                      = "18"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  storage_type                        = "gp3"
  storage_encrypted                   = true
  db_name                             = "web_worker_database"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
  password_wo_version                 = 1
  port                                = 5432
  db_subnet_group_name                = aws_db_subnet_group.main.name
  vpc_security_group_ids              = [aws_security_group.database.id]
  publicly_accessible                 = false
  multi_az                            = true
  backup_retention_period             = 7
  copy_tags_to_snapshot               = true
  deletion_protection                 = true
  parameter_group_name                = aws_db_parameter_group.database.name
  backup_window                       = "03:00-04:00"
  maintenance_window                  = "sun:04:30-sun:05:30"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.database_monitoring.arn
  performance_insights_enabled        = true
  final_snapshot_identifier           = "web-worker-prod-database-final"

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [
    aws_cloudwatch_log_group.database_postgresql,
    aws_cloudwatch_log_group.database_upgrade,
    aws_iam_role_policy_attachment.database_monitoring,
  ]
}

resource "aws_secretsmanager_secret" "database" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both
  #checkov:skip=CKV_AWS_149:encrypted with AWS's key; a key of one's own is `encryption: customer`

  name                    = "web-worker/prod/database/connection"
  description             = "The connection of web-worker-prod-database"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo_version = 1

  secret_string_wo = jsonencode({
    engine   = "postgres"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
    host     = aws_db_instance.database.address
    port     = aws_db_instance.database.port
    dbname   = "web_worker_database"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string}@${aws_db_instance.database.address}:${aws_db_instance.database.port}/web_worker_database"
  })
}
