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
  value       = { app = aws_ecs_service.app.name }
}

output "task_definition_families" {
  description = "Families of the task definitions; deployments register their next revisions"
  value       = { app = aws_ecs_task_definition.app.family }
}

output "repository_urls" {
  description = "Repositories that images are pushed to"
  value       = { app = aws_ecr_repository.app.repository_url }
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value       = { load_balancer_logs = aws_s3_bucket.load_balancer_logs.bucket }
}

output "topic_arns" {
  description = "ARNs of the SNS topics"
  value = {
    alarms_critical = aws_sns_topic.alarms_critical.arn
    alarms_high     = aws_sns_topic.alarms_high.arn
    alarms_medium   = aws_sns_topic.alarms_medium.arn
  }
}

output "parameter_arns" {
  description = "ARNs of the parameters in Parameter Store"
  value       = { app_secret = aws_ssm_parameter.app_secret.arn }
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value = {
    flow_logs = aws_cloudwatch_log_group.flow_logs.name
    app       = aws_cloudwatch_log_group.app.name
  }
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard"
  value       = aws_cloudwatch_dashboard.main.dashboard_name
}

output "acm_certificate_app_example_com_resource_record_name" {
  description = "`domain_validation_options.*.resource_record_name[0]` of aws_acm_certificate.app_example_com, for other modules"
  value       = aws_acm_certificate.app_example_com.domain_validation_options.*.resource_record_name[0]
}

output "acm_certificate_app_example_com_resource_record_value" {
  description = "`domain_validation_options.*.resource_record_value[0]` of aws_acm_certificate.app_example_com, for other modules"
  value       = aws_acm_certificate.app_example_com.domain_validation_options.*.resource_record_value[0]
}

output "lb_main_dns_name" {
  description = "`dns_name` of aws_lb.main, for other modules"
  value       = aws_lb.main.dns_name
}

output "lb_main_zone_id" {
  description = "`zone_id` of aws_lb.main, for other modules"
  value       = aws_lb.main.zone_id
}
