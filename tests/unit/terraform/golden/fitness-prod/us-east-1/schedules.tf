# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_iam_role" "recommendations_schedule" {
  name                 = "fitness-prod-recommendations-schedule"
  assume_role_policy   = local.scheduler_trust
  permissions_boundary = var.global_iam_policy_boundary_arn
}

resource "aws_iam_role_policy" "recommendations_schedule" {
  name = "schedule"
  role = aws_iam_role.recommendations_schedule.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Send"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.ai_recommendations.arn
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.main.arn
      },
    ]
  })
}

resource "aws_scheduler_schedule" "recommendations_schedule" {
  name                         = "fitness-prod-recommendations"
  schedule_expression          = "rate(1 hour)"
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = aws_kms_key.main.arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sqs_queue.ai_recommendations.arn
    input    = "{\"kind\": \"batch\"}"
    role_arn = aws_iam_role.recommendations_schedule.arn

    retry_policy {
      maximum_retry_attempts = 3
    }
  }

  depends_on = [aws_iam_role_policy.recommendations_schedule]
}
