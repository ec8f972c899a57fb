# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "urls" {
  description = "Where the application answers"
  value       = { fitness_example_com = "https://${aws_route53_record.fitness_example_com.fqdn}" }
}

output "distribution_domain_name" {
  description = "Domain name of the CloudFront distribution"
  value       = aws_cloudfront_distribution.main.domain_name
}

output "distribution_id" {
  description = "Id of the CloudFront distribution, for invalidations"
  value       = aws_cloudfront_distribution.main.id
}

output "name_servers" {
  description = "Name servers that the registrar of the domain must name"
  value       = aws_route53_zone.main.name_servers
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value       = { cdn_logs = aws_s3_bucket.cdn_logs.bucket }
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value       = { waf = aws_cloudwatch_log_group.waf.name }
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

output "route53_record_proof_fitness_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_fitness_example_com, for other modules"
  value       = aws_route53_record.proof_fitness_example_com.fqdn
}

output "route53_record_proof_origin_fitness_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_origin_fitness_example_com, for other modules"
  value       = aws_route53_record.proof_origin_fitness_example_com.fqdn
}

output "cloudfront_distribution_main_arn" {
  description = "`arn` of aws_cloudfront_distribution.main, for other modules"
  value       = aws_cloudfront_distribution.main.arn
}

output "route53_zone_main_zone_id" {
  description = "`zone_id` of aws_route53_zone.main, for other modules"
  value       = aws_route53_zone.main.zone_id
}

output "acm_certificate_cdn_arn" {
  description = "`arn` of aws_acm_certificate.cdn, for other modules"
  value       = aws_acm_certificate.cdn.arn
}

output "route53_health_check_us_east_1_id" {
  description = "`id` of aws_route53_health_check.us_east_1, for other modules"
  value       = aws_route53_health_check.us_east_1.id
}

output "route53_health_check_eu_west_1_id" {
  description = "`id` of aws_route53_health_check.eu_west_1, for other modules"
  value       = aws_route53_health_check.eu_west_1.id
}

output "iam_policy_backup_boundary_arn" {
  description = "`arn` of aws_iam_policy.backup_boundary, for other modules"
  value       = aws_iam_policy.backup_boundary.arn
}
