resource "aws_sqs_queue" "dead_letters" {
  name                      = "archive-thumbnails-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "thumbnails" {
  name                       = "archive-thumbnails"
  visibility_timeout_seconds = 120
  receive_wait_time_seconds  = 20
  kms_master_key_id          = aws_kms_alias.main.name

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letters" {
  queue_url = aws_sqs_queue.dead_letters.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.thumbnails.arn]
  })
}

resource "aws_sqs_queue_policy" "thumbnails" {
  queue_url = aws_sqs_queue.thumbnails.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Uploads"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.thumbnails.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_s3_bucket.uploads.arn } }
      },
      {
        Sid       = "Events"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.thumbnails.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn } }
      },
    ]
  })
}

resource "aws_sqs_queue" "orders" {
  name                        = "archive-orders.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"
}

resource "aws_sns_topic" "events" {
  name              = "archive-events"
  display_name      = "The archive"
  kms_master_key_id = aws_kms_alias.main.name
}

resource "aws_sns_topic_policy" "events" {
  arn = aws_sns_topic.events.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Uploads"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.events.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_s3_bucket.uploads.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.thumbnails.arn
  raw_message_delivery = true
  filter_policy_scope  = "MessageBody"

  filter_policy = jsonencode({
    kind = ["created", { prefix = "re" }]
    size = [{ numeric = [">", 0] }]
  })

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_letters.arn })
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.events.arn
  protocol  = "email"
  endpoint  = "operations@example.com"
}

resource "aws_sns_topic_subscription" "webhook" {
  topic_arn                       = aws_sns_topic.events.arn
  protocol                        = "https"
  endpoint                        = "https://hooks.example.com/archive"
  confirmation_timeout_in_minutes = 1
  endpoint_auto_confirms          = false
}

resource "aws_sns_topic" "orders" {
  name                        = "archive-orders.fifo"
  fifo_topic                  = true
  content_based_deduplication = true
}
