# Entries, topics and users, of the provider that the declaration of `orders` names.

provider "kafka" {
  bootstrap_servers = ["10.40.1.10:9094"]
}

resource "kafka_acl" "app_reads" {
  acl_principal                = "User:app"
  acl_host                     = "*"
  acl_operation                = "Read"
  acl_permission_type          = "Allow"
  resource_type                = "Topic"
  resource_name                = "orders."
  resource_pattern_type_filter = "Prefixed"
}

resource "kafka_acl" "app_group" {
  acl_principal                = "User:app"
  acl_host                     = "*"
  acl_operation                = "Read"
  acl_permission_type          = "Allow"
  resource_type                = "Group"
  resource_name                = "app"
  resource_pattern_type_filter = "Literal"
}

resource "kafka_acl" "audit" {
  acl_principal                = "User:audit"
  acl_host                     = "*"
  acl_operation                = "Describe"
  acl_permission_type          = "Allow"
  resource_type                = "Topic"
  resource_name                = "orders."
  resource_pattern_type_filter = "Prefixed"
}

resource "kafka_acl" "mirror" {
  acl_principal                = "User:mirror"
  acl_host                     = "*"
  acl_operation                = "ClusterAction"
  acl_permission_type          = "Allow"
  resource_type                = "Cluster"
  resource_name                = "kafka-cluster"
  resource_pattern_type_filter = "Literal"
}

resource "kafka_acl" "star" {
  acl_principal                = "User:app"
  acl_host                     = "*"
  acl_operation                = "Write"
  acl_permission_type          = "Allow"
  resource_type                = "Topic"
  resource_name                = "events-*"
  resource_pattern_type_filter = "Prefixed"
}

resource "kafka_topic" "created" {
  name               = "orders.created"
  partitions         = 6
  replication_factor = 3
  config             = { "retention.ms" = "604800000" }
}

resource "kafka_user_scram_credential" "app" {
  username         = "app"
  scram_mechanism  = "SCRAM-SHA-512"
  scram_iterations = 8192
  password         = "FAKE-app"
}

resource "kafka_user_scram_credential" "audit" {
  username         = "audit"
  scram_mechanism  = "SCRAM-SHA-256"
  scram_iterations = 1024
  password         = "FAKE-audit"
}
