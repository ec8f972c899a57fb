# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_s3_bucket" "load_balancer_logs" {
  #checkov:skip=CKV_AWS_18:the log of a log would have no end
  #checkov:skip=CKV_AWS_21:every object is written once, by AWS
  #checkov:skip=CKV_AWS_144:logs of this region, of no use without it
  #checkov:skip=CKV_AWS_145:AWS writes these logs only under its own key
  #checkov:skip=CKV2_AWS_62:nobody waits for a log file

  bucket        = "fitness-prod-load-balancer-logs-eu-west-1-${data.aws_caller_identity.current.account_id}"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "load_balancer_logs" {
  bucket                  = aws_s3_bucket.load_balancer_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "load_balancer_logs" {
  bucket = aws_s3_bucket.load_balancer_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "load_balancer_logs" {
  bucket = aws_s3_bucket.load_balancer_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "load_balancer_logs" {
  bucket = aws_s3_bucket.load_balancer_logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "load_balancer_logs" {
  bucket = aws_s3_bucket.load_balancer_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource = [
          aws_s3_bucket.load_balancer_logs.arn,
          "${aws_s3_bucket.load_balancer_logs.arn}/*",
        ]
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      },
      {
        Sid       = "Delivery"
        Effect    = "Allow"
        Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
        Action    = ["s3:PutObject"]
        Resource  = "${aws_s3_bucket.load_balancer_logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
        Condition = {
          ArnLike = {
            "aws:SourceArn" = "arn:aws:elasticloadbalancing:eu-west-1:${data.aws_caller_identity.current.account_id}:loadbalancer/*"
          }
        }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.load_balancer_logs]
}

resource "aws_lb" "main" {
  #checkov:skip=CKV2_AWS_28:the web ACL stands before the CDN

  name                       = "fitness-prod"
  internal                   = false
  security_groups            = [aws_security_group.load_balancer.id, aws_security_group.health_checks.id]
  subnets                    = [aws_subnet.public_1.id, aws_subnet.public_2.id, aws_subnet.public_3.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    bucket  = aws_s3_bucket.load_balancer_logs.bucket
    enabled = true
  }

  depends_on = [aws_internet_gateway.main, aws_s3_bucket_policy.load_balancer_logs]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.fitness_example_com.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "no service has this route"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_certificate" "origin_fitness_example_com" {
  listener_arn    = aws_lb_listener.https.arn
  certificate_arn = aws_acm_certificate_validation.origin_fitness_example_com.certificate_arn
}

# Its name ends with a digest of what cannot be changed, so that a new one can stand beside it.
resource "aws_lb_target_group" "api" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-api-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 3600
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "auth" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-auth-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "training" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-training-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "content" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-content-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "payment" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-payment-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "ai" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only its security group reaches the tasks, inside the VPC

  name                 = "fitness-prod-ai-ba34"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30

  health_check {
    path                = "/health"
    interval            = 30
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The priority follows from the route alone, longer ones first: a new rule leaves others alone.
resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 49761

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}

resource "aws_lb_listener_rule" "auth" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 49228

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.auth.arn
  }

  condition {
    path_pattern {
      values = ["/auth/*"]
    }
  }
}

resource "aws_lb_listener_rule" "training" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 48819

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.training.arn
  }

  condition {
    path_pattern {
      values = ["/training/*"]
    }
  }
}

resource "aws_lb_listener_rule" "content" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 48994

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.content.arn
  }

  condition {
    path_pattern {
      values = ["/content/*"]
    }
  }
}

resource "aws_lb_listener_rule" "payment" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 48847

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.payment.arn
  }

  condition {
    path_pattern {
      values = ["/payments/*"]
    }
  }
}

resource "aws_lb_listener_rule" "ai" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 48150

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.ai.arn
  }

  condition {
    path_pattern {
      values = ["/recommendations/*"]
    }
  }
}
