# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_db_subnet_group" "main" {
  name        = "fitness-prod"
  description = "Private subnets of fitness-prod"
  subnet_ids  = [aws_subnet.database_1.id, aws_subnet.database_2.id, aws_subnet.database_3.id]
}

resource "aws_iam_role" "database_monitoring" {
  name                 = "fitness-prod-database-monitoring"
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

resource "aws_cloudwatch_log_group" "database_postgresql" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/rds/instance/fitness-prod-database/postgresql"
  retention_in_days = 90
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "database_upgrade" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/rds/instance/fitness-prod-database/upgrade"
  retention_in_days = 90
  kms_key_id        = aws_kms_key.main.arn
}

# Letters and digits only: it becomes part of a URL.
ephemeral "aws_secretsmanager_random_password" "database_password" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database_password" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both

  name                    = "fitness/prod/database/password"
  description             = "The password of fitness-prod-database"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7

  replica {
    region     = "ap-southeast-1"
    kms_key_id = var.ap_southeast_1_kms_replica_key_main_arn
  }

  replica {
    region     = "eu-west-1"
    kms_key_id = var.eu_west_1_kms_replica_key_main_arn
  }
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
  identifier                          = "fitness-prod-database"
  engine                              = "postgres"
  engine_version                      = "18"
  instance_class                      = "db.r6i.2xlarge"
  allocated_storage                   = 1024
  max_allocated_storage               = 5120
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.main.arn
  db_name                             = "fitness_database"
  username                            = "app"
  password_wo                         = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
  password_wo_version                 = 1
  port                                = 5432
  db_subnet_group_name                = aws_db_subnet_group.main.name
  vpc_security_group_ids              = [aws_security_group.database.id]
  publicly_accessible                 = false
  multi_az                            = true
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
  performance_insights_kms_key_id     = aws_kms_key.main.arn
  final_snapshot_identifier           = "fitness-prod-database-final"

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [
    aws_cloudwatch_log_group.database_postgresql,
    aws_cloudwatch_log_group.database_upgrade,
    aws_iam_role_policy_attachment.database_monitoring,
  ]
}

resource "aws_db_instance" "database_analytics" {
  #checkov:skip=CKV_AWS_157:a replica; the standby is the primary's
  #checkov:skip=CKV_AWS_133:a replica in the primary's region is not backed up a second time

  identifier                          = "fitness-prod-database-analytics"
  replicate_source_db                 = aws_db_instance.database.identifier
  instance_class                      = "db.t3.xlarge"
  availability_zone                   = data.aws_availability_zones.available.names[2]
  storage_encrypted                   = true
  max_allocated_storage               = 5120
  port                                = 5432
  vpc_security_group_ids              = [aws_security_group.database.id]
  publicly_accessible                 = false
  multi_az                            = false
  backup_retention_period             = 0
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
  performance_insights_kms_key_id     = aws_kms_key.main.arn
  skip_final_snapshot                 = true

  depends_on = [aws_iam_role_policy_attachment.database_monitoring]
}

resource "aws_secretsmanager_secret" "database_credentials" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both

  name                    = "fitness/prod/database/credentials"
  description             = "The credentials of fitness-prod-database"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database_credentials" {
  secret_id                = aws_secretsmanager_secret.database_credentials.id
  secret_string_wo_version = 1

  secret_string_wo = jsonencode({
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
  })
}

resource "aws_iam_role" "database_proxy" {
  name                 = "fitness-prod-database-proxy"
  permissions_boundary = var.global_iam_policy_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy" "database_proxy" {
  name = "password"
  role = aws_iam_role.database_proxy.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Password"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_secretsmanager_secret.database_credentials.arn
      },
      {
        Sid      = "Decrypt"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = aws_kms_key.main.arn
        Condition = {
          StringEquals = { "kms:ViaService" = "secretsmanager.us-east-1.amazonaws.com" }
        }
      },
    ]
  })
}

resource "aws_db_proxy" "database" {
  name                   = "fitness-prod-database"
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.database_proxy.arn
  require_tls            = true
  idle_client_timeout    = 1800
  vpc_subnet_ids         = [aws_subnet.database_1.id, aws_subnet.database_2.id, aws_subnet.database_3.id]
  vpc_security_group_ids = [aws_security_group.database_proxy.id]

  auth {
    auth_scheme               = "SECRETS"
    iam_auth                  = "DISABLED"
    client_password_auth_type = "POSTGRES_SCRAM_SHA_256"
    secret_arn                = aws_secretsmanager_secret.database_credentials.arn
  }

  depends_on = [
    aws_secretsmanager_secret_version.database_credentials,
    aws_iam_role_policy.database_proxy,
  ]
}

resource "aws_db_proxy_default_target_group" "database" {
  db_proxy_name = aws_db_proxy.database.name

  connection_pool_config {
    max_connections_percent      = 75
    max_idle_connections_percent = 37
    connection_borrow_timeout    = 120
  }
}

resource "aws_db_proxy_target" "database" {
  db_proxy_name          = aws_db_proxy.database.name
  target_group_name      = aws_db_proxy_default_target_group.database.name
  db_instance_identifier = aws_db_instance.database.identifier
}

resource "aws_secretsmanager_secret" "database" {
  #checkov:skip=CKV2_AWS_57:a new password needs a new connection in every task; a deployment brings both

  name                    = "fitness/prod/database/connection"
  description             = "The connection of fitness-prod-database"
  kms_key_id              = aws_kms_key.main.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo_version = 1

  secret_string_wo = jsonencode({
    engine   = "postgres"
    username = "app"
    password = ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string
    host     = aws_db_proxy.database.endpoint
    port     = aws_db_instance.database.port
    dbname   = "fitness_database"
    url      = "postgresql://app:${ephemeral.aws_secretsmanager_secret_version.stored_database_password.secret_string}@${aws_db_proxy.database.endpoint}:${aws_db_instance.database.port}/fitness_database"
  })
}
