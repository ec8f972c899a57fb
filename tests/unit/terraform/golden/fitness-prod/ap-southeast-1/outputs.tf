# Written by Aerostat from aerostat.yaml; add your own files beside it.

output "vpc_id" {
  description = "Id of the VPC"
  value       = aws_vpc.main.id
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

output "database_endpoints" {
  description = "Host and port of the RDS instances"
  value       = { database_asia = aws_db_instance.database_asia.endpoint }
}

output "bucket_names" {
  description = "Names of the S3 buckets"
  value       = { videos = aws_s3_bucket.videos.bucket }
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
  value       = { database = aws_secretsmanager_secret.database.arn }
}

output "log_group_names" {
  description = "Log groups, for `aws logs tail`"
  value       = { flow_logs = aws_cloudwatch_log_group.flow_logs.name }
}

output "kms_replica_key_main_arn" {
  description = "`arn` of aws_kms_replica_key.main, for other modules"
  value       = aws_kms_replica_key.main.arn
}

output "s3_bucket_versioning_videos_bucket" {
  description = "`bucket` of aws_s3_bucket_versioning.videos, for other modules"
  value       = aws_s3_bucket_versioning.videos.bucket
}

output "s3_bucket_videos_arn" {
  description = "`arn` of aws_s3_bucket.videos, for other modules"
  value       = aws_s3_bucket.videos.arn
}
