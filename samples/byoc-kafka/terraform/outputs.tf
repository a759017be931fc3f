output "vendor_roles" {
  value = module.vendor_access.role_arns
}

output "console_address" {
  value = "http://${aws_instance.console.public_ip}:8080"
}
