variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  type    = string
  default = "acme"
}

variable "vendor_role_arn" {
  description = "Role of Lumendb's control plane."
  type        = string
  default     = "arn:aws:iam::888877776666:role/lumendb-cloud"
}

variable "external_id" {
  type    = string
  default = "ldb-acme-52d0e8"
}

variable "ingest_token" {
  description = "Made-up value: this sample has no secrets."
  type        = string
  sensitive   = true
  default     = "FAKE-ingest-token-do-not-print"
}
