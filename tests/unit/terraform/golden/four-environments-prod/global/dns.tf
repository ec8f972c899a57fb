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

resource "aws_route53_record" "main" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "app.example.com"
  type    = "A"

  alias {
    name                   = var.us_east_1_lb_main_dns_name
    zone_id                = var.us_east_1_lb_main_zone_id
    evaluate_target_health = true
  }
}
