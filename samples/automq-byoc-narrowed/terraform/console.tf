# The vendor's software on an instance of ours: no trust policy names the vendor.
resource "aws_iam_role" "console" {
  name = "${var.environment}-console"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Instance", Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }
    ]
  })
}

resource "aws_iam_instance_profile" "console" {
  name = "${var.environment}-console"
  role = aws_iam_role.console.name
}

resource "aws_iam_role_policy" "console" {
  name = "control-plane"
  role = aws_iam_role.console.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "PassDataPlaneRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::${local.account_id}:role/${var.environment}-data-plane"
        Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }
      },
      {
        Sid      = "Launch"
        Effect   = "Allow"
        Action   = ["ec2:RunInstances", "ec2:CreateLaunchTemplate", "autoscaling:CreateAutoScalingGroup", "ec2:Describe*"]
        Resource = "*"
      },
      {
        Sid       = "TagWhatIsLaunched"
        Effect    = "Allow"
        Action    = "ec2:CreateTags"
        Resource  = "*"
        Condition = { StringEquals = { "ec2:CreateAction" = "RunInstances" } }
      },
      {
        Sid       = "OwnResourcesOnly"
        Effect    = "Allow"
        Action    = ["ec2:AuthorizeSecurityGroupIngress", "ec2:AttachVolume", "autoscaling:UpdateAutoScalingGroup"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:ResourceTag/automqVendor" = "automq" } }
      },
      {
        Sid      = "Operations"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"]
        Resource = [local.ops_arn, "${local.ops_arn}/*"]
      },
      {
        Sid      = "DataBucketWithoutObjects"
        Effect   = "Allow"
        Action   = ["s3:ListBucket", "s3:GetBucketLocation", "s3:PutLifecycleConfiguration"]
        Resource = local.data_arn
      }
    ]
  })
}

resource "aws_instance" "console" {
  ami                         = var.console_image_id
  instance_type               = "t3.large"
  subnet_id                   = aws_subnet.public.id
  associate_public_ip_address = true
  iam_instance_profile        = aws_iam_instance_profile.console.name
  vpc_security_group_ids      = [aws_security_group.console.id]

  tags = { automqVendor = "automq" }
}
