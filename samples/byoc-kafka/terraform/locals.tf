# Names are decided here and ARNs written from them, so that policies, key policies and roles can name each other without a cycle.
locals {
  account_id = data.aws_caller_identity.current.account_id
  prefix     = "streamhouse-${var.environment}"

  data_bucket = "${var.environment}-kafka-data"
  ops_bucket  = "${var.environment}-kafka-ops"
  logs_bucket = "${var.environment}-kafka-logs"
  lake_bucket = "${var.environment}-customer-lake"

  broker_role  = "${local.prefix}-broker"
  console_role = "${local.prefix}-console"
  agent_role   = "${local.prefix}-agent"
  support_role = "${local.prefix}-support"

  role_arn_prefix  = "arn:aws:iam::${local.account_id}:role"
  vendor_collector = "arn:aws:iam::${var.streamhouse_account_id}:role/log-collector"

  secret_name    = "streamhouse/${var.environment}/sasl-admin"
  parameter_name = "/streamhouse/${var.environment}/license"
  log_group      = "/streamhouse/${var.environment}/brokers"
}
