//! Keys that AWS's answers have and that no reader takes, each with the reason.
//!
//! Source: the service models of botocore 1.43.106, as far as calls of the collection go. What is not here is told: whoever adds a row has looked at what the
//! key means.

/// Why a key is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// May matter to who gets in or at what, and is not modelled: told where it holds something.
    Weighty,
    /// Holds or may hold secrets, or what is run with them: never read.
    Secret,
    /// Told by another call or member that is read, or follows from what is read.
    Elsewhere,
    /// When something happened.
    Time,
    /// How something is doing.
    State,
    /// Backup, monitoring, maintenance, replication of the thing itself.
    Upkeep,
    /// Size, speed, price, placement.
    Size,
    /// Another name, address or description of the thing.
    Name,
    /// What runs, and how: its role and network decide what it reaches.
    Software,
}

/// Names that mean the same wherever they stand, and, where they don't, paths from the member of the answer (or the call) on.
pub(super) const NEEDLESS: &[(Reason, &str)] = &[
    (
        Reason::Weighty,
        "ActivityStreamKinesisStreamName AdditionalMasterSecurityGroups AdditionalSlaveSecurityGroups AdvancedSecurityOptions AllowClassicFlow \
         ApacheKafkaCluster AssociatedRoles AuthenticationConfiguration AuthenticationOptions AutoScalingRole ClassicLinkVPCId \
         ClassicLinkVPCSecurityGroups ClientAuthentication CognitoIdentityProviders CognitoOptions CoreNetworkArn CoreNetworkAttachmentArn \
         CoreNetworkId CreateTableDefaultPermissions CrossAccountClone CustomIamInstanceProfile CustomKeyStoreId DefaultIamRoleArn \
         DestinationConfig DeveloperProviderName DirectInternetAccess Ec2KeyName EgressEnabled ExecutionRoleName ExternalSecretRotationRoleArn \
         FederatedDatabase FileSystemConfigs GatewayLoadBalancerArns GranteeServicePrincipal HttpEndpointEnabled IAMDatabaseAuthenticationEnabled \
         Clusters.IamRoles IdentityCenterOptions IssuingAccount KerberosAttributes KeyName MasterPasswordSecretArn MasterUserSecret \
         OpenIdConnectProviderARNs PublicKeys ResourceConfigurationArn RetiringPrincipal RetiringServicePrincipal RootAccess RotationLambdaARN \
         SamlProviderARNs SecondaryInterfaces SelfManagedEventSource ServiceAccessSecurityGroup ServiceNetworkArn SourceAccessConfigurations \
         SupportedLoginProviders TargetDatabase TdeCredentialArn TenancyConfig TransitGatewayConfiguration TransitGatewayPolicyTableId \
         XksKeyConfiguration bootstrapClusterCreatorAdminPermissions crossAccountVpcs enterprisePolicies remoteAccess remoteNetworkConfig \
         requestHeaderConfiguration resourceAccessRole siteLinkEnabled targetRoleArn workloadIdentityDetails",
    ),
    (
        Reason::Secret,
        "AllowedPattern Arguments AthenaProperties AuthenticateCognitoConfig AuthenticateOidcConfig ConnectionProperties \
         CustomerGatewayConfiguration DefaultArguments Functions.Environment NonOverridableArguments Outputs DatabaseList.Parameters \
         StackSet.Parameters Stacks.Parameters PreSharedKeyArn PythonProperties SparkProperties TemplateBody UserData authKey command \
         containerDefinitions customerRouterConfig environment environmentVariables parameters secrets username webhook",
    ),
    (
        Reason::Elsewhere,
        "InstanceProfiles.Roles.AssumeRolePolicyDocument AttachmentCount Volumes.Attachments BlockDeviceMappings BlockPublicAccessStates \
         CanonicalHostedZoneId ClusterNodes CurrentVersion DBClusterMembers DBInstanceAutomatedBackupsReplications DhcpOptionsId EventSourceArn \
         GlobalSecondaryIndexes GroupDetailList.GroupId NetworkInterfaces.Groups.GroupName \
         Reservations.Instances.NetworkInterfaces.Groups.GroupName Reservations.Instances.SecurityGroups.GroupName \
         SecurityGroups.IpPermissions.UserIdGroupPairs.GroupName SecurityGroups.IpPermissionsEgress.UserIdGroupPairs.GroupName \
         VpcEndpoints.Groups.GroupName Reservations.Groups ImageId Addresses.InstanceId InstanceOwnerId AutoScalingGroups.Instances \
         LoadBalancerDescriptions.Instances IpOwnerId Ipv6Address Ipv6Addresses EventSourceMappings.KMSKeyArn KafkaClustersSummary \
         sagemaker.describe-notebook-instance.KmsKeyId Layers LoadBalancerArns LoadBalancerNames LocalSecondaryIndexes MacAddress \
         InstanceProfiles.Roles.MaxSessionDuration MemberClusters NetworkAclAssociationId NetworkConfiguration \
         LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.NetworkInterfaceId MountTargets.NetworkInterfaceId \
         sagemaker.describe-notebook-instance.NetworkInterfaceId NetworkInterfaceOwnerId NodeGroups FileSystems.OwnerId MountTargets.OwnerId \
         TransitGatewayPeeringAttachments.AccepterTgwInfo.OwnerId TransitGatewayPeeringAttachments.RequesterTgwInfo.OwnerId PermissionsBoundaryType \
         PermissionsBoundaryUsageCount LoadBalancerDescriptions.Policies Parameters.Policies GroupDetailList.AttachedManagedPolicies.PolicyName \
         RoleDetailList.AttachedManagedPolicies.PolicyName UserDetailList.AttachedManagedPolicies.PolicyName \
         LoadBalancerDescriptions.ListenerDescriptions.PolicyNames PrivateDnsName \
         LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.PrivateIpAddress Reservations.Instances.PrivateIpAddress PrivateIpAddresses \
         PropagatingVgws PublicDnsName NatGateways.NatGatewayAddresses.PublicIp PublicIpv6DnsName DBClusters.PubliclyAccessible \
         ReadReplicaDBClusterIdentifiers ReadReplicaDBInstanceIdentifiers ReadReplicaIdentifiers ReadReplicaSourceDBClusterIdentifier \
         ReadReplicaSourceDBInstanceIdentifier Replicas ReplicationInfoSummaryList ResourceOwnerId RoleId RoleLastUsed \
         RoleDetailList.InstanceProfileList.Roles RouteTableAssociationId RouteTableId VpnConnections.Routes ClientVpnEndpoints.SecurityGroupIds \
         DevEndpoints.SecurityGroupIds SnapshotId SourceSecurityGroup StreamId Addresses.SubnetId DevEndpoints.SubnetId \
         LaunchTemplateVersions.LaunchTemplateData.NetworkInterfaces.SubnetId sagemaker.describe-notebook-instance.SubnetId TargetGroupARNs \
         TargetHealth Crawlers.Targets VPCId VolumeId VpcAttachments kafka.describe-replicator.KafkaClusters.VpcConfig VpcEndpoints \
         ClientVpnEndpoints.VpcId Clusters.VpcId DBClusterSnapshots.VpcId DBInstances.DBSubnetGroup.VpcId DBSnapshots.VpcId DBSubnetGroups.VpcId \
         DevEndpoints.VpcId Functions.VpcConfig.VpcId MountTargets.VpcId NetworkInterfaces.VpcId Reservations.Instances.VpcId \
         Reservations.Instances.NetworkInterfaces.VpcId SecurityGroups.IpPermissions.UserIdGroupPairs.VpcId \
         SecurityGroups.IpPermissionsEgress.UserIdGroupPairs.VpcId VpcPeeringConnectionId connectorConfig kafkaCluster loadBalancers \
         networkConfiguration ownerAccount ownerArn association.policy subnets projects.vpcConfig vpcId",
    ),
    (
        Reason::Time,
        "AnomalyDetection AquaConfiguration AssignIpv6AddressOnCreation AttachTime AuthTokenLastModifiedDate Authentication AutomaticRestartTime \
         AvailabilityZoneDistribution BrokerAZDistribution CapacityReservationSpecification ClusterCreateTime ClusterVersion CompletionTime \
         Crawlers.Configuration ConnectionSchemaVersion ConnectionTrackingConfiguration ConnectionTrackingSpecification ConsumerGroupReplication \
         CrawlElapsedTime CrawlerSecurityConfiguration CreateDate CreateTime Created CreatedAt CreatedBy CreatedDate CreatedOn CreatedTime \
         CreatedTimestamp CreationDate CreationDateTime CreationTime CreationTimestamp CreditSpecification CustomDomainCertificateExpiryDate \
         DBSubnetGroupDescription DailySnapshotTime DefaultRouteTableAssociation DefaultRouteTablePropagation DeleteOnTermination DeleteTime \
         Deleted DeletedAt DeletedDate DeletionDate DeletionProtection DeletionTime DeletionTimestamp Description DisableApiTermination \
         DriftInformation EarliestBacktrackTime EarliestRestorableTime EnaSrdSpecification EnablePrefixForIpv6SourceNat EnableTerminationProtection \
         EncryptionConfiguration EnginePatchVersion EngineVersion ExpectedNextSnapshotScheduleTime ExpirationModel ExpirationTime \
         ExtraComputeForAutomaticOptimization FailureReason FileSystemProtection FullEngineVersion GeneratedTime GlobalTableVersion GlueVersion \
         HealthCheckConfiguration IOOptimizedNextAllowedModificationTime InaccessibleEncryptionDateTime InstanceCreateTime \
         InstanceMetadataServiceConfiguration InstancesDistribution JoinedTimestamp KafkaVersion LakeFormationConfiguration LastAccessedDate \
         LastChangedDate LastConnectionValidationTime LastCrawl LastError LastModified LastModifiedDate LastModifiedOn LastModifiedTime \
         LastModifiedTimestamp LastModifiedUser LastOperations LastProcessingResult LastRotatedDate LastUpdateStatus LastUpdateStatusReason \
         LastUpdateStatusReasonCode LastUpdateTimestamp LastUpdated LastUpdatedBy LastUpdatedDate LastUpdatedTime LatestRestorableTime LaunchTime \
         LineageConfiguration MajorEngineVersion ManagedExecution MaxInstanceLifetime MonitoringConfiguration MultiRegion MultiRegionConfiguration \
         MutualAuthentication NextMaintenanceWindowStartTime NextRotationDate ObservabilityConfiguration OriginalSnapshotCreateTime PrimaryRegion \
         PrivateDnsNameConfiguration ProtocolVersion RdsCustomClusterConfiguration Reason TransitGatewayPeeringAttachments.AccepterTgwInfo.Region \
         TransitGatewayPeeringAttachments.RequesterTgwInfo.Region ReplicationGroupCreateTime ReplicatorDescription ReportFormat RequestedAmiVersion \
         RestoreExpiryTime ResumeFullAutomationModeTime RollbackConfiguration RunningAmiVersion Runtime SecurityConfiguration \
         ServerlessV2PlatformVersion ServerlessV2ScalingConfiguration ServiceRegion SnapshotCreateTime SnapshotDatabaseTime SourceConfiguration \
         SourceRegion StackStatusReason StartTime StartingPosition StartingPositionTimestamp StateReason StateTransitionReason StatusReason \
         StreamCreationTimestamp StreamSpecification UpdateDate UpdateTime UpdatedAt UsageOperation UsageOperationUpdateTime ValidTo ValidUntil \
         AutoScalingGroups.LaunchTemplate.Version AutoScalingGroups.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version \
         Crawlers.Version Functions.Version Parameters.Version PrefixLists.Version VersionDescription VpcConfiguration WarmPoolConfiguration \
         agentRuntimeVersion associatedAt capacityProviderConfiguration connectorDescription created createdAt createdBy creationDate creationTime \
         currentVersion customDomainCertificateExpiryTime definition deleteRequestedAt deletionProtection deploymentConfiguration deregisteredAt \
         description enableFaultInjection encryptionConfiguration extraComputeForAutomaticOptimization failureReason fargatePlatformConfiguration \
         imageScanningConfiguration kafkaClusterClientAuthentication kafkaConnectVersion lastModified lastUpdatedAt lastUpdatedTime \
         lifecycleConfiguration location logConfiguration loggingConfiguration metadataConfiguration modifiedAt patchVersion platformVersion \
         protocolConfiguration proxyConfiguration virtualInterfaces.region registeredAt releaseVersion revision sourceVersion stateDescription \
         statusReason tracingConfiguration cluster.version nodegroup.version workerConfiguration workgroupVersion",
    ),
    (
        Reason::State,
        "ActivityStreamPolicyStatus ActivityStreamStatus AvailabilityZoneImpairmentPolicy AvailabilityZoneRelocationStatus \
         BisectBatchOnFunctionError ChangeProgressDetails ClusterAvailabilityStatus ClusterSnapshotCopyStatus ClusterStatus CustomerActionStatus \
         DBInstanceStatus DataTransferProgress DetailedStatus DomainProcessingStatus ElasticIpStatus ElasticResizeNumberOfNodeOptions \
         ExpectedNextSnapshotScheduleTimeStatus FailureCode FailureMessage FilterCriteriaError GatewayAssociationState GlobalWriteForwardingStatus \
         HealthCheck HealthCheckEnabled HealthCheckGracePeriod HealthCheckIntervalSeconds HealthCheckPath HealthCheckPort HealthCheckProtocol \
         HealthCheckTimeoutSeconds HealthCheckType HealthyThresholdCount HsmStatus KeyState LakehouseRegistrationStatus LifeCycleState \
         LocalWriteForwardingStatus LoggingPublishStatus Message ModifyStatus ModifyingProperties NotebookInstanceStatus ParameterGroupStatus \
         PendingActions PendingDeletionWindowInDays PendingModifiedValues PendingUpdates PercentProgress Processing Progress ReplicatorState \
         ReservedNodeExchangeStatus ResizeInfo RestoreStatus ServiceState SnapshotScheduleState SnsTopicStatus StackSetDriftDetectionDetails \
         StackStatus Accounts.State ClusterInfoList.State Configurations.State Crawlers.State EventSourceMappings.State Functions.State \
         PrefixLists.State Snapshots.State Subnets.State Volumes.State VpcBlockPublicAccessOptions.State Vpcs.State StateInfo StateMessage \
         StateReasonCode Accounts.Status AutoScalingGroups.Status Cluster.Status Clusters.Status Clusters.SecurityGroups.Status \
         Clusters.VpcSecurityGroups.Status ConnectionList.Status DBClusterSnapshots.Status DBClusters.Status DBClusters.VpcSecurityGroups.Status \
         DBInstances.VpcSecurityGroups.Status DBSnapshots.Status DevEndpoints.Status NatGateways.NatGatewayAddresses.Status \
         NetworkInterfaces.Attachment.Status Organization.AvailablePolicyTypes.Status ReplicationGroups.Status \
         Reservations.Instances.NetworkInterfaces.Status Reservations.Instances.NetworkInterfaces.Attachment.Status ServerlessCaches.Status \
         Service.Status ServiceSummaryList.Status StackSet.Status Table.SSEDescription.Status TransitGatewayPeeringAttachments.Status StatusInfos \
         StatusMessage StorageOperationPercentProgress StorageOperationStatus StorageVolumeStatus StreamStatus SubnetGroupStatus SubnetStatus \
         TableStatus UnhealthyNodeReplacement UnhealthyThresholdCount UpgradeProcessing VgwTelemetry connectorState dataProtectionStatus health \
         healthCheckGracePeriodSeconds jobStateTimeLimitActions pendingCount pendingTrackName jobQueues.state stateChangeError \
         bedrock-agentcore-control.get-agent-runtime.status bedrock-agentcore-control.get-browser.status \
         bedrock-agentcore-control.get-code-interpreter.status cluster.status fargateProfile.status items.status jobDefinitions.status \
         jobQueues.status nodegroup.status services.status stepfunctions.describe-state-machine.status taskDefinition.status workgroups.status",
    ),
    (
        Reason::Upkeep,
        "AllowVersionUpgrade AmazonManagedKafkaEventSourceConfig AutoMinorVersionUpgrade AutoTerminate AutomatedSnapshotPauseOptions \
         AutomatedSnapshotRetentionPeriod AutomaticFailover AwsBackupRecoveryPointArn BacktrackConsumedChangeRecords BacktrackWindow \
         BackupRetentionPeriod BackupTarget BackupVaultArn CatalogArn CatalogId ClientLoginBannerOptions ConnectionLogOptions CopyTagsToSnapshot \
         DatabaseInsightsMode DedicatedLogVolume DeferredMaintenanceWindows DeletionMode DeletionProtectionEnabled DocumentDBEventSourceConfig \
         EnabledCloudwatchLogsExports EnabledMetrics EnhancedMonitoring EnhancedMonitoringResourceArn EventSourceMappingArn \
         ExternalSecretRotationMetadata FastRestored FullSnapshotSizeInBytes GlobalClusterIdentifier GlobalReplicationGroupInfo \
         GlobalTableSettingsReplicationMode GlobalTableWitnesses GlobalWriteForwardingRequested InstanceMaintenancePolicy InstanceMonitoring \
         IsReplicatorReference IsStorageConfigUpgradeAvailable LogDelivery LogDeliveryConfigurations LogEncryptionKmsKeyId LogPublishingOptions \
         LogUri LoggingConfig LoggingInfo MaintenanceOptions MaintenanceTrackName MaintenanceWindow ManualSnapshotRetentionPeriod \
         MaximumBatchingWindowInSeconds MetricsConfig Monitoring MonitoringInterval MonitoringRoleArn MultiAZ MultiAZSecondary MultiAttachEnabled \
         MultiRegionClusterName MultiRegionConsistency NotificationARNs NotificationProperty OffPeakWindowOptions OpenMonitoring \
         PerformanceInsightsEnabled PerformanceInsightsKMSKeyId PerformanceInsightsRetentionPeriod PreferredBackupWindow PreferredMaintenanceWindow \
         ReplicaMode ReplicationSourceIdentifier ReplicatorResourceArn RepoUpgradeOnBoot RestoreSummary RetentionPeriodHours RotationEnabled \
         RotationRules Schedule SelfManagedKafkaEventSourceConfig SnapshotAvailabilityZone SnapshotOptions SnapshotRetentionLimit \
         SnapshotScheduleIdentifier SnapshotTarget SnapshotType SnapshotWindow SnapshottingClusterId SoftwareUpdateOptions \
         SourceDBClusterSnapshotArn SourceDBSnapshotIdentifier TerminationPolicies TerminationProtected TracingConfig TumblingWindowInSeconds \
         UpgradeRolloutOrder awsLogicalDeviceId deletionProtectionEnabled events kubeSchedulerConfig logDelivery logGroupArn logGroupClass logging \
         logsConfig metricFilterCount retentionInDays trackName updateConfig upgradePolicy",
    ),
    (
        Reason::Size,
        "AWSAccountId AcceleratorTypes AdditionalStorageVolumes AdministrativeOverride AllocatedCapacity AllocatedStorage AmiLaunchIndex AuthType \
         AutoProvisionZones AutoScalingConfigurationSummary AutoScalingIps AvailabilityZone AvailabilityZoneId AvailabilityZoneIds \
         AvailabilityZoneName AvailabilityZones AvailableIpAddressCount BatchSize BillingModeSummary BlockedEncryptionTypes BucketAccountId \
         CacheNodeType CacheUsageLimits CanonicalHostedZoneName CanonicalHostedZoneNameID Capacity CapacityBlockId CapacityProviderConfig \
         CapacityRebalance CapacityReservationId ChannelCount Classifiers ClusterRevisionNumber ClusterScalabilityType ClusterType \
         CodeGenConfigurationNodes CodeSize CompletionDurationMinutes ConnectionType ConsumerCount Cpu CpuOptions CurrentInstanceBootMode \
         DBClusterInstanceClass DBInstanceClass DBInstanceIdentifier DataSourceType DataType DbInstancePort DefaultInstanceWarmup \
         DefaultVersionNumber DesiredCapacity DesiredCapacityType DeviceIndex DisconnectOnSessionTimeout DomainEndpointV2HostedZoneId EBSOptions \
         EbsOptimized EbsRootVolumeIops EbsRootVolumeSize EbsRootVolumeThroughput Ec2AvailabilityZone ElasticGpuAssociations \
         ElasticGpuSpecifications ElasticInferenceAcceleratorAssociations ElasticInferenceAccelerators EnaQueueCount EnableLniAtDeviceIndex \
         EndpointIpAddressType EngineType EphemeralStorage ExecutionClass FunctionResponseTypes HostedZoneId IPAddressType InstanceCollectionType \
         InstanceInitiatedShutdownBehavior InstanceLifecycle InstanceLifecyclePolicy InstanceMarketOptions InstancePort InstanceProfileId \
         InstanceProtocol InstanceRequirements InstanceTenancy InstanceType InterfaceType Iops IpAddressType Ipv4PrefixCount Ipv6AddressCount \
         Ipv6PrefixCount ItemCount LatestVersionNumber LicenseModel LicenseSpecifications Licenses LimitlessDatabase MasterAccountArn \
         MasterAccountEmail MaxAllocatedStorage MaxCapacity MaxEntries MaxRecordSizeInKiB MaxRetries MaxSize MaximumRecordAgeInSeconds \
         MaximumRetryAttempts Memory MemorySize MinSize MultiTenant NetworkCardIndex NetworkPerformanceOptions NetworkType \
         NewInstancesProtectedFromScaleIn NodeToNodeEncryptionOptions NodeType NormalizedInstanceHours NotebookInstanceLifecycleConfigName \
         NumberOfBrokerNodes NumberOfMountTargets NumberOfNodes NumberOfShards NumberOfWorkers OnDemandThroughput OpenShardCount PackageType \
         PerformanceMode Placement PlacementGroup PlacementGroups PlacementTenancy PredictedCapacity ProvisionedBandwidth ProvisionedThroughput \
         ProvisionedThroughputInMibps RamDiskId RamdiskId RequestedEc2AvailabilityZones ReservationId ResourceType RootDeviceType SSEType \
         ScaleDownBehavior ScalingConfig ScalingConfigurationInfo SecondaryAvailabilityZone SecondaryPrivateIpAddressCount ServiceType \
         SessionTimeoutHours Shards Size SizeInBytes SourceVolumeId SpotInstanceRequestId SpotPrice SseType StorageEncryptionType StorageInfo \
         StorageMode StorageThroughput StorageTier StorageType SubnetAvailabilityZone SupportedIpAddressTypes SupportedNetworkTypes \
         TableClassSummary TableSizeBytes TargetCompressionType Throughput ThroughputMode Timeout TimeoutInMinutes Timezone \
         TotalStorageCapacityInMegaBytes TrafficIpAddressType TransferType CustomerGateways.Type Listeners.DefaultActions.Type \
         LoadBalancerListeners.Listeners.DefaultActions.Type SecretList.Type Subnets.Type Targets.Type VpnConnections.Type VpnGateways.Type \
         s3api.get-bucket-acl.Grants.Grantee.Type VectorIndexes VersionNumber VirtualizationType VolumeArn VolumeInitializationRate VolumeSize \
         VolumeSizeInGB VolumeType WarmPoolSize WarmThroughput Weight WorkerType ZoneIds ZoneName amiType autoRetryLimit \
         availabilityZoneRebalancing baseCapacity cache capacity capacityProviderStrategy capacityType concurrentBuildLimit \
         containerOrchestrationType controlPlaneScalingConfig cpu desiredCount diskSize ephemeralStorage inferenceAccelerators instanceType \
         instanceTypes ipAddressType jobQueueType launchType maxCapacity memory mtu networkType nodeProperties nodeRepairConfig \
         numberOfAssociatedResourceConfigurations numberOfAssociatedServices numberOfAssociatedVPCs placementConstraints placementStrategy \
         prefixPoolAllocatedCountIpv4 prefixPoolAllocatedCountIpv6 pricePerformanceTarget queuedTimeoutInMinutes rateLimit resourceManagementType \
         retryStrategy runningCount scalingConfig storageConfig timeout timeoutInMinutes jobDefinitions.type stateMachines.type \
         stepfunctions.describe-state-machine.type ulimits vcpus virtualInterfaceType vlan volumes warmPoolConfig",
    ),
    (
        Reason::Name,
        "ACLName AccepterTransitGatewayAttachmentId ActiveOperationArn ActivityStreamKmsKeyId Address Alias AllocationId InstanceProfiles.Roles.Arn \
         Targets.Arn AssociateCarrierIpAddress AssociationDefaultRouteTableId AssociationId AttachmentId AttributeName BackendServerDescriptions \
         BaseEndpointDnsNames BucketArn CACertificateIdentifier CertificateArn ChangeSetId CharacterSetName CloneGroupId CloudHsmClusterId \
         ClusterNamespaceArn ClusterPublicKey ConfigurationEndpoint CurrentKeyMaterialId CustomAmiId CustomDomainCertificateArn CustomDomainName \
         CustomEndpoints CustomerGatewayId DBClusterIdentifier DBName DBSystemId DNSName DataEncryptionKeyId DataSourceId DatabaseName \
         DbClusterResourceId DbiResourceId DefaultVersionId DeviceName DisplayName DnsName DomainId Ec2SubnetId Email EmailAddress Endpoint \
         Endpoints ExclusionId ExtraJarsS3Path ExtraPythonLibsS3Path FunctionUrl Reservations.Instances.IamInstanceProfile.Id IdentityPoolName \
         IdentityPoolTags IpAddress IpamPrefixListResolverTargetId KernelId LatestStreamArn LatestStreamLabel ListenerEndpoint LocationUri \
         ManagedBy ManagesVpcEndpoints MasterArn MasterPasswordSecretKmsKeyId MasterPublicDnsName MasterUsername MemberClustersOutpostArns \
         Cluster.Name FileSystems.Name Grants.Name Targets.Name NcharCharacterSetName NetworkAclId OSReleaseLabel OdbNetworkArn OptionGroupName \
         OrganizationalUnitIds OutpostArn OutpostId OwnerAlias ParameterGroupName ParentId InstanceProfiles.Roles.Path OrganizationalUnits.Path \
         Paths PlatformIdentifier PolicyId PrefixListArn PrivateAddress ProfileName PropagationDefaultRouteTableId PublicAddress PublicKey \
         QuicServerId ReaderEndpoint ReleaseLabel RequestedEc2SubnetIds RequesterId Routes.TransitGatewayAttachments.ResourceId \
         TransitGatewayPropagations.TransitGatewayRouteTablePropagations.ResourceId TransitGatewayRouteTablePropagations.ResourceId \
         TransitGatewayStaticRoutes.Routes.TransitGatewayAttachments.ResourceId RevisionId RootDeviceName RootId SelfServicePortalUrl \
         ServerCertificateArn ServiceId ServiceLinkedRoleARN ServiceUrl SigningJobArn SigningProfileVersionArn SnsTopicArn StackSetId TableId \
         TagSet \
         \
         \
         TargetGroupName TransitGatewayAttachmentId \
         TransitGatewayId TransitGatewayRouteTableAnnouncementId Url UserGroupId UserGroupIds UserId VersionId VpcConnectionArn VpnConcentratorId \
         VpnGatewayId YarnEndpointAddress accessEntryArn agentRuntimeName amazonAddress associationArn associationId services.clusterArn \
         connectionId customDomainCertificateArn customDomainName customerAddress directConnectGatewayId directConnectGatewayName \
         disableSessionTags enableECSManagedTags encryptionKey endpoint jobDefinitions.containerProperties.executionRoleArn association.externalId \
         cluster.id items.id label labels bedrock-agentcore-control.get-browser.name bedrock-agentcore-control.get-code-interpreter.name \
         namespaceName propagateTags publicProjectAlias registeredBy registryId repositoryUri resourcePolicies.resourceArn revisionId \
         destinations.roleArn services.roleArn schedulingPolicyArn targetArn \
         virtualGatewayId virtualInterfaceName workgroupId",
    ),
    (
        Reason::Software,
        "AIMLOptions ActivityStreamEngineNativeAuditFieldsIncluded ActivityStreamMode AdditionalCodeRepositories AddressFamily AdvancedOptions \
         AlpnPolicy AmazonSideAsn ApplianceModeSupport Applications Architecture Architectures ArchivalSummary AssociatedSubnets \
         AssociatedTargetNetworks AttachedAppliances AttributeDefinitions AuthTokenEnabled AutoAcceptSharedAttachments AutoDeployment \
         AutoTuneOptions AutomationMode AvailabilityMode AwsManaged BgpAsn BgpAsnExtended BootMode BucketKeyEnabled Capabilities CarrierIp Category \
         CertificateDetails Certificates ClientCidrBlock ClientConnectOptions ClientRouteEnforcementOptions ClientToken ClusterConfig \
         ClusterEnabled ClusterMode ClusterParameterGroups ClusterSecurityGroups Reservations.Instances.State.Code CodeSha256 Command \
         CompatibleComputeEnvironments ConfigSha256 Configurations Connections ConnectivityInfo Context Cors CreationToken CustomerMasterKeySpec \
         CustomerOwnedIp CustomerOwnedIpEnabled CustomerOwnedIpv4Pool DBClusterOptionGroupMemberships DBClusterParameterGroup DBParameterGroups \
         DBSecurityGroups DataTiering DeadLetterConfig DefaultAssociationRouteTable DefaultCodeRepository DefaultCooldown DefaultForAz \
         DefaultPropagationRouteTable DenyAllIgwTraffic DeploymentConfig DeploymentStrategyOptions DevicePostureOptions DisableApiStop \
         DisableRollback DnsEntries DnsOptions DnsServers DnsSupport Domain DomainEndpointOptions DomainMemberships Durability DurableConfig \
         EffectiveDurability EmrManagedMasterSecurityGroup EmrManagedSlaveSecurityGroup EnaSupport EnableDns64 \
         ClusterInfoList.Provisioned.ClientAuthentication.Tls.Enabled KeyMetadata.Enabled EnclaveOptions EncryptionAlgorithms EncryptionControl \
         EncryptionInTransit EncryptionSupport EndpointV2 Engine EngineLifecycleSupport EngineMode EnhancedVpcRouting ExclusionsAllowed \
         ExecutionProperty ExtendedSupport FeatureSet FilterCriteria FixedResponseConfig Handler HibernationOptions Hypervisor IgnorePublicAcls \
         ImageConfigResponse InternetAccessGatewayEnabled InvokeMode IpDiscovery IpSource IpamPools IpamPrefixListResolverSyncEnabled Ipv4Prefixes \
         Ipv6AddressAttribute Ipv6AllowedForDualStack Ipv6Native Ipv6Pool Ipv6Prefixes Ipv6Support IsAttachable IsDefault IsPrimary IsPrimaryIpv6 \
         JobMode JobRunQueuingEnabled JoinedMethod JwtValidationConfig KafkaVersions KeyAgreementAlgorithms KeySchema KeySpec KeyUsage \
         LoadBalancerAddresses MacAlgorithms MapCustomerOwnedIpOnLaunch MatchCriteria Matcher MetadataOptions MulticastSupport NetworkBorderGroup \
         NetworkOrigin AutoScalingGroups.Operator LaunchTemplateVersions.Operator LaunchTemplateVersions.LaunchTemplateData.Operator \
         LaunchTemplates.Operator NetworkInterfaces.Operator Reservations.Instances.Operator Reservations.Instances.NetworkInterfaces.Operator \
         Volumes.Operator OptionGroupMemberships TransitGatewayPeeringAttachments.Options VpnConnections.Options Order Origin Overrides \
         OwningService ParallelizationFactor PayerResponsibilities PayerResponsibility PeeringOptions PermissionModel \
         InstanceProfiles.Roles.PermissionsBoundary PhysicalConnectionRequirements PlatformDetails DBClusterSnapshots.Port DBSnapshots.Port Primary \
         PrimaryIpv6 PrivateDnsNameOptions PrivateDnsNameOptionsOnLaunch PrivateIp ProcessorFeatures ProductCodes PromotionTier \
         LoadBalancerDescriptions.ListenerDescriptions.Listener.Protocol ProvisionedPollerConfig PublicIpDnsNameOptions PublicIpv4Pool Queues \
         Rebalancing RecordDistributionStrategy RecrawlPolicy RedirectConfig StackSet.Regions RemoteAccessEnabled RequesterManaged \
         RetainExceptOnCreate RuntimeVersionConfig SchemaChangePolicy SecretVersionsToStages \
         LaunchTemplateVersions.LaunchTemplateData.SecurityGroups sagemaker.describe-notebook-instance.SecurityGroups ServiceManaged \
         ServiceSoftwareOptions SessionEnabled SigningAlgorithms SnapStart SourceControlDetails Reservations.Instances.SourceDestCheck \
         SourceNatIpv6Prefixes SourceRoleTemplate SplitTunnel SriovNetSupport SslPolicy StepConcurrencyLevel StreamModeDetails SubnetOutpost \
         SupportedRegions SuspendedProcesses TLSEnabled TablePrefix TagSpecifications TargetControlPort TargetGroupStickinessConfig ThumbprintList \
         Tier Topics TpmSupport TrafficSources TransitEncryptionEnabled TransitEncryptionMode TransitGatewayCidrBlocks TransportProtocol UseCase \
         VPCNetworkingEnabled VisibleToAllUsers VpnEcmpSupport VpnPort VpnProtocol ZeppelinRemoteSparkInterpreterPort ZookeeperConnectString \
         ZookeeperConnectStringTls accessPolicy addressFamily agentRuntimeArtifact amazonSideAsn artifacts asn asnLong awsDeviceV2 badge \
         bearerTokenAuthenticationEnabled bgpPeers browserSigning certificateAuthority certificates clientRequestToken compatibilities \
         computeConfig computeEnvironmentOrder configParameters consumableResourceProperties controlPlaneEgressMode currentServiceDeployment \
         currentServiceRevisions deploymentController deployments dnsEntry ecsProperties eksProperties \
         jobDefinitions.containerProperties.enableExecuteCommand encryptionConfig enhancedVpcRouting taskDefinition.family fileSystemLocations \
         filesystemConfigurations image imageTagMutability imageTagMutabilityExclusionFilters inheritedProperties ipcMode jumboFrameCapable \
         kafkaClusterEncryptionInTransit kubeApiServerConfig kubeControllerManagerConfig kubernetesNetworkConfig launchTemplate linuxParameters \
         mountPoints networkMode nextToken outpostConfig pidMode platformCapabilities platformFamily plugins policyScope workgroups.port priority \
         privileged projectVisibility readonlyRootFilesystem recording repositoryCredentials requiresAttributes requiresCompatibilities \
         resourceRequirements nodegroup.resources routeFilterPrefixes runtimePlatform schedulingPriority schedulingStrategy secondaryArtifacts \
         secondarySourceVersions secondarySources selectors serviceEnvironmentOrder serviceRegistries source storedBytes taints taskSets \
         totalPrefixPoolAllocations user variableReferences vpc zonalShiftConfig",
    ),
    // Attributes of queues and topics, clusters of ECS.
    (
        Reason::Software,
        "Attributes.VisibilityTimeout Attributes.MaximumMessageSize Attributes.MessageRetentionPeriod Attributes.ApproximateNumberOfMessages \
         Attributes.ApproximateNumberOfMessagesNotVisible Attributes.ApproximateNumberOfMessagesDelayed Attributes.DelaySeconds \
         Attributes.ReceiveMessageWaitTimeSeconds Attributes.RedrivePolicy Attributes.RedriveAllowPolicy Attributes.FifoQueue \
         Attributes.ContentBasedDeduplication Attributes.KmsDataKeyReusePeriodSeconds Attributes.DeduplicationScope Attributes.FifoThroughputLimit \
         Attributes.FifoThroughputScope Attributes.SqsManagedSseEnabled Attributes.Owner Attributes.SubscriptionsPending \
         Attributes.SubscriptionsConfirmed Attributes.SubscriptionsDeleted Attributes.DeliveryPolicy Attributes.EffectiveDeliveryPolicy \
         Attributes.SignatureVersion Attributes.FifoTopic Attributes.ArchivePolicy Attributes.BeginningArchiveTime \
         Attributes.HTTPSuccessFeedbackRoleArn Attributes.HTTPSuccessFeedbackSampleRate Attributes.HTTPFailureFeedbackRoleArn \
         Attributes.FirehoseSuccessFeedbackRoleArn Attributes.FirehoseSuccessFeedbackSampleRate Attributes.FirehoseFailureFeedbackRoleArn \
         Attributes.LambdaSuccessFeedbackRoleArn Attributes.LambdaSuccessFeedbackSampleRate Attributes.LambdaFailureFeedbackRoleArn \
         Attributes.ApplicationSuccessFeedbackRoleArn Attributes.ApplicationSuccessFeedbackSampleRate Attributes.ApplicationFailureFeedbackRoleArn \
         Attributes.SQSSuccessFeedbackRoleArn Attributes.SQSSuccessFeedbackSampleRate Attributes.SQSFailureFeedbackRoleArn \
         clusters.activeServicesCount clusters.pendingTasksCount clusters.runningTasksCount clusters.registeredContainerInstancesCount \
         clusters.settings clusters.status clusters.statistics clusters.capacityProviders clusters.defaultCapacityProviderStrategy \
         clusters.attachments clusters.attachmentsStatus clusters.serviceConnectDefaults clusters.configuration",
    ),
];
