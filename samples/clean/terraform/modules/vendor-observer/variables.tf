variable "environment" {
  type = string
}

variable "account_id" {
  type = string
}

variable "vendor_role_arn" {
  type = string
}

variable "external_id" {
  type = string
}
