//! Keys that AWS's answers have and that nobody needs, each with the reason.
//!
//! Source: the service models of botocore 1.43.106 and 1.44.8, as far as calls go that are read. What is not here is told: whoever adds a row has read what
//! the key means.

/// Why a key is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Who gets in by something other than IAM: a password, a private key, a directory, an identity provider. Who holds it no input shows: the assumption
    /// `no-password-or-key-outside`.
    Beside,
    /// Narrows who gets in, or takes something away: taken as absent, so that more is reached, never less.
    Limit,
    /// Holds or may hold secrets, or what is run with them: never read.
    Secret,
    /// Told by another call or member that is read, follows from what is read, or belongs to something that is a gap as a whole.
    Elsewhere,
    /// What AWS itself acts as for the thing's sake, or has made: nobody has its credentials by the thing.
    Service,
    /// How packets travel and where they may go out: nobody is let in by it who is not by what is read.
    Network,
    /// When, why and by whom something happened.
    History,
    /// How something is doing; what AWS has retired or reserved.
    State,
    /// Backup, copies for availability, monitoring, logs, maintenance of the thing itself.
    Upkeep,
    /// Size, speed, price, placement.
    Size,
    /// Another name, id, address or description of the thing.
    Name,
    /// What runs, with its versions and settings: its role and network decide what it reaches. That who holds a container holds its host too
    /// (privileged, host's namespaces, the host's metadata) no step follows, whatever the source.
    Software,
}

