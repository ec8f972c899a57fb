# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_elasticache_subnet_group" "main" {
  name        = "web-worker-prod"
  description = "Private subnets of web-worker-prod"
  subnet_ids  = [aws_subnet.private_1.id, aws_subnet.private_2.id]
}

resource "aws_elasticache_replication_group" "cache" {
  #checkov:skip=CKV_AWS_31:reached from its users' security groups only; a token would lie in Terraform's state
  #checkov:skip=CKV_AWS_30:TLS only where the blueprint asks for it (`tls`)
  #checkov:skip=CKV_AWS_191:encrypted with AWS's key; a key of one's own is `encryption: customer`

  replication_group_id       = "web-worker-prod-cache"
  description                = "cache of web-worker-prod"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  port                       = 6379
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [aws_security_group.cache.id]
  at_rest_encryption_enabled = true
  maintenance_window         = "sun:06:30-sun:07:30"
}
