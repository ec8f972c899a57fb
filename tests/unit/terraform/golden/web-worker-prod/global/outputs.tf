# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "urls" {
  description = "Where the application answers"
  value       = { main = "https://${aws_route53_record.main.fqdn}" }
}

output "name_servers" {
  description = "Name servers that the registrar of the domain must name"
  value       = aws_route53_zone.main.name_servers
}

output "pipeline_role_arns" {
  description = "Roles that pipelines assume through OpenID Connect"
  value = {
    ci_deploy = aws_iam_role.ci_deploy.arn
    ci_plan   = aws_iam_role.ci_plan.arn
    ci_apply  = aws_iam_role.ci_apply.arn
  }
}

output "iam_policy_boundary_arn" {
  description = "`arn` of aws_iam_policy.boundary, for other modules"
  value       = aws_iam_policy.boundary.arn
}

output "route53_record_proof_uploads_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_uploads_example_com, for other modules"
  value       = aws_route53_record.proof_uploads_example_com.fqdn
}

output "route53_zone_main_zone_id" {
  description = "`zone_id` of aws_route53_zone.main, for other modules"
  value       = aws_route53_zone.main.zone_id
}

output "iam_policy_backup_boundary_arn" {
  description = "`arn` of aws_iam_policy.backup_boundary, for other modules"
  value       = aws_iam_policy.backup_boundary.arn
}
