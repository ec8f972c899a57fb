# Written by Aerostat from aerostat.yaml; add your own files beside it.

module "us_east_1" {
  source = "./us-east-1"

  global_route53_record_proof_uploads_example_com_fqdn = module.global.route53_record_proof_uploads_example_com_fqdn
  global_route53_zone_main_zone_id                     = module.global.route53_zone_main_zone_id
}

module "global" {
  source = "./global"

  us_east_1_acm_certificate_uploads_example_com_domain_validation_options_resource_record_name_0  = module.us_east_1.acm_certificate_uploads_example_com_domain_validation_options_resource_record_name_0
  us_east_1_acm_certificate_uploads_example_com_domain_validation_options_resource_record_value_0 = module.us_east_1.acm_certificate_uploads_example_com_domain_validation_options_resource_record_value_0
  us_east_1_lb_main_dns_name                                                                      = module.us_east_1.lb_main_dns_name
  us_east_1_lb_main_zone_id                                                                       = module.us_east_1.lb_main_zone_id
}
