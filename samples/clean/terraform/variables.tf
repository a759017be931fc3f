variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  type    = string
  default = "acme-clean"
}

variable "zones" {
  type    = map(number)
  default = { a = 0, b = 1, c = 2 }
}

variable "vpc_cidr" {
  type    = string
  default = "10.60.0.0/16"
}

variable "broker_image_id" {
  type    = string
  default = "ami-0c3a4b5d6e7f80910"
}

variable "vendor_role_arn" {
  description = "Role of Streamhouse's fleet monitor."
  type        = string
  default     = "arn:aws:iam::999988887777:role/fleet-monitor"
}

variable "external_id" {
  type    = string
  default = "sh-acme-clean-91b4d2"
}
