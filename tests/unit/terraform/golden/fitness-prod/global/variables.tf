# Written by Aerostat from aerostat.yaml; add your own files beside it.

variable "us_east_1_acm_certificate_fitness_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.fitness_example_com in us-east-1"
  type        = string
}

variable "us_east_1_acm_certificate_fitness_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.fitness_example_com in us-east-1"
  type        = string
}

variable "us_east_1_acm_certificate_origin_fitness_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.origin_fitness_example_com in us-east-1"
  type        = string
}

variable "us_east_1_acm_certificate_origin_fitness_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.origin_fitness_example_com in us-east-1"
  type        = string
}

variable "us_east_1_lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main in us-east-1"
  type        = string
}

variable "eu_west_1_lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main in eu-west-1"
  type        = string
}

variable "us_east_1_lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main in us-east-1"
  type        = string
}

variable "eu_west_1_lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main in eu-west-1"
  type        = string
}

variable "us_east_1_kms_key_main_arn" {
  description = "`arn` of aws_kms_key.main in us-east-1"
  type        = string
}

variable "us_east_1_caller_identity_current_account_id" {
  description = "`account_id` of data.aws_caller_identity.current in us-east-1"
  type        = string
}

variable "us_east_1_s3_bucket_images_bucket_regional_domain_name" {
  description = "`bucket_regional_domain_name` of aws_s3_bucket.images in us-east-1"
  type        = string
}

variable "us_east_1_s3_bucket_videos_bucket_regional_domain_name" {
  description = "`bucket_regional_domain_name` of aws_s3_bucket.videos in us-east-1"
  type        = string
}
