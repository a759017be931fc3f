"""Populates an emulator's account through its API: something for every call that a collection makes, with secrets in it that must not be
written down. Returns how many of what there are."""
import base64
import io
import json
import zipfile

import boto3
from botocore.config import Config

# Every secret of the account holds this text.
SECRET = "hunter2-plaintext"
REGION = "eu-west-1"
# The account of a vendor, which is not collected.
VENDOR = "999988887777"


def clients(endpoint, keys):
    """Makes clients for one account."""
    config = Config(retries={"max_attempts": 3}, s3={"addressing_style": "path"}, inject_host_prefix=False)
    names = dict(zip(("aws_access_key_id", "aws_secret_access_key", "aws_session_token"), keys))
    return lambda name, region=REGION: boto3.client(name, endpoint_url=endpoint, region_name=region, config=config, **names)


def trust(principal, external_id=None):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allow(action, resource="*", principal=None):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    if principal:
        statement["Principal"] = principal
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def people(client, roles, other, external_id):
    """Users, groups, roles, policies."""
    iam = client("iam")
    account = client("sts").get_caller_identity()["Account"]
    for number in range(roles):
        iam.create_role(RoleName=f"app-{number:04}", AssumeRolePolicyDocument=trust({"Service": "ec2.amazonaws.com"}))
    for number in range(40):
        iam.create_user(UserName=f"user-{number:02}")
        iam.create_group(GroupName=f"group-{number:02}")
    policies = [iam.create_policy(PolicyName=f"policy-{n:02}", PolicyDocument=allow("s3:GetObject"))["Policy"]["Arn"] for n in range(40)]
    iam.attach_role_policy(RoleName="app-0000", PolicyArn=policies[0])
    iam.put_role_policy(RoleName="app-0001", PolicyName="inline", PolicyDocument=allow("sts:AssumeRole", f"arn:aws:iam::{other}:role/audit"))
    iam.create_role(RoleName="audit", AssumeRolePolicyDocument=trust({"AWS": f"arn:aws:iam::{other}:root"}, external_id))
    iam.create_instance_profile(InstanceProfileName="app")
    iam.add_role_to_instance_profile(InstanceProfileName="app", RoleName="app-0000")
    iam.create_open_id_connect_provider(Url="https://oidc.example.com", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40])
    return account, {"RoleDetailList": roles + 1, "UserDetailList": 40, "GroupDetailList": 40, "Policies": 40}


def vendor(own, other):
    """A vendor's role in the first account, from which a role in the second one can be assumed, which reads a bucket there. Another bucket there is
    read by a role that nobody of the vendor's can assume."""
    account, further = (c("sts").get_caller_identity()["Account"] for c in (own, other))
    ops, reader = f"arn:aws:iam::{account}:role/vendor-ops", f"arn:aws:iam::{further}:role/reader"
    own("iam").create_role(RoleName="vendor-ops", AssumeRolePolicyDocument=trust({"AWS": f"arn:aws:iam::{VENDOR}:root"}, "vendor-1"), MaxSessionDuration=7200)
    statements = [("s3:GetObject", f"arn:aws:s3:::data-{account}-000/*"), ("sts:AssumeRole", reader)]
    for number, (action, resource) in enumerate(statements):
        own("iam").put_role_policy(RoleName="vendor-ops", PolicyName=f"p-{number}", PolicyDocument=allow(action, resource))
    for role, principal, bucket in (("reader", ops, f"ledger-{further}"), ("closed", f"arn:aws:iam::{account}:role/app-0002", f"vault-{further}")):
        other("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        other("iam").create_role(RoleName=role, AssumeRolePolicyDocument=trust({"AWS": principal}))
        other("iam").put_role_policy(RoleName=role, PolicyName="read", PolicyDocument=allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"))


def organization(client):
    org = client("organizations")
    org.create_organization(FeatureSet="ALL")
    root = org.list_roots()["Roots"][0]["Id"]
    unit = org.create_organizational_unit(ParentId=root, Name="workloads")["OrganizationalUnit"]["Id"]
    org.create_organizational_unit(ParentId=unit, Name="production")
    policy = org.create_policy(Name="guard", Description="guard", Type="SERVICE_CONTROL_POLICY", Content=allow("*"))["Policy"]["PolicySummary"]["Id"]
    org.attach_policy(PolicyId=policy, TargetId=unit)


def network(client, vpcs):
    ec2 = client("ec2")
    groups = []
    for number in range(vpcs):
        vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{number}.{s}.0/24", AvailabilityZone=f"{REGION}{'ab'[s]}")["Subnet"]["SubnetId"] for s in range(2)]
        groups += [ec2.create_security_group(GroupName=f"sg-{number}-{g}", Description="d", VpcId=vpc)["GroupId"] for g in range(5)]
    gateway = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_route_table(TransitGatewayId=gateway)
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=vpc, SubnetIds=subnets)
    ec2.create_managed_prefix_list(PrefixListName="vendor", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": "203.0.113.0/24"}])
    elb = client("elbv2")
    balancer = elb.create_load_balancer(Name="brokers", Subnets=subnets, Type="network")["LoadBalancers"][0]["LoadBalancerArn"]
    targets = elb.create_target_group(Name="brokers", Protocol="TCP", Port=9092, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(LoadBalancerArn=balancer, Protocol="TCP", Port=9092, DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}])
    ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])
    customer = ec2.create_customer_gateway(BgpAsn=65000, PublicIp="198.51.100.1", Type="ipsec.1")["CustomerGateway"]["CustomerGatewayId"]
    private = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.create_vpn_connection(CustomerGatewayId=customer, VpnGatewayId=private, Type="ipsec.1")
    client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    lattice = client("vpc-lattice")
    lattice.create_service_network(name="mesh")
    lattice.create_service(name="orders")
    return vpc, subnets, groups, {"Vpcs": vpcs + 1}


