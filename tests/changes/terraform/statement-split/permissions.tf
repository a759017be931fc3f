resource "aws_iam_role_policy" "ingest" {
  name = "read-topics"
  role = aws_iam_role.ingest.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::acme-topics/topics/*"
      }, {
      Effect   = "Allow"
      Action   = "S3:getobjectversion"
      Resource = ["arn:aws:s3:::acme-topics/topics/*"]
    }]
  })
}
