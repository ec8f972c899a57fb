resource "aws_vpc" "main" {
  cidr_block           = "10.23.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "isolated" {
  count = 2

  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_security_group" "database" {
  name        = "ledger-database"
  description = "Databases and caches"
  vpc_id      = aws_vpc.main.id
}
