resource "aws_vpc" "main" {
  cidr_block           = "10.22.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_security_group" "worker" {
  name        = "fleet-worker"
  description = "The service worker"
  vpc_id      = aws_vpc.main.id
}
