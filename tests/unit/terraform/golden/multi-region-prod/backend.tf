# Written by Aerostat from aerostat.yaml; add your own files beside it.

terraform {
  backend "s3" {
    bucket       = "multi-region-terraform-state"
    key          = "multi-region/prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
