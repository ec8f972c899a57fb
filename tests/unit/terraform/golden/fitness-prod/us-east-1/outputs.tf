# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer"
  value       = aws_lb.main.dns_name
}

output "load_balancer_zone_id" {
  description = "Hosted zone of the load balancer, for alias records"
  value       = aws_lb.main.zone_id
}

output "vpc_id" {
  description = "Id of the VPC"
  value       = aws_vpc.main.id
}

output "public_ips" {
  description = "Fixed public addresses; those of the NAT gateways are what others see requests come from"
  value = {
    nat_1 = aws_eip.nat_1.public_ip
    nat_2 = aws_eip.nat_2.public_ip
    nat_3 = aws_eip.nat_3.public_ip
  }
}

output "cluster_name" {
  description = "Name of the ECS cluster"
  value       = aws_ecs_cluster.main.name
}

output "service_names" {
  description = "Names of the ECS services"
  value = {
    api      = aws_ecs_service.api.name
    auth     = aws_ecs_service.auth.name
    training = aws_ecs_service.training.name
    content  = aws_ecs_service.content.name
    payment  = aws_ecs_service.payment.name
    ai       = aws_ecs_service.ai.name
  }
}

output "task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions"
  value = {
    api      = aws_ecs_task_definition.api.family
    auth     = aws_ecs_task_definition.auth.family
    training = aws_ecs_task_definition.training.family
    content  = aws_ecs_task_definition.content.family
    payment  = aws_ecs_task_definition.payment.family
    ai       = aws_ecs_task_definition.ai.family
  }
}

output "repository_urls" {
  description = "Repositories that images are pushed to"
  value = {
    api      = aws_ecr_repository.api.repository_url
    auth     = aws_ecr_repository.auth.repository_url
    training = aws_ecr_repository.training.repository_url
    content  = aws_ecr_repository.content.repository_url
    payment  = aws_ecr_repository.payment.repository_url
    ai       = aws_ecr_repository.ai.repository_url
  }
}

output "function_names" {
  description = "Names of the Lambda functions"
  value = {
    send_email          = aws_lambda_function.send_email.function_name
    health_sync         = aws_lambda_function.health_sync.function_name
    ai_recommendation   = aws_lambda_function.ai_recommendation.function_name
    encode_video        = aws_lambda_function.encode_video.function_name
    aggregate_analytics = aws_lambda_function.aggregate_analytics.function_name
    index_content       = aws_lambda_function.index_content.function_name
    invalidate_cdn      = aws_lambda_function.invalidate_cdn.function_name
    send_digest         = aws_lambda_function.send_digest.function_name
  }
}

output "database_endpoints" {
  description = "Host and port of the RDS instances"
  value = {
    database           = aws_db_instance.database.endpoint
    database_analytics = aws_db_instance.database_analytics.endpoint
  }
}

output "database_proxy_endpoints" {
  description = "Hosts of the RDS proxies"
  value       = { database = aws_db_proxy.database.endpoint }
}

output "cache_endpoints" {
  description = "Hosts of the primary nodes of the caches"
  value       = { cache = aws_elasticache_replication_group.cache.primary_endpoint_address }
}

output "search_endpoints" {
  description = "Hosts of the OpenSearch domains"
  value       = { catalogue = aws_opensearch_domain.catalogue.endpoint }
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value = {
    load_balancer_logs = aws_s3_bucket.load_balancer_logs.bucket
    videos             = aws_s3_bucket.videos.bucket
    images             = aws_s3_bucket.images.bucket
    backups            = aws_s3_bucket.backups.bucket
    analytics          = aws_s3_bucket.analytics.bucket
    error_logs         = aws_s3_bucket.error_logs.bucket
    audit_logs         = aws_s3_bucket.audit_logs.bucket
  }
}

output "queue_urls" {
  description = "URLs of the SQS queues"
  value = {
    email_notifications_dead_letter = aws_sqs_queue.email_notifications_dead_letter.url
    email_notifications             = aws_sqs_queue.email_notifications.url
    analytics_events_dead_letter    = aws_sqs_queue.analytics_events_dead_letter.url
    analytics_events                = aws_sqs_queue.analytics_events.url
    health_sync_jobs_dead_letter    = aws_sqs_queue.health_sync_jobs_dead_letter.url
    health_sync_jobs                = aws_sqs_queue.health_sync_jobs.url
    payment_webhooks_dead_letter    = aws_sqs_queue.payment_webhooks_dead_letter.url
    payment_webhooks                = aws_sqs_queue.payment_webhooks.url
    payments_dead_letter            = aws_sqs_queue.payments_dead_letter.url
    payments                        = aws_sqs_queue.payments.url
    ai_recommendations_dead_letter  = aws_sqs_queue.ai_recommendations_dead_letter.url
    ai_recommendations              = aws_sqs_queue.ai_recommendations.url
    alarm_digest                    = aws_sqs_queue.alarm_digest.url
    health_sync_failures            = aws_sqs_queue.health_sync_failures.url
    encode_video_failures           = aws_sqs_queue.encode_video_failures.url
    index_content_failures          = aws_sqs_queue.index_content_failures.url
    invalidate_cdn_failures         = aws_sqs_queue.invalidate_cdn_failures.url
    send_digest_failures            = aws_sqs_queue.send_digest_failures.url
  }
}