def data(client, account, subnets, group, buckets):
    s3, kms = client("s3"), client("kms")
    for number in range(buckets):
        s3.create_bucket(Bucket=f"data-{account}-{number:03}", CreateBucketConfiguration={"LocationConstraint": REGION})
    bucket = f"data-{account}-000"
    s3.put_bucket_policy(Bucket=bucket, Policy=allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", {"AWS": f"arn:aws:iam::{account}:role/app-0000"}))
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    client("s3", "ap-southeast-2").create_bucket(Bucket=f"far-{account}", CreateBucketConfiguration={"LocationConstraint": "ap-southeast-2"})
    keys = [kms.create_key(Description="k")["KeyMetadata"]["KeyId"] for _ in range(30)]
    kms.create_grant(KeyId=keys[0], GranteePrincipal=f"arn:aws:iam::{account}:role/app-0000", Operations=["Decrypt"])
    client("secretsmanager").create_secret(Name="orders/db", SecretString=SECRET)
    client("ssm").put_parameter(Name="/orders/db", Type="SecureString", Value=SECRET)
    client("dynamodb").create_table(TableName="orders", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
    ec2 = client("ec2")
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)
    rds = client("rds")
    rds.create_db_instance(DBInstanceIdentifier="orders", DBInstanceClass="db.t3.micro", Engine="postgres", MasterUsername="admin", MasterUserPassword=SECRET, AllocatedStorage=20)
    rds.create_db_snapshot(DBSnapshotIdentifier="orders-1", DBInstanceIdentifier="orders")
    rds.create_db_cluster(DBClusterIdentifier="ledger", Engine="aurora-postgresql", MasterUsername="admin", MasterUserPassword=SECRET)
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="ledger-1", DBClusterIdentifier="ledger")
    efs = client("efs")
    files = efs.create_file_system(CreationToken="files")["FileSystemId"]
    efs.create_mount_target(FileSystemId=files, SubnetId=subnets[0], SecurityGroups=[group])
    client("kafka").create_cluster_v2(ClusterName="events", Serverless={"VpcConfigs": [{"SubnetIds": subnets, "SecurityGroupIds": [group]}]})
    client("kinesis").create_stream(StreamName="events", ShardCount=1)
    client("sqs").create_queue(QueueName="jobs")
    client("sns").create_topic(Name="alerts")
    client("logs").create_log_group(logGroupName="/app")
    client("ecr").create_repository(repositoryName="app")
    client("backup").create_backup_vault(BackupVaultName="vault")
    client("opensearch").create_domain(DomainName="search")
    # The default key that moto makes on demand for secrets is counted by whoever asks.
    return {"Buckets": buckets + 1}


