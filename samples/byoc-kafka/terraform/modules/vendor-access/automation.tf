# Machine role: the control plane replaces broken brokers and rolls out upgrades.
locals {
  prefix = "streamhouse-${var.environment}"
}

data "aws_iam_policy_document" "automation_trust" {
  statement {
    sid     = "ControlPlane"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.vendor_account}:role/control-plane"]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

resource "aws_iam_role" "automation" {
  name                 = "${local.prefix}-automation"
  assume_role_policy   = data.aws_iam_policy_document.automation_trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "automation_compute" {
  name = "compute"
  role = aws_iam_role.automation.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "LaunchBrokers"
        Effect = "Allow"
        Action = "ec2:RunInstances"
        Resource = concat(
          ["arn:aws:ec2:${var.region}::image/*"],
          [for t in ["instance", "volume", "network-interface", "subnet", "security-group", "launch-template", "key-pair"] : "arn:aws:ec2:${var.region}:${var.account_id}:${t}/*"],
        )
      },
      {
        Sid       = "TagAtLaunch"
        Effect    = "Allow"
        Action    = "ec2:CreateTags"
        Resource  = "arn:aws:ec2:${var.region}:${var.account_id}:*/*"
        Condition = { StringEquals = { "ec2:CreateAction" = "RunInstances" } }
      },
      {
        Sid       = "ReplaceBrokers"
        Effect    = "Allow"
        Action    = ["ec2:TerminateInstances", "autoscaling:TerminateInstanceInAutoScalingGroup", "autoscaling:SetDesiredCapacity"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:ResourceTag/Environment" = var.environment } }
      },
      {
        Sid       = "BrokersGetTheirRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::${var.account_id}:role/${var.broker_role_name}"
        Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }
      },
      {
        Sid      = "Observe"
        Effect   = "Allow"
        Action   = ["ec2:Describe*", "autoscaling:Describe*", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]
        Resource = "*"
      },
    ]
  })
}

# "Streamhouse automation can never read your data."
data "aws_iam_policy_document" "automation_no_data" {
  statement {
    sid    = "NeverReadCustomerData"
    effect = "Deny"
    actions = [
      "s3:GetObject*",
      "s3:PutObject*",
      "kms:Decrypt",
      "kms:CreateGrant",
      "secretsmanager:GetSecretValue",
      "ssm:GetParameter*",
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "automation_no_data" {
  name   = "no-customer-data"
  role   = aws_iam_role.automation.id
  policy = data.aws_iam_policy_document.automation_no_data.json
}
