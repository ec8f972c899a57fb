# Written by Aerostat from aerostat.yaml; add your own files beside it.

terraform {
  backend "s3" {
    bucket         = "devops-app-terraform-state-prod"
    key            = "devops-app/prod/terraform.tfstate"
    region         = "us-east-1"
    encrypt        = true
    dynamodb_table = "terraform-lock-prod"
  }
}
