# Written by Aerostat from aerostat.yaml; add your own files beside it.

# Load balancers and NAT gateways: the web's two ports, and replies.
resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.public_1.id, aws_subnet.public_2.id, aws_subnet.public_3.id]

  tags = { Name = "fitness-prod-public" }
}

resource "aws_network_acl_rule" "public_in_https" {
  network_acl_id = aws_network_acl.public.id
  rule_number    = 110
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "public_in_replies" {
  #checkov:skip=CKV_AWS_231:replies come to any high port, 3389 among them; nothing listens there

  network_acl_id = aws_network_acl.public.id
  rule_number    = 900
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "public_out_https" {
  network_acl_id = aws_network_acl.public.id
  rule_number    = 110
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "public_out_requests" {
  network_acl_id = aws_network_acl.public.id
  rule_number    = 200
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "public_out_requests_2" {
  network_acl_id = aws_network_acl.public.id
  rule_number    = 201
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "public_out_replies" {
  network_acl_id = aws_network_acl.public.id
  rule_number    = 900
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

# Tasks: the load balancer's requests in; HTTPS, and what tasks use, out.
resource "aws_network_acl" "private" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]

  tags = { Name = "fitness-prod-private" }
}

resource "aws_network_acl_rule" "private_in_requests" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 200
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.1.0/24"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_in_requests_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 201
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.2.0/23"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_in_neighbours" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 400
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "private_in_neighbours_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 401
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "private_in_neighbours_3" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 402
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_in_neighbours_4" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 403
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_in_replies" {
  #checkov:skip=CKV_AWS_231:replies come to any high port, 3389 among them; nothing listens there

  network_acl_id = aws_network_acl.private.id
  rule_number    = 900
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "private_out_https" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 110
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "private_out_neighbours" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 400
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_out_neighbours_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 401
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 8080
  to_port        = 8080
}

resource "aws_network_acl_rule" "private_out_replies_to_neighbours" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 910
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "private_out_replies_to_neighbours_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 911
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "private_out_databases" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 500
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.20.0/23"
  from_port      = 5432
  to_port        = 5432
}

resource "aws_network_acl_rule" "private_out_databases_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 501
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.22.0/24"
  from_port      = 5432
  to_port        = 5432
}

resource "aws_network_acl_rule" "private_out_caches" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 600
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.30.0/23"
  from_port      = 6379
  to_port        = 6379
}

resource "aws_network_acl_rule" "private_out_replies" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 900
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.1.0/24"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "private_out_replies_2" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 901
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.2.0/23"
  from_port      = 1024
  to_port        = 65535
}

# Databases: asked by tasks, and asking nobody.
resource "aws_network_acl" "database" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.database_1.id, aws_subnet.database_2.id, aws_subnet.database_3.id]

  tags = { Name = "fitness-prod-database" }
}

resource "aws_network_acl_rule" "database_in_queries" {
  network_acl_id = aws_network_acl.database.id
  rule_number    = 500
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 5432
  to_port        = 5432
}

resource "aws_network_acl_rule" "database_in_queries_2" {
  network_acl_id = aws_network_acl.database.id
  rule_number    = 501
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 5432
  to_port        = 5432
}

resource "aws_network_acl_rule" "database_out_replies" {
  network_acl_id = aws_network_acl.database.id
  rule_number    = 900
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "database_out_replies_2" {
  network_acl_id = aws_network_acl.database.id
  rule_number    = 901
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 1024
  to_port        = 65535
}

# Caches: asked by tasks, and asking nobody.
resource "aws_network_acl" "cache" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.cache_1.id, aws_subnet.cache_2.id]

  tags = { Name = "fitness-prod-cache" }
}

resource "aws_network_acl_rule" "cache_in_commands" {
  network_acl_id = aws_network_acl.cache.id
  rule_number    = 600
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 6379
  to_port        = 6379
}

resource "aws_network_acl_rule" "cache_in_commands_2" {
  network_acl_id = aws_network_acl.cache.id
  rule_number    = 601
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 6379
  to_port        = 6379
}

resource "aws_network_acl_rule" "cache_out_replies" {
  network_acl_id = aws_network_acl.cache.id
  rule_number    = 900
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.10.0/23"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "cache_out_replies_2" {
  network_acl_id = aws_network_acl.cache.id
  rule_number    = 901
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.12.0/24"
  from_port      = 1024
  to_port        = 65535
}

# Taken over and emptied: a subnet without a network ACL of its own is closed.
resource "aws_default_network_acl" "main" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id

  tags = { Name = "fitness-prod-default" }

  depends_on = [
    aws_network_acl.public,
    aws_network_acl.private,
    aws_network_acl.database,
    aws_network_acl.cache,
  ]
}
