# Private subnets only: no internet gateway, no NAT gateway, no peering.
resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.environment }
}

resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  for_each = var.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = "${var.region}${each.key}"
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, each.value)

  tags = { Name = "${var.environment}-private-${each.key}" }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table_association" "private" {
  for_each = var.zones

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private.id
}

data "aws_iam_policy_document" "s3_endpoint" {
  statement {
    sid       = "OwnBucketsByOwnRoles"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"]
    resources = flatten([for b in local.buckets : ["arn:aws:s3:::${b}", "arn:aws:s3:::${b}/*"]])

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  policy            = data.aws_iam_policy_document.s3_endpoint.json
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(["kms", "logs", "monitoring", "secretsmanager"])

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for s in aws_subnet.private : s.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "BrokerRole"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${local.account_id}:role/${module.brokers.role_name}" }
      Action    = "${each.key == "monitoring" ? "cloudwatch" : each.key}:*"
      Resource  = "*"
    }]
  })
}

# --- security groups: every rule names its peer ---

resource "aws_security_group" "clients" {
  name        = "${var.environment}-clients"
  description = "Producers and consumers"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "brokers" {
  name        = "${var.environment}-brokers"
  description = "Kafka brokers"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group" "endpoints" {
  name        = "${var.environment}-endpoints"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id
}

locals {
  # from, to, port: one rule on each side.
  flows = {
    "clients to brokers (sasl_ssl)" = { from = aws_security_group.clients.id, to = aws_security_group.brokers.id, port = 9094 }
    "brokers to brokers (quorum)"   = { from = aws_security_group.brokers.id, to = aws_security_group.brokers.id, port = 9093 }
    "brokers to brokers (sasl_ssl)" = { from = aws_security_group.brokers.id, to = aws_security_group.brokers.id, port = 9094 }
    "brokers to endpoints"          = { from = aws_security_group.brokers.id, to = aws_security_group.endpoints.id, port = 443 }
  }
}

resource "aws_security_group_rule" "in" {
  for_each = local.flows

  type                     = "ingress"
  description              = each.key
  security_group_id        = each.value.to
  source_security_group_id = each.value.from
  protocol                 = "tcp"
  from_port                = each.value.port
  to_port                  = each.value.port
}

resource "aws_security_group_rule" "out" {
  for_each = local.flows

  type                     = "egress"
  description              = each.key
  security_group_id        = each.value.from
  source_security_group_id = each.value.to
  protocol                 = "tcp"
  from_port                = each.value.port
  to_port                  = each.value.port
}

resource "aws_security_group_rule" "brokers_to_s3" {
  type              = "egress"
  description       = "object storage through the gateway endpoint"
  security_group_id = aws_security_group.brokers.id
  prefix_list_ids   = [aws_vpc_endpoint.s3.prefix_list_id]
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
}
