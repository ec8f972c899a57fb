# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_acm_certificate" "shop_example_com" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"

  tags = { Name = "shop-prod" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "shop_example_com" {
  certificate_arn         = aws_acm_certificate.shop_example_com.arn
  validation_record_fqdns = [var.global_route53_record_proof_shop_example_com_fqdn]
}
