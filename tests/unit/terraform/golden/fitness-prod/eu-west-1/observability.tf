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

resource "aws_sns_topic_subscription" "alarms_medium_alarm_digest" {
  topic_arn            = aws_sns_topic.alarms_medium.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.alarm_digest.arn
  raw_message_delivery = true
}

resource "aws_cloudwatch_metric_alarm" "api_cpu" {
  alarm_name          = "fitness-prod-api-cpu"
  alarm_description   = "api: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.api.name
  }
}

resource "aws_cloudwatch_metric_alarm" "api_memory" {
  alarm_name          = "fitness-prod-api-memory"
  alarm_description   = "api: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.api.name
  }
}

resource "aws_cloudwatch_metric_alarm" "api_5xx" {
  alarm_name          = "fitness-prod-api-5xx"
  alarm_description   = "api: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.api.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "api_latency" {
  alarm_name          = "fitness-prod-api-latency"
  alarm_description   = "api: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.api.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "api_unhealthy" {
  alarm_name          = "fitness-prod-api-unhealthy"
  alarm_description   = "api: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.api.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "api_tasks" {
  alarm_name          = "fitness-prod-api-tasks"
  alarm_description   = "api: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.api.name
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_cpu" {
  alarm_name          = "fitness-prod-auth-cpu"
  alarm_description   = "auth: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.auth.name
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_memory" {
  alarm_name          = "fitness-prod-auth-memory"
  alarm_description   = "auth: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.auth.name
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_5xx" {
  alarm_name          = "fitness-prod-auth-5xx"
  alarm_description   = "auth: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.auth.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_latency" {
  alarm_name          = "fitness-prod-auth-latency"
  alarm_description   = "auth: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.auth.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_unhealthy" {
  alarm_name          = "fitness-prod-auth-unhealthy"
  alarm_description   = "auth: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.auth.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "auth_tasks" {
  alarm_name          = "fitness-prod-auth-tasks"
  alarm_description   = "auth: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.auth.name
  }
}

resource "aws_cloudwatch_metric_alarm" "training_cpu" {
  alarm_name          = "fitness-prod-training-cpu"
  alarm_description   = "training: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.training.name
  }
}

resource "aws_cloudwatch_metric_alarm" "training_memory" {
  alarm_name          = "fitness-prod-training-memory"
  alarm_description   = "training: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.training.name
  }
}

resource "aws_cloudwatch_metric_alarm" "training_5xx" {
  alarm_name          = "fitness-prod-training-5xx"
  alarm_description   = "training: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.training.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "training_latency" {
  alarm_name          = "fitness-prod-training-latency"
  alarm_description   = "training: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.training.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "training_unhealthy" {
  alarm_name          = "fitness-prod-training-unhealthy"
  alarm_description   = "training: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.training.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "training_tasks" {
  alarm_name          = "fitness-prod-training-tasks"
  alarm_description   = "training: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.training.name
  }
}

resource "aws_cloudwatch_metric_alarm" "content_cpu" {
  alarm_name          = "fitness-prod-content-cpu"
  alarm_description   = "content: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.content.name
  }
}

resource "aws_cloudwatch_metric_alarm" "content_memory" {
  alarm_name          = "fitness-prod-content-memory"
  alarm_description   = "content: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.content.name
  }
}

