# Written by Aerostat from aerostat.yaml; add your own files beside it.

terraform {
  backend "s3" {
    bucket       = "web-worker-terraform-state"
    key          = "web-worker/prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
