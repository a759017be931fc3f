locals {
  buckets = toset([local.data_bucket, local.ops_bucket, local.logs_bucket])
}

# data: record segments of every topic, payments.* and cards.* among them; ops: metadata snapshots, diagnostics.
resource "aws_s3_bucket" "kafka" {
  for_each = toset([local.data_bucket, local.ops_bucket])

  bucket = each.key
  acl    = "private"

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.data.arn
      }
    }
  }
}

# Broker logs, with a key of their own: the vendor's collector and support may use it.
resource "aws_s3_bucket" "logs" {
  bucket = local.logs_bucket
  acl    = "private"

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.logs.arn
      }
    }
  }

  lifecycle_rule {
    id      = "expire"
    enabled = true

    expiration {
      days = 90
    }
  }
}

resource "aws_s3_bucket_public_access_block" "kafka" {
  for_each = local.buckets

  bucket                  = each.key
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true

  depends_on = [aws_s3_bucket.kafka, aws_s3_bucket.logs]
}

data "aws_iam_policy_document" "tls_only" {
  for_each = local.buckets

  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::${each.key}", "arn:aws:s3:::${each.key}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

# No outside principal touches records or operational data directly.
data "aws_iam_policy_document" "own_account" {
  for_each = toset([local.data_bucket, local.ops_bucket])

  source_json = data.aws_iam_policy_document.tls_only[each.key].json

  statement {
    sid       = "DenyOtherAccounts"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::${each.key}", "arn:aws:s3:::${each.key}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "Bool"
      variable = "aws:PrincipalIsAWSService"
      values   = ["false"]
    }
  }
}

# Log export: the vendor's collector fetches broker logs with its own role; it never assumes a role of this account.
data "aws_iam_policy_document" "logs" {
  source_json = data.aws_iam_policy_document.tls_only[local.logs_bucket].json

  statement {
    sid       = "StreamhouseCollectsBrokerLogs"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${local.logs_bucket}/brokers/*"]

    principals {
      type        = "AWS"
      identifiers = [local.vendor_collector]
    }
  }

  statement {
    sid       = "StreamhouseListsBrokerLogs"
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::${local.logs_bucket}"]

    principals {
      type        = "AWS"
      identifiers = [local.vendor_collector]
    }

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["brokers/*"]
    }
  }
}

resource "aws_s3_bucket_policy" "kafka" {
  for_each = {
    (local.data_bucket) = data.aws_iam_policy_document.own_account[local.data_bucket].json
    (local.ops_bucket)  = data.aws_iam_policy_document.own_account[local.ops_bucket].json
    (local.logs_bucket) = data.aws_iam_policy_document.logs.json
  }

  bucket = each.key
  policy = each.value

  depends_on = [aws_s3_bucket_public_access_block.kafka]
}
