resource "aws_cloudwatch_log_group" "brokers" {
  name              = local.log_group
  retention_in_days = 30
  kms_key_id        = aws_kms_key.logs.arn
}

resource "aws_ecr_repository" "images" {
  name                 = "streamhouse/${var.environment}"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

# Mirrored vendor images. Pull only, and only by roles of this environment.
resource "aws_ecr_repository_policy" "images" {
  repository = aws_ecr_repository.images.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnvironmentPulls"
      Effect    = "Allow"
      Principal = { AWS = [module.brokers.role_arn, aws_iam_role.console.arn, aws_iam_role.eks_node.arn] }
      Action    = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    }]
  })
}
