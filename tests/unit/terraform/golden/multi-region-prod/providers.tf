# Written by Aerostat from aerostat.yaml; add your own files beside it.

locals {
  tags = {
    Application = "multi-region"
    Environment = "prod"
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
  alias  = "us_west_2"
  region = "us-west-2"

  default_tags {
    tags = local.tags
  }
}