/// Names that mean the same wherever they stand, and, where they don't, paths from the member of the answer (or the call) on. `Attributes` of queues and topics
/// are a map.
pub(super) const NEEDLESS: &[(Reason, &str)] = &[
    (
        Reason::Beside,
        "AuthTokenEnabled bearerTokenAuthenticationEnabled bootstrapClusterCreatorAdminPermissions CloudHsmClusterId CognitoIdentityProviders \
         CognitoOptions CustomKeyStoreId DeveloperProviderName DomainMemberships Ec2KeyName IdentityCenterOptions MasterUsername \
         OpenIdConnectProviderARNs PublicKey PublicKeys SamlProviderARNs SupportedLoginProviders TdeCredentialArn XksKeyConfiguration",
    ),
    (
        Reason::Limit,
        "AdvancedSecurityOptions AllowClassicFlow AttachedAppliances AuthenticateCognitoConfig BlockedEncryptionTypes CreateTableDefaultPermissions \
         DenyAllIgwTraffic DisconnectOnSessionTimeout DomainEndpointOptions KeyMetadata.Enabled EncryptionControl EncryptionInTransit \
         EncryptionSupport enterprisePolicies IgnorePublicAcls IsAttachable JwtValidationConfig kafkaClusterEncryptionInTransit KeyState \
         MutualAuthentication NetworkOrigin NodeToNodeEncryptionOptions association.policy Attributes.RedriveAllowPolicy RetiringPrincipal \
         RetiringServicePrincipal SessionTimeoutHours SslPolicy TenancyConfig ThumbprintList TLSEnabled TransitEncryptionEnabled \
         TransitEncryptionMode VisibleToAllUsers VpcConfiguration",
    ),
    (
        Reason::Secret,
        "Arguments AthenaProperties AuthenticateOidcConfig authKey bgpPeers command Configurations ConnectionProperties containerDefinitions \
         jobDefinitions.ecsProperties.taskProperties.containers \
         jobDefinitions.nodeProperties.nodeRangeProperties.ecsProperties.taskProperties.containers CustomerGatewayConfiguration \
         customerRouterConfig DefaultArguments definition taskDefinition.volumes.dockerVolumeConfiguration Functions.Environment environment \
         environmentVariables KerberosAttributes logConfiguration NonOverridableArguments Outputs DatabaseList.Parameters StackSet.Parameters \
         Stacks.Parameters parameters PythonProperties source SourceConfiguration SourceControlDetails SparkProperties TemplateBody UserData \
         webhook",
    ),
    (
        Reason::Elsewhere,
        "accessPolicy ActivityStreamEngineNativeAuditFieldsIncluded ActivityStreamKmsKeyId ActivityStreamMode AdditionalMasterSecurityGroups \
         AdditionalSlaveSecurityGroups addressFamily AssociatedTargetNetworks AssociationDefaultRouteTableId \
         InstanceProfiles.Roles.AssumeRolePolicyDocument Authentication AuthenticationConfiguration AuthenticationOptions \
         AuthType AutoAcceptSharedAttachments AWSAccountId BlockDeviceMappings BlockPublicAccessStates BucketAccountId Category CertificateArn \
         ClusterInfoList.Serverless.ClientAuthentication kafka.describe-replicator.KafkaClusters.ClientAuthentication ClientCidrBlock \
         ClientConnectOptions ClientRouteEnforcementOptions ClusterNodes ClusterType CoreNetworkArn CoreNetworkAttachmentArn \
         currentServiceDeployment currentServiceRevisions DBClusterMembers DbInstancePort DeadLetterConfig DefaultAssociationRouteTable \
         DefaultIamRoleArn DefaultPropagationRouteTable DefaultRouteTableAssociation DefaultRouteTablePropagation DefaultVersionNumber deployments \
         DestinationConfig DevicePostureOptions directConnectGatewayId DnsServers Ec2SubnetId EmrManagedMasterSecurityGroup \
         EmrManagedSlaveSecurityGroup ClusterInfoList.ClientAuthentication.Tls.Enabled EventSourceArn ExclusionsAllowed ExecutionRoleName \
         association.externalId FeatureSet GlobalSecondaryIndexes SecurityGroupVpcAssociations.GroupId NetworkInterfaces.Groups.GroupName \
         Reservations.Instances.NetworkInterfaces.Groups.GroupName Reservations.Instances.SecurityGroups.GroupName \
         SecurityGroups.IpPermissions.UserIdGroupPairs.GroupName SecurityGroups.IpPermissionsEgress.UserIdGroupPairs.GroupName \
         VpcEndpoints.Groups.GroupName SecurityGroupVpcAssociations.GroupOwnerId DBClusterSnapshots.IAMDatabaseAuthenticationEnabled \
         DBSnapshots.IAMDatabaseAuthenticationEnabled Addresses.InstanceId InstanceOwnerId AutoScalingGroups.Instances \
         LoadBalancerDescriptions.Instances InterfaceType IpOwnerId Reservations.Instances.NetworkInterfaces.Ipv4Prefixes Ipv6Address Ipv6Addresses \
         Reservations.Instances.NetworkInterfaces.Ipv6Prefixes kafkaCluster kafkaClusterClientAuthentication KafkaClustersSummary \
         Table.Replicas.KMSMasterKeyId LatestStreamArn LatestStreamLabel launchTemplate LoadBalancerAddresses LoadBalancerArns LoadBalancerNames \
         loadBalancers LocalSecondaryIndexes MasterPasswordSecretArn MasterPasswordSecretKmsKeyId MasterUserSecret \
         InstanceProfiles.Roles.MaxSessionDuration MemberClusters mountPoints MultiRegion MultiRegionConfiguration \
         LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.NetworkInterfaceId MountTargets.NetworkInterfaceId \
         sagemaker.describe-notebook-instance.NetworkInterfaceId NetworkInterfaceOwnerId VpnConnections.Options OrganizationalUnitIds \
         Attributes.Owner ownerAccount FileSystems.OwnerId MountTargets.OwnerId TransitGatewayPeeringAttachments.AccepterTgwInfo.OwnerId \
         TransitGatewayPeeringAttachments.RequesterTgwInfo.OwnerId Paths InstanceProfiles.Roles.PermissionsBoundary PermissionsBoundaryType \
         GroupDetailList.AttachedManagedPolicies.PolicyName RoleDetailList.AttachedManagedPolicies.PolicyName \
         UserDetailList.AttachedManagedPolicies.PolicyName policyScope DBClusterSnapshots.Port DBSnapshots.Port PreSharedKeyArn PrimaryRegion \
         PrivateIp LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.PrivateIpAddress Reservations.Instances.PrivateIpAddress \
         PrivateIpAddresses PropagatingVgws PropagationDefaultRouteTableId NatGateways.NatGatewayAddresses.PublicIp DBClusters.PubliclyAccessible \
         Queues ReadReplicaDBClusterIdentifiers ReadReplicaDBInstanceIdentifiers ReadReplicaIdentifiers ReadReplicaSourceDBClusterIdentifier \
         ReadReplicaSourceDBInstanceIdentifier recording RemoteAccessEnabled ReplicationInfoSummaryList ReplicationSourceIdentifier \
         repositoryCredentials RequestedEc2SubnetIds resourcePolicies.resourceArn ResourceOwnerId nodegroup.resources ResourceType revision \
         RoleDetailList.InstanceProfileList.Roles RotationLambdaARN routeFilterPrefixes VpnConnections.Routes RouteTableId secrets \
         ClientVpnEndpoints.SecurityGroupIds DevEndpoints.SecurityGroupIds LaunchTemplateVersions.LaunchTemplateData.SecurityGroups \
         SelfManagedEventSource ServerCertificateArn ServiceAccessSecurityGroup siteLinkEnabled SourceAccessConfigurations \
         Reservations.Instances.SourceDestCheck nodegroup.remoteAccess.sourceSecurityGroups SplitTunnel SSEType Addresses.SubnetId \
         DevEndpoints.SubnetId LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.SubnetId sagemaker.describe-notebook-instance.SubnetId \
         subnets targetArn TargetGroupARNs targetRoleArn taskSets Topics TrafficSources TransitGatewayConfiguration TransitGatewayId \
         TransportProtocol CustomerGateways.Type Listeners.DefaultActions.Type LoadBalancerListeners.Listeners.DefaultActions.Type Parents.Type \
         Targets.Type VpnConnections.Type VpnGateways.Type s3api.get-bucket-acl.Grants.Grantee.Type VectorIndexes \
         AutoScalingGroups.LaunchTemplate.Version AutoScalingGroups.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version \
         virtualGatewayId virtualInterfaceType vpc VpcAttachments kafka.describe-replicator.KafkaClusters.VpcConfig projects.vpcConfig VpcEndpoints \
         ClientVpnEndpoints.VpcId ClusterSubnetGroups.VpcId Clusters.VpcId DBClusterSnapshots.VpcId DBInstances.DBSubnetGroup.VpcId \
         DBSnapshots.VpcId DBSubnetGroups.VpcId DevEndpoints.VpcId Functions.VpcConfig.VpcId MountTargets.VpcId NetworkInterfaces.VpcId \
         Reservations.Instances.NetworkInterfaces.VpcId Reservations.Instances.VpcId SecurityGroupVpcAssociations.VpcId \
         SecurityGroups.IpPermissions.UserIdGroupPairs.VpcId SecurityGroups.IpPermissionsEgress.UserIdGroupPairs.VpcId SubnetGroups.VpcId \
         VPCId vpcId VPCNetworkingEnabled SecurityGroupVpcAssociations.VpcOwnerId VpcPeeringConnectionId \
         VpnConcentratorId VpnGatewayId VpnPort VpnProtocol",
    ),
    (
        Reason::Service,
        "Attributes.ApplicationFailureFeedbackRoleArn Attributes.ApplicationSuccessFeedbackRoleArn AutoScalingRole connectorConfig \
         jobDefinitions.containerProperties.executionRoleArn jobDefinitions.ecsProperties.taskProperties.executionRoleArn \
         jobDefinitions.nodeProperties.nodeRangeProperties.container.executionRoleArn \
         jobDefinitions.nodeProperties.nodeRangeProperties.ecsProperties.taskProperties.executionRoleArn ExternalSecretRotationRoleArn \
         Attributes.FirehoseFailureFeedbackRoleArn Attributes.FirehoseSuccessFeedbackRoleArn GranteeServicePrincipal \
         Attributes.HTTPFailureFeedbackRoleArn Attributes.HTTPSuccessFeedbackRoleArn Attributes.LambdaFailureFeedbackRoleArn \
         Attributes.LambdaSuccessFeedbackRoleArn MonitoringRoleArn AutoScalingGroups.Operator LaunchTemplateVersions.LaunchTemplateData.Operator \
         LaunchTemplateVersions.Operator LaunchTemplates.Operator NetworkInterfaces.Operator Reservations.Instances.NetworkInterfaces.Operator \
         Reservations.Instances.Operator Volumes.Operator OwningService RequesterManaged resourceAccessRole destinations.roleArn services.roleArn \
         ServiceLinkedRoleARN ServiceManaged Attributes.SQSFailureFeedbackRoleArn Attributes.SQSSuccessFeedbackRoleArn",
    ),
    (
        Reason::Network,
        "AddressFamily AmazonSideAsn amazonSideAsn ApplianceModeSupport asn asnLong AssignIpv6AddressOnCreation AssociateCarrierIpAddress BgpAsn \
         BgpAsnExtended CarrierIp ConnectionTrackingConfiguration ConnectionTrackingSpecification ConnectivityInfo controlPlaneEgressMode \
         CustomerOwnedIp CustomerOwnedIpEnabled CustomerOwnedIpv4Pool DefaultForAz DeviceIndex DhcpOptionsId DirectInternetAccess DnsOptions \
         DnsSupport Domain EgressEnabled EnableDns64 EnableLniAtDeviceIndex EnablePrefixForIpv6SourceNat EnaQueueCount EnaSrdSpecification \
         EnaSupport EndpointIpAddressType EnhancedVpcRouting enhancedVpcRouting HealthCheckPort IPAddressType IpAddressType ipAddressType IpamPools \
         IpamPrefixListResolverSyncEnabled IpDiscovery IpSource Ipv4PrefixCount \
         LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.Ipv4Prefixes VpcEndpoints.Ipv4Prefixes Ipv6AddressAttribute Ipv6AddressCount \
         Ipv6AllowedForDualStack Ipv6Native Ipv6Pool Ipv6PrefixCount LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.Ipv6Prefixes \
         VpcEndpoints.Ipv6Prefixes IsDefault IsPrimary IsPrimaryIpv6 jumboFrameCapable kubernetesNetworkConfig MapCustomerOwnedIpOnLaunch mtu \
         MulticastSupport NetworkBorderGroup NetworkCardIndex NetworkConfiguration networkConfiguration NetworkPerformanceOptions NetworkType \
         networkType TransitGatewayPeeringAttachments.Options PeeringOptions PhysicalConnectionRequirements workgroups.port Primary PrimaryIpv6 \
         LoadBalancerDescriptions.ListenerDescriptions.Listener.Protocol PublicIpv4Pool SecondaryPrivateIpAddressCount \
         clusters.serviceConnectDefaults ServiceType SourceNatIpv6Prefixes SriovNetSupport SupportedIpAddressTypes SupportedNetworkTypes \
         TargetControlPort TargetGroupStickinessConfig TrafficIpAddressType TransitGatewayCidrBlocks Subnets.Type vlan VpnEcmpSupport",
    ),
    (
        Reason::History,
        "associatedAt AttachTime AuthTokenLastModifiedDate ClusterCreateTime CompletionTime Created created CreatedAt createdAt CreateDate \
         CreatedBy createdBy CreatedDate CreatedOn CreatedTime CreatedTimestamp CreateTime CreationDate creationDate CreationDateTime CreationTime \
         creationTime CreationTimestamp CrossAccountClone CustomDomainCertificateExpiryDate customDomainCertificateExpiryTime DeletedAt DeletedDate \
         deleteRequestedAt DeleteTime DeletionDate DeletionTime DeletionTimestamp deregisteredAt EarliestBacktrackTime EarliestRestorableTime \
         events ExpirationTime GeneratedTime InaccessibleEncryptionDateTime InstanceCreateTime IOOptimizedNextAllowedModificationTime \
         IssuingAccount JoinedMethod JoinedTimestamp LastAccessedDate LastChangedDate LastConnectionValidationTime LastModified lastModified \
         LastModifiedDate LastModifiedOn LastModifiedTime LastModifiedTimestamp LastModifiedUser LastRotatedDate LastUpdated lastUpdatedAt \
         LastUpdatedBy LastUpdatedDate LastUpdatedTime lastUpdatedTime LastUpdateTimestamp LatestRestorableTime LaunchTime modifiedAt \
         NextRotationDate OriginalSnapshotCreateTime Reason registeredAt registeredBy ReplicationGroupCreateTime RequesterId RestoreExpiryTime \
         ResumeFullAutomationModeTime RoleLastUsed SnapshotCreateTime SnapshotDatabaseTime SourceRoleTemplate StartTime StateReason \
         StateTransitionReason StatusReason StreamCreationTimestamp UpdatedAt UpdateDate UpdateTime UsageOperationUpdateTime ValidTo ValidUntil",
    ),
    (
        Reason::State,
        "AcceleratorTypes ActivityStreamPolicyStatus ActivityStreamStatus AdministrativeOverride AnomalyDetection AquaConfiguration ArchivalSummary \
         clusters.attachmentsStatus AvailabilityZoneRelocationStatus ChangeProgressDetails ClassicLinkVPCId ClassicLinkVPCSecurityGroups \
         ClusterAvailabilityStatus ClusterSecurityGroups ClusterStatus connectorState Context CrawlElapsedTime CustomerActionStatus \
         dataProtectionStatus DataTransferProgress DBInstanceStatus DBSecurityGroups Deleted DetailedStatus DomainProcessingStatus DriftInformation \
         ElasticGpuAssociations ElasticGpuSpecifications ElasticInferenceAcceleratorAssociations ElasticInferenceAccelerators ElasticIpStatus \
         ExpectedNextSnapshotScheduleTimeStatus ExpirationModel ExtendedSupport FailureCode FailureMessage FailureReason failureReason \
         FilterCriteriaError GatewayAssociationState GlobalWriteForwardingStatus Reservations.Groups health HsmStatus inferenceAccelerators \
         jobStateTimeLimitActions LakehouseRegistrationStatus LastCrawl LastError LastOperations LastProcessingResult LastUpdateStatus \
         LastUpdateStatusReason LastUpdateStatusReasonCode LifeCycleState LocalWriteForwardingStatus LoggingPublishStatus Message \
         ModifyingProperties ModifyStatus NotebookInstanceStatus ParameterGroupStatus PendingActions PendingDeletionWindowInDays \
         PendingModifiedValues pendingTrackName PendingUpdates PercentProgress Processing Progress RdsCustomClusterConfiguration \
         Table.Replicas.ReplicaInaccessibleDateTime Table.Replicas.ReplicaStatus Table.Replicas.ReplicaStatusDescription \
         Table.Replicas.ReplicaStatusPercentProgress ReplicatorState ReservedNodeExchangeStatus ResizeInfo RestoreStatus ServiceState \
         SnapshotScheduleState SnsTopicStatus SseType StackSetDriftDetectionDetails StackStatus StackStatusReason Accounts.State \
         ClusterInfoList.State Configurations.State Crawlers.State EventSourceMappings.State Functions.State PrefixLists.State \
         SecurityGroupVpcAssociations.State Snapshots.State Subnets.State Volumes.State VpcBlockPublicAccessOptions.State Vpcs.State \
         jobQueues.state stateChangeError stateDescription StateInfo StateMessage StateReasonCode AccessKeyMetadata.Status Accounts.Status \
         AutoScalingGroups.Status Cluster.Status Clusters.SecurityGroups.Status Clusters.Status Clusters.VpcSecurityGroups.Status \
         ConnectionList.Status DBClusterSnapshots.Status DBClusters.Status DBClusters.VpcSecurityGroups.Status DBInstances.VpcSecurityGroups.Status \
         DBSnapshots.Status DevEndpoints.Status NatGateways.NatGatewayAddresses.Status NetworkInterfaces.Attachment.Status \
         Organization.AvailablePolicyTypes.Status ReplicationGroups.Status Reservations.Instances.NetworkInterfaces.Attachment.Status \
         Reservations.Instances.NetworkInterfaces.Status ServerlessCaches.Status Service.Status ServiceSummaryList.Status StackSet.Status \
         Table.SSEDescription.Status TransitGatewayPeeringAttachments.Status bedrock-agentcore-control.get-agent-runtime.status \
         bedrock-agentcore-control.get-browser.status bedrock-agentcore-control.get-code-interpreter.status cluster.status clusters.status \
         fargateProfile.status items.status jobDefinitions.status jobQueues.status nodegroup.status services.status \
         stepfunctions.describe-state-machine.status taskDefinition.status workgroups.status StatusInfos StatusMessage statusReason \
         StorageOperationPercentProgress StorageOperationStatus StorageVolumeStatus StreamId StreamStatus SubnetGroupStatus SubnetStatus \
         SuspendedProcesses TableStatus TargetHealth UpgradeProcessing VgwTelemetry",
    ),
    (
        Reason::Upkeep,
        "AllowVersionUpgrade Attributes.ArchivePolicy AutomatedSnapshotPauseOptions AutomatedSnapshotRetentionPeriod AutomaticFailover \
         AutomaticRestartTime AutoMinorVersionUpgrade AutoTerminate AutoTuneOptions AvailabilityMode AvailabilityZoneImpairmentPolicy \
         AwsBackupRecoveryPointArn BacktrackConsumedChangeRecords BacktrackWindow BackupRetentionPeriod BackupTarget \
         Attributes.BeginningArchiveTime ClientLoginBannerOptions ClusterSnapshotCopyStatus clusters.configuration ConnectionLogOptions \
         ConsumerGroupReplication CopyTagsToSnapshot DailySnapshotTime DatabaseInsightsMode DBInstanceAutomatedBackupsReplications \
         DedicatedLogVolume DeferredMaintenanceWindows DeleteOnTermination DeletionMode DeletionProtection deletionProtection \
         DeletionProtectionEnabled deletionProtectionEnabled DeploymentConfig deploymentConfiguration DeploymentStrategyOptions DisableApiStop \
         DisableApiTermination DisableRollback Durability DurableConfig EffectiveDurability EnabledCloudwatchLogsExports EnabledMetrics \
         enableECSManagedTags EnableTerminationProtection EnhancedMonitoring EnhancedMonitoringResourceArn ExpectedNextSnapshotScheduleTime \
         ExternalSecretRotationMetadata FastRestored FileSystemProtection FullSnapshotSizeInBytes GlobalClusterIdentifier \
         GlobalReplicationGroupInfo GlobalTableSettingsReplicationMode GlobalTableWitnesses GlobalWriteForwardingRequested HealthCheckConfiguration \
         HealthCheckEnabled HealthCheckGracePeriod healthCheckGracePeriodSeconds HealthCheckIntervalSeconds HealthCheckPath HealthCheckProtocol \
         HealthCheckTimeoutSeconds HealthCheckType HealthyThresholdCount imageScanningConfiguration InstanceInitiatedShutdownBehavior \
         InstanceMaintenancePolicy InstanceMonitoring IsReplicatorReference IsStorageConfigUpgradeAvailable lifecycleConfiguration \
         LineageConfiguration LogDelivery logDelivery LogDeliveryConfigurations LogEncryptionKmsKeyId logging LoggingConfig loggingConfiguration \
         LoggingInfo LogPublishingOptions logsConfig LogUri MaintenanceOptions MaintenanceTrackName MaintenanceWindow ManualSnapshotRetentionPeriod \
         Matcher MaximumBatchingWindowInSeconds MaxInstanceLifetime metricFilterCount MetricsConfig Monitoring MonitoringConfiguration \
         MonitoringInterval MultiAttachEnabled MultiAZ MultiAZSecondary MultiRegionClusterName MultiRegionConsistency \
         NextMaintenanceWindowStartTime NotificationARNs NotificationProperty ObservabilityConfiguration OffPeakWindowOptions OpenMonitoring \
         PerformanceInsightsEnabled PerformanceInsightsKMSKeyId PerformanceInsightsRetentionPeriod Parameters.Policies PreferredBackupWindow \
         PreferredMaintenanceWindow PromotionTier propagateTags Attributes.RedrivePolicy ReplicaMode ReplicatorResourceArn RepoUpgradeOnBoot \
         RestoreSummary RetainExceptOnCreate retentionInDays RetentionPeriodHours RollbackConfiguration RotationRules Schedule \
         SecretVersionsToStages ServiceSoftwareOptions clusters.settings SnapshotAvailabilityZone SnapshotOptions SnapshotRetentionLimit \
         SnapshotScheduleIdentifier SnapshotTarget SnapshottingClusterId SnapshotType SnapshotWindow SnsTopicArn SoftwareUpdateOptions \
         SourceDBClusterSnapshotArn SourceDBSnapshotIdentifier TerminationPolicies TerminationProtected TracingConfig tracingConfiguration \
         trackName TumblingWindowInSeconds UnhealthyNodeReplacement UnhealthyThresholdCount updateConfig upgradePolicy UpgradeRolloutOrder \
         zonalShiftConfig",
    ),
    (
        Reason::Size,
        "clusters.activeServicesCount AdditionalStorageVolumes AllocatedCapacity AllocatedStorage AmiLaunchIndex \
         Attributes.ApproximateNumberOfMessages Attributes.ApproximateNumberOfMessagesDelayed Attributes.ApproximateNumberOfMessagesNotVisible \
         AttachmentCount clusters.attachments AutoProvisionZones autoRetryLimit AutoScalingConfigurationSummary AutoScalingIps AvailabilityZone \
         AvailabilityZoneDistribution AvailabilityZoneId AvailabilityZoneIds AvailabilityZoneName availabilityZoneRebalancing AvailabilityZones \
         AvailableIpAddressCount awsDeviceV2 awsLogicalDeviceId baseCapacity BatchSize BillingModeSummary BrokerAZDistribution CacheNodeType \
         CacheUsageLimits Capacity capacity CapacityBlockId clusters.capacityProviders capacityProviderStrategy CapacityRebalance \
         CapacityReservationId CapacityReservationSpecification capacityType ChannelCount ClusterScalabilityType CodeSize CompletionDurationMinutes \
         concurrentBuildLimit configuredAtLaunch ConsumerCount controlPlaneScalingConfig Cpu cpu CpuOptions CreditSpecification \
         CurrentInstanceBootMode DataTiering DBClusterInstanceClass DBInstanceClass clusters.defaultCapacityProviderStrategy DefaultCooldown \
         DefaultInstanceWarmup DesiredCapacity DesiredCapacityType desiredCount diskSize EbsOptimized EBSOptions EbsRootVolumeIops \
         EbsRootVolumeSize EbsRootVolumeThroughput Ec2AvailabilityZone ElasticResizeNumberOfNodeOptions EphemeralStorage ephemeralStorage \
         ExecutionClass ExtraComputeForAutomaticOptimization extraComputeForAutomaticOptimization InstanceCollectionType InstanceLifecycle \
         InstanceLifecyclePolicy InstanceMarketOptions InstanceRequirements InstancesDistribution InstanceTenancy InstanceType instanceType \
         instanceTypes Iops ItemCount LicenseModel Licenses LicenseSpecifications LimitlessDatabase location logGroupClass mainNode \
         MaxAllocatedStorage MaxCapacity maxCapacity MaxEntries MaximumRecordAgeInSeconds MaximumRetryAttempts MaxRecordSizeInKiB MaxRetries \
         MaxSize Memory memory MemorySize MinSize NewInstancesProtectedFromScaleIn NodeGroups nodeRepairConfig NodeType NormalizedInstanceHours \
         numberOfAssociatedResourceConfigurations numberOfAssociatedServices numberOfAssociatedVPCs NumberOfBrokerNodes NumberOfMountTargets \
         NumberOfNodes NumberOfShards NumberOfWorkers numNodes OnDemandThroughput Table.Replicas.OnDemandThroughputOverride OpenShardCount \
         outpostConfig PayerResponsibilities PayerResponsibility pendingCount clusters.pendingTasksCount PerformanceMode \
         PermissionsBoundaryUsageCount Placement placementConstraints PlacementGroup PlacementGroups placementStrategy PlacementTenancy \
         PredictedCapacity prefixPoolAllocatedCountIpv4 prefixPoolAllocatedCountIpv6 pricePerformanceTarget ProductCodes ProvisionedBandwidth \
         ProvisionedThroughput ProvisionedThroughputInMibps Table.Replicas.ProvisionedThroughputOverride queuedTimeoutInMinutes rateLimit \
         Rebalancing Table.Replicas.RegionName clusters.registeredContainerInstancesCount Table.Replicas.ReplicaTableClassSummary \
         RequestedEc2AvailabilityZones retryStrategy runningCount clusters.runningTasksCount ScaleDownBehavior ScalingConfig scalingConfig \
         ScalingConfigurationInfo schedulingPolicyArn SecondaryAvailabilityZone ServerlessV2ScalingConfiguration Shards Size SizeInBytes \
         SpotInstanceRequestId SpotPrice clusters.statistics storageConfig StorageEncryptionType StorageInfo StorageMode StorageThroughput \
         StorageTier StorageType storedBytes SubnetAvailabilityZone SubnetOutpost Attributes.SubscriptionsConfirmed Attributes.SubscriptionsDeleted \
         Attributes.SubscriptionsPending TableClassSummary TableSizeBytes taints targetNodes Throughput ThroughputMode Timeout timeout \
         TimeoutInMinutes timeoutInMinutes totalPrefixPoolAllocations TotalStorageCapacityInMegaBytes TransferType UsageOperation vcpus \
         VolumeInitializationRate VolumeSize VolumeSizeInGB VolumeType warmPoolConfig WarmPoolConfiguration WarmPoolSize WarmThroughput Weight \
         WorkerType ZoneIds ZoneName",
    ),
    (
        Reason::Name,
        "AccepterTransitGatewayAttachmentId accessEntryArn Crawlers.LakeFormationConfiguration.AccountId ActiveOperationArn Address \
         agentRuntimeName Alias Stacks.AliasName AllocationId amazonAddress InstanceProfiles.Roles.Arn Targets.Arn associationArn AssociationId \
         associationId AttachmentId AttributeName AwsManaged BackupVaultArn BaseEndpointDnsNames BucketArn CanonicalHostedZoneId CatalogArn \
         CatalogId certificateAuthority ChangeSetId clientRequestToken ClientToken CloneGroupId services.clusterArn ClusterNamespaceArn \
         ConfigurationEndpoint connectionId connectorDescription CreationToken CurrentKeyMaterialId CurrentVersion currentVersion \
         CustomDomainCertificateArn customDomainCertificateArn CustomDomainName customDomainName CustomEndpoints customerAddress CustomerGatewayId \
         DatabaseName DataEncryptionKeyId DataSourceId DBClusterIdentifier DbClusterResourceId DBInstanceIdentifier DbiResourceId DBName \
         DBSubnetGroupDescription DBSystemId DefaultVersionId Description description DeviceName directConnectGatewayName DisplayName DnsEntries \
         dnsEntry DNSName DnsName DomainEndpointV2HostedZoneId DomainId Email EmailAddress Endpoint endpoint Endpoints EventSourceMappingArn \
         ExclusionId FederatedDatabase FunctionUrl GroupDetailList.GroupId HostedZoneId Reservations.Instances.IamInstanceProfile.Id cluster.id \
         items.id IdentityPoolName IdentityPoolTags iam.get-open-id-connect-provider.IdentityStoreArn InstanceProfileId IpAddress \
         IpamPrefixListResolverTargetId kms.get-key-rotation-status.KeyId label LatestVersionNumber ListenerEndpoint LocationUri logGroupArn \
         MacAddress ManagedBy MasterAccountArn MasterAccountEmail MasterArn MasterPublicDnsName MemberClustersOutpostArns Cluster.Name \
         FileSystems.Name Grants.Name Targets.Name bedrock-agentcore-control.get-browser.name bedrock-agentcore-control.get-code-interpreter.name \
         taskDefinition.volumes.name namespaceName NetworkAclAssociationId NetworkAclId nextToken cluster.computeConfig.nodePools OutpostArn \
         OutpostId OwnerAlias ownerArn ParentId InstanceProfiles.Roles.Path OrganizationalUnits.Path PolicyId \
         secretsmanager.get-resource-policy.PolicyName Prefix PrefixListArn DBInstances.PrimaryEndpoint PrivateAddress PrivateDnsName \
         PrivateDnsNameConfiguration PrivateDnsNameOptions PrivateDnsNameOptionsOnLaunch PublicAddress PublicDnsName PublicIpDnsNameOptions \
         PublicIpv6DnsName publicProjectAlias QuicServerId ReaderEndpoint TransitGatewayPeeringAttachments.AccepterTgwInfo.Region \
         TransitGatewayPeeringAttachments.RequesterTgwInfo.Region connections.region virtualInterfaces.region registryId ReplicatorDescription \
         ReportFormat repositoryUri ReservationId Routes.TransitGatewayAttachments.ResourceId \
         TransitGatewayPropagations.TransitGatewayRouteTablePropagations.ResourceId TransitGatewayRouteTablePropagations.ResourceId \
         TransitGatewayStaticRoutes.Routes.TransitGatewayAttachments.ResourceId RevisionId revisionId RoleId RootDeviceName RootId \
         RouteTableAssociationId SelfServicePortalUrl ServiceId ServiceRegion serviceRegistries ServiceUrl SnapshotId SourceRegion SourceVolumeId \
         StackSetId SupportedRegions TableId TagSpecifications TargetDatabase TargetGroupName TransitGatewayAttachmentId \
         TransitGatewayRouteTableAnnouncementId SecretList.Type secretsmanager.describe-secret.Type Url UserId \
         iam.get-access-key-last-used.UserName username Functions.Version Layers.LatestMatchingVersion.Version Parameters.Version \
         PrefixLists.Version VersionDescription VersionId VersionNumber virtualInterfaceName VolumeArn VolumeId VpcConnectionArn workgroupId \
         workloadIdentityDetails YarnEndpointAddress ZookeeperConnectString ZookeeperConnectStringTls",
    ),
    (
        Reason::Software,
        "AdditionalCodeRepositories AdvancedOptions agentRuntimeArtifact agentRuntimeVersion AIMLOptions AllowedPattern AlpnPolicy \
         AmazonManagedKafkaEventSourceConfig amiType Applications Attributes.ApplicationSuccessFeedbackSampleRate Architecture Architectures \
         artifacts AttributeDefinitions AutoDeployment AutomationMode badge BisectBatchOnFunctionError BootMode browserSigning BucketKeyEnabled \
         CACertificateIdentifier cache Capabilities CapacityProviderConfig capacityProviderConfiguration CertificateDetails Certificates \
         certificates CharacterSetName Classifiers ClusterConfig ClusterEnabled ClusterMode ClusterParameterGroups ClusterPublicKey \
         ClusterRevisionNumber ClusterVersion Reservations.Instances.State.Code CodeGenConfigurationNodes CodeSha256 Command compatibilities \
         CompatibleComputeEnvironments computeEnvironmentOrder configParameters ConfigSha256 Crawlers.Configuration Connections \
         ConnectionSchemaVersion ConnectionList.ConnectionType consumableResourceProperties containerOrchestrationType \
         Attributes.ContentBasedDeduplication Cors CrawlerSecurityConfiguration CustomAmiId CustomerMasterKeySpec DataSourceType DataType \
         DBClusterOptionGroupMemberships DBClusterParameterGroup DBParameterGroups Attributes.DeduplicationScope DefaultCodeRepository \
         Attributes.DelaySeconds Attributes.DeliveryPolicy deploymentController DocumentDBEventSourceConfig Attributes.EffectiveDeliveryPolicy \
         ClusterInfoList.Provisioned.ClientAuthentication.Tls.Enabled cluster.computeConfig.enabled enableFaultInjection EnclaveOptions \
         EncryptionAlgorithms encryptionConfig EncryptionConfiguration encryptionConfiguration encryptionKey EndpointV2 Engine \
         EngineLifecycleSupport EngineMode EnginePatchVersion EngineType EngineVersion ExecutionProperty ExtraJarsS3Path ExtraPythonLibsS3Path \
         taskDefinition.family fargatePlatformConfiguration Attributes.FifoQueue Attributes.FifoThroughputLimit Attributes.FifoThroughputScope \
         Attributes.FifoTopic FilterCriteria Attributes.FirehoseSuccessFeedbackSampleRate FixedResponseConfig FullEngineVersion \
         FunctionResponseTypes GlobalTableVersion GlueVersion Handler HibernationOptions taskDefinition.volumes.host \
         Attributes.HTTPSuccessFeedbackSampleRate Hypervisor image ImageConfigResponse ImageId imageTagMutability \
         imageTagMutabilityExclusionFilters inheritedProperties InstanceMetadataServiceConfiguration InvokeMode ipcMode Ipv6Support JobMode \
         jobQueueType JobRunQueuingEnabled kafkaConnectVersion KafkaVersion KafkaVersions KernelId KeyAgreementAlgorithms KeySchema KeySpec \
         KeyUsage Attributes.KmsDataKeyReusePeriodSeconds EventSourceMappings.KMSKeyArn sagemaker.describe-notebook-instance.KmsKeyId \
         kubeApiServerConfig kubeControllerManagerConfig kubeSchedulerConfig labels Attributes.LambdaSuccessFeedbackSampleRate launchType Layers \
         linuxParameters MacAlgorithms MajorEngineVersion ManagedExecution ManagesVpcEndpoints MatchCriteria Attributes.MaximumMessageSize \
         Attributes.MessageRetentionPeriod metadataConfiguration MetadataOptions MultiTenant NcharCharacterSetName networkMode \
         NotebookInstanceLifecycleConfigName OptionGroupMemberships OptionGroupName Order Origin OSReleaseLabel Overrides PackageType \
         ParallelizationFactor ParameterGroupName patchVersion pidMode platformCapabilities PlatformDetails platformFamily PlatformIdentifier \
         platformVersion plugins LoadBalancerDescriptions.Policies priority privileged ProcessorFeatures ProfileName protocolConfiguration \
         ProtocolVersion ProvisionedPollerConfig proxyConfiguration RamDiskId RamdiskId readonlyRootFilesystem \
         Attributes.ReceiveMessageWaitTimeSeconds RecordDistributionStrategy RecrawlPolicy RedirectConfig StackSet.Regions ReleaseLabel \
         releaseVersion RequestedAmiVersion requestHeaderConfiguration requiresAttributes requiresCompatibilities resourceManagementType \
         resourceRequirements RootAccess RootDeviceType RunningAmiVersion Runtime runtimePlatform RuntimeVersionConfig schedulingPriority \
         schedulingStrategy SchemaChangePolicy secondaryArtifacts secondarySources secondarySourceVersions SecurityConfiguration \
         sagemaker.describe-notebook-instance.SecurityGroups selectors SelfManagedKafkaEventSourceConfig ServerlessV2PlatformVersion \
         serviceEnvironmentOrder SessionEnabled Attributes.SignatureVersion SigningAlgorithms SigningJobArn SigningProfileVersionArn SnapStart \
         sourceVersion Attributes.SqsManagedSseEnabled Attributes.SQSSuccessFeedbackSampleRate StartingPosition StartingPositionTimestamp \
         StepConcurrencyLevel StreamModeDetails StreamViewType TablePrefix TargetCompressionType Crawlers.Targets Tier Timezone TpmSupport \
         jobDefinitions.type stateMachines.type stepfunctions.describe-state-machine.type ulimits UseCase user variableReferences Crawlers.Version \
         cluster.version nodegroup.version VirtualizationType Attributes.VisibilityTimeout workerConfiguration workgroupVersion \
         ZeppelinRemoteSparkInterpreterPort",
    ),
];

