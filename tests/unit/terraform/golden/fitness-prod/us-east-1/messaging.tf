# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_sqs_queue" "email_notifications_dead_letter" {
  name                      = "fitness-prod-email-notifications-dead-letter"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "email_notifications" {
  name                       = "fitness-prod-email-notifications"
  visibility_timeout_seconds = 300
  message_retention_seconds  = 1209600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.email_notifications_dead_letter.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "email_notifications" {
  queue_url = aws_sqs_queue.email_notifications_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.email_notifications.arn]
  })
}

resource "aws_sqs_queue_policy" "email_notifications_dead_letter" {
  queue_url = aws_sqs_queue.email_notifications_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.email_notifications_dead_letter.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "UserEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.email_notifications_dead_letter.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.user_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "email_notifications" {
  queue_url = aws_sqs_queue.email_notifications.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.email_notifications.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "UserEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.email_notifications.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.user_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue" "analytics_events_dead_letter" {
  name                      = "fitness-prod-analytics-events-dead-letter"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "analytics_events" {
  name                       = "fitness-prod-analytics-events"
  visibility_timeout_seconds = 180
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.analytics_events_dead_letter.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "analytics_events" {
  queue_url = aws_sqs_queue.analytics_events_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.analytics_events.arn]
  })
}

resource "aws_sqs_queue_policy" "analytics_events_dead_letter" {
  queue_url = aws_sqs_queue.analytics_events_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.analytics_events_dead_letter.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "PaymentEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.analytics_events_dead_letter.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.payment_events.arn }
        }
      },
      {
        Sid       = "UserEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.analytics_events_dead_letter.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.user_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "analytics_events" {
  queue_url = aws_sqs_queue.analytics_events.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.analytics_events.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "PaymentEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.analytics_events.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.payment_events.arn }
        }
      },
      {
        Sid       = "UserEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.analytics_events.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.user_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue" "health_sync_jobs_dead_letter" {
  name                      = "fitness-prod-health-sync-jobs-dead-letter"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "health_sync_jobs" {
  name                       = "fitness-prod-health-sync-jobs"
  visibility_timeout_seconds = 1800
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.health_sync_jobs_dead_letter.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "health_sync_jobs" {
  queue_url = aws_sqs_queue.health_sync_jobs_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.health_sync_jobs.arn]
  })
}

resource "aws_sqs_queue_policy" "health_sync_jobs_dead_letter" {
  queue_url = aws_sqs_queue.health_sync_jobs_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.health_sync_jobs_dead_letter.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue_policy" "health_sync_jobs" {
  queue_url = aws_sqs_queue.health_sync_jobs.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.health_sync_jobs.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue" "payment_webhooks_dead_letter" {
  name                        = "fitness-prod-payment-webhooks-dead-letter.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  message_retention_seconds   = 1209600
  kms_master_key_id           = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "payment_webhooks" {
  name                        = "fitness-prod-payment-webhooks.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  visibility_timeout_seconds  = 30
  message_retention_seconds   = 1209600
  receive_wait_time_seconds   = 20
  kms_master_key_id           = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.payment_webhooks_dead_letter.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "payment_webhooks" {
  queue_url = aws_sqs_queue.payment_webhooks_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.payment_webhooks.arn]
  })
}

resource "aws_sqs_queue_policy" "payment_webhooks_dead_letter" {
  queue_url = aws_sqs_queue.payment_webhooks_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.payment_webhooks_dead_letter.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue_policy" "payment_webhooks" {
  queue_url = aws_sqs_queue.payment_webhooks.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.payment_webhooks.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue" "payments_dead_letter" {
  name                      = "fitness-prod-payments-dead-letter"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "payments" {
  name                       = "fitness-prod-payments"
  visibility_timeout_seconds = 30
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.payments_dead_letter.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "payments" {
  queue_url = aws_sqs_queue.payments_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.payments.arn]
  })
}

resource "aws_sqs_queue_policy" "payments_dead_letter" {
  queue_url = aws_sqs_queue.payments_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.payments_dead_letter.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "PaymentEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.payments_dead_letter.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.payment_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "payments" {
  queue_url = aws_sqs_queue.payments.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.payments.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "PaymentEventsSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.payments.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.payment_events.arn }
        }
      },
    ]
  })
}

