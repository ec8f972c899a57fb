# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "urls" {
  description = "Where the application answers"
  value = {
    main_us_east_1 = "https://${aws_route53_record.main_us_east_1.fqdn}"
    main_us_west_2 = "https://${aws_route53_record.main_us_west_2.fqdn}"
  }
}

output "name_servers" {
  description = "Name servers that the registrar of the domain must name"
  value       = aws_route53_zone.main.name_servers
}

output "iam_policy_boundary_arn" {
  description = "`arn` of aws_iam_policy.boundary, for other modules"
  value       = aws_iam_policy.boundary.arn
}

output "route53_record_proof_app_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_app_example_com, for other modules"
  value       = aws_route53_record.proof_app_example_com.fqdn
}

output "route53_health_check_us_east_1_id" {
  description = "`id` of aws_route53_health_check.us_east_1, for other modules"
  value       = aws_route53_health_check.us_east_1.id
}

output "route53_health_check_us_west_2_id" {
  description = "`id` of aws_route53_health_check.us_west_2, for other modules"
  value       = aws_route53_health_check.us_west_2.id
}
