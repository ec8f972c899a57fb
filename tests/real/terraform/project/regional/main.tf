terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

data "aws_availability_zones" "available" {
  state = "available"
}

resource "aws_s3_bucket" "replica" {
  bucket = "shop-prod-replica"
}

output "zones" {
  value = data.aws_availability_zones.available.names
}
