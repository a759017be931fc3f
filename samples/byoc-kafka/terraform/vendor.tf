# Roles for Streamhouse, from the vendor's own module.
module "vendor_access" {
  source = "./modules/vendor-access"

  environment      = var.environment
  account_id       = local.account_id
  region           = var.region
  vendor_account   = var.streamhouse_account_id
  external_id      = var.streamhouse_external_id
  broker_role_name = local.broker_role
  logs_bucket      = local.logs_bucket
  ops_bucket       = local.ops_bucket
  log_group        = local.log_group

  # Opened by a change to this line, reviewed by the data platform team, and closed again.
  break_glass_open = false
}
