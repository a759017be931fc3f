variable "name" {
  type = string
}

variable "oidc_provider_arn" {
  type = string
}

variable "issuer" {
  description = "Issuer URL of the cluster."
  type        = string
}

variable "service_account" {
  description = "namespace:name, `*` allowed."
  type        = string
}

variable "policy" {
  type = string
}
