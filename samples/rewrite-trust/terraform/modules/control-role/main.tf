data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "LumendbCloud"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.vendor_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.prefix}-control"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
}

# No s3, no kms, no sts: "the control role cannot touch your data".
resource "aws_iam_policy" "manage" {
  name = "${var.prefix}-manage"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Observe"
        Effect   = "Allow"
        Action   = ["ec2:DescribeInstances", "ec2:DescribeSubnets", "eks:DescribeCluster", "eks:ListClusters", "cloudwatch:GetMetricData"]
        Resource = "*"
      },
      {
        Sid      = "MaintainRoles"
        Effect   = "Allow"
        Action   = ["iam:GetRole", "iam:ListRolePolicies", "iam:UpdateAssumeRolePolicy"]
        Resource = "arn:aws:iam::${var.account_id}:role/${var.prefix}-*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "manage" {
  role       = aws_iam_role.this.name
  policy_arn = aws_iam_policy.manage.arn
}
