# New objects are announced on a queue, and the indexer takes them from there.
resource "aws_sqs_queue" "ingest" {
  name = "${local.prefix}-ingest"
}

resource "aws_s3_bucket_notification" "ingest" {
  bucket = module.store["vectors"].bucket_name

  queue {
    queue_arn     = aws_sqs_queue.ingest.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "incoming/"
  }

  depends_on = [aws_sqs_queue_policy.ingest]
}

data "aws_iam_policy_document" "ingest_queue" {
  statement {
    sid       = "BucketEvents"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.ingest.arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [module.store["vectors"].bucket_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sqs_queue_policy" "ingest" {
  queue_url = aws_sqs_queue.ingest.id
  policy    = data.aws_iam_policy_document.ingest_queue.json
}

resource "aws_iam_role" "indexer" {
  name = "acme-indexer"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "pods.eks.amazonaws.com" }, Action = ["sts:AssumeRole", "sts:TagSession"] }]
  })
}

resource "aws_iam_role_policy" "indexer" {
  name = "ingest"
  role = aws_iam_role.indexer.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Queue", Effect = "Allow", Action = ["sqs:ReceiveMessage", "sqs:DeleteMessage"], Resource = aws_sqs_queue.ingest.arn },
      { Sid = "Token", Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.ingest_token.arn },
    ]
  })
}

resource "aws_secretsmanager_secret" "ingest_token" {
  name = "acme/ingest-token"
}

resource "aws_secretsmanager_secret_version" "ingest_token" {
  secret_id     = aws_secretsmanager_secret.ingest_token.id
  secret_string = var.ingest_token
}
