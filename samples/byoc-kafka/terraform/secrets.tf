resource "aws_secretsmanager_secret" "sasl_admin" {
  name        = local.secret_name
  description = "Kafka super user of ${var.environment}"
  kms_key_id  = aws_kms_key.data.arn
}

resource "aws_secretsmanager_secret_version" "sasl_admin" {
  secret_id     = aws_secretsmanager_secret.sasl_admin.id
  secret_string = jsonencode({ username = "admin", password = var.sasl_admin_password })
}

resource "aws_ssm_parameter" "license" {
  name  = local.parameter_name
  type  = "SecureString"
  value = var.license_key
}
