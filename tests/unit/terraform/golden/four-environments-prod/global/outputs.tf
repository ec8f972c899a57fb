# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "urls" {
  description = "Where the application answers"
  value       = { main = "https://${aws_route53_record.main.fqdn}" }
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
