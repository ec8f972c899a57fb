# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_sns_topic" "alarms_critical" {
  name              = "fitness-prod-alarms-critical"
  kms_master_key_id = aws_kms_replica_key.main.arn
}

resource "aws_sns_topic_policy" "alarms_critical" {
  arn = aws_sns_topic.alarms_critical.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = ["sns:Publish"]
      Resource  = aws_sns_topic.alarms_critical.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_sns_topic_subscription" "alarms_critical_c085ab" {
  topic_arn = aws_sns_topic.alarms_critical.arn
  protocol  = "https"
  endpoint  = "https://events.pagerduty.com/integration/fitness/enqueue"
}

resource "aws_sns_topic_subscription" "alarms_critical_d876c6" {
  topic_arn = aws_sns_topic.alarms_critical.arn
  protocol  = "email"
  endpoint  = "oncall@example.com"
}

resource "aws_sns_topic" "alarms_high" {
  name              = "fitness-prod-alarms-high"
  kms_master_key_id = aws_kms_replica_key.main.arn
}

resource "aws_sns_topic_policy" "alarms_high" {
  arn = aws_sns_topic.alarms_high.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = ["sns:Publish"]
      Resource  = aws_sns_topic.alarms_high.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_sns_topic_subscription" "alarms_high_be2969" {
  topic_arn = aws_sns_topic.alarms_high.arn
  protocol  = "email"
  endpoint  = "alerts-fitness@example.slack.com"
}

resource "aws_sns_topic" "alarms_medium" {
  name              = "fitness-prod-alarms-medium"
  kms_master_key_id = aws_kms_replica_key.main.arn
}

resource "aws_sns_topic_policy" "alarms_medium" {
  arn = aws_sns_topic.alarms_medium.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = ["sns:Publish"]
      Resource  = aws_sns_topic.alarms_medium.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "fitness-prod-database-cpu"
  alarm_description   = "database: CPUUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_asia.identifier }
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]
}

resource "aws_cloudwatch_metric_alarm" "database_storage" {
  alarm_name          = "fitness-prod-database-storage"
  alarm_description   = "database: FreeStorageSpace (Minimum) below 102 GiB for 5 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_asia.identifier }
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 109951162777.6
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "database_asia_lag" {
  alarm_name          = "fitness-prod-database-asia-lag"
  alarm_description   = "The replica is ten minutes behind its database, or says nothing at all: it may no longer follow."
  namespace           = "AWS/RDS"
  metric_name         = "ReplicaLag"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_asia.identifier }
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "database_down" {
  alarm_name          = "fitness-prod-database-down"
  alarm_description   = "database: DatabaseConnections (Maximum) below 1 for 3 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_asia.identifier }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "disk" {
  alarm_name          = "fitness-prod-disk"
  alarm_description   = "database: FreeStorageSpace (Minimum) below 154 GiB for 5 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_asia.identifier }
  period              = 60
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 165000000000
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}
