module "brokers" {
  source = "./modules/broker-group"

  name               = local.broker_role
  environment        = var.environment
  image_id           = var.broker_image_id
  subnet_ids         = [for s in aws_subnet.private : s.id]
  security_group_ids = [aws_security_group.brokers.id]
  data_bucket        = local.data_bucket
  ops_bucket         = local.ops_bucket
  logs_bucket        = local.logs_bucket
  secret_arn_pattern = "arn:aws:secretsmanager:${var.region}:${local.account_id}:secret:${local.secret_name}-??????"
  parameter_arn      = "arn:aws:ssm:${var.region}:${local.account_id}:parameter${local.parameter_name}"
  log_group_arn      = "arn:aws:logs:${var.region}:${local.account_id}:log-group:${local.log_group}"
}
