# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_security_group" "load_balancer" {
  name        = "devops-app-prod-load-balancer"
  description = "What reaches the load balancer"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "devops-app-prod-load-balancer" }
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

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_app" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to app"
  ip_protocol                  = "tcp"
  from_port                    = 5000
  to_port                      = 5000
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_security_group" "app" {
  name        = "devops-app-prod-app"
  description = "Tasks of app"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "devops-app-prod-app" }
}

resource "aws_vpc_security_group_ingress_rule" "app_from_load_balancer" {
  security_group_id            = aws_security_group.app.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 5000
  to_port                      = 5000
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_egress_rule" "app_https" {
  security_group_id = aws_security_group.app.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}