resource "aws_sqs_queue" "ai_recommendations_dead_letter" {
  name                      = "fitness-prod-ai-recommendations-dead-letter"
  message_retention_seconds = 1209600
  kms_master_key_id         = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "ai_recommendations" {
  name                       = "fitness-prod-ai-recommendations"
  visibility_timeout_seconds = 900
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.ai_recommendations_dead_letter.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "ai_recommendations" {
  queue_url = aws_sqs_queue.ai_recommendations_dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.ai_recommendations.arn]
  })
}

resource "aws_sqs_queue_policy" "ai_recommendations_dead_letter" {
  queue_url = aws_sqs_queue.ai_recommendations_dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.ai_recommendations_dead_letter.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue_policy" "ai_recommendations" {
  queue_url = aws_sqs_queue.ai_recommendations.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.ai_recommendations.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_sqs_queue" "alarm_digest" {
  name                       = "fitness-prod-alarm-digest"
  visibility_timeout_seconds = 300
  message_retention_seconds  = 1209600
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_key.main.arn
}

resource "aws_sqs_queue_policy" "alarm_digest" {
  queue_url = aws_sqs_queue.alarm_digest.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.alarm_digest.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "AlarmsMediumSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = ["sqs:SendMessage"]
        Resource  = aws_sqs_queue.alarm_digest.arn
        Condition = {
          ArnEquals = { "aws:SourceArn" = aws_sns_topic.alarms_medium.arn }
        }
      },
    ]
  })
}

resource "aws_sns_topic" "payment_events" {
  name              = "fitness-prod-payment-events"
  kms_master_key_id = aws_kms_key.main.arn
}

resource "aws_sns_topic_policy" "payment_events" {
  arn = aws_sns_topic.payment_events.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Owner"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"]
        Resource  = aws_sns_topic.payment_events.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.payment_events.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "payment_events_payments" {
  topic_arn            = aws_sns_topic.payment_events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.payments.arn
  raw_message_delivery = true
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.payments_dead_letter.arn })
}

resource "aws_sns_topic_subscription" "payment_events_analytics_events" {
  topic_arn            = aws_sns_topic.payment_events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.analytics_events.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.analytics_events_dead_letter.arn })
}

resource "aws_sns_topic_subscription" "payment_events_0365b2" {
  topic_arn = aws_sns_topic.payment_events.arn
  protocol  = "https"
  endpoint  = "https://fitness.example.com/events/payments"
}

resource "aws_sns_topic" "user_events" {
  name              = "fitness-prod-user-events"
  kms_master_key_id = aws_kms_key.main.arn
}

resource "aws_sns_topic_policy" "user_events" {
  arn = aws_sns_topic.user_events.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Owner"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"]
        Resource  = aws_sns_topic.user_events.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.user_events.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "user_events_email_notifications" {
  topic_arn            = aws_sns_topic.user_events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.email_notifications.arn
  raw_message_delivery = true
  filter_policy_scope  = "MessageAttributes"

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.email_notifications_dead_letter.arn })

  filter_policy = jsonencode({
    type = ["signup", "password_reset"]
  })
}

resource "aws_sns_topic_subscription" "user_events_analytics_events" {
  topic_arn            = aws_sns_topic.user_events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.analytics_events.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.analytics_events_dead_letter.arn })
}

resource "aws_sns_topic" "content_events" {
  name              = "fitness-prod-content-events"
  kms_master_key_id = aws_kms_key.main.arn
}

resource "aws_sns_topic_policy" "content_events" {
  arn = aws_sns_topic.content_events.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Owner"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"]
        Resource  = aws_sns_topic.content_events.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.content_events.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
    ]
  })
}

resource "aws_sns_topic" "alerts" {
  name              = "fitness-prod-alerts"
  kms_master_key_id = aws_kms_key.main.arn
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Owner"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes"]
        Resource  = aws_sns_topic.alerts.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alerts.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "alerts_be2969" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = "alerts-fitness@example.slack.com"
}

resource "aws_sns_topic_subscription" "alerts_af3c82" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = "ops@example.com"
}

resource "aws_sns_topic_subscription" "alerts_c085ab" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "https"
  endpoint  = "https://events.pagerduty.com/integration/fitness/enqueue"
}
