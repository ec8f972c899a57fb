# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_acm_certificate" "fitness_example_com" {
  domain_name       = "fitness.example.com"
  validation_method = "DNS"

  tags = { Name = "fitness-prod" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "fitness_example_com" {
  certificate_arn         = aws_acm_certificate.fitness_example_com.arn
  validation_record_fqdns = [var.global_route53_record_proof_fitness_example_com_fqdn]
}

resource "aws_acm_certificate" "origin_fitness_example_com" {
  domain_name       = "origin.fitness.example.com"
  validation_method = "DNS"

  tags = { Name = "fitness-prod" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "origin_fitness_example_com" {
  certificate_arn         = aws_acm_certificate.origin_fitness_example_com.arn
  validation_record_fqdns = [var.global_route53_record_proof_origin_fitness_example_com_fqdn]
}
