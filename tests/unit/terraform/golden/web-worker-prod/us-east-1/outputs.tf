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
  }
}

output "cluster_name" {
  description = "Name of the ECS cluster"
  value       = aws_ecs_cluster.main.name
}

output "service_names" {
  description = "Names of the ECS services"
  value = {
    web    = aws_ecs_service.web.name
    worker = aws_ecs_service.worker.name
  }
}

output "task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions"
  value = {
    web    = aws_ecs_task_definition.web.family
    worker = aws_ecs_task_definition.worker.family
  }
}

output "repository_urls" {
  description = "Repositories that images are pushed to"
  value = {
    web    = aws_ecr_repository.web.repository_url
    worker = aws_ecr_repository.worker.repository_url
  }
}

output "database_endpoints" {
  description = "Host and port of the RDS instances"
  value       = { database = aws_db_instance.database.endpoint }
}

output "cache_endpoints" {
  description = "Hosts of the primary nodes of the caches"
  value       = { cache = aws_elasticache_replication_group.cache.primary_endpoint_address }
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value = {
    load_balancer_logs = aws_s3_bucket.load_balancer_logs.bucket
    uploads            = aws_s3_bucket.uploads.bucket
  }
}

output "queue_urls" {
  description = "URLs of the SQS queues"
  value = {
    jobs_dead_letter = aws_sqs_queue.jobs_dead_letter.url
    jobs             = aws_sqs_queue.jobs.url
  }
}

output "topic_arns" {
  description = "ARNs of the SNS topics"
  value = {
    alarms_critical = aws_sns_topic.alarms_critical.arn
    alarms_high     = aws_sns_topic.alarms_high.arn
    alarms_medium   = aws_sns_topic.alarms_medium.arn
  }
}

output "secret_arns" {
  description = "ARNs of the secrets; their values are nowhere in Terraform"
  value = {
    database_password = aws_secretsmanager_secret.database_password.arn
    database          = aws_secretsmanager_secret.database.arn
    session_secret    = aws_secretsmanager_secret.session_secret.arn
  }
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value = {
    flow_logs           = aws_cloudwatch_log_group.flow_logs.name
    database_postgresql = aws_cloudwatch_log_group.database_postgresql.name
    database_upgrade    = aws_cloudwatch_log_group.database_upgrade.name
    web                 = aws_cloudwatch_log_group.web.name
    worker              = aws_cloudwatch_log_group.worker.name
  }
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard"
  value       = aws_cloudwatch_dashboard.main.dashboard_name
}

output "acm_certificate_uploads_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.uploads_example_com, for other modules"
  value       = aws_acm_certificate.uploads_example_com.domain_validation_options.*.resource_record_name[0]
}

output "acm_certificate_uploads_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.uploads_example_com, for other modules"
  value       = aws_acm_certificate.uploads_example_com.domain_validation_options.*.resource_record_value[0]
}

output "lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main, for other modules"
  value       = aws_lb.main.dns_name
}

output "lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main, for other modules"
  value       = aws_lb.main.zone_id
}
