# Written by Aerostat from aerostat.yaml; add your own files beside it.

# Whatever their state: a zone in trouble must not move the subnets of the others.
data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394:subnets are in the first zones by name; AWS names new ones behind them

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_caller_identity" "current" {}

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = "multi-region-prod-vpc" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "multi-region-prod-igw" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "multi-region-prod-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

# Taken over and emptied: what forgets to name its security groups reaches nothing.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "multi-region-prod-default" }
}

# Taken over and emptied: a subnet without a route table of its own has no way out.
resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  tags = { Name = "multi-region-prod-default" }
}

resource "aws_subnet" "public_1" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  availability_zone       = data.aws_availability_zones.available.names[0]
  map_public_ip_on_launch = false

  tags = { Name = "multi-region-prod-public-1" }
}

resource "aws_route_table_association" "public_1" {
  subnet_id      = aws_subnet.public_1.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat_1" {
  domain = "vpc"

  tags = { Name = "multi-region-prod-nat-1" }

  depends_on = [aws_internet_gateway.main]
}

# One in each zone, so that the loss of a zone does not cut the others off.
resource "aws_nat_gateway" "zone_1" {
  allocation_id = aws_eip.nat_1.id
  subnet_id     = aws_subnet.public_1.id

  tags = { Name = "multi-region-prod-nat-1" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_subnet" "public_2" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.2.0/24"
  availability_zone       = data.aws_availability_zones.available.names[1]
  map_public_ip_on_launch = false

  tags = { Name = "multi-region-prod-public-2" }
}

resource "aws_route_table_association" "public_2" {
  subnet_id      = aws_subnet.public_2.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat_2" {
  domain = "vpc"

  tags = { Name = "multi-region-prod-nat-2" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "zone_2" {
  allocation_id = aws_eip.nat_2.id
  subnet_id     = aws_subnet.public_2.id

  tags = { Name = "multi-region-prod-nat-2" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_subnet" "private_1" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.11.0/24"
  availability_zone = data.aws_availability_zones.available.names[0]

  tags = { Name = "multi-region-prod-private-1" }
}

resource "aws_route_table" "private_1" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "multi-region-prod-private-1" }
}

resource "aws_route_table_association" "private_1" {
  subnet_id      = aws_subnet.private_1.id
  route_table_id = aws_route_table.private_1.id
}

resource "aws_route" "nat_1" {
  route_table_id         = aws_route_table.private_1.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.zone_1.id
}

resource "aws_subnet" "private_2" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.12.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]

  tags = { Name = "multi-region-prod-private-2" }
}

resource "aws_route_table" "private_2" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "multi-region-prod-private-2" }
}

resource "aws_route_table_association" "private_2" {
  subnet_id      = aws_subnet.private_2.id
  route_table_id = aws_route_table.private_2.id
}

resource "aws_route" "nat_2" {
  route_table_id         = aws_route_table.private_2.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.zone_2.id
}
