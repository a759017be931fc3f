provider "aws" {
  region = "eu-central-1"
}

locals {
  vendor    = "999988887777"
  confluent = "222233334444"
}

resource "aws_kms_key" "orders" {
  description         = "records of the cluster orders"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Own", Effect = "Allow", Principal = { AWS = "arn:aws:iam::444455556666:root" }, Action = "kms:*", Resource = "*" },
      {
        Sid       = "Confluent"
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::${local.confluent}:role/byok-cluster"] }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
      },
    ]
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

resource "aws_secretsmanager_secret" "reader" {
  name       = "confluent/orders-reader"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_version" "reader" {
  secret_id     = aws_secretsmanager_secret.reader.id
  secret_string = jsonencode({ key = confluent_api_key.reader.id, secret = confluent_api_key.reader.secret })
}

resource "aws_secretsmanager_secret" "operator" {
  name       = "confluent/orders-operator"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_version" "operator" {
  secret_id     = aws_secretsmanager_secret.operator.id
  secret_string = jsonencode({ key = confluent_api_key.operator.id, secret = confluent_api_key.operator.secret })
}

resource "aws_secretsmanager_secret" "legacy" {
  name       = "confluent/orders-legacy"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_version" "legacy" {
  secret_id     = aws_secretsmanager_secret.legacy.id
  secret_string = jsonencode({ key = confluent_api_key.legacy.id, secret = confluent_api_key.legacy.secret })
}

resource "aws_secretsmanager_secret" "app" {
  name       = "confluent/clicks-app"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_version" "app" {
  secret_id     = aws_secretsmanager_secret.app.id
  secret_string = jsonencode({ key = confluent_api_key.app.id, secret = confluent_api_key.app.secret })
}

resource "aws_secretsmanager_secret" "ci" {
  name       = "confluent/ci"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_version" "ci" {
  secret_id     = aws_secretsmanager_secret.ci.id
  secret_string = jsonencode({ key = confluent_api_key.ci.id, secret = confluent_api_key.ci.secret })
}

resource "aws_s3_bucket" "lake" {
  bucket = "acme-clicks-lake"
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "reports" {
  bucket = "acme-clicks-reports"
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# The vendor's roles: each of the vendor's principals gets into one of ours.

locals {
  roles = {
    reader   = { Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = [aws_secretsmanager_secret.reader.arn, aws_kms_key.secrets.arn] }
    sealed   = { Action = ["secretsmanager:GetSecretValue"], Resource = [aws_secretsmanager_secret.reader.arn] }
    operator = { Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = [aws_secretsmanager_secret.operator.arn, aws_kms_key.secrets.arn] }
    legacy   = { Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = [aws_secretsmanager_secret.legacy.arn, aws_kms_key.secrets.arn] }
    app      = { Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = [aws_secretsmanager_secret.app.arn, aws_kms_key.secrets.arn] }
    ci       = { Action = ["secretsmanager:GetSecretValue", "kms:Decrypt"], Resource = [aws_secretsmanager_secret.ci.arn, aws_kms_key.secrets.arn] }
    lake     = { Action = ["s3:GetObject"], Resource = ["${aws_s3_bucket.lake.arn}/*"] }
    reports  = { Action = ["s3:GetObject"], Resource = ["${aws_s3_bucket.reports.arn}/*"] }
  }
}

resource "aws_iam_role" "vendor" {
  for_each = local.roles
  name     = "streamworks-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${local.vendor}:role/${each.key}" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "acme-4411" } }
    }]
  })
}

resource "aws_iam_role_policy" "vendor" {
  for_each = local.roles
  name     = "own"
  role     = aws_iam_role.vendor[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = each.value.Action, Resource = each.value.Resource }]
  })
}

# Interfaces that Confluent drives.

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "pni" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.30.1.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_security_group" "pni" {
  name   = "confluent-pni"
  vpc_id = aws_vpc.this.id
  ingress {
    from_port   = 9092
    to_port     = 9092
    protocol    = "tcp"
    cidr_blocks = ["10.30.0.0/16"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_network_interface" "pni" {
  subnet_id       = aws_subnet.pni.id
  security_groups = [aws_security_group.pni.id]
}

resource "aws_network_interface_permission" "pni" {
  network_interface_id = aws_network_interface.pni.id
  permission           = "INSTANCE-ATTACH"
  aws_account_id       = local.confluent
}

# What is recorded of the account.

resource "aws_s3_bucket" "trail" {
  bucket = "acme-cloud-trail"
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
        Resource  = ["arn:aws:s3:::acme-cloud-trail", "arn:aws:s3:::acme-cloud-trail/*"]
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-central-1:444455556666:trail/cloud" } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::acme-cloud-trail", "arn:aws:s3:::acme-cloud-trail/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}

resource "aws_cloudtrail" "main" {
  name                       = "cloud"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.trail.arn

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "/acme/cloud/trail"
  retention_in_days = 400
}

resource "aws_iam_role" "trail" {
  name = "cloud-trail"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudtrail:eu-central-1:444455556666:trail/cloud" } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "trail" {
  name = "own"
  role = aws_iam_role.trail.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "${aws_cloudwatch_log_group.trail.arn}:*" }]
  })
}

# Who is told: of denied calls, and of edits of policies.

resource "aws_cloudwatch_log_metric_filter" "denied" {
  name           = "denied"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"

  metric_transformation {
    name      = "denied"
    namespace = "acme/audit"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "denied" {
  alarm_name          = "denied"
  namespace           = "acme/audit"
  metric_name         = "denied"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  alarm_actions       = ["arn:aws:sns:eu-central-1:444455556666:security"]
}

resource "aws_cloudwatch_log_metric_filter" "policies" {
  name           = "policies"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventName = PutRolePolicy) || ($.eventName = AttachRolePolicy) || ($.eventName = UpdateAssumeRolePolicy) || ($.eventName = PutClusterPolicy) }"

  metric_transformation {
    name      = "policies"
    namespace = "acme/audit"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "policies" {
  alarm_name          = "policies"
  namespace           = "acme/audit"
  metric_name         = "policies"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  alarm_actions       = ["arn:aws:sns:eu-central-1:444455556666:security"]
}

# Where audit events of Confluent Cloud are kept after the seven days that they are there.

resource "aws_s3_bucket" "audit" {
  bucket = "acme-cloud-audit"
}

resource "aws_s3_bucket_public_access_block" "audit" {
  bucket                  = aws_s3_bucket.audit.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "audit" {
  bucket = aws_s3_bucket.audit.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::acme-cloud-audit", "arn:aws:s3:::acme-cloud-audit/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}
