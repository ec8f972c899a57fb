# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_sns_topic" "alarms_critical" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "web-worker-prod-alarms-critical"
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

resource "aws_sns_topic_subscription" "alarms_critical_d876c6" {
  topic_arn = aws_sns_topic.alarms_critical.arn
  protocol  = "email"
  endpoint  = "oncall@example.com"
}

resource "aws_sns_topic" "alarms_high" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "web-worker-prod-alarms-high"
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

resource "aws_sns_topic_subscription" "alarms_high_d876c6" {
  topic_arn = aws_sns_topic.alarms_high.arn
  protocol  = "email"
  endpoint  = "oncall@example.com"
}

resource "aws_sns_topic" "alarms_medium" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "web-worker-prod-alarms-medium"
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

resource "aws_sns_topic_subscription" "alarms_medium_a96e36" {
  topic_arn = aws_sns_topic.alarms_medium.arn
  protocol  = "email"
  endpoint  = "team@example.com"
}

resource "aws_cloudwatch_metric_alarm" "web_cpu" {
  alarm_name          = "web-worker-prod-web-cpu"
  alarm_description   = "web: CPUUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.web.name
  }
}

resource "aws_cloudwatch_metric_alarm" "web_memory" {
  alarm_name          = "web-worker-prod-web-memory"
  alarm_description   = "web: MemoryUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/ECS"
  metric_name         = "MemoryUtilization"
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.web.name
  }
}

resource "aws_cloudwatch_metric_alarm" "web_5xx" {
  alarm_name          = "web-worker-prod-web-5xx"
  alarm_description   = "web: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "web_latency" {
  alarm_name          = "web-worker-prod-web-latency"
  alarm_description   = "web: TargetResponseTime (p99) above 1 for 5 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  period              = 300
  extended_statistic  = "p99"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "web_unhealthy" {
  alarm_name          = "web-worker-prod-web-unhealthy"
  alarm_description   = "web: UnHealthyHostCount (Maximum) above 0 for 5 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 300
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "web_tasks" {
  alarm_name          = "web-worker-prod-web-tasks"
  alarm_description   = "web: RunningTaskCount (Minimum) below 3 for 5 minutes"
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 3
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.web.name
  }
}

resource "aws_cloudwatch_metric_alarm" "worker_cpu" {
  alarm_name          = "web-worker-prod-worker-cpu"
  alarm_description   = "worker: CPUUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.worker.name
  }
}

resource "aws_cloudwatch_metric_alarm" "worker_memory" {
  alarm_name          = "web-worker-prod-worker-memory"
  alarm_description   = "worker: MemoryUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/ECS"
  metric_name         = "MemoryUtilization"
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.worker.name
  }
}

