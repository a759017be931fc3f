resource "aws_iam_role" "ingest" {
  name        = "vendor-ingest"
  description = "Assumed by the vendor's control plane"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Condition = {
        IpAddress    = { "AWS:SourceIP" = ["203.0.113.0/25", "203.0.113.128/25"] }
        StringEquals = { "STS:ExternalId" = ["acme-7f3c"] }
      }
      Action    = ["sts:AssumeRole"]
      Principal = { AWS = ["arn:aws:iam::999988887777:role/control-plane"] }
      Effect    = "Allow"
    }]
  })
}
