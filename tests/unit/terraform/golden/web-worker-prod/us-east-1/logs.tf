# Written by Aerostat from aerostat.yaml; add your own files beside it.

resource "aws_cloudwatch_log_group" "web" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's key; a key of one's own is `encryption: customer`
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/ecs/web-worker/prod/web"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "worker" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's key; a key of one's own is `encryption: customer`
  #checkov:skip=CKV_AWS_338:kept as long as the blueprint says; a year is for audit logs

  name              = "/ecs/web-worker/prod/worker"
  retention_in_days = 30
}
