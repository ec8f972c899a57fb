# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_security_group" "database" {
  name        = "fitness-prod-database"
  description = "What reaches database"
  vpc_id      = aws_vpc.main.id

  tags = { Name = "fitness-prod-database" }
}