resource "aws_cloudwatch_metric_alarm" "content_5xx" {
  alarm_name          = "fitness-prod-content-5xx"
  alarm_description   = "content: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.content.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "content_latency" {
  alarm_name          = "fitness-prod-content-latency"
  alarm_description   = "content: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.content.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "content_unhealthy" {
  alarm_name          = "fitness-prod-content-unhealthy"
  alarm_description   = "content: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.content.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "content_tasks" {
  alarm_name          = "fitness-prod-content-tasks"
  alarm_description   = "content: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.content.name
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_cpu" {
  alarm_name          = "fitness-prod-payment-cpu"
  alarm_description   = "payment: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.payment.name
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_memory" {
  alarm_name          = "fitness-prod-payment-memory"
  alarm_description   = "payment: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.payment.name
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_5xx" {
  alarm_name          = "fitness-prod-payment-5xx"
  alarm_description   = "payment: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.payment.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_latency" {
  alarm_name          = "fitness-prod-payment-latency"
  alarm_description   = "payment: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.payment.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_unhealthy" {
  alarm_name          = "fitness-prod-payment-unhealthy"
  alarm_description   = "payment: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.payment.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "payment_tasks" {
  alarm_name          = "fitness-prod-payment-tasks"
  alarm_description   = "payment: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.payment.name
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_cpu" {
  alarm_name          = "fitness-prod-ai-cpu"
  alarm_description   = "ai: CPUUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.ai.name
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_memory" {
  alarm_name          = "fitness-prod-ai-memory"
  alarm_description   = "ai: MemoryUtilization (Average) above 80 for 10 minutes"
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
    ServiceName = aws_ecs_service.ai.name
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_5xx" {
  alarm_name          = "fitness-prod-ai-5xx"
  alarm_description   = "ai: HTTPCode_Target_5XX_Count (Sum) above 10 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.ai.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_latency" {
  alarm_name          = "fitness-prod-ai-latency"
  alarm_description   = "ai: TargetResponseTime (p99) above 1 for 5 minutes"
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
    TargetGroup  = aws_lb_target_group.ai.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_unhealthy" {
  alarm_name          = "fitness-prod-ai-unhealthy"
  alarm_description   = "ai: UnHealthyHostCount (Maximum) above 0 for 2 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.ai.arn_suffix
  }
}

resource "aws_cloudwatch_metric_alarm" "ai_tasks" {
  alarm_name          = "fitness-prod-ai-tasks"
  alarm_description   = "ai: RunningTaskCount (Minimum) below 1 for 5 minutes"
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
    ServiceName = aws_ecs_service.ai.name
  }
}

resource "aws_cloudwatch_metric_alarm" "database_cpu" {
  alarm_name          = "fitness-prod-database-cpu"
  alarm_description   = "database: CPUUtilization (Average) above 80 for 10 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_europe.identifier }
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
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_europe.identifier }
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 109951162777.6
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "database_europe_lag" {
  alarm_name          = "fitness-prod-database-europe-lag"
  alarm_description   = "The replica is ten minutes behind its database, or says nothing at all: it may no longer follow."
  namespace           = "AWS/RDS"
  metric_name         = "ReplicaLag"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_europe.identifier }
  period              = 300
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 600
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "cache_cpu" {
  alarm_name          = "fitness-prod-cache-cpu"
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
  alarm_name          = "fitness-prod-cache-memory"
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

resource "aws_cloudwatch_metric_alarm" "email_notifications_dead_letters" {
  alarm_name          = "fitness-prod-email-notifications-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.email_notifications_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "analytics_events_dead_letters" {
  alarm_name          = "fitness-prod-analytics-events-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.analytics_events_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "health_sync_jobs_dead_letters" {
  alarm_name          = "fitness-prod-health-sync-jobs-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.health_sync_jobs_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "payment_webhooks_dead_letters" {
  alarm_name          = "fitness-prod-payment-webhooks-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.payment_webhooks_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "payments_dead_letters" {
  alarm_name          = "fitness-prod-payments-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.payments_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "ai_recommendations_dead_letters" {
  alarm_name          = "fitness-prod-ai-recommendations-dead-letters"
  alarm_description   = "Messages that nobody could process wait in the dead-letter queue."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.ai_recommendations_dead_letter.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "send_email_errors" {
  alarm_name          = "fitness-prod-send-email-errors"
  alarm_description   = "send-email: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-send-email" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "health_sync_errors" {
  alarm_name          = "fitness-prod-health-sync-errors"
  alarm_description   = "health-sync: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-health-sync" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "health_sync_failures" {
  alarm_name          = "fitness-prod-health-sync-failures"
  alarm_description   = "What the function failed to do three times waits for a person."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.health_sync_failures.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "ai_recommendation_errors" {
  alarm_name          = "fitness-prod-ai-recommendation-errors"
  alarm_description   = "ai-recommendation: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-ai-recommendation" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "encode_video_errors" {
  alarm_name          = "fitness-prod-encode-video-errors"
  alarm_description   = "encode-video: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-encode-video" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "encode_video_failures" {
  alarm_name          = "fitness-prod-encode-video-failures"
  alarm_description   = "What the function failed to do three times waits for a person."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.encode_video_failures.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "aggregate_analytics_errors" {
  alarm_name          = "fitness-prod-aggregate-analytics-errors"
  alarm_description   = "aggregate-analytics: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-aggregate-analytics" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "index_content_errors" {
  alarm_name          = "fitness-prod-index-content-errors"
  alarm_description   = "index-content: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-index-content" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "index_content_failures" {
  alarm_name          = "fitness-prod-index-content-failures"
  alarm_description   = "What the function failed to do three times waits for a person."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.index_content_failures.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "invalidate_cdn_errors" {
  alarm_name          = "fitness-prod-invalidate-cdn-errors"
  alarm_description   = "invalidate-cdn: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-invalidate-cdn" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "invalidate_cdn_failures" {
  alarm_name          = "fitness-prod-invalidate-cdn-failures"
  alarm_description   = "What the function failed to do three times waits for a person."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.invalidate_cdn_failures.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "send_digest_errors" {
  alarm_name          = "fitness-prod-send-digest-errors"
  alarm_description   = "send-digest: Errors (Sum) above 5 for 5 minutes"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = "fitness-prod-send-digest" }
  period              = 300
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "send_digest_failures" {
  alarm_name          = "fitness-prod-send-digest-failures"
  alarm_description   = "What the function failed to do three times waits for a person."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.send_digest_failures.name }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "catalogue_red" {
  alarm_name          = "fitness-prod-catalogue-red"
  alarm_description   = "catalogue: ClusterStatus.red (Maximum) above 0 for 5 minutes"
  namespace           = "AWS/ES"
  metric_name         = "ClusterStatus.red"
  period              = 300
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  dimensions = {
    DomainName = aws_opensearch_domain.catalogue.domain_name
    ClientId   = data.aws_caller_identity.current.account_id
  }
}

resource "aws_cloudwatch_metric_alarm" "catalogue_storage" {
  alarm_name          = "fitness-prod-catalogue-storage"
  alarm_description   = "catalogue: FreeStorageSpace (Minimum) below 0.1 MiB for 5 minutes"
  namespace           = "AWS/ES"
  metric_name         = "FreeStorageSpace"
  period              = 300
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 104857.6
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  dimensions = {
    DomainName = aws_opensearch_domain.catalogue.domain_name
    ClientId   = data.aws_caller_identity.current.account_id
  }
}

resource "aws_cloudwatch_metric_alarm" "certificate_fitness_example_com" {
  alarm_name          = "fitness-prod-certificate-fitness-example-com"
  alarm_description   = "ACM renews weeks before; that it has not means that the record which proves the name is gone."
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.fitness_example_com.arn }
  period              = 86400
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 7
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "certificate_origin_fitness_example_com" {
  alarm_name          = "fitness-prod-certificate-origin-fitness-example-com"
  alarm_description   = "ACM renews weeks before; that it has not means that the record which proves the name is gone."
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = aws_acm_certificate.origin_fitness_example_com.arn }
  period              = 86400
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 7
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "many_errors" {
  alarm_name          = "fitness-prod-many-errors"
  alarm_description   = "HTTPCode_Target_5XX_Count / RequestCount (Sum) above 0.05 for 5 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.05
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]

  metric_query {
    id          = "share"
    expression  = "part / whole"
    label       = "many-errors"
    return_data = true
  }

  metric_query {
    id = "part"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = aws_lb.main.arn_suffix }
      period      = 300
      stat        = "Sum"
    }
  }

  metric_query {
    id = "whole"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      dimensions  = { LoadBalancer = aws_lb.main.arn_suffix }
      period      = 300
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "database_down" {
  alarm_name          = "fitness-prod-database-down"
  alarm_description   = "database: DatabaseConnections (Maximum) below 1 for 3 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_europe.identifier }
  period              = 60
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "break_in" {
  alarm_name          = "fitness-prod-break-in"
  alarm_description   = "failed-logins (Sum) above 100 for 60 minutes"
  namespace           = "fitness-prod"
  metric_name         = "failed-logins"
  dimensions          = {}
  period              = 3600
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 100
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_critical.arn]
  ok_actions          = [aws_sns_topic.alarms_critical.arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "fitness-prod-errors"
  alarm_description   = "HTTPCode_Target_5XX_Count / RequestCount (Sum) above 0.01 for 10 minutes"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.01
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]

  metric_query {
    id          = "share"
    expression  = "part / whole"
    label       = "errors"
    return_data = true
  }

  metric_query {
    id = "part"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = aws_lb.main.arn_suffix }
      period      = 600
      stat        = "Sum"
    }
  }

  metric_query {
    id = "whole"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      dimensions  = { LoadBalancer = aws_lb.main.arn_suffix }
      period      = 600
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "fitness-prod-slow"
  alarm_description   = "TargetResponseTime (p95) above 2 for 10 minutes"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  dimensions          = { LoadBalancer = aws_lb.main.arn_suffix }
  period              = 600
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "disk" {
  alarm_name          = "fitness-prod-disk"
  alarm_description   = "database: FreeStorageSpace (Minimum) below 154 GiB for 5 minutes"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.database_europe.identifier }
  period              = 60
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 165000000000
  evaluation_periods  = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_high.arn]
  ok_actions          = [aws_sns_topic.alarms_high.arn]
}

resource "aws_cloudwatch_metric_alarm" "warnings" {
  alarm_name          = "fitness-prod-warnings"
  alarm_description   = "warnings (Sum) above 50 for 60 minutes"
  namespace           = "fitness-prod"
  metric_name         = "warnings"
  dimensions          = {}
  period              = 3600
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 50
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms_medium.arn]
  ok_actions          = [aws_sns_topic.alarms_medium.arn]
}

resource "aws_cloudwatch_log_metric_filter" "failed_logins" {
  name           = "fitness-prod-failed-logins"
  log_group_name = aws_cloudwatch_log_group.auth.name
  pattern        = "{ $.event = \"login_failed\" }"

  metric_transformation {
    name          = "failed-logins"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "logins" {
  name           = "fitness-prod-logins"
  log_group_name = aws_cloudwatch_log_group.auth.name
  pattern        = "{ $.event = \"login\" }"

  metric_transformation {
    name          = "logins"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "signups" {
  name           = "fitness-prod-signups"
  log_group_name = aws_cloudwatch_log_group.auth.name
  pattern        = "{ $.event = \"signup\" }"

  metric_transformation {
    name          = "signups"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "payment_success" {
  name           = "fitness-prod-payment-success"
  log_group_name = aws_cloudwatch_log_group.payment.name
  pattern        = "{ $.event = \"payment\" }"

  metric_transformation {
    name      = "payment-success"
    namespace = "fitness-prod"
    value     = "$.succeeded"
    unit      = "Count"
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_api" {
  name           = "fitness-prod-endpoint-errors-api"
  log_group_name = aws_cloudwatch_log_group.api.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_auth" {
  name           = "fitness-prod-endpoint-errors-auth"
  log_group_name = aws_cloudwatch_log_group.auth.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_training" {
  name           = "fitness-prod-endpoint-errors-training"
  log_group_name = aws_cloudwatch_log_group.training.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_content" {
  name           = "fitness-prod-endpoint-errors-content"
  log_group_name = aws_cloudwatch_log_group.content.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_payment" {
  name           = "fitness-prod-endpoint-errors-payment"
  log_group_name = aws_cloudwatch_log_group.payment.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "endpoint_errors_ai" {
  name           = "fitness-prod-endpoint-errors-ai"
  log_group_name = aws_cloudwatch_log_group.ai.name
  pattern        = "{ $.status >= 500 }"

  metric_transformation {
    name       = "endpoint-errors"
    namespace  = "fitness-prod"
    value      = "1"
    unit       = "Count"
    dimensions = { endpoint = "$.path" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_api" {
  name           = "fitness-prod-warnings-api"
  log_group_name = aws_cloudwatch_log_group.api.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_auth" {
  name           = "fitness-prod-warnings-auth"
  log_group_name = aws_cloudwatch_log_group.auth.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_training" {
  name           = "fitness-prod-warnings-training"
  log_group_name = aws_cloudwatch_log_group.training.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_content" {
  name           = "fitness-prod-warnings-content"
  log_group_name = aws_cloudwatch_log_group.content.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_payment" {
  name           = "fitness-prod-warnings-payment"
  log_group_name = aws_cloudwatch_log_group.payment.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "warnings_ai" {
  name           = "fitness-prod-warnings-ai"
  log_group_name = aws_cloudwatch_log_group.ai.name
  pattern        = "{ $.level = \"WARNING\" }"

  metric_transformation {
    name          = "warnings"
    namespace     = "fitness-prod"
    value         = "1"
    unit          = "Count"
    default_value = "0"
  }
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "fitness-prod-eu-west-1"

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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "p50", label = "api p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "p95", label = "api p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "p99", label = "api p99" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "p50", label = "auth p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "p95", label = "auth p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "p99", label = "auth p99" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "p50", label = "training p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "p95", label = "training p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "p99", label = "training p99" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "p50", label = "content p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "p95", label = "content p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "p99", label = "content p99" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "p50", label = "payment p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "p95", label = "payment p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "p99", label = "payment p99" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "p50", label = "ai p50" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "p95", label = "ai p95" }],
            ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "p99", label = "ai p99" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "Sum", label = "api" }],
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "Sum", label = "auth" }],
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "Sum", label = "training" }],
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "Sum", label = "content" }],
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "Sum", label = "payment" }],
            ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "Sum", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "Sum", label = "api" }],
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "Sum", label = "auth" }],
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "Sum", label = "training" }],
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "Sum", label = "content" }],
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "Sum", label = "payment" }],
            ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "Sum", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            [{ expression = "100 * part0 / whole0", label = "api" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.api.arn_suffix,
              {
                stat    = "Sum"
                label   = "api"
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
              aws_lb_target_group.api.arn_suffix,
              {
                stat    = "Sum"
                label   = "api"
                id      = "whole0"
                visible = false
              },
            ],
            [{ expression = "100 * part1 / whole1", label = "auth" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.auth.arn_suffix,
              {
                stat    = "Sum"
                label   = "auth"
                id      = "part1"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.auth.arn_suffix,
              {
                stat    = "Sum"
                label   = "auth"
                id      = "whole1"
                visible = false
              },
            ],
            [{ expression = "100 * part2 / whole2", label = "training" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.training.arn_suffix,
              {
                stat    = "Sum"
                label   = "training"
                id      = "part2"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.training.arn_suffix,
              {
                stat    = "Sum"
                label   = "training"
                id      = "whole2"
                visible = false
              },
            ],
            [{ expression = "100 * part3 / whole3", label = "content" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.content.arn_suffix,
              {
                stat    = "Sum"
                label   = "content"
                id      = "part3"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.content.arn_suffix,
              {
                stat    = "Sum"
                label   = "content"
                id      = "whole3"
                visible = false
              },
            ],
            [{ expression = "100 * part4 / whole4", label = "payment" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.payment.arn_suffix,
              {
                stat    = "Sum"
                label   = "payment"
                id      = "part4"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.payment.arn_suffix,
              {
                stat    = "Sum"
                label   = "payment"
                id      = "whole4"
                visible = false
              },
            ],
            [{ expression = "100 * part5 / whole5", label = "ai" }],
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.ai.arn_suffix,
              {
                stat    = "Sum"
                label   = "ai"
                id      = "part5"
                visible = false
              },
            ],
            [
              "AWS/ApplicationELB",
              "RequestCount",
              "LoadBalancer",
              aws_lb.main.arn_suffix,
              "TargetGroup",
              aws_lb_target_group.ai.arn_suffix,
              {
                stat    = "Sum"
                label   = "ai"
                id      = "whole5"
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.api.name, { stat = "Average", label = "api" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.auth.name, { stat = "Average", label = "auth" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.training.name, { stat = "Average", label = "training" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.content.name, { stat = "Average", label = "content" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.payment.name, { stat = "Average", label = "payment" }],
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.ai.name, { stat = "Average", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.api.name, { stat = "Average", label = "api" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.auth.name, { stat = "Average", label = "auth" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.training.name, { stat = "Average", label = "training" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.content.name, { stat = "Average", label = "content" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.payment.name, { stat = "Average", label = "payment" }],
            ["AWS/ECS", "MemoryUtilization", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.ai.name, { stat = "Average", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.api.name, { stat = "Average", label = "api" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.auth.name, { stat = "Average", label = "auth" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.training.name, { stat = "Average", label = "training" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.content.name, { stat = "Average", label = "content" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.payment.name, { stat = "Average", label = "payment" }],
            ["ECS/ContainerInsights", "RunningTaskCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.ai.name, { stat = "Average", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.api.arn_suffix, { stat = "Minimum", label = "api" }],
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.auth.arn_suffix, { stat = "Minimum", label = "auth" }],
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.training.arn_suffix, { stat = "Minimum", label = "training" }],
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.content.arn_suffix, { stat = "Minimum", label = "content" }],
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.payment.arn_suffix, { stat = "Minimum", label = "payment" }],
            ["AWS/ApplicationELB", "HealthyHostCount", "LoadBalancer", aws_lb.main.arn_suffix, "TargetGroup", aws_lb_target_group.ai.arn_suffix, { stat = "Minimum", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.api.name, { stat = "Maximum", label = "api" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.auth.name, { stat = "Maximum", label = "auth" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.training.name, { stat = "Maximum", label = "training" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.content.name, { stat = "Maximum", label = "content" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.payment.name, { stat = "Maximum", label = "payment" }],
            ["ECS/ContainerInsights", "DeploymentCount", "ClusterName", aws_ecs_cluster.main.name, "ServiceName", aws_ecs_service.ai.name, { stat = "Maximum", label = "ai" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/RDS", "ReadLatency", "DBInstanceIdentifier", aws_db_instance.database_europe.identifier, { stat = "Average", label = "database ReadLatency" }],
            ["AWS/RDS", "WriteLatency", "DBInstanceIdentifier", aws_db_instance.database_europe.identifier, { stat = "Average", label = "database WriteLatency" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", aws_db_instance.database_europe.identifier, { stat = "Maximum", label = "database" }],
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
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", aws_db_instance.database_europe.identifier, { stat = "Minimum", label = "database" }],
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
          title  = "Replica lag (s)"
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/RDS", "ReplicaLag", "DBInstanceIdentifier", aws_db_instance.database_europe.identifier, { stat = "Maximum", label = "database.europe" }],
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
          title  = "Cache hits and misses"
          region = "eu-west-1"
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
        x      = 16
        y      = 24
        width  = 8
        height = 6
        properties = {
          title  = "Queue depth"
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.email_notifications.name, { stat = "Maximum", label = "email-notifications" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.analytics_events.name, { stat = "Maximum", label = "analytics-events" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.health_sync_jobs.name, { stat = "Maximum", label = "health-sync-jobs" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.payment_webhooks.name, { stat = "Maximum", label = "payment-webhooks" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.payments.name, { stat = "Maximum", label = "payments" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.ai_recommendations.name, { stat = "Maximum", label = "ai-recommendations" }],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.alarm_digest.name, { stat = "Maximum", label = "alarm-digest" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 0
        y      = 30
        width  = 8
        height = 6
        properties = {
          title  = "Function errors"
          region = "eu-west-1"
          period = 60
          metrics = [
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-send-email", { stat = "Sum", label = "send-email" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-health-sync", { stat = "Sum", label = "health-sync" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-ai-recommendation", { stat = "Sum", label = "ai-recommendation" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-encode-video", { stat = "Sum", label = "encode-video" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-aggregate-analytics", { stat = "Sum", label = "aggregate-analytics" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-index-content", { stat = "Sum", label = "index-content" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-invalidate-cdn", { stat = "Sum", label = "invalidate-cdn" }],
            ["AWS/Lambda", "Errors", "FunctionName", "fitness-prod-send-digest", { stat = "Sum", label = "send-digest" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 8
        y      = 30
        width  = 8
        height = 6
        properties = {
          title  = "Counted from logs"
          region = "eu-west-1"
          period = 60
          metrics = [
            ["fitness-prod", "failed-logins", { stat = "Sum", label = "failed-logins" }],
            ["fitness-prod", "logins", { stat = "Sum", label = "logins" }],
            ["fitness-prod", "signups", { stat = "Sum", label = "signups" }],
            ["fitness-prod", "payment-success", { stat = "Average", label = "payment-success" }],
            ["fitness-prod", "warnings", { stat = "Sum", label = "warnings" }],
          ]
        }
      },
      {
        type   = "metric"
        x      = 16
        y      = 30
        width  = 8
        height = 6
        properties = {
          title  = "endpoint-errors"
          region = "eu-west-1"
          period = 60
          metrics = [
            [{ expression = "SEARCH('{fitness-prod,endpoint} MetricName=\"endpoint-errors\"', 'Sum', 60)", label = "" }],
          ]
        }
      },
    ]
  })
}

resource "aws_xray_sampling_rule" "post" {
  rule_name      = "fitness-prod-post"
  priority       = 100
  version        = 1
  reservoir_size = 1
  fixed_rate     = 0.1
  http_method    = "POST"
  url_path       = "*"
  service_name   = "*"
  service_type   = "*"
  host           = "*"
  resource_arn   = "*"
}

resource "aws_xray_sampling_rule" "get" {
  rule_name      = "fitness-prod-get"
  priority       = 101
  version        = 1
  reservoir_size = 1
  fixed_rate     = 0.01
  http_method    = "GET"
  url_path       = "*"
  service_name   = "*"
  service_type   = "*"
  host           = "*"
  resource_arn   = "*"
}

resource "aws_xray_sampling_rule" "errors" {
  rule_name      = "fitness-prod-errors"
  priority       = 102
  version        = 1
  reservoir_size = 1
  fixed_rate     = 1
  http_method    = "*"
  url_path       = "*"
  service_name   = "*"
  service_type   = "*"
  host           = "*"
  resource_arn   = "*"
}
