resource "aws_s3_bucket" "logs" {
  bucket        = "gate-load-balancer-logs"
  force_destroy = true
}

data "aws_iam_policy_document" "logs" {
  statement {
    sid       = "LogDelivery"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/alb/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.logs.json
}

resource "aws_lb" "main" {
  name               = "gate"
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.load_balancer.id]
  subnets            = aws_subnet.public[*].id
  idle_timeout       = 60

  drop_invalid_header_fields = true
  enable_deletion_protection = false
  enable_http2               = true
  preserve_host_header       = true
  client_keep_alive          = 3600
  desync_mitigation_mode     = "defensive"

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "alb"
    enabled = true
  }

  depends_on = [aws_s3_bucket_policy.logs, aws_internet_gateway.main]
}

resource "aws_lb_target_group" "web" {
  for_each = toset(["blue", "green"])

  name        = "gate-web-${each.key}"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id

  deregistration_delay          = 30
  slow_start                    = 0
  load_balancing_algorithm_type = "least_outstanding_requests"

  health_check {
    path                = "/healthz"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  stickiness {
    type            = "lb_cookie"
    cookie_duration = 3600
    enabled         = false
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.main.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 100

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.web["blue"].arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.web["green"].arn
        weight = 0
      }
    }
  }

  condition {
    host_header {
      values = ["shop.gate.example.com"]
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }

  tags = { Name = "web" }
}

resource "aws_lb_listener_rule" "test" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 50

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web["green"].arn
  }

  condition {
    http_header {
      http_header_name = "x-test-traffic"
      values           = ["green"]
    }
  }

  condition {
    source_ip {
      values = ["10.0.0.0/8"]
    }
  }

  condition {
    query_string {
      key   = "preview"
      value = "1"
    }
  }
}

resource "aws_acm_certificate" "second" {
  domain_name       = "partner.gate.example.com"
  validation_method = "DNS"
}

resource "aws_route53_record" "second_validation" {
  zone_id = aws_route53_zone.main.zone_id
  name    = one(aws_acm_certificate.second.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.second.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.second.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "second" {
  certificate_arn         = aws_acm_certificate.second.arn
  validation_record_fqdns = [aws_route53_record.second_validation.fqdn]
}

resource "aws_lb_listener_certificate" "second" {
  listener_arn    = aws_lb_listener.https.arn
  certificate_arn = aws_acm_certificate_validation.second.certificate_arn
}
