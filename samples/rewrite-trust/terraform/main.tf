# Lumendb, a vector database in the customer's account. The vendor's role holds no data permission at all; it looks after roles.
locals {
  account_id = data.aws_caller_identity.current.account_id
  prefix     = "lumendb-${var.environment}"

  stores = {
    # Served by the database; the vendor's pods use this role.
    vectors = { role = "${local.prefix}-storage", path = "/" }
    # Same name pattern, but the customer shut the vendor out with a Deny.
    backup = { role = "${local.prefix}-backup", path = "/" }
    # Same name pattern again, but the path puts the role's ARN outside of it.
    archive = { role = "${local.prefix}-archive", path = "/acme/" }
  }
}

module "store" {
  source   = "./modules/store"
  for_each = local.stores

  account_id  = local.account_id
  region      = var.region
  bucket_name = "${var.environment}-lumendb-${each.key}"
  role_name   = each.value.role
  role_path   = each.value.path
  admin_role  = "acme-key-admin"
}

module "control_role" {
  source = "./modules/control-role"

  account_id      = local.account_id
  prefix          = local.prefix
  vendor_role_arn = var.vendor_role_arn
  external_id     = var.external_id
}

# The customer's own addition to the vendor's role.
resource "aws_iam_role_policy" "protect_backup" {
  name = "protect-backup"
  role = module.control_role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "BackupRoleIsOurs"
      Effect   = "Deny"
      Action   = ["iam:Update*", "iam:Put*", "iam:Attach*", "iam:PassRole", "sts:AssumeRole"]
      Resource = "arn:aws:iam::${local.account_id}:role/${local.prefix}-backup"
    }]
  })
}
