# Written by Aerostat from aerostat.yaml; add your own files beside it.

terraform {
  backend "s3" {
    bucket       = "fitness-terraform-state-prod"
    key          = "fitness/prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
