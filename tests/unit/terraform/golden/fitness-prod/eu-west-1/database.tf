# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_db_subnet_group" "main" {
  name        = "fitness-prod"
  description = "Private subnets of fitness-prod"
  subnet_ids  = [aws_subnet.database_1.id, aws_subnet.database_2.id, aws_subnet.database_3.id]
}

resource "aws_iam_role" "database_monitoring" {
  name                 = "fitness-prod-database-monitoring-eu-west-1"
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
  name        = "fitness-prod-database-postgres18"
  family      = "postgres18"
  description = "Parameters of fitness-prod-database"

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name         = "max_connections"
    value        = "400"
    apply_method = "pending-reboot"
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "statement_timeout"
    value = "300000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The copy in this region. By its version: before there is one, there is nothing to read.
ephemeral "aws_secretsmanager_secret_version" "stored_database_password" {
  # timestamp() is not known before it is applied, so that a plan needs to see no secret.
  secret_id  = "fitness/prod/database/password"
  version_id = timestamp() == "" ? "" : var.us_east_1_secretsmanager_secret_version_database_password_version_id
}

resource "aws_db_instance" "database_europe" {
  #checkov:skip=CKV_AWS_157:a replica; the standby is the primary's

  identifier                          = "fitness-prod-database-europe"
  replicate_source_db                 = var.us_east_1_db_instance_database_arn
  db_subnet_group_name                = aws_db_subnet_group.main.name
  instance_class                      = "db.r6i.2xlarge"
  max_allocated_storage               = 5120
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_replica_key.main.arn
  port                                = 5432
  vpc_security_group_ids              = [aws_security_group.database.id]
  publicly_accessible                 = false
  multi_az                            = false
  backup_retention_period             = 35
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
  performance_insights_kms_key_id     = aws_kms_replica_key.main.arn
  skip_final_snapshot                 = true

  depends_on = [aws_iam_role_policy_attachment.database_monitoring]
}

resource "aws_secretsmanager_secret" "database" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both

  name                    = "fitness/prod/database/connection"
  description             = "The connection of fitness-prod-database"
  kms_key_id              = aws_kms_replica_key.main.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo_version = 1

  secret_string_wo = jsonencode({
    engine   = "postgres"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
    host     = aws_db_instance.database_europe.address
    port     = aws_db_instance.database_europe.port
    dbname   = "fitness_database"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string}@${aws_db_instance.database_europe.address}:${aws_db_instance.database_europe.port}/fitness_database"
  })
}
