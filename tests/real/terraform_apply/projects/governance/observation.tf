resource "aws_cloudwatch_log_group" "application" {
  name              = "/ecs/harbour/web"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.logs.arn
  log_group_class   = "STANDARD"
}

resource "aws_kms_key" "logs" {
  description             = "Logs"
  deletion_window_in_days = 7
  enable_key_rotation     = true
}

resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "harbour-errors"
  log_group_name = aws_cloudwatch_log_group.application.name
  pattern        = "{ $.level = \"ERROR\" }"

  metric_transformation {
    namespace     = "harbour"
    name          = "Errors"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_query_definition" "slow" {
  name            = "harbour/slow"
  log_group_names = [aws_cloudwatch_log_group.application.name]
  query_string    = "fields @timestamp, @message | filter duration > 1000 | sort @timestamp desc | limit 20"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "harbour-errors"
  alarm_description   = "Look at the log first"
  namespace           = "harbour"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "rate" {
  alarm_name          = "harbour-error-rate"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 3
  alarm_actions       = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "rate"
    expression  = "100 * errors / requests"
    label       = "Errors of a hundred"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      period      = 60
      stat        = "Sum"
      dimensions  = { LoadBalancer = "app/harbour/0123456789abcdef" }
    }
  }

  metric_query {
    id = "requests"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      period      = 60
      stat        = "Sum"
      dimensions  = { LoadBalancer = "app/harbour/0123456789abcdef" }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "harbour-latency"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p99"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 5
  dimensions          = { LoadBalancer = "app/harbour/0123456789abcdef" }
}

resource "aws_cloudwatch_composite_alarm" "page" {
  alarm_name        = "harbour-page"
  alarm_description = "Somebody must get up"
  alarm_rule        = "ALARM(${aws_cloudwatch_metric_alarm.errors.alarm_name}) AND ALARM(${aws_cloudwatch_metric_alarm.latency.alarm_name})"
  alarm_actions     = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "harbour"

  dashboard_body = jsonencode({
    widgets = [{
      type   = "metric"
      x      = 0
      y      = 0
      width  = 12
      height = 6
      properties = {
        region  = data.aws_region.current.name
        title   = "Errors"
        metrics = [["harbour", "Errors", { stat = "Sum" }]]
      }
    }]
  })
}

resource "aws_sns_topic" "alarms" {
  name = "harbour-alarms"
}

resource "aws_xray_sampling_rule" "web" {
  rule_name      = "harbour-web"
  priority       = 1000
  version        = 1
  reservoir_size = 1
  fixed_rate     = 0.05
  host           = "*"
  http_method    = "*"
  url_path       = "*"
  service_name   = "web"
  service_type   = "*"
  resource_arn   = "*"
}

resource "aws_xray_group" "slow" {
  group_name        = "harbour-slow"
  filter_expression = "responsetime > 2"

  insights_configuration {
    insights_enabled      = true
    notifications_enabled = false
  }
}
