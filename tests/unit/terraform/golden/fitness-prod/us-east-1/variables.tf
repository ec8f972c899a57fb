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

variable "ap_southeast_1_kms_replica_key_main_arn" {
  description = "`arn` of aws_kms_replica_key.main in ap-southeast-1"
  type        = string
}

variable "eu_west_1_kms_replica_key_main_arn" {
  description = "`arn` of aws_kms_replica_key.main in eu-west-1"
  type        = string
}

variable "global_cloudfront_distribution_main_arn" {
  description = "`arn` of aws_cloudfront_distribution.main in global"
  type        = string
}

variable "eu_west_1_s3_bucket_versioning_videos_bucket" {
  description = "`bucket` of aws_s3_bucket_versioning.videos in eu-west-1"
  type        = string
}

variable "ap_southeast_1_s3_bucket_versioning_videos_bucket" {
  description = "`bucket` of aws_s3_bucket_versioning.videos in ap-southeast-1"
  type        = string
}

variable "eu_west_1_s3_bucket_versioning_backups_bucket" {
  description = "`bucket` of aws_s3_bucket_versioning.backups in eu-west-1"
  type        = string
}

variable "global_route53_zone_main_zone_id" {
  description = "`zone_id` of aws_route53_zone.main in global"
  type        = string
}

variable "global_acm_certificate_cdn_arn" {
  description = "`arn` of aws_acm_certificate.cdn in global"
  type        = string
}

variable "global_route53_health_check_us_east_1_id" {
  description = "`id` of aws_route53_health_check.us_east_1 in global"
  type        = string
}

variable "global_route53_health_check_eu_west_1_id" {
  description = "`id` of aws_route53_health_check.eu_west_1 in global"
  type        = string
}

variable "eu_west_1_s3_bucket_videos_arn" {
  description = "`arn` of aws_s3_bucket.videos in eu-west-1"
  type        = string
}

variable "ap_southeast_1_s3_bucket_videos_arn" {
  description = "`arn` of aws_s3_bucket.videos in ap-southeast-1"
  type        = string
}

variable "eu_west_1_s3_bucket_images_arn" {
  description = "`arn` of aws_s3_bucket.images in eu-west-1"
  type        = string
}

variable "eu_west_1_s3_bucket_backups_arn" {
  description = "`arn` of aws_s3_bucket.backups in eu-west-1"
  type        = string
}

variable "eu_west_1_s3_bucket_analytics_arn" {
  description = "`arn` of aws_s3_bucket.analytics in eu-west-1"
  type        = string
}

variable "global_iam_policy_backup_boundary_arn" {
  description = "`arn` of aws_iam_policy.backup_boundary in global"
  type        = string
}

variable "eu_west_1_backup_vault_main_arn" {
  description = "`arn` of aws_backup_vault.main in eu-west-1"
  type        = string
}
