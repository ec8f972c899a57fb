# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  image_lifecycle = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep the last 10 images"
      selection = {
        tagStatus   = "any"
        countType   = "imageCountMoreThan"
        countNumber = 10
      }
      action = { type = "expire" }
    }]
  })
}

resource "aws_ecr_repository" "api" {
  name                 = "fitness-prod-api"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "api" {
  repository = aws_ecr_repository.api.name
  policy     = local.image_lifecycle
}

resource "aws_ecr_repository" "auth" {
  name                 = "fitness-prod-auth"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "auth" {
  repository = aws_ecr_repository.auth.name
  policy     = local.image_lifecycle
}

resource "aws_ecr_repository" "training" {
  name                 = "fitness-prod-training"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "training" {
  repository = aws_ecr_repository.training.name
  policy     = local.image_lifecycle
}

resource "aws_ecr_repository" "content" {
  name                 = "fitness-prod-content"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "content" {
  repository = aws_ecr_repository.content.name
  policy     = local.image_lifecycle
}

resource "aws_ecr_repository" "payment" {
  name                 = "fitness-prod-payment"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "payment" {
  repository = aws_ecr_repository.payment.name
  policy     = local.image_lifecycle
}

resource "aws_ecr_repository" "ai" {
  name                 = "fitness-prod-ai"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_replica_key.main.arn
  }
}

resource "aws_ecr_lifecycle_policy" "ai" {
  repository = aws_ecr_repository.ai.name
  policy     = local.image_lifecycle
}
