# What the vendor sees: instances and metrics. Nothing that holds, moves or opens data, and nothing that changes anything.
data "aws_iam_policy_document" "observe" {
  statement {
    sid       = "InstancesAndMetrics"
    actions   = ["ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "autoscaling:DescribeAutoScalingGroups", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]
    resources = ["*"]
  }
}

# The same list once more as a boundary: whatever is attached to the role later, this is the most it can do.
resource "aws_iam_policy" "boundary" {
  name   = "${var.environment}-vendor-boundary"
  policy = data.aws_iam_policy_document.observe.json
}

resource "aws_iam_role" "this" {
  name                 = "${var.environment}-vendor-observer"
  permissions_boundary = "arn:aws:iam::${var.account_id}:policy/${aws_iam_policy.boundary.name}"
  max_session_duration = 3600

  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": {
        "Sid": "FleetMonitor",
        "Effect": "Allow",
        "Principal": {"AWS": "${var.vendor_role_arn}"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "${var.external_id}"}}
      }
    }
  POLICY
}

resource "aws_iam_role_policy" "this" {
  name   = "observe"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.observe.json
}
