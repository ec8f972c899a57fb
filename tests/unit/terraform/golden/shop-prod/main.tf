# Written by Aerostat from aerostat.yaml; add your own files beside it.

module "us_east_1" {
  source = "./us-east-1"

  global_iam_policy_boundary_arn                    = module.global.iam_policy_boundary_arn
  global_route53_record_proof_shop_example_com_fqdn = module.global.route53_record_proof_shop_example_com_fqdn
  global_route53_zone_main_zone_id                  = module.global.route53_zone_main_zone_id
  global_iam_policy_backup_boundary_arn             = module.global.iam_policy_backup_boundary_arn
}

module "global" {
  source = "./global"

  us_east_1_acm_certificate_shop_example_com_resource_record_name  = module.us_east_1.acm_certificate_shop_example_com_resource_record_name
  us_east_1_acm_certificate_shop_example_com_resource_record_value = module.us_east_1.acm_certificate_shop_example_com_resource_record_value
  us_east_1_lb_main_dns_name                                       = module.us_east_1.lb_main_dns_name
  us_east_1_lb_main_zone_id                                        = module.us_east_1.lb_main_zone_id
}
