# Written by Aerostat from aerostat.yaml; add your own files beside it.

variable "global_iam_policy_boundary_arn" {
  description = "`arn` of aws_iam_policy.boundary in global"
  type        = string
}

variable "global_route53_record_proof_app_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_app_example_com in global"
  type        = string
}

variable "global_route53_health_check_us_east_1_id" {
  description = "`id` of aws_route53_health_check.us_east_1 in global"
  type        = string
}

variable "global_route53_health_check_us_west_2_id" {
  description = "`id` of aws_route53_health_check.us_west_2 in global"
  type        = string
}
