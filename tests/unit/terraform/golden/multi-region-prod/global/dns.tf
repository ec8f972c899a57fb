# Written by Aerostat from aerostat.yaml; add your own files beside it.

# Certificates are issued once the parent zone, or the registrar, names this zone's name servers.
# Until then an apply waits. To learn them before:
#   terraform apply -target=module.global.aws_route53_zone.main
# A zone that is made anew has other name servers, so this one stays.
resource "aws_route53_zone" "main" {
  #checkov:skip=CKV2_AWS_38:a signed zone needs its parent's help, which Terraform cannot have; see Route 53's DNSSEC guide
  #checkov:skip=CKV2_AWS_39:what is asked for shows in the logs of the load balancers and the CDN

  name = "example.com"

  lifecycle {
    prevent_destroy = true
  }
}

# Another environment may have proved the same name, by the same record.
resource "aws_route53_record" "proof_app_example_com" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = var.us_east_1_acm_certificate_app_example_com_resource_record_name
  type            = "CNAME"
  ttl             = 300
  records         = [var.us_east_1_acm_certificate_app_example_com_resource_record_value]
  allow_overwrite = true
}

resource "aws_route53_health_check" "us_east_1" {
  type              = "HTTPS"
  fqdn              = var.us_east_1_lb_main_dns_name
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 2

  tags = { Name = "multi-region-prod-us-east-1" }
}

resource "aws_route53_health_check" "us_west_2" {
  type              = "HTTPS"
  fqdn              = var.us_west_2_lb_main_dns_name
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 2

  tags = { Name = "multi-region-prod-us-west-2" }
}

resource "aws_route53_record" "main_us_east_1" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "app.example.com"
  type            = "A"
  set_identifier  = "us-east-1"
  health_check_id = aws_route53_health_check.us_east_1.id

  latency_routing_policy {
    region = "us-east-1"
  }

  alias {
    name                   = var.us_east_1_lb_main_dns_name
    zone_id                = var.us_east_1_lb_main_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "main_us_west_2" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "app.example.com"
  type            = "A"
  set_identifier  = "us-west-2"
  health_check_id = aws_route53_health_check.us_west_2.id

  latency_routing_policy {
    region = "us-west-2"
  }

  alias {
    name                   = var.us_west_2_lb_main_dns_name
    zone_id                = var.us_west_2_lb_main_zone_id
    evaluate_target_health = true
  }
}
