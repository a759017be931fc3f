"""Answers of what the emulator does not know, as the API references show them: one of each, so that every further call is made."""
import base64

from seed import SECRET, VENDOR, allow


def arn(service, rest):
    return f"arn:aws:{service}:eu-west-1:123456789012:{rest}"


def xml(inner="", result=None):
    return f"<R><{result}>{inner}</{result}></R>" if result else f"<R>{inner}</R>"


CLUSTER = arn("kafka", "cluster/events/1")
CONFIGURATION = arn("kafka", "configuration/strict/1")
TOPIC = arn("kafka", "topic/events/1/*")
PROVISIONED = {"brokerNodeGroupInfo": {"clientSubnets": ["subnet-1"], "securityGroups": ["sg-1"]}, "numberOfBrokerNodes": 3, "clientAuthentication": {"sasl": {"iam": {"enabled": True}}}}
# A vendor may do this: what reads these answers has to tell it.
GRANT = allow(["kafka-cluster:Connect", "kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], [CLUSTER, TOPIC], {"AWS": f"arn:aws:iam::{VENDOR}:root"})

ANSWERS = {
    "apprunner:ListServices": {"ServiceSummaryList": [{"ServiceArn": arn("apprunner", "service/web/1")}]},
    "apprunner:DescribeService": {"Service": {"ServiceArn": arn("apprunner", "service/web/1"), "SourceConfiguration": {"ImageRepository": {"ImageConfiguration": {"RuntimeEnvironmentVariables": {"TOKEN": SECRET}, "StartCommand": SECRET}}}}},
    "backup:GetBackupVaultAccessPolicy": {"BackupVaultName": "vault", "Policy": allow("backup:CopyIntoBackupVault", "*", "*")},
    "batch:DescribeJobDefinitions": {"jobDefinitions": [{"jobDefinitionName": "j", "parameters": {"p": SECRET}, "containerProperties": {"command": [SECRET], "environment": [{"name": "TOKEN", "value": SECRET}]}}]},
    "bedrock-agentcore:ListAgentRuntimes": {"agentRuntimes": [{"agentRuntimeId": "a"}]},
    "bedrock-agentcore:GetAgentRuntime": {"agentRuntimeId": "a", "environmentVariables": {"TOKEN": SECRET}},
    "bedrock-agentcore:ListBrowsers": {"browserSummaries": [{"browserId": "b"}]},
    "bedrock-agentcore:GetBrowser": {"browserId": "b"},
    "bedrock-agentcore:ListCodeInterpreters": {"codeInterpreterSummaries": [{"codeInterpreterId": "c"}]},
    "bedrock-agentcore:GetCodeInterpreter": {"codeInterpreterId": "c"},
    "cognito-identity:GetIdentityPoolRoles": {"IdentityPoolId": "p", "Roles": {}},
    "directconnect:DescribeDirectConnectGateways": {"directConnectGateways": [{"directConnectGatewayId": "dxgw-1"}]},
    "directconnect:DescribeVirtualInterfaces": {"virtualInterfaces": [{"virtualInterfaceId": "dxvif-1", "authKey": SECRET, "customerRouterConfig": SECRET, "bgpPeers": [{"authKey": SECRET}]}]},
    "ec2:DescribeClientVpnEndpoints": xml("<clientVpnEndpoint><item><clientVpnEndpointId>cvpn-endpoint-1</clientVpnEndpointId></item></clientVpnEndpoint>"),
    "ec2:DescribeSecurityGroupVpcAssociations": xml("<securityGroupVpcAssociationSet/>"),
    "ec2:DescribeVpcBlockPublicAccessExclusions": xml("<vpcBlockPublicAccessExclusionSet/>"),
    "ec2:DescribeVpcBlockPublicAccessOptions": xml("<vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode></vpcBlockPublicAccessOptions>"),
    "ec2:DescribeVpcEndpointConnections": xml("<vpcEndpointConnectionSet/>"),
    "ec2:DescribeVpnConnections": xml(f"<vpnConnectionSet><item><vpnConnectionId>vpn-1</vpnConnectionId><customerGatewayConfiguration>{SECRET}</customerGatewayConfiguration><options><tunnelOptionSet><item><preSharedKey>{SECRET}</preSharedKey></item></tunnelOptionSet></options></item></vpnConnectionSet>"),
    "ec2:GetEbsDefaultKmsKeyId": xml("<kmsKeyId>alias/aws/ebs</kmsKeyId>"),
    "ec2:GetSnapshotBlockPublicAccessState": xml("<state>unblocked</state>"),
    "ec2:SearchTransitGatewayRoutes": xml("<routeSet/><additionalRoutesAvailable>false</additionalRoutesAvailable>"),
    "ecs:ListContainerInstances": {"containerInstanceArns": [arn("ecs", "container-instance/apps/1")]},
    "ecs:DescribeContainerInstances": {"containerInstances": [{"containerInstanceArn": arn("ecs", "container-instance/apps/1")}]},
    "ecs:ListTasks": {"taskArns": [arn("ecs", "task/apps/1")]},
    "ecs:DescribeTasks": {"tasks": [{"taskArn": arn("ecs", "task/apps/1"), "overrides": {"containerOverrides": [{"environment": [{"name": "TOKEN", "value": SECRET}]}]}}]},
    "eks:ListAccessEntries": {"accessEntries": ["arn:aws:iam::123456789012:role/app-0000"]},
    "eks:DescribeAccessEntry": {"accessEntry": {"clusterName": "apps", "principalArn": "arn:aws:iam::123456789012:role/app-0000"}},
    "eks:ListAssociatedAccessPolicies": {"clusterName": "apps", "associatedAccessPolicies": []},
    "eks:ListPodIdentityAssociations": {"associations": [{"associationId": "a-1"}]},
    "eks:DescribePodIdentityAssociation": {"association": {"associationId": "a-1"}},
    "elasticache:DescribeServerlessCaches": xml("<ServerlessCaches/>", "DescribeServerlessCachesResult"),
    "glue:GetConnections": {"ConnectionList": [{"Name": "c", "ConnectionProperties": {"PASSWORD": SECRET}}]},
    "glue:GetResourcePolicies": {"GetResourcePoliciesResponseList": []},
    "kafka:ListClustersV2": {"clusterInfoList": [{"clusterArn": CLUSTER, "clusterName": "events", "clusterType": "PROVISIONED", "state": "ACTIVE", "provisioned": PROVISIONED}]},
    "kafka:GetClusterPolicy": {"policy": GRANT, "currentVersion": "1"},
    "kafka:DescribeConfigurationRevision": {"arn": CONFIGURATION, "revision": 1, "serverProperties": base64.b64encode(b"allow.everyone.if.no.acl.found=false").decode()},
    "kafka:ListConfigurationRevisions": {"revisions": [{"revision": 1}]},
    "kafka:ListConfigurations": {"configurations": [{"arn": CONFIGURATION, "name": "strict", "latestRevision": {"revision": 1}}]},
    "kafka:ListClientVpcConnections": {"clientVpcConnections": []},
    "kafka:ListScramSecrets": {"secretArnList": []},
    "kafka:ListVpcConnections": {"vpcConnections": []},
    "kafka:ListReplicators": {"replicators": [{"replicatorArn": arn("kafka", "replicator/r/1")}]},
    "kafka:DescribeReplicator": {"replicatorArn": arn("kafka", "replicator/r/1")},
    "kafkaconnect:ListConnectors": {"connectors": [{"connectorArn": arn("kafkaconnect", "connector/s/1")}]},
    "kafkaconnect:DescribeConnector": {"connectorArn": arn("kafkaconnect", "connector/s/1"), "connectorConfiguration": {"database.password": SECRET}},
    "lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": []},
    "network-firewall:ListFirewalls": {"Firewalls": [{"FirewallArn": arn("network-firewall", "firewall/f")}]},
    "network-firewall:DescribeFirewall": {"Firewall": {"FirewallName": "f", "FirewallArn": arn("network-firewall", "firewall/f")}},
    "network-firewall:ListFirewallPolicies": {"FirewallPolicies": [{"Arn": arn("network-firewall", "firewall-policy/p")}]},
    "network-firewall:DescribeFirewallPolicy": {"FirewallPolicyResponse": {"FirewallPolicyName": "p"}},
    "redshift-serverless:ListNamespaces": {"namespaces": []},
    "redshift-serverless:ListWorkgroups": {"workgroups": []},
    "s3:GetAccountPublicAccessBlock": "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
    "s3:ListAccessPoints": xml("<AccessPointList><AccessPoint><Name>orders</Name><Bucket>data</Bucket></AccessPoint></AccessPointList>"),
    "s3:GetAccessPoint": xml("<Name>orders</Name><Bucket>data</Bucket>"),
    "s3:GetAccessPointPolicy": xml("<Policy>" + allow("s3:GetObject", "*", "*").replace('"', "&quot;") + "</Policy>"),
    "sso:ListAccountsForProvisionedPermissionSet": {"AccountIds": ["123456789012"]},
    "sso:GetPermissionsBoundaryForPermissionSet": {"PermissionsBoundary": {}},
    "ssm:DescribeInstanceInformation": {"InstanceInformationList": []},
    "vpc-lattice:ListServiceNetworks": {"items": [{"id": "sn-1", "arn": arn("vpc-lattice", "servicenetwork/sn-1")}]},
    "vpc-lattice:ListServiceNetworkVpcAssociations": {"items": []},
    "vpc-lattice:ListServices": {"items": [{"id": "svc-1", "arn": arn("vpc-lattice", "service/svc-1")}]},
    "vpc-lattice:GetAuthPolicy": {"policy": allow("vpc-lattice-svcs:Invoke", "*", "*"), "state": "Active"},
}
