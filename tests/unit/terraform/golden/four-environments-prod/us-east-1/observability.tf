# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_sns_topic" "alarms_critical" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "devops-app-prod-alarms-critical"
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

resource "aws_sns_topic_subscription" "alarms_critical_bb1727" {
  topic_arn = aws_sns_topic.alarms_critical.arn
  protocol  = "email"
  endpoint  = "devops-team@example.com"
}

resource "aws_sns_topic" "alarms_high" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "devops-app-prod-alarms-high"
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

resource "aws_sns_topic_subscription" "alarms_high_bb1727" {
  topic_arn = aws_sns_topic.alarms_high.arn
  protocol  = "email"
  endpoint  = "devops-team@example.com"
}

resource "aws_sns_topic" "alarms_medium" {
  #checkov:skip=CKV_AWS_26:CloudWatch cannot publish to a topic under SNS's own key; `encryption: customer` can

  name = "devops-app-prod-alarms-medium"
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

resource "aws_sns_topic_subscription" "alarms_medium_bb1727" {
  topic_arn = aws_sns_topic.alarms_medium.arn
  protocol  = "email"
  endpoint  = "devops-team@example.com"
}

resource "aws_cloudwatch_metric_alarm" "app_cpu" {
  alarm_name          = "devops-app-prod-app-cpu"
  alarm_description   = "app: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.app.name
  }
}

resource "aws_cloudwatch_metric_alarm" "app_memory" {
  alarm_name          = "devops-app-prod-app-memory"
  alarm_description   = "app: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.app.name
  }
}

resource "aws_cloudwatch_metric_alarm" "app_5xx" {
  alarm_name          = "devops-app-prod-app-5xx"
  alarm_description   = "app: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.app.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "app_latency" {
  alarm_name          = "devops-app-prod-app-latency"
  alarm_description   = "app: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.app.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "app_unhealthy" {
  alarm_name          = "devops-app-prod-app-unhealthy"
  alarm_description   = "app: UnHealthyHostCount (Maximum) above 0 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.app.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "app_tasks" {
  alarm_name          = "devops-app-prod-app-tasks"
  alarm_description   = "app: RunningTaskCount (Minimum) below 1 for 5 minutes"
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.app.name
  }
}

resource "aws_cloudwatch_metric_alarm" "certificate_app_example_com" {
  alarm_name          = "devops-app-prod-certificate-app-example-com"
  alarm_description   = "ACM renews weeks before; that it has not means that the record which proves the name is gone."
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.app_example_com.arn }
  period              = 86400
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 7
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "devops-app-prod"

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
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "p50", label = "app p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "p95", label = "app p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "p99", label = "app p99" }],
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
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "Sum", label = "app" }],
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
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "Sum", label = "app" }],
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
            [{ expression = "100 * part0 / whole0", label = "app" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.app.arn_suffix,
              {
                stat    = "Sum"
                label   = "app"
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
              aws_lb_target_group.app.arn_suffix,
              {
                stat    = "Sum"
                label   = "app"
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
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.app.name, { stat = "Average", label = "app" }],
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
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.app.name, { stat = "Average", label = "app" }],
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
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.app.name, { stat = "Average", label = "app" }],
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
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix, { stat = "Minimum", label = "app" }],
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
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.app.name, { stat = "Maximum", label = "app" }],
          ]
        }
      },
    ]
  })
}
