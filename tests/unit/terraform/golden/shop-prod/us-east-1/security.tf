# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_security_group" "load_balancer" {
  name        = "shop-prod-load-balancer"
  description = "What reaches the load balancer"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "shop-prod-load-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_80" {
  #checkov:skip=CKV_AWS_260:the application is public; port 80 is the way in until it has a domain, then to HTTPS

  security_group_id = aws_security_group.load_balancer.id
  description       = "From anywhere"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_443" {
  security_group_id = aws_security_group.load_balancer.id
  description       = "From anywhere"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_web" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to web"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_security_group" "web" {
  name        = "shop-prod-web"
  description = "Tasks of web"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "shop-prod-web" }
}

resource "aws_vpc_security_group_ingress_rule" "web_from_load_balancer" {
  security_group_id            = aws_security_group.web.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_egress_rule" "web_https" {
  security_group_id = aws_security_group.web.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "web_to_database" {
  security_group_id            = aws_security_group.web.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "web_to_cache" {
  security_group_id            = aws_security_group.web.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "worker" {
  name        = "shop-prod-worker"
  description = "Tasks of worker"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "shop-prod-worker" }
}

resource "aws_vpc_security_group_egress_rule" "worker_https" {
  security_group_id = aws_security_group.worker.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "worker_to_database" {
  security_group_id            = aws_security_group.worker.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "worker_to_cache" {
  security_group_id            = aws_security_group.worker.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "database" {
  name        = "shop-prod-database"
  description = "What reaches database"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "shop-prod-database" }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_web" {
  security_group_id            = aws_security_group.database.id
  description                  = "From web"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_worker" {
  security_group_id            = aws_security_group.database.id
  description                  = "From worker"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.worker.id
}

resource "aws_security_group" "cache" {
  name        = "shop-prod-cache"
  description = "What reaches cache"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "shop-prod-cache" }
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_web" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From web"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.web.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_worker" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From worker"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.worker.id
}
