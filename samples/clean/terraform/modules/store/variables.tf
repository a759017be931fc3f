variable "account_id" {
  type = string
}

variable "region" {
  type = string
}

variable "bucket_name" {
  type = string
}

variable "user_roles" {
  description = "Names of the roles that may use the key; they must exist before the key does."
  type        = list(string)
}
