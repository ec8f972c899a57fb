# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_cloudwatch_log_group" "app" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's key; a key of one's own is `encryption: customer`
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/ecs/multi-region/prod/app"
  retention_in_days = 30
}