/// The same of calls that the collection does not make, and of later service models than it has.
pub(super) const BEYOND: &[(Reason, &str)] = &[
    (Reason::Beside, "AccessKeyMetadata.AccessKeyId LoginProfile.PasswordResetRequired"),
    (
        Reason::Limit,
        "Snapshots.AssociatedKmsKeys RouteTables.Routes.IgwFirewall s3api.get-bucket-versioning.MFADelete Vpcs.NetworkFirewallAssociations \
         Subnets.NetworkFirewallConnectivityType trustedExecutionConfiguration",
    ),
    (Reason::Secret, "connections.macSecKeys"),
    (
        Reason::Elsewhere,
        "directConnectGatewayAssociations.allowedPrefixesToDirectConnectGateway directConnectGatewayAssociations.associatedCoreNetwork \
         directConnectGatewayAssociations.associatedGateway iam.get-open-id-connect-provider.ContextProvider \
         directConnectGatewayAssociations.directConnectGatewayOwnerAccount iam.get-open-id-connect-provider.IdentityCenterInstanceArn \
         ServerlessCaches.Integrations IsTrustedIdentityPropagationEnabled InstanceProfiles.Roles.MaxSigninSessionDuration \
         LoginProfile.MaxSigninSessionDuration Roles.MaxSigninSessionDuration secretsmanager.describe-secret.ReplicationStatus SourceSecurityGroup \
         directConnectGatewayAssociations.virtualGatewayOwnerAccount directConnectGatewayAssociations.virtualGatewayRegion",
    ),
    (
        Reason::Network,
        "InstancePort InstanceProtocol VpcPeeringConnections.MultipathResilienceStatus TransitGatewayAttachments.NatGatewaySupport \
         SupportedClusterIpAddressTypes",
    ),
    (Reason::History, "ec2.describe-image-attribute.LastLaunchedTime connections.loaIssueTime kms.get-key-rotation-status.OnDemandRotationStartDate"),
    (Reason::State, "ServerlessCaches.Migration"),
    (
        Reason::Upkeep,
        "ContinuousBackupsDescription.ContinuousBackupsStatus ec2.describe-image-attribute.DeregistrationProtection \
         Table.DisassociationProtectionEnabled ContinuousBackupsDescription.PointInTimeRecoveryDescription.EarliestRestorableDateTime \
         DomainStatus.EncryptionAtRestOptions.EncryptionMode HealthCheck \
         ContinuousBackupsDescription.PointInTimeRecoveryDescription.LatestRestorableDateTime \
         ContinuousBackupsDescription.PointInTimeRecoveryDescription.RecoveryPeriodInDays logGroups.retentionPolicyName \
         kms.get-key-rotation-status.RotationPeriodInDays StackSet.StackSetOutputBucketPath secretsmanager.describe-secret.VersionIdsToStages",
    ),
    (
        Reason::Size,
        "AcceleratorConfig connections.bandwidth connections.billingMode DBInstances.DBCapacityReservationIdentifier connections.encryptionMode \
         connections.hasLogicalRedundancy connections.macSecCapable connections.partnerInterconnectMacSecCapable connections.portEncryptionStatus \
         connections.prefixPoolSizeIpv4 connections.prefixPoolSizeIpv6 connections.prefixPoolUnallocatedCountIpv4 \
         connections.prefixPoolUnallocatedCountIpv6 StreamDescriptionSummary.QueueCount connections.rateLimiterStatus resourceConfigurations \
         s3api.get-bucket-lifecycle-configuration.TransitionDefaultMinimumObjectSize",
    ),
    (
        Reason::Name,
        "connections.awsDevice CanonicalHostedZoneName CanonicalHostedZoneNameID connections.connectionName connections.lagId LayerArn LicenseInfo \
         NextContinuationToken connections.partnerName connections.providerName Addresses.PtrRecord",
    ),
    (
        Reason::Software,
        "allowedPorts AutoUpgradeMetadata BackendServerDescriptions CompatibleArchitectures CompatibleRuntimes KeyMetadata.EncapsulationAlgorithms \
         hooksConfiguration ec2.describe-image-attribute.ImdsSupport LoadBalancerDescriptions.ListenerDescriptions.PolicyNames RuntimeConfig \
         LoadBalancerDescriptions.ListenerDescriptions.Listener.SSLCertificateId ec2.describe-image-attribute.UefiData",
    ),
];
