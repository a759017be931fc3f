variable "environment" {
  type = string
}

variable "account_id" {
  description = "The customer's account."
  type        = string
}

variable "region" {
  type = string
}

variable "vendor_account" {
  description = "The vendor's control plane account."
  type        = string
}

variable "external_id" {
  type = string
}

variable "broker_role_name" {
  type = string
}

variable "logs_bucket" {
  type = string
}

variable "ops_bucket" {
  type = string
}

variable "log_group" {
  type = string
}

variable "break_glass_open" {
  description = "Whether the emergency role can be assumed at all."
  type        = bool
  default     = false
}
