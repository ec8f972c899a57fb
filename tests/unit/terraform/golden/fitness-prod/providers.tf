# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  tags = {
    Project     = "fitness"
    Environment = "prod"
    Application = "fitness"
    ManagedBy   = "aerostat"
  }
}

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias  = "eu_west_1"
  region = "eu-west-1"

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias  = "ap_southeast_1"
  region = "ap-southeast-1"

  default_tags {
    tags = local.tags
  }
}
