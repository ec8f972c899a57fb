# What is followed exists already: in real projects, too, it is often another root module's.
data "aws_db_instance" "source" {
  db_instance_identifier = "followed"
}

resource "aws_db_instance" "near" {
  identifier          = "followed-reports"
  replicate_source_db = data.aws_db_instance.source.db_instance_identifier
  instance_class      = "db.t4g.medium"
  storage_encrypted   = true
  skip_final_snapshot = true

  tags = { Purpose = "reports" }
}

resource "aws_kms_key" "recovery" {
  provider = aws.disaster_recovery

  description             = "Data at rest"
  enable_key_rotation     = true
  deletion_window_in_days = 7
}

resource "aws_vpc" "recovery" {
  provider = aws.disaster_recovery

  cidr_block = "10.33.0.0/16"
}

resource "aws_subnet" "recovery" {
  provider = aws.disaster_recovery
  count    = 2

  vpc_id            = aws_vpc.recovery.id
  cidr_block        = cidrsubnet(aws_vpc.recovery.cidr_block, 8, count.index)
  availability_zone = "us-west-2${["a", "b"][count.index]}"
}

resource "aws_db_subnet_group" "recovery" {
  provider = aws.disaster_recovery

  name       = "followed-recovery"
  subnet_ids = aws_subnet.recovery[*].id
}

resource "aws_db_instance" "far" {
  provider = aws.disaster_recovery

  identifier           = "followed-recovery"
  replicate_source_db  = data.aws_db_instance.source.db_instance_arn
  instance_class       = "db.t4g.medium"
  db_subnet_group_name = aws_db_subnet_group.recovery.name
  kms_key_id           = aws_kms_key.recovery.arn
  storage_encrypted    = true
  skip_final_snapshot  = true
}
