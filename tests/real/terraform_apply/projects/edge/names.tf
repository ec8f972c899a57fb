resource "aws_route53_zone" "main" {
  name          = "gallery.example.com"
  comment       = "The gallery"
  force_destroy = true
}

resource "aws_route53_health_check" "origin" {
  for_each = toset(["east", "west"])

  fqdn              = "${each.key}.gallery.example.com"
  type              = "HTTPS"
  port              = 443
  resource_path     = "/healthz"
  request_interval  = 30
  failure_threshold = 3
  measure_latency   = false

  tags = { Name = each.key }
}

resource "aws_route53_record" "apex" {
  for_each = toset(["A", "AAAA"])

  zone_id = aws_route53_zone.main.zone_id
  name    = "gallery.example.com"
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.main.domain_name
    zone_id                = aws_cloudfront_distribution.main.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "origin" {
  for_each = { PRIMARY = "east", SECONDARY = "west" }

  zone_id         = aws_route53_zone.main.zone_id
  name            = "origin.gallery.example.com"
  type            = "CNAME"
  ttl             = 30
  records         = ["${each.value}.gallery.example.com"]
  set_identifier  = each.value
  health_check_id = aws_route53_health_check.origin[each.value].id

  failover_routing_policy {
    type = each.key
  }
}

resource "aws_route53_record" "nearest" {
  for_each = { EU = "west", default = "east" }

  zone_id        = aws_route53_zone.main.zone_id
  name           = "nearest.gallery.example.com"
  type           = "CNAME"
  ttl            = 60
  records        = ["${each.value}.gallery.example.com"]
  set_identifier = each.key

  geolocation_routing_policy {
    continent = each.key == "EU" ? "EU" : null
    country   = each.key == "EU" ? null : "*"
  }
}

resource "aws_route53_record" "fastest" {
  for_each = { "us-east-1" = "east", "us-west-2" = "west" }

  zone_id        = aws_route53_zone.main.zone_id
  name           = "fastest.gallery.example.com"
  type           = "CNAME"
  ttl            = 60
  records        = ["${each.value}.gallery.example.com"]
  set_identifier = each.key

  latency_routing_policy {
    region = each.key
  }
}

resource "aws_route53_record" "weighted" {
  for_each = { blue = 90, green = 10 }

  zone_id        = aws_route53_zone.main.zone_id
  name           = "weighted.gallery.example.com"
  type           = "CNAME"
  ttl            = 60
  records        = ["${each.key}.gallery.example.com"]
  set_identifier = each.key

  weighted_routing_policy {
    weight = each.value
  }
}

resource "aws_route53_record" "mail" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "gallery.example.com"
  type    = "TXT"
  ttl     = 300
  records = ["v=spf1 include:amazonses.com -all"]
}
