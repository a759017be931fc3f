variable "region" {
  description = "Region of the environment. Data must stay here."
  type        = string
  default     = "eu-central-1"
}

variable "environment" {
  description = "Environment id agreed with Streamhouse; part of every name the vendor sees."
  type        = string
  default     = "acme-prod"
}

variable "zones" {
  description = "Zone letter => index of its subnets in the address plan."
  type        = map(number)
  default     = { a = 0, b = 1, c = 2 }
}

variable "vpc_cidr" {
  type    = string
  default = "10.40.0.0/16"
}

variable "office_cidrs" {
  description = "Addresses from which operators open the console."
  type        = list(string)
  default     = ["198.51.100.0/24"]
}

variable "client_cidrs" {
  description = "Networks of producers and consumers."
  type        = list(string)
  default     = ["10.20.0.0/16"]
}

variable "streamhouse_account_id" {
  description = "AWS account of the vendor's control plane."
  type        = string
  default     = "999988887777"
}

variable "streamhouse_external_id" {
  description = "External id that Streamhouse generated for this environment."
  type        = string
  default     = "sh-acme-prod-7f3c19"
}

variable "broker_image_id" {
  type    = string
  default = "ami-0c3a4b5d6e7f80910"
}

variable "sasl_admin_password" {
  description = "Initial password of the Kafka super user. A made-up value: this sample has no secrets."
  type        = string
  sensitive   = true
  default     = "FAKE-sasl-admin-do-not-print"
}

variable "license_key" {
  description = "Made-up value: this sample has no secrets."
  type        = string
  sensitive   = true
  default     = "FAKE-license-do-not-print"
}
