locals {
  bucket = "acme-topics"
}

data "aws_iam_policy_document" "ingest" {
  statement {
    sid       = "ReadTopics"
    actions   = ["s3:GetObjectVersion", "s3:GetObject"]
    resources = ["arn:aws:s3:::${local.bucket}/topics/*"]
  }
}

resource "aws_iam_role_policy" "ingest" {
  name   = "read-topics"
  role   = aws_iam_role.ingest.id
  policy = data.aws_iam_policy_document.ingest.json
}
