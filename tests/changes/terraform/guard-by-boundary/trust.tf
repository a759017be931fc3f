resource "aws_iam_role" "ingest" {
  name                 = "vendor-ingest"
  permissions_boundary = aws_iam_policy.boundary.arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Vendor"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::999988887777:role/control-plane" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "sts:ExternalId" = "acme-7f3c" }
        IpAddress    = { "aws:SourceIp" = "203.0.113.0/24" }
      }
    }]
  })
}

resource "aws_iam_policy" "boundary" {
  name = "vendor-boundary"

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-topics/topics/public/*" }]
  })
}
