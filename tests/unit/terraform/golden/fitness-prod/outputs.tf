# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "urls" {
  description = "Where the application answers"
  value       = module.global.urls
}

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer"
  value       = module.us_east_1.load_balancer_dns_name
}

output "load_balancer_zone_id" {
  description = "Hosted zone of the load balancer, for alias records"
  value       = module.us_east_1.load_balancer_zone_id
}

output "vpc_id" {
  description = "Id of the VPC"
  value       = module.us_east_1.vpc_id
}

output "public_ips" {
  description = "Fixed public addresses; those of the NAT gateways are what others see requests come from"
  value       = module.us_east_1.public_ips
}

output "cluster_name" {
  description = "Name of the ECS cluster"
  value       = module.us_east_1.cluster_name
}

output "service_names" {
  description = "Names of the ECS services"
  value       = module.us_east_1.service_names
}

output "task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions"
  value       = module.us_east_1.task_definition_families
}

output "repository_urls" {
  description = "Repositories that images are pushed to"
  value       = module.us_east_1.repository_urls
}

output "function_names" {
  description = "Names of the Lambda functions"
  value       = module.us_east_1.function_names
}

output "database_endpoints" {
  description = "Host and port of the RDS instances"
  value       = module.us_east_1.database_endpoints
}

output "database_proxy_endpoints" {
  description = "Hosts of the RDS proxies"
  value       = module.us_east_1.database_proxy_endpoints
}

output "cache_endpoints" {
  description = "Hosts of the primary nodes of the caches"
  value       = module.us_east_1.cache_endpoints
}

output "search_endpoints" {
  description = "Hosts of the OpenSearch domains"
  value       = module.us_east_1.search_endpoints
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value       = module.us_east_1.bucket_names
}

output "queue_urls" {
  description = "URLs of the SQS queues"
  value       = module.us_east_1.queue_urls
}

output "topic_arns" {
  description = "ARNs of the SNS topics"
  value       = module.us_east_1.topic_arns
}

output "secret_arns" {
  description = "ARNs of the secrets; their values are nowhere in Terraform"
  value       = module.us_east_1.secret_arns
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value       = module.us_east_1.log_group_names
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard"
  value       = module.us_east_1.dashboard_name
}

output "eu_west_1_load_balancer_dns_name" {
  description = "DNS name of the load balancer (eu-west-1)"
  value       = module.eu_west_1.load_balancer_dns_name
}

output "eu_west_1_load_balancer_zone_id" {
  description = "Hosted zone of the load balancer, for alias records (eu-west-1)"
  value       = module.eu_west_1.load_balancer_zone_id
}

output "eu_west_1_vpc_id" {
  description = "Id of the VPC (eu-west-1)"
  value       = module.eu_west_1.vpc_id
}

output "eu_west_1_public_ips" {
  description = "Fixed public addresses; those of the NAT gateways are what others see requests come from (eu-west-1)"
  value       = module.eu_west_1.public_ips
}

output "eu_west_1_cluster_name" {
  description = "Name of the ECS cluster (eu-west-1)"
  value       = module.eu_west_1.cluster_name
}

output "eu_west_1_service_names" {
  description = "Names of the ECS services (eu-west-1)"
  value       = module.eu_west_1.service_names
}

output "eu_west_1_task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions (eu-west-1)"
  value       = module.eu_west_1.task_definition_families
}

output "eu_west_1_repository_urls" {
  description = "Repositories that images are pushed to (eu-west-1)"
  value       = module.eu_west_1.repository_urls
}

output "eu_west_1_function_names" {
  description = "Names of the Lambda functions (eu-west-1)"
  value       = module.eu_west_1.function_names
}

output "eu_west_1_database_endpoints" {
  description = "Host and port of the RDS instances (eu-west-1)"
  value       = module.eu_west_1.database_endpoints
}

output "eu_west_1_cache_endpoints" {
  description = "Hosts of the primary nodes of the caches (eu-west-1)"
  value       = module.eu_west_1.cache_endpoints
}

output "eu_west_1_search_endpoints" {
  description = "Hosts of the OpenSearch domains (eu-west-1)"
  value       = module.eu_west_1.search_endpoints
}

output "eu_west_1_bucket_names" {
  description = "Names of the S3 buckets (eu-west-1)"
  value       = module.eu_west_1.bucket_names
}

output "eu_west_1_queue_urls" {
  description = "URLs of the SQS queues (eu-west-1)"
  value       = module.eu_west_1.queue_urls
}

output "eu_west_1_topic_arns" {
  description = "ARNs of the SNS topics (eu-west-1)"
  value       = module.eu_west_1.topic_arns
}

output "eu_west_1_secret_arns" {
  description = "ARNs of the secrets; their values are nowhere in Terraform (eu-west-1)"
  value       = module.eu_west_1.secret_arns
}

output "eu_west_1_log_group_names" {
  description = "Log groups, for `aws logs tail` (eu-west-1)"
  value       = module.eu_west_1.log_group_names
}

output "eu_west_1_dashboard_name" {
  description = "Name of the CloudWatch dashboard (eu-west-1)"
  value       = module.eu_west_1.dashboard_name
}

output "ap_southeast_1_vpc_id" {
  description = "Id of the VPC (ap-southeast-1)"
  value       = module.ap_southeast_1.vpc_id
}

output "ap_southeast_1_repository_urls" {
  description = "Repositories that images are pushed to (ap-southeast-1)"
  value       = module.ap_southeast_1.repository_urls
}

output "ap_southeast_1_database_endpoints" {
  description = "Host and port of the RDS instances (ap-southeast-1)"
  value       = module.ap_southeast_1.database_endpoints
}

output "ap_southeast_1_bucket_names" {
  description = "Names of the S3 buckets (ap-southeast-1)"
  value       = module.ap_southeast_1.bucket_names
}

output "ap_southeast_1_topic_arns" {
  description = "ARNs of the SNS topics (ap-southeast-1)"
  value       = module.ap_southeast_1.topic_arns
}

output "ap_southeast_1_secret_arns" {
  description = "ARNs of the secrets; their values are nowhere in Terraform (ap-southeast-1)"
  value       = module.ap_southeast_1.secret_arns
}

output "ap_southeast_1_log_group_names" {
  description = "Log groups, for `aws logs tail` (ap-southeast-1)"
  value       = module.ap_southeast_1.log_group_names
}

output "distribution_domain_name" {
  description = "Domain name of the CloudFront distribution"
  value       = module.global.distribution_domain_name
}

output "distribution_id" {
  description = "Id of the CloudFront distribution, for invalidations"
  value       = module.global.distribution_id
}

output "name_servers" {
  description = "Name servers that the registrar of the domain must name"
  value       = module.global.name_servers
}

output "global_bucket_names" {
  description = "Names of the S3 buckets (global)"
  value       = module.global.bucket_names
}

output "global_log_group_names" {
  description = "Log groups, for `aws logs tail` (global)"
  value       = module.global.log_group_names
}

output "pipeline_role_arns" {
  description = "Roles that pipelines assume through OpenID Connect"
  value       = module.global.pipeline_role_arns
}
