# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_security_group" "load_balancer" {
  name        = "fitness-prod-load-balancer"
  description = "What reaches the load balancer"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-load-balancer" }
}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

# Only CloudFront: who asks the load balancer itself would pass by the CDN and its web ACL (`direct`
# lets them).
resource "aws_vpc_security_group_ingress_rule" "load_balancer_from_cdn" {
  security_group_id = aws_security_group.load_balancer.id
  description       = "From CloudFront"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
}

data "aws_ec2_managed_prefix_list" "health_checks" {
  name = "com.amazonaws.eu-west-1.route53-healthchecks"
}

resource "aws_security_group" "health_checks" {
  name        = "fitness-prod-health-checks"
  description = "Route 53's checks of the load balancer"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-health-checks" }
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_from_health_checks" {
  security_group_id = aws_security_group.health_checks.id
  description       = "From Route 53's health checks"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = data.aws_ec2_managed_prefix_list.health_checks.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_api" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_auth" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to auth"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.auth.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_training" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to training"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.training.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_content" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to content"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_payment" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to payment"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.payment.id
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_ai" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to ai"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.ai.id
}

resource "aws_security_group" "api" {
  name        = "fitness-prod-api"
  description = "Tasks of api"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-api" }
}

resource "aws_vpc_security_group_ingress_rule" "api_from_load_balancer" {
  security_group_id            = aws_security_group.api.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_egress_rule" "api_https" {
  security_group_id = aws_security_group.api.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "api_to_database" {
  security_group_id            = aws_security_group.api.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_cache" {
  security_group_id            = aws_security_group.api.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_auth" {
  security_group_id            = aws_security_group.api.id
  description                  = "To auth"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.auth.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_training" {
  security_group_id            = aws_security_group.api.id
  description                  = "To training"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.training.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_content" {
  security_group_id            = aws_security_group.api.id
  description                  = "To content"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_payment" {
  security_group_id            = aws_security_group.api.id
  description                  = "To payment"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.payment.id
}

resource "aws_vpc_security_group_egress_rule" "api_to_ai" {
  security_group_id            = aws_security_group.api.id
  description                  = "To ai"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.ai.id
}

resource "aws_security_group" "auth" {
  name        = "fitness-prod-auth"
  description = "Tasks of auth"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-auth" }
}

resource "aws_vpc_security_group_ingress_rule" "auth_from_load_balancer" {
  security_group_id            = aws_security_group.auth.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_ingress_rule" "auth_from_api" {
  security_group_id            = aws_security_group.auth.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "auth_https" {
  security_group_id = aws_security_group.auth.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "auth_to_database" {
  security_group_id            = aws_security_group.auth.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "auth_to_cache" {
  security_group_id            = aws_security_group.auth.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "training" {
  name        = "fitness-prod-training"
  description = "Tasks of training"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-training" }
}

resource "aws_vpc_security_group_ingress_rule" "training_from_load_balancer" {
  security_group_id            = aws_security_group.training.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_ingress_rule" "training_from_api" {
  security_group_id            = aws_security_group.training.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "training_https" {
  security_group_id = aws_security_group.training.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "training_to_database" {
  security_group_id            = aws_security_group.training.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "training_to_cache" {
  security_group_id            = aws_security_group.training.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "content" {
  name        = "fitness-prod-content"
  description = "Tasks of content"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-content" }
}

resource "aws_vpc_security_group_ingress_rule" "content_from_load_balancer" {
  security_group_id            = aws_security_group.content.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_ingress_rule" "content_from_api" {
  security_group_id            = aws_security_group.content.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "content_https" {
  security_group_id = aws_security_group.content.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "content_to_database" {
  security_group_id            = aws_security_group.content.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "content_to_cache" {
  security_group_id            = aws_security_group.content.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_vpc_security_group_egress_rule" "content_to_catalogue" {
  security_group_id            = aws_security_group.content.id
  description                  = "To catalogue"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.catalogue.id
}

resource "aws_security_group" "payment" {
  name        = "fitness-prod-payment"
  description = "Tasks of payment"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-payment" }
}

resource "aws_vpc_security_group_ingress_rule" "payment_from_load_balancer" {
  security_group_id            = aws_security_group.payment.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_ingress_rule" "payment_from_api" {
  security_group_id            = aws_security_group.payment.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "payment_https" {
  security_group_id = aws_security_group.payment.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "payment_to_database" {
  security_group_id            = aws_security_group.payment.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_security_group" "ai" {
  name        = "fitness-prod-ai"
  description = "Tasks of ai"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-ai" }
}

resource "aws_vpc_security_group_ingress_rule" "ai_from_load_balancer" {
  security_group_id            = aws_security_group.ai.id
  description                  = "From the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_ingress_rule" "ai_from_api" {
  security_group_id            = aws_security_group.ai.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_egress_rule" "ai_https" {
  security_group_id = aws_security_group.ai.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ai_to_database" {
  security_group_id            = aws_security_group.ai.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "ai_to_cache" {
  security_group_id            = aws_security_group.ai.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "health_sync" {
  name        = "fitness-prod-health-sync"
  description = "The function health-sync"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-health-sync" }
}

resource "aws_vpc_security_group_egress_rule" "health_sync_https" {
  security_group_id = aws_security_group.health_sync.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "health_sync_to_database" {
  security_group_id            = aws_security_group.health_sync.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_security_group" "ai_recommendation" {
  name        = "fitness-prod-ai-recommendation"
  description = "The function ai-recommendation"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-ai-recommendation" }
}

resource "aws_vpc_security_group_egress_rule" "ai_recommendation_https" {
  security_group_id = aws_security_group.ai_recommendation.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "ai_recommendation_to_database" {
  security_group_id            = aws_security_group.ai_recommendation.id
  description                  = "To database"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_egress_rule" "ai_recommendation_to_cache" {
  security_group_id            = aws_security_group.ai_recommendation.id
  description                  = "To cache"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group" "index_content" {
  name        = "fitness-prod-index-content"
  description = "The function index-content"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-index-content" }
}

resource "aws_vpc_security_group_egress_rule" "index_content_https" {
  security_group_id = aws_security_group.index_content.id
  description       = "AWS interfaces, images and other APIs"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "index_content_to_catalogue" {
  security_group_id            = aws_security_group.index_content.id
  description                  = "To catalogue"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.catalogue.id
}

resource "aws_security_group" "database" {
  name        = "fitness-prod-database"
  description = "What reaches database"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-database" }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_api" {
  security_group_id            = aws_security_group.database.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_auth" {
  security_group_id            = aws_security_group.database.id
  description                  = "From auth"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.auth.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_training" {
  security_group_id            = aws_security_group.database.id
  description                  = "From training"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.training.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_content" {
  security_group_id            = aws_security_group.database.id
  description                  = "From content"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_payment" {
  security_group_id            = aws_security_group.database.id
  description                  = "From payment"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.payment.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_ai" {
  security_group_id            = aws_security_group.database.id
  description                  = "From ai"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.ai.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_health_sync" {
  security_group_id            = aws_security_group.database.id
  description                  = "From health-sync"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.health_sync.id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_ai_recommendation" {
  security_group_id            = aws_security_group.database.id
  description                  = "From ai-recommendation"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.ai_recommendation.id
}

resource "aws_security_group" "cache" {
  name        = "fitness-prod-cache"
  description = "What reaches cache"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-cache" }
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_api" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From api"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_auth" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From auth"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.auth.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_training" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From training"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.training.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_content" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From content"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_ai" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From ai"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.ai.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_ai_recommendation" {
  security_group_id            = aws_security_group.cache.id
  description                  = "From ai-recommendation"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.ai_recommendation.id
}

resource "aws_security_group" "catalogue" {
  name        = "fitness-prod-catalogue"
  description = "What reaches catalogue"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-catalogue" }
}

resource "aws_vpc_security_group_ingress_rule" "catalogue_from_content" {
  security_group_id            = aws_security_group.catalogue.id
  description                  = "From content"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_ingress_rule" "catalogue_from_index_content" {
  security_group_id            = aws_security_group.catalogue.id
  description                  = "From index-content"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.index_content.id
}

resource "aws_security_group" "endpoints" {
  name        = "fitness-prod-endpoints"
  description = "What reaches AWS through interface endpoints"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_api" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "api"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_auth" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "auth"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.auth.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_training" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "training"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.training.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_content" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "content"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.content.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_payment" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "payment"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.payment.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_ai" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "ai"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.ai.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_health_sync" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "health-sync"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.health_sync.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_ai_recommendation" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "ai-recommendation"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.ai_recommendation.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_index_content" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "index-content"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.index_content.id
}
