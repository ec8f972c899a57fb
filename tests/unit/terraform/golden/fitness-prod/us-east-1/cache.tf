# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_elasticache_subnet_group" "main" {
  name        = "fitness-prod"
  description = "Private subnets of fitness-prod"
  subnet_ids  = [aws_subnet.cache_1.id, aws_subnet.cache_2.id]
}

resource "aws_elasticache_parameter_group" "cache" {
  name        = "fitness-prod-cache"
  family      = "redis7"
  description = "Parameters of fitness-prod-cache"

  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_replication_group" "cache" {
  #checkov:skip=CKV_AWS_31:reached from its users' security groups only; a token would lie in Terraform's state

  replication_group_id       = "fitness-prod-cache"
  description                = "cache of fitness-prod"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.r6g.xlarge"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  port                       = 6379
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [aws_security_group.cache.id]
  at_rest_encryption_enabled = true
  maintenance_window         = "sun:06:30-sun:07:30"
  kms_key_id                 = aws_kms_key.main.arn
  transit_encryption_enabled = true
  parameter_group_name       = aws_elasticache_parameter_group.cache.name
  snapshot_retention_limit   = 35
  snapshot_window            = "05:00-06:00"
}
