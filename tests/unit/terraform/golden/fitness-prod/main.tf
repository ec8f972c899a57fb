# Written by Aerostat from aerostat.yaml; add your own files beside it.

module "us_east_1" {
  source = "./us-east-1"

  global_iam_policy_boundary_arn                              = module.global.iam_policy_boundary_arn
  global_route53_record_proof_fitness_example_com_fqdn        = module.global.route53_record_proof_fitness_example_com_fqdn
  global_route53_record_proof_origin_fitness_example_com_fqdn = module.global.route53_record_proof_origin_fitness_example_com_fqdn
  ap_southeast_1_kms_replica_key_main_arn                     = module.ap_southeast_1.kms_replica_key_main_arn
  eu_west_1_kms_replica_key_main_arn                          = module.eu_west_1.kms_replica_key_main_arn
  global_cloudfront_distribution_main_arn                     = module.global.cloudfront_distribution_main_arn
  eu_west_1_s3_bucket_versioning_videos_bucket                = module.eu_west_1.s3_bucket_versioning_videos_bucket
  ap_southeast_1_s3_bucket_versioning_videos_bucket           = module.ap_southeast_1.s3_bucket_versioning_videos_bucket
  eu_west_1_s3_bucket_versioning_backups_bucket               = module.eu_west_1.s3_bucket_versioning_backups_bucket
  global_route53_zone_main_zone_id                            = module.global.route53_zone_main_zone_id
  global_acm_certificate_cdn_arn                              = module.global.acm_certificate_cdn_arn
  global_route53_health_check_us_east_1_id                    = module.global.route53_health_check_us_east_1_id
  global_route53_health_check_eu_west_1_id                    = module.global.route53_health_check_eu_west_1_id
  eu_west_1_s3_bucket_videos_arn                              = module.eu_west_1.s3_bucket_videos_arn
  ap_southeast_1_s3_bucket_videos_arn                         = module.ap_southeast_1.s3_bucket_videos_arn
  eu_west_1_s3_bucket_images_arn                              = module.eu_west_1.s3_bucket_images_arn
  eu_west_1_s3_bucket_backups_arn                             = module.eu_west_1.s3_bucket_backups_arn
  eu_west_1_s3_bucket_analytics_arn                           = module.eu_west_1.s3_bucket_analytics_arn
  global_iam_policy_backup_boundary_arn                       = module.global.iam_policy_backup_boundary_arn
  eu_west_1_backup_vault_main_arn                             = module.eu_west_1.backup_vault_main_arn
}

module "eu_west_1" {
  source    = "./eu-west-1"
  providers = { aws = aws.eu_west_1 }

  global_iam_policy_boundary_arn                                       = module.global.iam_policy_boundary_arn
  global_route53_record_proof_fitness_example_com_fqdn                 = module.global.route53_record_proof_fitness_example_com_fqdn
  global_route53_record_proof_origin_fitness_example_com_fqdn          = module.global.route53_record_proof_origin_fitness_example_com_fqdn
  us_east_1_kms_key_main_arn                                           = module.us_east_1.kms_key_main_arn
  us_east_1_secretsmanager_secret_version_database_password_version_id = module.us_east_1.secretsmanager_secret_version_database_password_version_id
  us_east_1_db_instance_database_arn                                   = module.us_east_1.db_instance_database_arn
  global_route53_zone_main_zone_id                                     = module.global.route53_zone_main_zone_id
}

module "ap_southeast_1" {
  source    = "./ap-southeast-1"
  providers = { aws = aws.ap_southeast_1 }

  global_iam_policy_boundary_arn                                       = module.global.iam_policy_boundary_arn
  us_east_1_kms_key_main_arn                                           = module.us_east_1.kms_key_main_arn
  us_east_1_secretsmanager_secret_version_database_password_version_id = module.us_east_1.secretsmanager_secret_version_database_password_version_id
  us_east_1_db_instance_database_arn                                   = module.us_east_1.db_instance_database_arn
}

module "global" {
  source = "./global"

  us_east_1_acm_certificate_fitness_example_com_resource_record_name         = module.us_east_1.acm_certificate_fitness_example_com_resource_record_name
  us_east_1_acm_certificate_fitness_example_com_resource_record_value        = module.us_east_1.acm_certificate_fitness_example_com_resource_record_value
  us_east_1_acm_certificate_origin_fitness_example_com_resource_record_name  = module.us_east_1.acm_certificate_origin_fitness_example_com_resource_record_name
  us_east_1_acm_certificate_origin_fitness_example_com_resource_record_value = module.us_east_1.acm_certificate_origin_fitness_example_com_resource_record_value
  us_east_1_lb_main_dns_name                                                 = module.us_east_1.lb_main_dns_name
  eu_west_1_lb_main_dns_name                                                 = module.eu_west_1.lb_main_dns_name
  us_east_1_lb_main_zone_id                                                  = module.us_east_1.lb_main_zone_id
  eu_west_1_lb_main_zone_id                                                  = module.eu_west_1.lb_main_zone_id
  us_east_1_kms_key_main_arn                                                 = module.us_east_1.kms_key_main_arn
  us_east_1_caller_identity_current_account_id                               = module.us_east_1.caller_identity_current_account_id
  us_east_1_s3_bucket_images_bucket_regional_domain_name                     = module.us_east_1.s3_bucket_images_bucket_regional_domain_name
  us_east_1_s3_bucket_videos_bucket_regional_domain_name                     = module.us_east_1.s3_bucket_videos_bucket_regional_domain_name
}
