locals {
  account_id = data.aws_caller_identity.current.account_id
  root       = "arn:aws:iam::${local.account_id}:root"
  data_name  = "${var.environment}-data"
  ops_name   = "${var.environment}-ops"
  data_arn   = "arn:aws:s3:::${local.data_name}"
  ops_arn    = "arn:aws:s3:::${local.ops_name}"
}

# The records: whoever reads this bucket reads every topic, without Kafka.
resource "aws_s3_bucket" "data" {
  bucket = local.data_name

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.data.arn
      }
    }
  }
}

resource "aws_kms_key" "data" {
  description         = "Records of ${var.environment}"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AdministerKey"
        Effect    = "Allow"
        Principal = { AWS = local.root }
        Action    = ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Get*", "kms:ScheduleKeyDeletion", "kms:TagResource"]
        Resource  = "*"
      },
      {
        Sid       = "DataPlaneUsesKey"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account_id}:role/${var.environment}-data-plane" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      }
    ]
  })

  # The policy names it.
  depends_on = [aws_iam_role.data_plane]
}

# Logs and metrics of the product; licence and versions that the console loads.
resource "aws_s3_bucket" "ops" {
  bucket = local.ops_name

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "ops" {
  bucket                  = aws_s3_bucket.ops.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.data_arn, "${local.data_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}

resource "aws_s3_bucket_policy" "ops" {
  bucket = aws_s3_bucket.ops.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "VendorOperations"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.vendor_account_id}:root" }
        Action    = ["s3:GetObject", "s3:ListBucket"]
        Resource  = [local.ops_arn, "${local.ops_arn}/*"]
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.ops_arn, "${local.ops_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }
    ]
  })
}
