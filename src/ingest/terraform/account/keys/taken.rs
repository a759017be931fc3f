//! Keys that functions take. What the tables of attributes take, those tables say.

/// A member of an answer, or the call where the whole answer is one element, and the paths below it that are taken with all that they hold; lists are
/// passed through.
pub(super) const TAKEN: &[(&str, &str)] = &[
    (
        "RoleDetailList",
        "RoleName Path Arn Tags AssumeRolePolicyDocument PermissionsBoundary.PermissionsBoundaryArn MaxSessionDuration RolePolicyList.PolicyName \
         RolePolicyList.PolicyDocument AttachedManagedPolicies.PolicyArn InstanceProfileList.InstanceProfileName InstanceProfileList.Arn \
         InstanceProfileList.Path",
    ),
    (
        "UserDetailList",
        "UserName Path Arn Tags PermissionsBoundary.PermissionsBoundaryArn UserPolicyList.PolicyName UserPolicyList.PolicyDocument \
         AttachedManagedPolicies.PolicyArn GroupList",
    ),
    ("GroupDetailList", "GroupName Path Arn GroupPolicyList.PolicyName GroupPolicyList.PolicyDocument AttachedManagedPolicies.PolicyArn"),
    ("Policies", "PolicyName Path Arn Tags PolicyVersionList.IsDefaultVersion PolicyVersionList.Document Id Name Type"),
    ("OpenIDConnectProviderList", "Arn"),
    ("iam.get-open-id-connect-provider", "Url ClientIDList Tags"),
    ("AccessKeyMetadata", "UserName"),
    ("LoginProfile", "UserName"),
    ("iam.get-credential-report", "Content"),
    ("OrganizationalUnits", "Id Arn Name"),
    ("Accounts", "Id Arn Name"),
    ("Parents", "Id"),
    ("Children", "Id Type"),
    ("Policy", "PolicySummary.Id PolicySummary.Arn PolicySummary.Name PolicySummary.Type Content"),
    ("Targets", "TargetId"),
    ("PermissionSets", ""),
    ("OwnershipControls", "Rules.ObjectOwnership"),
    (
        "ServerSideEncryptionConfiguration",
        "Rules.ApplyServerSideEncryptionByDefault.SSEAlgorithm Rules.ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
    ),
    ("s3api.get-bucket-acl", "Owner.ID Grants.Grantee.ID Grants.Grantee.URI Grants.Permission"),
    ("s3api.get-bucket-location", "LocationConstraint"),
    ("s3api.get-bucket-versioning", "Status"),
    ("ReplicationConfiguration", "Role Rules"),
    ("TagSet", "Key Value"),
    ("AccessPointList", "Name AccessPointArn Bucket"),
    ("Buckets", "Name BucketRegion Tags"),
    ("Aliases", "AliasName AliasArn TargetKeyId"),
    ("secretsmanager.get-resource-policy", "Name ARN ResourcePolicy"),
    ("Parameters", "Name ARN Type KeyId"),
    ("ContinuousBackupsDescription", "PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"),
    ("Table", "TableName TableArn SSEDescription.KMSMasterKeyArn StreamSpecification.StreamEnabled Replicas.ReplicaArn"),
    ("logGroups", "arn logGroupName kmsKeyId"),
    ("glue.get-resource-policy", "PolicyHash PolicyInJson"),
    ("QueueUrls", ""),
    ("Attributes", "QueueArn KmsMasterKeyId Policy TopicArn Key Value"),
    ("StreamNames", ""),
    (
        "ClusterInfoList",
        "ClusterName ClusterArn Serverless.VpcConfigs.SubnetIds Serverless.VpcConfigs.SecurityGroupIds \
         BrokerNodeGroupInfo.ClientSubnets BrokerNodeGroupInfo.SecurityGroups BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type \
         BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Scram.Enabled \
         BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Iam.Enabled \
         BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Tls.Enabled \
         EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId EncryptionInfo.EncryptionInTransit.ClientBroker \
         EncryptionInfo.EncryptionInTransit.InCluster ClientAuthentication.Sasl.Scram.Enabled ClientAuthentication.Sasl.Iam.Enabled \
         ClientAuthentication.Tls.CertificateAuthorityArnList ClientAuthentication.Unauthenticated.Enabled \
         CurrentBrokerSoftwareInfo.ConfigurationArn CurrentBrokerSoftwareInfo.ConfigurationRevision \
         Provisioned.BrokerNodeGroupInfo.ClientSubnets Provisioned.BrokerNodeGroupInfo.SecurityGroups \
         Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type \
         Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Scram.Enabled \
         Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Iam.Enabled \
         Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Tls.Enabled \
         Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId Provisioned.EncryptionInfo.EncryptionInTransit.ClientBroker \
         Provisioned.EncryptionInfo.EncryptionInTransit.InCluster Provisioned.ClientAuthentication.Sasl.Scram.Enabled \
         Provisioned.ClientAuthentication.Sasl.Iam.Enabled Provisioned.ClientAuthentication.Tls.CertificateAuthorityArnList \
         Provisioned.ClientAuthentication.Unauthenticated.Enabled Provisioned.CurrentBrokerSoftwareInfo.ConfigurationArn \
         Provisioned.CurrentBrokerSoftwareInfo.ConfigurationRevision",
    ),
    ("SecretArnList", ""),
    ("ClientVpcConnections", "State Owner"),
    ("kafka.describe-configuration-revision", "Arn Revision ServerProperties"),
    (
        "kafka.describe-replicator",
        "ReplicatorName ReplicatorArn ServiceExecutionRoleArn KafkaClusters.KafkaClusterAlias KafkaClusters.AmazonMskCluster.MskClusterArn \
         ReplicationInfoList.SourceKafkaClusterAlias ReplicationInfoList.TargetKafkaClusterAlias ReplicationInfoList.TopicReplication",
    ),
    (
        "kafkaconnect.describe-connector",
        "connectorName connectorArn serviceExecutionRoleArn connectorConfiguration kafkaCluster.apacheKafkaCluster.bootstrapServers",
    ),
    (
        "DBInstances",
        "DBSubnetGroup.DBSubnetGroupName DBSubnetGroup.DBSubnetGroupArn DBSubnetGroup.Subnets.SubnetIdentifier DBInstanceIdentifier DBInstanceArn \
         StorageEncrypted KmsKeyId PubliclyAccessible Endpoint.Port VpcSecurityGroups.VpcSecurityGroupId DBClusterIdentifier TagList \
         IAMDatabaseAuthenticationEnabled CustomIamInstanceProfile",
    ),
    ("DBSnapshotAttributesResult", "DBSnapshotIdentifier DBSnapshotAttributes.AttributeValues"),
    ("DBClusterSnapshotAttributesResult", "DBClusterSnapshotIdentifier DBClusterSnapshotAttributes.AttributeValues"),
    ("Functions", "FunctionName FunctionArn Role KMSKeyArn VpcConfig.SubnetIds VpcConfig.SecurityGroupIds FileSystemConfigs"),
    ("FunctionUrlConfigs", "FunctionArn"),
    ("lambda.get-function-url-config", "FunctionArn"),
    ("Layers", "LayerName LatestMatchingVersion.LayerVersionArn"),
    ("clusterArns", ""),
    ("serviceArns", ""),
    (
        "services",
        "networkConfiguration.awsvpcConfiguration.subnets networkConfiguration.awsvpcConfiguration.securityGroups \
         networkConfiguration.awsvpcConfiguration.assignPublicIp serviceName serviceArn taskDefinition enableExecuteCommand tags",
    ),
    ("taskDefinitionArns", ""),
    (
        "taskDefinition",
        "taskDefinitionArn taskRoleArn executionRoleArn volumes.efsVolumeConfiguration volumes.s3filesVolumeConfiguration \
         volumes.fsxWindowsFileServerVolumeConfiguration",
    ),
    (
        "jobDefinitions",
        "containerProperties.jobRoleArn containerProperties.volumes jobDefinitionName jobDefinitionArn revision eksProperties \
         ecsProperties.taskProperties.taskRoleArn ecsProperties.taskProperties.volumes nodeProperties.nodeRangeProperties.container.jobRoleArn \
         nodeProperties.nodeRangeProperties.container.volumes nodeProperties.nodeRangeProperties.ecsProperties.taskProperties.taskRoleArn \
         nodeProperties.nodeRangeProperties.ecsProperties.taskProperties.volumes",
    ),
    ("nodegroups", ""),
    ("eks.list-associated-access-policies", "clusterName principalArn associatedAccessPolicies.policyArn associatedAccessPolicies.accessScope"),
    ("projects", "name"),
    (
        "Reservations",
        "OwnerId Instances.State.Name Instances.KeyName Instances.PublicIpAddress Instances.NetworkInterfaces.Association.PublicIp Instances.InstanceId \
         Instances.IamInstanceProfile.Arn Instances.SubnetId Instances.SecurityGroups.GroupId Instances.Tags Instances.Platform \
         Instances.NetworkInterfaces.OwnerId Instances.NetworkInterfaces.NetworkInterfaceId Instances.NetworkInterfaces.SubnetId \
         Instances.NetworkInterfaces.PrivateIpAddresses.PrivateIpAddress Instances.NetworkInterfaces.PrivateIpAddresses.Association.PublicIp \
         Instances.NetworkInterfaces.PrivateIpAddress Instances.NetworkInterfaces.Ipv6Addresses.Ipv6Address \
         Instances.NetworkInterfaces.Description Instances.NetworkInterfaces.InterfaceType Instances.NetworkInterfaces.Attachment.InstanceId \
         Instances.NetworkInterfaces.Attachment.DeviceIndex Instances.NetworkInterfaces.Groups.GroupId Instances.NetworkInterfaces.SourceDestCheck \
         Instances.NetworkInterfaces.Ipv4Prefixes.Ipv4Prefix Instances.NetworkInterfaces.Ipv6Prefixes.Ipv6Prefix",
    ),
    (
        "LaunchTemplateVersions",
        "DefaultVersion LaunchTemplateData.NetworkInterfaces.Groups LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress \
         LaunchTemplateData.IamInstanceProfile.Name LaunchTemplateData.IamInstanceProfile.Arn LaunchTemplateId LaunchTemplateName \
         LaunchTemplateData.SecurityGroupIds LaunchTemplateData.KeyName",
    ),
    (
        "AutoScalingGroups",
        "VPCZoneIdentifier LaunchTemplate.LaunchTemplateId LaunchTemplate.LaunchTemplateName AutoScalingGroupName AutoScalingGroupARN \
         MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId \
         MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName LaunchConfigurationName",
    ),
    ("Volumes", "Attachments Encrypted KmsKeyId OwnerId VolumeId Tags"),
    ("Snapshots", "Encrypted KmsKeyId OwnerId SnapshotId Tags"),
    ("ec2.describe-snapshot-attribute", "SnapshotId CreateVolumePermissions"),
    ("ec2.describe-image-attribute", "ImageId LaunchPermissions"),
    ("EnableDnsSupport", "Value"),
    ("EnableDnsHostnames", "Value"),
    ("VpnConnections", "State VpnConnectionId"),
    ("VpnGateways", "State VpnGatewayId"),
    ("CustomerGateways", "State CustomerGatewayId"),
    ("ClientVpnEndpoints", "Status.Code ClientVpnEndpointId"),
    ("connections", "connectionState connectionId"),
    ("virtualInterfaces", "virtualInterfaceState virtualInterfaceId"),
    ("directConnectGateways", "directConnectGatewayState directConnectGatewayId"),
    ("directConnectGatewayAssociations", "associationState associationId"),
    (
        "SecurityGroups",
        "GroupId SecurityGroupArn GroupName OwnerId VpcId Tags IpPermissions.IpProtocol IpPermissions.FromPort IpPermissions.ToPort \
         IpPermissions.IpRanges.CidrIp IpPermissions.Ipv6Ranges.CidrIpv6 IpPermissions.PrefixListIds.PrefixListId \
         IpPermissions.UserIdGroupPairs.GroupId IpPermissions.UserIdGroupPairs.PeeringStatus IpPermissionsEgress.IpProtocol \
         IpPermissionsEgress.FromPort IpPermissionsEgress.ToPort IpPermissionsEgress.IpRanges.CidrIp IpPermissionsEgress.Ipv6Ranges.CidrIpv6 \
         IpPermissionsEgress.PrefixListIds.PrefixListId IpPermissionsEgress.UserIdGroupPairs.GroupId \
         IpPermissionsEgress.UserIdGroupPairs.PeeringStatus",
    ),
    (
        "RouteTables",
        "RouteTableId OwnerId VpcId Tags Associations.Main Associations.SubnetId Associations.GatewayId Associations.AssociationState.State \
         Routes.GatewayId Routes.DestinationCidrBlock Routes.DestinationIpv6CidrBlock Routes.DestinationPrefixListId Routes.NatGatewayId \
         Routes.EgressOnlyInternetGatewayId Routes.VpcPeeringConnectionId Routes.TransitGatewayId Routes.NetworkInterfaceId \
         Routes.CarrierGatewayId Routes.LocalGatewayId Routes.CoreNetworkArn Routes.InstanceId Routes.Origin Routes.State",
    ),
    ("InternetGateways", "InternetGatewayId OwnerId Attachments.VpcId Attachments.State Tags"),
    ("EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId Attachments.VpcId Attachments.State"),
    (
        "NatGateways",
        "State NatGatewayId SubnetId VpcId ConnectivityType AvailabilityMode NatGatewayAddresses.AvailabilityZoneId \
         NatGatewayAddresses.AvailabilityZone NatGatewayAddresses.NetworkInterfaceId Tags",
    ),
    (
        "VpcEndpoints",
        "State VpcEndpointId OwnerId VpcId VpcEndpointType ServiceName SubnetIds RouteTableIds Groups.GroupId PrivateDnsEnabled PolicyDocument Tags \
         NetworkInterfaceIds ResourceConfigurationArn ServiceNetworkArn \
         DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint",
    ),
    (
        "VpcPeeringConnections",
        "Status.Code VpcPeeringConnectionId RequesterVpcInfo.OwnerId RequesterVpcInfo.VpcId RequesterVpcInfo.Region RequesterVpcInfo.CidrBlock \
         RequesterVpcInfo.CidrBlockSet.CidrBlock RequesterVpcInfo.Ipv6CidrBlockSet.Ipv6CidrBlock AccepterVpcInfo.OwnerId AccepterVpcInfo.VpcId \
         AccepterVpcInfo.Region AccepterVpcInfo.CidrBlock AccepterVpcInfo.CidrBlockSet.CidrBlock AccepterVpcInfo.Ipv6CidrBlockSet.Ipv6CidrBlock",
    ),
    ("TransitGateways", "State TransitGatewayId TransitGatewayArn OwnerId Tags"),
    ("TransitGatewayVpcAttachments", "State TransitGatewayAttachmentId VpcOwnerId TransitGatewayId VpcId Tags"),
    (
        "LoadBalancers",
        "LoadBalancerName LoadBalancerArn Type Scheme AvailabilityZones.SubnetId SecurityGroups State.Code VpcId \
         EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    ),
    (
        "LoadBalancerListeners",
        "LoadBalancerArn Listeners.ListenerArn Listeners.LoadBalancerArn Listeners.Port Listeners.Protocol Listeners.DefaultActions.TargetGroupArn \
         Listeners.DefaultActions.ForwardConfig.TargetGroups.TargetGroupArn",
    ),
    ("Listeners", "Protocol DefaultActions.TargetGroupArn DefaultActions.ForwardConfig.TargetGroups.TargetGroupArn"),
    ("LoadBalancerAttributes", "LoadBalancerArn Attributes.Key Attributes.Value"),
    ("TargetGroups", "TargetGroupArn VpcId Port TargetType Protocol"),
    ("TargetGroupAttributes", "TargetGroupArn Attributes.Key Attributes.Value"),
    ("LoadBalancerTargetHealth", "TargetGroupArn TargetHealthDescriptions.Target.Id TargetHealthDescriptions.Target.Port"),
    ("TargetHealthDescriptions", "Target.Id Target.Port"),
    ("LoadBalancerDescriptions", "ListenerDescriptions.Listener.LoadBalancerPort LoadBalancerName Scheme Subnets SecurityGroups"),
    (
        "Vpcs",
        "CidrBlockAssociationSet.CidrBlockState.State CidrBlockAssociationSet.CidrBlock Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State \
         Ipv6CidrBlockAssociationSet.Ipv6CidrBlock",
    ),
    ("Subnets", "Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State Ipv6CidrBlockAssociationSet.Ipv6CidrBlock AvailabilityZoneId"),
    (
        "NetworkInterfaces",
        "OwnerId NetworkInterfaceId SubnetId Status PrivateIpAddresses.PrivateIpAddress PrivateIpAddresses.Association.PublicIp PrivateIpAddress \
         Association.PublicIp Ipv6Addresses.Ipv6Address Description InterfaceType Attachment.InstanceId Attachment.DeviceIndex Groups.GroupId \
         SourceDestCheck Ipv4Prefixes.Ipv4Prefix Ipv6Prefixes.Ipv6Prefix",
    ),
    ("Addresses", "PublicIp PrivateIpAddress NetworkInterfaceId"),
    (
        "NetworkAcls",
        "NetworkAclId OwnerId VpcId IsDefault Associations.SubnetId Entries.Protocol Entries.PortRange.From Entries.PortRange.To \
         Entries.IcmpTypeCode.Type Entries.IcmpTypeCode.Code Entries.RuleNumber Entries.Egress Entries.CidrBlock Entries.Ipv6CidrBlock \
         Entries.RuleAction",
    ),
    ("PrefixLists", "PrefixListId PrefixListName Cidrs OwnerId"),
    ("ManagedPrefixLists", "PrefixListId PrefixListName OwnerId"),
    ("ManagedPrefixListEntries", "PrefixListId Entries.Cidr"),
    ("Entries", "Cidr"),
    ("ServiceConfigurations", "ServiceName NetworkLoadBalancerArns AcceptanceRequired"),
    ("VpcBlockPublicAccessOptions", "InternetGatewayBlockMode AwsAccountId AwsRegion"),
    ("VpcBlockPublicAccessExclusions", "State InternetGatewayExclusionMode ResourceArn"),
    ("TransitGateways", "State TransitGatewayId OwnerId Options.SecurityGroupReferencingSupport"),
    (
        "TransitGatewayAttachments",
        "State ResourceType ResourceId Association.TransitGatewayRouteTableId Association.State TransitGatewayOwnerId TransitGatewayAttachmentId \
         TransitGatewayId",
    ),
    ("TransitGatewayVpcAttachments", "State TransitGatewayAttachmentId Options.SecurityGroupReferencingSupport SubnetIds"),
    ("TransitGatewayPeeringAttachments", "State TransitGatewayAttachmentId RequesterTgwInfo.TransitGatewayId AccepterTgwInfo.TransitGatewayId"),
    ("TransitGatewayRouteTables", "State TransitGatewayRouteTableId TransitGatewayId"),
    (
        "TransitGatewayPropagations",
        "TransitGatewayRouteTableId TransitGatewayRouteTablePropagations.State \
         TransitGatewayRouteTablePropagations.TransitGatewayAttachmentId",
    ),
    ("TransitGatewayRouteTablePropagations", "State TransitGatewayAttachmentId"),
    (
        "TransitGatewayStaticRoutes",
        "TransitGatewayRouteTableId AdditionalRoutesAvailable Routes.DestinationCidrBlock Routes.PrefixListId \
         Routes.TransitGatewayAttachments.TransitGatewayAttachmentId Routes.State Routes.Type",
    ),
    (
        "TransitGatewayRoutes",
        "TransitGatewayRouteTableId AdditionalRoutesAvailable Routes.DestinationCidrBlock Routes.PrefixListId \
         Routes.TransitGatewayAttachments.TransitGatewayAttachmentId Routes.State Routes.Type",
    ),
    ("Routes", "DestinationCidrBlock PrefixListId TransitGatewayAttachments.TransitGatewayAttachmentId State Type"),
];

/// Members whose elements are as those of others.
pub(super) const ALIKE: &[(&str, &str)] =
    &[("ClusterInfo", "ClusterInfoList"), ("Configuration", "Functions"), ("lambda.get-function-configuration", "Functions")];
