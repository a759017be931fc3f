variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  type    = string
  default = "acme-automq"
}

variable "console_image_id" {
  description = "Image of the console, as the vendor publishes it."
  type        = string
  default     = "ami-0a1b2c3d4e5f60718"
}

variable "admin_cidr" {
  description = "From where people use the console."
  type        = string
  default     = "198.51.100.0/24"
}

variable "vendor_account_id" {
  description = "Account of the vendor's operations."
  type        = string
  default     = "381492316447"
}
