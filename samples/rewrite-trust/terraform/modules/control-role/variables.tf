variable "account_id" {
  type = string
}

variable "prefix" {
  description = "First part of the names of all roles that Lumendb manages."
  type        = string
}

variable "vendor_role_arn" {
  type = string
}

variable "external_id" {
  type = string
}
