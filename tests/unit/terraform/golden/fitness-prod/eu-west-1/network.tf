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
  cidr_block           = "10.1.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = "fitness-prod-vpc" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-igw" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

# Taken over and emptied: what forgets to name its security groups reaches nothing.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-default" }
}

# Taken over and emptied: a subnet without a route table of its own has no way out.
resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id

  tags = { Name = "fitness-prod-default" }
}

resource "aws_subnet" "public_1" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.1.1.0/24"
  availability_zone       = data.aws_availability_zones.available.names[0]
  map_public_ip_on_launch = false

  tags = { Name = "fitness-prod-public-1" }
}

resource "aws_route_table_association" "public_1" {
  subnet_id      = aws_subnet.public_1.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat_1" {
  domain = "vpc"

  tags = { Name = "fitness-prod-nat-1" }

  depends_on = [aws_internet_gateway.main]
}

# One in each zone, so that the loss of a zone does not cut the others off.
resource "aws_nat_gateway" "zone_1" {
  allocation_id = aws_eip.nat_1.id
  subnet_id     = aws_subnet.public_1.id

  tags = { Name = "fitness-prod-nat-1" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_subnet" "public_2" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.1.2.0/24"
  availability_zone       = data.aws_availability_zones.available.names[1]
  map_public_ip_on_launch = false

  tags = { Name = "fitness-prod-public-2" }
}

resource "aws_route_table_association" "public_2" {
  subnet_id      = aws_subnet.public_2.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat_2" {
  domain = "vpc"

  tags = { Name = "fitness-prod-nat-2" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "zone_2" {
  allocation_id = aws_eip.nat_2.id
  subnet_id     = aws_subnet.public_2.id

  tags = { Name = "fitness-prod-nat-2" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_subnet" "public_3" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.1.3.0/24"
  availability_zone       = data.aws_availability_zones.available.names[2]
  map_public_ip_on_launch = false

  tags = { Name = "fitness-prod-public-3" }
}

resource "aws_route_table_association" "public_3" {
  subnet_id      = aws_subnet.public_3.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat_3" {
  domain = "vpc"

  tags = { Name = "fitness-prod-nat-3" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "zone_3" {
  allocation_id = aws_eip.nat_3.id
  subnet_id     = aws_subnet.public_3.id

  tags = { Name = "fitness-prod-nat-3" }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_subnet" "private_1" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.10.0/24"
  availability_zone = data.aws_availability_zones.available.names[0]

  tags = { Name = "fitness-prod-private-1" }
}

resource "aws_route_table" "private_1" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-private-1" }
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
  cidr_block        = "10.1.11.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]

  tags = { Name = "fitness-prod-private-2" }
}

resource "aws_route_table" "private_2" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-private-2" }
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

resource "aws_subnet" "private_3" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.12.0/24"
  availability_zone = data.aws_availability_zones.available.names[2]

  tags = { Name = "fitness-prod-private-3" }
}

resource "aws_route_table" "private_3" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-private-3" }
}

resource "aws_route_table_association" "private_3" {
  subnet_id      = aws_subnet.private_3.id
  route_table_id = aws_route_table.private_3.id
}

resource "aws_route" "nat_3" {
  route_table_id         = aws_route_table.private_3.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.zone_3.id
}

# No route but the VPC's own: nothing here has business outside.
resource "aws_route_table" "database" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-database" }
}

resource "aws_subnet" "database_1" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.20.0/24"
  availability_zone = data.aws_availability_zones.available.names[0]

  tags = { Name = "fitness-prod-database-1" }
}

resource "aws_route_table_association" "database_1" {
  subnet_id      = aws_subnet.database_1.id
  route_table_id = aws_route_table.database.id
}

resource "aws_subnet" "database_2" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.21.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]

  tags = { Name = "fitness-prod-database-2" }
}

resource "aws_route_table_association" "database_2" {
  subnet_id      = aws_subnet.database_2.id
  route_table_id = aws_route_table.database.id
}

resource "aws_subnet" "database_3" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.22.0/24"
  availability_zone = data.aws_availability_zones.available.names[2]

  tags = { Name = "fitness-prod-database-3" }
}

resource "aws_route_table_association" "database_3" {
  subnet_id      = aws_subnet.database_3.id
  route_table_id = aws_route_table.database.id
}

resource "aws_route_table" "cache" {
  vpc_id = aws_vpc.main.id

  tags = { Name = "fitness-prod-cache" }
}

resource "aws_subnet" "cache_1" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.30.0/24"
  availability_zone = data.aws_availability_zones.available.names[0]

  tags = { Name = "fitness-prod-cache-1" }
}

resource "aws_route_table_association" "cache_1" {
  subnet_id      = aws_subnet.cache_1.id
  route_table_id = aws_route_table.cache.id
}

resource "aws_subnet" "cache_2" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.31.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]

  tags = { Name = "fitness-prod-cache-2" }
}

resource "aws_route_table_association" "cache_2" {
  subnet_id      = aws_subnet.cache_2.id
  route_table_id = aws_route_table.cache.id
}
