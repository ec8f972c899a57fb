# Written by Aerostat from aerostat.yaml; add your own files beside it.

variable "global_iam_policy_boundary_arn" {
  description = "`arn` of aws_iam_policy.boundary in global"
  type        = string
}

variable "global_route53_record_proof_fitness_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_fitness_example_com in global"
  type        = string
}

variable "global_route53_record_proof_origin_fitness_example_com_fqdn" {
  description = "`fqdn` of aws_route53_record.proof_origin_fitness_example_com in global"
  type        = string
}

variable "us_east_1_kms_key_main_arn" {
  description = "`arn` of aws_kms_key.main in us-east-1"
  type        = string
}

variable "us_east_1_secretsmanager_secret_version_database_password_version_id" {
  description = "`version_id` of aws_secretsmanager_secret_version.database_password in us-east-1"
  type        = string
}

variable "us_east_1_db_instance_database_arn" {
  description = "`arn` of aws_db_instance.database in us-east-1"
  type        = string
}

variable "global_route53_zone_main_zone_id" {
  description = "`zone_id` of aws_route53_zone.main in global"
  type        = string
}