output "topic_arns" {
  description = "ARNs of the SNS topics"
  value = {
    payment_events  = aws_sns_topic.payment_events.arn
    user_events     = aws_sns_topic.user_events.arn
    content_events  = aws_sns_topic.content_events.arn
    alerts          = aws_sns_topic.alerts.arn
    alarms_critical = aws_sns_topic.alarms_critical.arn
    alarms_high     = aws_sns_topic.alarms_high.arn
    alarms_medium   = aws_sns_topic.alarms_medium.arn
  }
}

output "secret_arns" {
  description = "ARNs of the secrets; their values are nowhere in Terraform"
  value = {
    database_password    = aws_secretsmanager_secret.database_password.arn
    database_credentials = aws_secretsmanager_secret.database_credentials.arn
    database             = aws_secretsmanager_secret.database.arn
    jwt_secret           = aws_secretsmanager_secret.jwt_secret.arn
    webhook_secret       = aws_secretsmanager_secret.webhook_secret.arn
  }
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value = {
    flow_logs                    = aws_cloudwatch_log_group.flow_logs.name
    database_postgresql          = aws_cloudwatch_log_group.database_postgresql.name
    database_upgrade             = aws_cloudwatch_log_group.database_upgrade.name
    catalogue_search             = aws_cloudwatch_log_group.catalogue_search.name
    api                          = aws_cloudwatch_log_group.api.name
    auth                         = aws_cloudwatch_log_group.auth.name
    training                     = aws_cloudwatch_log_group.training.name
    content                      = aws_cloudwatch_log_group.content.name
    payment                      = aws_cloudwatch_log_group.payment.name
    ai                           = aws_cloudwatch_log_group.ai.name
    send_email_function          = aws_cloudwatch_log_group.send_email_function.name
    health_sync_function         = aws_cloudwatch_log_group.health_sync_function.name
    ai_recommendation_function   = aws_cloudwatch_log_group.ai_recommendation_function.name
    encode_video_function        = aws_cloudwatch_log_group.encode_video_function.name
    aggregate_analytics_function = aws_cloudwatch_log_group.aggregate_analytics_function.name
    index_content_function       = aws_cloudwatch_log_group.index_content_function.name
    invalidate_cdn_function      = aws_cloudwatch_log_group.invalidate_cdn_function.name
    send_digest_function         = aws_cloudwatch_log_group.send_digest_function.name
    error_delivery               = aws_cloudwatch_log_group.error_delivery.name
    audit                        = aws_cloudwatch_log_group.audit.name
  }
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard"
  value       = aws_cloudwatch_dashboard.main.dashboard_name
}

output "kms_key_main_arn" {
  description = "`arn` of aws_kms_key.main, for other modules"
  value       = aws_kms_key.main.arn
}

output "secretsmanager_secret_version_database_password_version_id" {
  description = "`version_id` of aws_secretsmanager_secret_version.database_password, for other modules"
  value       = aws_secretsmanager_secret_version.database_password.version_id
}

output "db_instance_database_arn" {
  description = "`arn` of aws_db_instance.database, for other modules"
  value       = aws_db_instance.database.arn
}

output "acm_certificate_fitness_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.fitness_example_com, for other modules"
  value       = aws_acm_certificate.fitness_example_com.domain_validation_options.*.resource_record_name[0]
}

output "acm_certificate_fitness_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.fitness_example_com, for other modules"
  value       = aws_acm_certificate.fitness_example_com.domain_validation_options.*.resource_record_value[0]
}

output "acm_certificate_origin_fitness_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.origin_fitness_example_com, for other modules"
  value       = aws_acm_certificate.origin_fitness_example_com.domain_validation_options.*.resource_record_name[0]
}

output "acm_certificate_origin_fitness_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.origin_fitness_example_com, for other modules"
  value       = aws_acm_certificate.origin_fitness_example_com.domain_validation_options.*.resource_record_value[0]
}

output "lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main, for other modules"
  value       = aws_lb.main.dns_name
}

output "lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main, for other modules"
  value       = aws_lb.main.zone_id
}

output "caller_identity_current_account_id" {
  description = "`account_id` of data.aws_caller_identity.current, for other modules"
  value       = data.aws_caller_identity.current.account_id
}

output "s3_bucket_images_bucket_regional_domain_name" {
  description = "`bucket_regional_domain_name` of aws_s3_bucket.images, for other modules"
  value       = aws_s3_bucket.images.bucket_regional_domain_name
}

output "s3_bucket_videos_bucket_regional_domain_name" {
  description = "`bucket_regional_domain_name` of aws_s3_bucket.videos, for other modules"
  value       = aws_s3_bucket.videos.bucket_regional_domain_name
}
