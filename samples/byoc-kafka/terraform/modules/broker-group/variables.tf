variable "name" {
  description = "Name of role, instance profile, launch template and Auto Scaling group."
  type        = string
}

variable "environment" {
  description = "Tag of the instances."
  type        = string
}

variable "image_id" {
  type = string
}

variable "instance_type" {
  type    = string
  default = "r6i.large"
}

variable "broker_count" {
  type    = number
  default = 3
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

variable "data_bucket" {
  type = string
}

variable "ops_bucket" {
  type = string
}

variable "logs_bucket" {
  type = string
}

variable "secret_arn_pattern" {
  description = "ARN of the SASL admin secret; Secrets Manager appends six characters."
  type        = string
}

variable "parameter_arn" {
  type = string
}

variable "log_group_arn" {
  type = string
}
