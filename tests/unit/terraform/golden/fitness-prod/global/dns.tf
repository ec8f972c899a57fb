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
resource "aws_route53_record" "proof_fitness_example_com" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = var.us_east_1_acm_certificate_fitness_example_com_resource_record_name
  type            = "CNAME"
  ttl             = 300
  records         = [var.us_east_1_acm_certificate_fitness_example_com_resource_record_value]
  allow_overwrite = true
}

resource "aws_route53_record" "proof_origin_fitness_example_com" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = var.us_east_1_acm_certificate_origin_fitness_example_com_resource_record_name
  type            = "CNAME"
  ttl             = 300
  records         = [var.us_east_1_acm_certificate_origin_fitness_example_com_resource_record_value]
  allow_overwrite = true
}

resource "aws_route53_health_check" "us_east_1" {
  type              = "HTTPS"
  fqdn              = var.us_east_1_lb_main_dns_name
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 2

  tags = { Name = "fitness-prod-us-east-1" }
}

resource "aws_route53_health_check" "eu_west_1" {
  type              = "HTTPS"
  fqdn              = var.eu_west_1_lb_main_dns_name
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 2

  tags = { Name = "fitness-prod-eu-west-1" }
}

resource "aws_route53_record" "fitness_example_com" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "fitness.example.com"
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.main.domain_name
    zone_id                = aws_cloudfront_distribution.main.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "fitness_example_com_ipv6" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "fitness.example.com"
  type    = "AAAA"

  alias {
    name                   = aws_cloudfront_distribution.main.domain_name
    zone_id                = aws_cloudfront_distribution.main.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "main_us_east_1_na" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "origin.fitness.example.com"
  type            = "A"
  set_identifier  = "us-east-1-NA"
  health_check_id = aws_route53_health_check.us_east_1.id

  geolocation_routing_policy {
    continent = "NA"
  }

  alias {
    name                   = var.us_east_1_lb_main_dns_name
    zone_id                = var.us_east_1_lb_main_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "main_us_east_1_sa" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "origin.fitness.example.com"
  type            = "A"
  set_identifier  = "us-east-1-SA"
  health_check_id = aws_route53_health_check.us_east_1.id

  geolocation_routing_policy {
    continent = "SA"
  }

  alias {
    name                   = var.us_east_1_lb_main_dns_name
    zone_id                = var.us_east_1_lb_main_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "main_eu_west_1_eu" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "origin.fitness.example.com"
  type            = "A"
  set_identifier  = "eu-west-1-EU"
  health_check_id = aws_route53_health_check.eu_west_1.id

  geolocation_routing_policy {
    continent = "EU"
  }

  alias {
    name                   = var.eu_west_1_lb_main_dns_name
    zone_id                = var.eu_west_1_lb_main_zone_id
    evaluate_target_health = true
  }
}

# The rest of the world, and who finds the region of their own location ill.
resource "aws_route53_record" "main_elsewhere" {
  #checkov:skip=CKV2_AWS_23:it leads to another name of this zone, which leads on

  zone_id        = aws_route53_zone.main.zone_id
  name           = "origin.fitness.example.com"
  type           = "A"
  set_identifier = "elsewhere"

  geolocation_routing_policy {
    country = "*"
  }

  alias {
    name                   = "anywhere.origin.fitness.example.com"
    zone_id                = aws_route53_zone.main.zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "main_anywhere_primary" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "anywhere.origin.fitness.example.com"
  type            = "A"
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.us_east_1.id

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = var.us_east_1_lb_main_dns_name
    zone_id                = var.us_east_1_lb_main_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "main_anywhere_secondary" {
  zone_id         = aws_route53_zone.main.zone_id
  name            = "anywhere.origin.fitness.example.com"
  type            = "A"
  set_identifier  = "secondary"
  health_check_id = aws_route53_health_check.eu_west_1.id

  failover_routing_policy {
    type = "SECONDARY"
  }

  alias {
    name                   = var.eu_west_1_lb_main_dns_name
    zone_id                = var.eu_west_1_lb_main_zone_id
    evaluate_target_health = true
  }
}
