variable "name" {
  description = "Name of role, instance profile, launch template and Auto Scaling group."
  type        = string
}

variable "environment" {
  type = string
}

variable "image_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

variable "buckets" {
  type = list(string)
}

variable "secret_arn_pattern" {
  type = string
}

variable "log_group_arn" {
  type = string
}
