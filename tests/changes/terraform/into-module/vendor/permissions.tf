resource "aws_iam_role_policy" "ingest" {
  name = "read-topics"
  role = aws_iam_role.ingest.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "ReadTopics"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:GetObjectVersion"]
      Resource = "arn:aws:s3:::acme-topics/topics/*"
    }]
  })
}