def compute(client, account, subnets, group):
    role = f"arn:aws:iam::{account}:role/app-0000"
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handler(event, context): pass")
    client("lambda").create_function(FunctionName="ingest", Runtime="python3.12", Role=role, Handler="main.handler", Code={"ZipFile": code.getvalue()}, Environment={"Variables": {"DB_PASSWORD": SECRET}})
    ec2 = client("ec2")
    ec2.create_launch_template(LaunchTemplateName="brokers", LaunchTemplateData={"InstanceType": "m5.large", "UserData": base64.b64encode(SECRET.encode()).decode(), "IamInstanceProfile": {"Name": "app"}})
    client("autoscaling").create_launch_configuration(LaunchConfigurationName="old", ImageId="ami-12345678", InstanceType="m5.large", UserData=SECRET)
    eks = client("eks")
    eks.create_cluster(name="apps", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    eks.create_nodegroup(clusterName="apps", nodegroupName="nodes", nodeRole=role, subnets=subnets)
    eks.create_fargate_profile(clusterName="apps", fargateProfileName="jobs", podExecutionRoleArn=role, selectors=[{"namespace": "jobs"}])
    ecs = client("ecs")
    ecs.create_cluster(clusterName="apps")
    container = {"name": "web", "image": "web", "memory": 128, "environment": [{"name": "TOKEN", "value": SECRET}], "command": ["--token", SECRET], "dockerLabels": {"users": SECRET}}
    ecs.register_task_definition(family="web", taskRoleArn=role, containerDefinitions=[container], requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512")
    ecs.create_service(cluster="apps", serviceName="web", taskDefinition="web", desiredCount=1)
    template = {"Parameters": {"Password": {"Type": "String"}}, "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "of-stack"}}}}
    cloudformation = client("cloudformation")
    cloudformation.create_stack(StackName="app", TemplateBody=json.dumps(template), Parameters=[{"ParameterKey": "Password", "ParameterValue": SECRET}])
    cloudformation.create_stack_set(StackSetName="fleet", TemplateBody=json.dumps(template), Parameters=[{"ParameterKey": "Password", "ParameterValue": SECRET}])
    client("codebuild").create_project(
        name="build",
        source={"type": "GITHUB", "location": "https://example.com/app", "buildspec": f"env: {{variables: {{TOKEN: {SECRET}}}}}"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "i", "computeType": "BUILD_GENERAL1_SMALL", "environmentVariables": [{"name": "TOKEN", "value": SECRET, "type": "PLAINTEXT"}]},
        serviceRole=role,
    )
    deploy = client("codedeploy")
    deploy.create_application(applicationName="web")
    deploy.create_deployment_group(applicationName="web", deploymentGroupName="all", serviceRoleArn=role)
    client("cognito-identity").create_identity_pool(IdentityPoolName="visitors", AllowUnauthenticatedIdentities=True)
    client("emr").run_job_flow(Name="spark", Instances={"InstanceCount": 1, "MasterInstanceType": "m5.large", "KeepJobFlowAliveWhenNoSteps": True}, JobFlowRole="app", ServiceRole="app-0000", ReleaseLabel="emr-7.0.0")
    client("glue").create_job(Name="etl", Role=role, Command={"Name": "glueetl"}, DefaultArguments={"--password": SECRET})
    client("sagemaker").create_notebook_instance(NotebookInstanceName="lab", InstanceType="ml.t3.medium", RoleArn=role)
    client("stepfunctions").create_state_machine(name="orders", definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": SECRET, "End": True}}}), roleArn=role)
    sso = client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    permission_set = sso.create_permission_set(Name="admins", InstanceArn=instance)["PermissionSet"]["PermissionSetArn"]
    sso.create_account_assignment(InstanceArn=instance, TargetId=account, TargetType="AWS_ACCOUNT", PermissionSetArn=permission_set, PrincipalType="USER", PrincipalId="u")


def everything(endpoint, keys, roles, other):
    """Populates the account with at least one of everything."""
    client = clients(endpoint, keys)
    account, created = people(client, roles, other, "external-7")
    organization(client)
    _, subnets, groups, told = network(client, 5)
    created |= told
    created |= data(client, account, subnets, groups[0], 60)
    compute(client, account, subnets, groups[0])
    return account, created
