# Written by Aerostat from aerostat.yaml; add your own files beside it.

variable "us_east_1_acm_certificate_app_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.app_example_com in us-east-1"
  type        = string
}

variable "us_east_1_acm_certificate_app_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.app_example_com in us-east-1"
  type        = string
}

variable "us_east_1_lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main in us-east-1"
  type        = string
}

variable "us_west_2_lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main in us-west-2"
  type        = string
}

variable "us_east_1_lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main in us-east-1"
  type        = string
}

variable "us_west_2_lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main in us-west-2"
  type        = string
}
