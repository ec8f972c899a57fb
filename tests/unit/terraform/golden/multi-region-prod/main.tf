# Written by Aerostat from aerostat.yaml; add your own files beside it.

module "us_east_1" {
  source = "./us-east-1"

  global_iam_policy_boundary_arn                   = module.global.iam_policy_boundary_arn
  global_route53_record_proof_app_example_com_fqdn = module.global.route53_record_proof_app_example_com_fqdn
  global_route53_health_check_us_east_1_id         = module.global.route53_health_check_us_east_1_id
  global_route53_health_check_us_west_2_id         = module.global.route53_health_check_us_west_2_id
}

module "us_west_2" {
  source    = "./us-west-2"
  providers = { aws = aws.us_west_2 }

  global_iam_policy_boundary_arn                   = module.global.iam_policy_boundary_arn
  global_route53_record_proof_app_example_com_fqdn = module.global.route53_record_proof_app_example_com_fqdn
}

module "global" {
  source = "./global"

  us_east_1_acm_certificate_app_example_com_resource_record_name  = module.us_east_1.acm_certificate_app_example_com_resource_record_name
  us_east_1_acm_certificate_app_example_com_resource_record_value = module.us_east_1.acm_certificate_app_example_com_resource_record_value
  us_east_1_lb_main_dns_name                                      = module.us_east_1.lb_main_dns_name
  us_west_2_lb_main_dns_name                                      = module.us_west_2.lb_main_dns_name
  us_east_1_lb_main_zone_id                                       = module.us_east_1.lb_main_zone_id
  us_west_2_lb_main_zone_id                                       = module.us_west_2.lb_main_zone_id
}
