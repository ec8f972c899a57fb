terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  backend "s3" {
    bucket       = "states"
    key          = "shop/prod.tfstate"
    region       = "us-east-1"
    use_lockfile = true
  }
}

variable "api_token" {
  type      = string
  ephemeral = true
}

variable "web_port" {
  type    = number
  default = 8000
}

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = {
      Application = "shop"
    }
  }
}

provider "aws" {
  alias  = "eu_west_1"
  region = "eu-west-1"
}

module "eu_west_1" {
  source = "./regional"

  providers = {
    aws = aws.eu_west_1
  }
}

data "aws_caller_identity" "current" {}

data "aws_availability_zones" "available" {
  state = "available"
}

output "zones" {
  value = {
    us_east_1 = data.aws_availability_zones.available.names
    eu_west_1 = module.eu_west_1.zones
  }
}

output "account" {
  value = data.aws_caller_identity.current.account_id
}

output "queue" {
  value = aws_sqs_queue.orders.url
}
