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

output "bucket_names" {
  description = "Names of the S3 buckets"
  value       = module.us_east_1.bucket_names
}

output "topic_arns" {
  description = "ARNs of the SNS topics"
  value       = module.us_east_1.topic_arns
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value       = module.us_east_1.log_group_names
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard"
  value       = module.us_east_1.dashboard_name
}

output "us_west_2_load_balancer_dns_name" {
  description = "DNS name of the load balancer (us-west-2)"
  value       = module.us_west_2.load_balancer_dns_name
}

output "us_west_2_load_balancer_zone_id" {
  description = "Hosted zone of the load balancer, for alias records (us-west-2)"
  value       = module.us_west_2.load_balancer_zone_id
}

output "us_west_2_vpc_id" {
  description = "Id of the VPC (us-west-2)"
  value       = module.us_west_2.vpc_id
}

output "us_west_2_public_ips" {
  description = "Fixed public addresses; those of the NAT gateways are what others see requests come from (us-west-2)"
  value       = module.us_west_2.public_ips
}

output "us_west_2_cluster_name" {
  description = "Name of the ECS cluster (us-west-2)"
  value       = module.us_west_2.cluster_name
}

output "us_west_2_service_names" {
  description = "Names of the ECS services (us-west-2)"
  value       = module.us_west_2.service_names
}

output "us_west_2_task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions (us-west-2)"
  value       = module.us_west_2.task_definition_families
}

output "us_west_2_repository_urls" {
  description = "Repositories that images are pushed to (us-west-2)"
  value       = module.us_west_2.repository_urls
}

output "us_west_2_bucket_names" {
  description = "Names of the S3 buckets (us-west-2)"
  value       = module.us_west_2.bucket_names
}

output "us_west_2_topic_arns" {
  description = "ARNs of the SNS topics (us-west-2)"
  value       = module.us_west_2.topic_arns
}

output "us_west_2_log_group_names" {
  description = "Log groups, for `aws logs tail` (us-west-2)"
  value       = module.us_west_2.log_group_names
}

output "us_west_2_dashboard_name" {
  description = "Name of the CloudWatch dashboard (us-west-2)"
  value       = module.us_west_2.dashboard_name
}

output "name_servers" {
  description = "Name servers that the registrar of the domain must name"
  value       = module.global.name_servers
}
