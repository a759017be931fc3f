# The same product as in byoc-kafka, run by the customer: the vendor delivers images and documentation, and may look at instances and metrics.
locals {
  account_id  = data.aws_caller_identity.current.account_id
  broker_role = "${var.environment}-broker"
  secret_name = "kafka/${var.environment}/sasl-admin"
  log_group   = "/kafka/${var.environment}/brokers"

  buckets = {
    data = "${var.environment}-kafka-data"
    ops  = "${var.environment}-kafka-ops"
  }
}

module "store" {
  source   = "./modules/store"
  for_each = local.buckets

  account_id  = local.account_id
  region      = var.region
  bucket_name = each.value
  user_roles  = [module.brokers.role_name]
}

module "brokers" {
  source = "./modules/broker-group"

  name               = local.broker_role
  environment        = var.environment
  image_id           = var.broker_image_id
  subnet_ids         = [for s in aws_subnet.private : s.id]
  security_group_ids = [aws_security_group.brokers.id]
  buckets            = values(local.buckets)
  secret_arn_pattern = "arn:aws:secretsmanager:${var.region}:${local.account_id}:secret:${local.secret_name}-??????"
  log_group_arn      = "arn:aws:logs:${var.region}:${local.account_id}:log-group:${local.log_group}"
}

module "vendor_observer" {
  source = "./modules/vendor-observer"

  environment     = var.environment
  account_id      = local.account_id
  vendor_role_arn = var.vendor_role_arn
  external_id     = var.external_id
}

# --- secret and logs, each under the key that fits ---

resource "aws_secretsmanager_secret" "sasl_admin" {
  name       = local.secret_name
  kms_key_id = module.store["data"].key_arn
}

resource "aws_kms_key" "logs" {
  description         = "Broker logs of ${var.environment}"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AdministerKey"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
        Action    = ["kms:Describe*", "kms:Get*", "kms:List*", "kms:PutKeyPolicy", "kms:EnableKeyRotation", "kms:TagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"]
        Resource  = "*"
      },
      {
        Sid       = "CloudWatchLogs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${local.account_id}:log-group:${local.log_group}" } }
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = local.log_group
  retention_in_days = 365
  kms_key_id        = aws_kms_key.logs.arn
}
