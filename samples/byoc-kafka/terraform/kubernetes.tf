# A small cluster for what is not a broker: the vendor's agent and the customer's Kafka Connect workers.
resource "aws_iam_role" "eks_cluster" {
  name = "${local.prefix}-eks"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "eks.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "eks_cluster" {
  role       = aws_iam_role.eks_cluster.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role" "eks_node" {
  name = "${local.prefix}-eks-node"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "eks_node" {
  for_each = toset(["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"])

  role       = aws_iam_role.eks_node.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_eks_cluster" "this" {
  name     = local.prefix
  role_arn = aws_iam_role.eks_cluster.arn

  vpc_config {
    subnet_ids              = [for s in aws_subnet.private : s.id]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  depends_on = [aws_iam_role_policy_attachment.eks_cluster]
}

resource "aws_eks_node_group" "this" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = local.prefix
  node_role_arn   = aws_iam_role.eks_node.arn
  subnet_ids      = [for s in aws_subnet.private : s.id]

  scaling_config {
    min_size     = 1
    desired_size = 2
    max_size     = 4
  }

  depends_on = [aws_iam_role_policy_attachment.eks_node]
}

resource "aws_iam_openid_connect_provider" "this" {
  url             = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

module "irsa" {
  source   = "./modules/irsa-role"
  for_each = local.irsa

  name              = each.value.name
  oidc_provider_arn = aws_iam_openid_connect_provider.this.arn
  issuer            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  service_account   = each.value.service_account
  policy            = each.value.policy
}

locals {
  irsa = {
    agent = {
      name            = local.agent_role
      service_account = "streamhouse-system:agent"
      policy          = data.aws_iam_policy_document.agent.json
    }
    connect = {
      name            = "${local.prefix}-connect"
      service_account = "kafka-connect:*"
      policy          = data.aws_iam_policy_document.connect.json
    }
  }
}

# The agent reports cluster state to the vendor.
data "aws_iam_policy_document" "agent" {
  statement {
    sid       = "ReadSnapshots"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${local.ops_bucket}/snapshots/*"]
  }
}

# Sink connectors land records in the customer's lake; they cannot read it back.
data "aws_iam_policy_document" "connect" {
  statement {
    sid       = "Land"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.lake.arn}/landing/*"]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:GenerateDataKey"]
    resources = [aws_kms_key.lake.arn]
  }
}
