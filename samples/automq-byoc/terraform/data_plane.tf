# What the brokers run as. The control plane starts their instances, so none is here.
resource "aws_iam_role" "data_plane" {
  name = "${var.environment}-data-plane"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Instance", Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }
    ]
  })
}

resource "aws_iam_instance_profile" "data_plane" {
  name = "${var.environment}-data-plane"
  role = aws_iam_role.data_plane.name
}

resource "aws_iam_role_policy" "data_plane" {
  name = "storage"
  role = aws_iam_role.data_plane.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Records"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        Resource = ["${local.data_arn}/*", "${local.ops_arn}/*"]
      }
    ]
  })
}

# Nothing of the product's: reports on records, for whoever in the account is allowed to assume it.
resource "aws_iam_role" "reports" {
  name = "acme-reports"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Account", Effect = "Allow", Principal = { AWS = local.root }, Action = "sts:AssumeRole" }
    ]
  })
}

resource "aws_iam_role_policy" "reports" {
  name = "read"
  role = aws_iam_role.reports.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "ReadRecords", Effect = "Allow", Action = "s3:GetObject", Resource = "${local.data_arn}/*" }]
  })
}
