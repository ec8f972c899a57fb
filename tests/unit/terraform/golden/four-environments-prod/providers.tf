# Written by Aerostat from aerostat.yaml; add your own files beside it.

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      Environment = "prod"
      Project     = "devops-app"
      Owner       = "devops-team"
      CreatedBy   = "terraform"
      ManagedBy   = "terraform"
      Application = "app"
    }
  }
}
