# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_cloudwatch_log_group" "catalogue_search" {
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/aws/opensearch/fitness/prod/catalogue"
  retention_in_days = 30
  kms_key_id        = aws_kms_replica_key.main.arn
}

resource "aws_cloudwatch_log_resource_policy" "catalogue_search" {
  policy_name = "fitness-prod-catalogue-search"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${aws_cloudwatch_log_group.catalogue_search.arn}:*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

# In a VPC it needs the account's service-linked role, from `aerostat bootstrap` or, once, by hand:
#   aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com
resource "aws_opensearch_domain" "catalogue" {
  #checkov:skip=CKV_AWS_317:audit logs need a user database inside the domain; its users are IAM roles
  #checkov:skip=CKV2_AWS_52:access is by IAM role and security group; there are no users inside the domain
  #checkov:skip=CKV_AWS_318:dedicated masters begin to pay at ten nodes
  #checkov:skip=CKV2_AWS_59:dedicated masters begin to pay at ten nodes

  domain_name    = "fitness-prod-catalogue"
  engine_version = "OpenSearch_2.19"

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "es:ESHttp*"
      Resource  = "arn:aws:es:eu-west-1:${data.aws_caller_identity.current.account_id}:domain/fitness-prod-catalogue/*"
    }]
  })

  cluster_config {
    instance_type          = "r6g.large.search"
    instance_count         = 3
    zone_awareness_enabled = true

    zone_awareness_config {
      availability_zone_count = 3
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 1024
  }

  vpc_options {
    subnet_ids         = [aws_subnet.private_1.id, aws_subnet.private_2.id, aws_subnet.private_3.id]
    security_group_ids = [aws_security_group.catalogue.id]
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_replica_key.main.arn
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  log_publishing_options {
    log_type                 = "INDEX_SLOW_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.catalogue_search.arn
  }

  log_publishing_options {
    log_type                 = "SEARCH_SLOW_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.catalogue_search.arn
  }

  log_publishing_options {
    log_type                 = "ES_APPLICATION_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.catalogue_search.arn
  }

  depends_on = [aws_cloudwatch_log_resource_policy.catalogue_search]
}
