# Written by Aerostat from aerostat.yaml; add your own files beside it.

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      Application = "shop"
      Environment = "prod"
      ManagedBy   = "aerostat"
    }
  }
}