resource "aws_cloudwatch_metric_alarm" "worker_tasks" {
  alarm_name          = "web-worker-prod-worker-tasks"
  alarm_description   = "worker: RunningTaskCount (Minimum) below 2 for 5 minutes"
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.worker.name
  }
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "web-worker-prod-database-cpu"
  alarm_description   = "database: CPUUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database.identifier }
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
  alarm_name          = "web-worker-prod-database-storage"
  alarm_description   = "database: FreeStorageSpace (Minimum) below 2 GiB for 5 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database.identifier }
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2147483648
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "cache_cpu" {
  alarm_name          = "web-worker-prod-cache-cpu"
  alarm_description   = "cache: EngineCPUUtilization (Average) above 80 for 10 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  metric_query {
    id          = "nodes"
    expression  = "MAX([node1, node2])"
    label       = "cache-cpu"
    return_data = true
  }

  metric_query {
    id = "node1"

    metric {
      namespace   = "AWS/ElastiCache"
      metric_name = "EngineCPUUtilization"
      dimensions  = { CacheClusterId = "${aws_elasticache_replication_group.cache.replication_group_id}-001" }
      period      = 300
      stat        = "Average"
    }
  }

  metric_query {
    id = "node2"

    metric {
      namespace   = "AWS/ElastiCache"
      metric_name = "EngineCPUUtilization"
      dimensions  = { CacheClusterId = "${aws_elasticache_replication_group.cache.replication_group_id}-002" }
      period      = 300
      stat        = "Average"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "cache_memory" {
  alarm_name          = "web-worker-prod-cache-memory"
  alarm_description   = "cache: DatabaseMemoryUsagePercentage (Average) above 85 for 10 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 85
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]

  metric_query {
    id          = "nodes"
    expression  = "MAX([node1, node2])"
    label       = "cache-memory"
    return_data = true
  }

  metric_query {
    id = "node1"

    metric {
      namespace   = "AWS/ElastiCache"
      metric_name = "DatabaseMemoryUsagePercentage"
      dimensions  = { CacheClusterId = "${aws_elasticache_replication_group.cache.replication_group_id}-001" }
      period      = 300
      stat        = "Average"
    }
  }

  metric_query {
    id = "node2"

    metric {
      namespace   = "AWS/ElastiCache"
      metric_name = "DatabaseMemoryUsagePercentage"
      dimensions  = { CacheClusterId = "${aws_elasticache_replication_group.cache.replication_group_id}-002" }
      period      = 300
      stat        = "Average"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "jobs_dead_letters" {
  alarm_name          = "web-worker-prod-jobs-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.jobs_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "certificate_uploads_example_com" {
  alarm_name          = "web-worker-prod-certificate-uploads-example-com"
  alarm_description   = "ACM renews weeks before; that it has not means that the record which proves the name is gone."
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.uploads_example_com.arn }
  period              = 86400
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 7
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "backups" {
  alarm_name          = "web-worker-prod-backups"
  alarm_description   = "backups: NumberOfBackupJobsFailed (Sum) above 0 for 60 minutes"
  namespace           = "AWS/Backup"
  metric_name         = "NumberOfBackupJobsFailed"
  dimensions          = { BackupVaultName = aws_backup_vault.main.name }
  period              = 3600
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "web-worker-prod"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        x      = 0
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "Latency (s)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "p50", label = "web p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "p95", label = "web p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "p99", label = "web p99" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "Requests"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "Sum", label = "web" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 0
        width  = 8
        height = 6
        properties = {
          title  = "Errors (5xx)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "Sum", label = "web" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "Errors (5xx), % of requests"
          region = "us-east-1"
          period = 60
          metrics = [
            [{ expression = "100 * part0 / whole0", label = "web" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web.arn_suffix,
              {
                stat    = "Sum"
                label   = "web"
                id      = "part0"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.web.arn_suffix,
              {
                stat    = "Sum"
                label   = "web"
                id      = "whole0"
                visible = false
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "CPU (%)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.web.name, { stat = "Average", label = "web" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.worker.name, { stat = "Average", label = "worker" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 6
        width  = 8
        height = 6
        properties = {
          title  = "Memory (%)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.web.name, { stat = "Average", label = "web" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.worker.name, { stat = "Average", label = "worker" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "Running tasks"
          region = "us-east-1"
          period = 60
          metrics = [
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.web.name, { stat = "Average", label = "web" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.worker.name, { stat = "Average", label = "worker" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "Healthy targets"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.web.arn_suffix, { stat = "Minimum", label = "web" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 12
        width  = 8
        height = 6
        properties = {
          title  = "Deployments"
          region = "us-east-1"
          period = 60
          metrics = [
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.web.name, { stat = "Maximum", label = "web" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.worker.name, { stat = "Maximum", label = "worker" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "Database latency (s)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/RDS", "ReadLatency", "DBInstanceIdentifier", aws_db_instance.database.identifier, { stat = "Average", label = "database ReadLatency" }],
            ["AWS/RDS", "WriteLatency", "DBInstanceIdentifier", aws_db_instance.database.identifier, { stat = "Average", label = "database WriteLatency" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "Database connections"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", aws_db_instance.database.identifier, { stat = "Maximum", label = "database" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 18
        width  = 8
        height = 6
        properties = {
          title  = "Free storage (bytes)"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", aws_db_instance.database.identifier, { stat = "Minimum", label = "database" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "Cache hits and misses"
          region = "us-east-1"
          period = 60
          metrics = [
            [{ expression = "SUM([line0node1, line0node2])", label = "cache CacheHits" }],
            [
              "AWS/ElastiCache",
              "CacheHits",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.replication_group_id}-001",
              {
                stat    = "Sum"
                label   = "cache"
                id      = "line0node1"
                visible = false
              },
            ],
            [
              "AWS/ElastiCache",
              "CacheHits",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.replication_group_id}-002",
              {
                stat    = "Sum"
                label   = "cache"
                id      = "line0node2"
                visible = false
              },
            ],
            [{ expression = "SUM([line1node1, line1node2])", label = "cache CacheMisses" }],
            [
              "AWS/ElastiCache",
              "CacheMisses",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.replication_group_id}-001",
              {
                stat    = "Sum"
                label   = "cache"
                id      = "line1node1"
                visible = false
              },
            ],
            [
              "AWS/ElastiCache",
              "CacheMisses",
              "CacheClusterId",
              "${aws_elasticache_replication_group.cache.replication_group_id}-002",
              {
                stat    = "Sum"
                label   = "cache"
                id      = "line1node2"
                visible = false
              },
            ],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "Queue depth"
          region = "us-east-1"
          period = 60
          metrics = [
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.jobs.name, { stat = "Maximum", label = "jobs" }],
          ]
        }
      },
    ]
  })
}
