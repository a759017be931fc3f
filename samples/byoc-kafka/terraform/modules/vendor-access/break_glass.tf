# Emergency role: may read records, and is shut by a Deny in its own trust policy until the customer opens it.
data "aws_iam_policy_document" "break_glass_trust" {
  statement {
    sid     = "EmergencyResponders"
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.vendor_account}:root"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:PrincipalArn"
      values   = ["arn:aws:iam::${var.vendor_account}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_*"]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }

    condition {
      test     = "StringLike"
      variable = "sts:SourceIdentity"
      values   = ["INC-*"]
    }
  }

  dynamic "statement" {
    for_each = var.break_glass_open ? [] : ["closed"]

    content {
      sid     = "Closed"
      effect  = "Deny"
      actions = ["sts:AssumeRole"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
    }
  }
}

resource "aws_iam_role" "break_glass" {
  name                 = "${local.prefix}-break-glass"
  assume_role_policy   = data.aws_iam_policy_document.break_glass_trust.json
  max_session_duration = 3600
}

# An instance session is a session of the broker role, so it reads what brokers read.
resource "aws_iam_role_policy" "break_glass" {
  name = "emergency"
  role = aws_iam_role.break_glass.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "BrokerSession"
        Effect    = "Allow"
        Action    = "ssm:StartSession"
        Resource  = "arn:aws:ec2:${var.region}:${var.account_id}:instance/*"
        Condition = { StringEquals = { "aws:ResourceTag/Environment" = var.environment } }
      },
      {
        Sid      = "SessionDocument"
        Effect   = "Allow"
        Action   = "ssm:StartSession"
        Resource = "arn:aws:ssm:${var.region}::document/AWS-StartSSHSession"
      },
    ]
  })
}
