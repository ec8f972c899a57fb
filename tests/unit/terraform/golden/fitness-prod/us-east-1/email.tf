# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_ses_domain_identity" "mail" {
  domain = "fitness.example.com"
}

resource "aws_ses_domain_dkim" "mail" {
  domain = aws_ses_domain_identity.mail.domain
}

resource "aws_ses_domain_mail_from" "mail" {
  domain           = aws_ses_domain_identity.mail.domain
  mail_from_domain = "bounce.fitness.example.com"
}

resource "aws_route53_record" "mail_dkim_1" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "${aws_ses_domain_dkim.mail.dkim_tokens[0]}._domainkey.fitness.example.com"
  type    = "CNAME"
  ttl     = 600
  records = ["${aws_ses_domain_dkim.mail.dkim_tokens[0]}.dkim.amazonses.com"]
}

resource "aws_route53_record" "mail_dkim_2" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "${aws_ses_domain_dkim.mail.dkim_tokens[1]}._domainkey.fitness.example.com"
  type    = "CNAME"
  ttl     = 600
  records = ["${aws_ses_domain_dkim.mail.dkim_tokens[1]}.dkim.amazonses.com"]
}

resource "aws_route53_record" "mail_dkim_3" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "${aws_ses_domain_dkim.mail.dkim_tokens[2]}._domainkey.fitness.example.com"
  type    = "CNAME"
  ttl     = 600
  records = ["${aws_ses_domain_dkim.mail.dkim_tokens[2]}.dkim.amazonses.com"]
}

resource "aws_route53_record" "mail_dmarc" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "_dmarc.fitness.example.com"
  type    = "TXT"
  ttl     = 600
  records = ["v=DMARC1; p=quarantine"]
}

resource "aws_route53_record" "mail_mail_from_mx" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "bounce.fitness.example.com"
  type    = "MX"
  ttl     = 600
  records = ["10 feedback-smtp.us-east-1.amazonses.com"]
}

resource "aws_route53_record" "mail_mail_from_spf" {
  zone_id = var.global_route53_zone_main_zone_id
  name    = "bounce.fitness.example.com"
  type    = "TXT"
  ttl     = 600
  records = ["v=spf1 include:amazonses.com -all"]
}
