provider "aws" {
  region = "eu-central-1"
}

locals {
  vendor = "999988887777"
}

# The network: brokers of `orders` in a private subnet, `legacy` in a public one.

resource "aws_vpc" "this" {
  cidr_block = "10.40.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "private" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.40.1.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.40.9.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

# Who gets in.

resource "aws_security_group" "orders" {
  name   = "orders-brokers"
  vpc_id = aws_vpc.this.id

  ingress {
    protocol    = "tcp"
    from_port   = 9094
    to_port     = 9094
    cidr_blocks = ["10.40.0.0/16"]
  }

  ingress {
    protocol  = "tcp"
    from_port = 9091
    to_port   = 9091
    self      = true
  }

  ingress {
    protocol  = "tcp"
    from_port = 9093
    to_port   = 9093
    self      = true
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.40.0.0/16"]
  }
}

resource "aws_security_group" "legacy" {
  name   = "legacy-brokers"
  vpc_id = aws_vpc.this.id

  ingress {
    protocol    = "tcp"
    from_port   = 9092
    to_port     = 9092
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    protocol    = "tcp"
    from_port   = 2181
    to_port     = 2181
    cidr_blocks = ["10.40.0.0/16"]
  }

  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.40.0.0/16"]
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.this.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.40.0.0/16"]
  }
}

resource "aws_iam_role" "broker" {
  name = "orders-broker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "broker" {
  role       = aws_iam_role.broker.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "broker" {
  name = "orders-broker"
  role = aws_iam_role.broker.name
}

resource "aws_iam_role" "batch" {
  name = "batch"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "batch" {
  role       = aws_iam_role.batch.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "batch" {
  name = "batch"
  role = aws_iam_role.batch.name
}

# Machines and what they keep records on.

resource "aws_instance" "orders" {
  count                  = 3
  ami                    = "ami-0"
  instance_type          = "m6i.large"
  subnet_id              = aws_subnet.private.id
  private_ip             = "10.40.1.${10 + count.index}"
  vpc_security_group_ids = [aws_security_group.orders.id]
  iam_instance_profile   = aws_iam_instance_profile.broker.name

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  tags = { Name = "orders-${count.index}" }
}

resource "aws_instance" "legacy" {
  ami                         = "ami-0"
  instance_type               = "m6i.large"
  subnet_id                   = aws_subnet.public.id
  private_ip                  = "10.40.9.10"
  vpc_security_group_ids      = [aws_security_group.legacy.id]
  associate_public_ip_address = true

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  tags = { Name = "legacy" }
}

resource "aws_instance" "batch" {
  ami                    = "ami-0"
  instance_type          = "m6i.large"
  subnet_id              = aws_subnet.private.id
  private_ip             = "10.40.1.50"
  vpc_security_group_ids = [aws_security_group.app.id]
  iam_instance_profile   = aws_iam_instance_profile.batch.name

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  tags = { Name = "batch" }
}

resource "aws_ebs_volume" "orders" {
  availability_zone = "eu-central-1a"
  size              = 500
  encrypted         = true
  kms_key_id        = aws_kms_key.volumes.arn
}

resource "aws_volume_attachment" "orders" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.orders[0].id
  volume_id   = aws_ebs_volume.orders.id
}

resource "aws_ebs_volume" "legacy" {
  availability_zone = "eu-central-1a"
  size              = 100
  encrypted         = false
}

resource "aws_volume_attachment" "legacy" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.legacy.id
  volume_id   = aws_ebs_volume.legacy.id
}

resource "aws_eip" "legacy" {
  instance = aws_instance.legacy.id
  vpc      = true
}

resource "aws_kms_key" "volumes" {
  description         = "volumes"
  enable_key_rotation = true
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::444455556666:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_kms_key" "secrets" {
  description         = "secrets"
  enable_key_rotation = true
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::444455556666:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_secretsmanager_secret" "app" {
  name       = "kafka/app"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret" "audit" {
  name       = "kafka/audit"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret" "mirror" {
  name       = "kafka/mirror"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret" "legacy" {
  name       = "kafka/legacy"
  kms_key_id = aws_kms_key.secrets.arn
}

# What each role of the vendor may do; each way beside its near miss.

locals {
  vendors = {
    app    = { actions = ["secretsmanager:GetSecretValue", "kms:Decrypt"], resources = [aws_secretsmanager_secret.app.arn, aws_kms_key.secrets.arn] }
    audit  = { actions = ["secretsmanager:GetSecretValue", "kms:Decrypt"], resources = [aws_secretsmanager_secret.audit.arn, aws_kms_key.secrets.arn] }
    mirror = { actions = ["secretsmanager:GetSecretValue", "kms:Decrypt"], resources = [aws_secretsmanager_secret.mirror.arn, aws_kms_key.secrets.arn] }
    legacy = { actions = ["secretsmanager:GetSecretValue", "kms:Decrypt"], resources = [aws_secretsmanager_secret.legacy.arn, aws_kms_key.secrets.arn] }
    sealed = { actions = ["secretsmanager:GetSecretValue"], resources = [aws_secretsmanager_secret.app.arn] }
    shell  = { actions = ["ssm:SendCommand"], resources = [aws_instance.orders[0].arn, "arn:aws:ssm:*:*:document/AWS-RunShellScript"] }
    disk   = { actions = ["ebs:ListSnapshotBlocks", "ebs:GetSnapshotBlock", "ec2:CreateSnapshot", "ec2:CreateTags", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:CreateGrant"], resources = ["*"] }
    batch  = { actions = ["ssm:SendCommand"], resources = [aws_instance.batch.arn, "arn:aws:ssm:*:*:document/AWS-RunShellScript"] }
  }
}

resource "aws_iam_role" "vendor" {
  for_each = local.vendors
  name     = "streamworks-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.vendor}:role/${each.key}" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "sts:ExternalId" = "acme-4411" } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "vendor" {
  for_each = local.vendors
  name     = "own"
  role     = aws_iam_role.vendor[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = each.value.actions, Resource = each.value.resources }]
  })
}

# What is recorded of the account, and where the brokers' logs go.

resource "aws_s3_bucket" "trail" {
  bucket = "acme-streams-trail"
}

resource "aws_s3_bucket_public_access_block" "trail" {
  bucket                  = aws_s3_bucket.trail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Trail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["s3:GetBucketAcl", "s3:PutObject"]
        Resource  = ["arn:aws:s3:::acme-streams-trail", "arn:aws:s3:::acme-streams-trail/*"]
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-central-1:444455556666:trail/streams" } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::acme-streams-trail", "arn:aws:s3:::acme-streams-trail/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}

resource "aws_cloudtrail" "main" {
  name                       = "streams"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  enable_log_file_validation = true

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudwatch_log_group" "kafka" {
  name              = "/acme/kafka"
  retention_in_days = 400
}
