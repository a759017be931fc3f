//! Keys that open something which no step follows: a gap where they hold something.
//!
//! Source: as for `needless`. These are what Terraform has no argument for, or has it in another place; its arguments that open what no step follows are
//! listed in `ingest::terraform::unfollowed`, and what an account has of those is taken.

/// Names, or paths where a name means several things, and what they say.
pub(super) const WEIGHTY: &[(&str, &str)] = &[
    ("ActivityStreamKinesisStreamName", "what is asked of the database is copied to a stream"),
    ("CoreNetworkId", "the other side is a core network of Cloud WAN"),
    ("DBInstances.AssociatedRoles", "SQL in the database acts as these roles"),
    ("GatewayLoadBalancerArns", "traffic that is sent to an endpoint passes these appliances"),
    ("InternetAccessGatewayEnabled", "the database can be reached from the internet"),
    ("NetworkInterfaces.AssociatedSubnets", "the interface stands in more subnets than one"),
    ("NetworkInterfaces.Ipv4Prefixes", "addresses of these blocks belong to the interface"),
    ("NetworkInterfaces.Ipv6Prefixes", "addresses of these blocks belong to the interface"),
    ("OdbNetworkArn", "the route leads to a network of Oracle databases"),
    ("SecondaryInterfaces", "the instance has interfaces that the list of interfaces does not show"),
    ("ServerlessCaches.ConnectionType", "the cache can be reached from the internet"),
    ("TransitGatewayPolicyTableId", "a policy table says where packets go"),
    ("crossAccountVpcs", "VPCs of other accounts reach the workgroup"),
    ("enableExecuteCommand", "whoever may open a session in a job acts as its role"),
    ("filesystemConfigurations", "what is on the file systems is open to what runs there"),
    ("jobDefinitions.nodeProperties.nodeRangeProperties.eksProperties", "jobs are pods, and act as the role of their service account"),
    ("kafka.describe-replicator.KafkaClusters.ApacheKafkaCluster", "topics are copied from or to a Kafka cluster that is none of Amazon MSK"),
    ("secretsmanager.describe-secret.CrossAccountPrimary", "the secret is a copy of one in another account"),
    ("secretsmanager.describe-secret.CrossAccountReplicas", "copies of the secret are in other accounts"),
];
