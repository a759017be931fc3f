variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "bucket_name" {
  type = string
}

variable "role_name" {
  type = string
}

variable "role_path" {
  type = string
}

variable "admin_role" {
  description = "Role of the customer that administers the key; it exists already."
  type        = string
}
