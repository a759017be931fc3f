# The Streamhouse console runs in this account, on an image of the vendor. Its role is the vendor's, though no trust policy says so.
resource "aws_iam_role" "console" {
  name = local.console_role

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })

  tags = { Vendor = "streamhouse" }
}

# Scaling brokers means launching instances with the broker role.
resource "aws_iam_policy" "console" {
  name = local.console_role

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Scale",
          "Effect": "Allow",
          "Action": ["ec2:RunInstances", "ec2:Describe*", "autoscaling:Describe*", "autoscaling:SetDesiredCapacity"],
          "Resource": "*"
        },
        {
          "Sid": "PassBrokerRole",
          "Effect": "Allow",
          "Action": "iam:PassRole",
          "Resource": "${local.role_arn_prefix}/${local.broker_role}",
          "Condition": {"StringLike": {"iam:PassedToService": "ec2*"}}
        },
        {
          "Sid": "OperationalData",
          "Effect": "Allow",
          "Action": ["s3:GetObject", "s3:PutObject"],
          "Resource": "arn:aws:s3:::${local.ops_bucket}/*"
        },
        {
          "Sid": "License",
          "Effect": "Allow",
          "Action": "ssm:GetParameter",
          "Resource": "arn:aws:ssm:${var.region}:${local.account_id}:parameter${local.parameter_name}"
        }
      ]
    }
  POLICY
}

resource "aws_iam_role_policy_attachment" "console" {
  role       = aws_iam_role.console.name
  policy_arn = aws_iam_policy.console.arn
}

resource "aws_iam_instance_profile" "console" {
  name = local.console_role
  role = aws_iam_role.console.name
}

resource "aws_instance" "console" {
  ami                         = var.broker_image_id
  instance_type               = "m6i.large"
  subnet_id                   = aws_subnet.public["a"].id
  vpc_security_group_ids      = [aws_security_group.console.id]
  iam_instance_profile        = aws_iam_instance_profile.console.name
  associate_public_ip_address = true

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  tags = { Name = local.console_role }
}
