resource "aws_elasticache_subnet_group" "main" {
  name       = "ledger"
  subnet_ids = aws_subnet.isolated[*].id
}

resource "aws_elasticache_parameter_group" "main" {
  name        = "ledger"
  family      = "valkey8"
  description = "What the ledger needs"

  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id = "ledger"
  description          = "Sessions"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = "cache.t4g.small"
  num_cache_clusters   = 2
  port                 = 6379

  parameter_group_name       = aws_elasticache_parameter_group.main.name
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [aws_security_group.database.id]
  automatic_failover_enabled = true
  multi_az_enabled           = true

  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  auth_token                 = "a-token-of-more-than-16-characters"
  kms_key_id                 = aws_kms_key.database.arn

  snapshot_retention_limit = 5
  snapshot_window          = "03:00-05:00"
  maintenance_window       = "sun:05:00-sun:06:00"
  apply_immediately        = true
}
