# Two clusters of Confluent Cloud: `orders` as it should be, `clicks` as it should not.

terraform {
  required_providers {
    confluent = {
      source  = "confluentinc/confluent"
      version = "~> 2.83"
    }
  }
}

resource "confluent_environment" "prod" {
  display_name = "prod"
}

resource "confluent_environment" "web" {
  display_name = "web"
}

# orders: dedicated, private link, own key, one role binding a principal.

resource "confluent_network" "orders" {
  display_name     = "orders"
  cloud            = "AWS"
  region           = "eu-central-1"
  connection_types = ["PRIVATELINK"]
  environment {
    id = confluent_environment.prod.id
  }
}

resource "confluent_private_link_access" "own" {
  display_name = "acme"
  aws {
    account = "444455556666"
  }
  environment {
    id = confluent_environment.prod.id
  }
  network {
    id = confluent_network.orders.id
  }
}

resource "confluent_byok_key" "orders" {
  aws {
    key_arn = aws_kms_key.orders.arn
  }
}

resource "confluent_kafka_cluster" "orders" {
  display_name = "orders"
  availability = "MULTI_ZONE"
  cloud        = "AWS"
  region       = "eu-central-1"
  dedicated {
    cku = 2
  }
  byok_key {
    id = confluent_byok_key.orders.id
  }
  network {
    id = confluent_network.orders.id
  }
  environment {
    id = confluent_environment.prod.id
  }
}

resource "confluent_service_account" "reader" {
  display_name = "orders-reader"
}

resource "confluent_service_account" "operator" {
  display_name = "orders-operator"
}

resource "confluent_service_account" "legacy" {
  display_name = "orders-legacy"
}

resource "confluent_role_binding" "reader_topic" {
  principal   = "User:${confluent_service_account.reader.id}"
  role_name   = "DeveloperRead"
  crn_pattern = "${confluent_kafka_cluster.orders.rbac_crn}/kafka=${confluent_kafka_cluster.orders.id}/topic=orders.*"
}

resource "confluent_role_binding" "reader_group" {
  principal   = "User:${confluent_service_account.reader.id}"
  role_name   = "DeveloperRead"
  crn_pattern = "${confluent_kafka_cluster.orders.rbac_crn}/kafka=${confluent_kafka_cluster.orders.id}/group=orders-reader"
}

resource "confluent_role_binding" "operator" {
  principal   = "User:${confluent_service_account.operator.id}"
  role_name   = "Operator"
  crn_pattern = confluent_kafka_cluster.orders.rbac_crn
}

# The binding gives what the entry below denies.
resource "confluent_role_binding" "legacy" {
  principal   = "User:${confluent_service_account.legacy.id}"
  role_name   = "DeveloperRead"
  crn_pattern = "${confluent_kafka_cluster.orders.rbac_crn}/kafka=${confluent_kafka_cluster.orders.id}/topic=orders.*"
}

resource "confluent_kafka_acl" "legacy" {
  kafka_cluster {
    id = confluent_kafka_cluster.orders.id
  }
  resource_type = "TOPIC"
  resource_name = "*"
  pattern_type  = "LITERAL"
  principal     = "User:${confluent_service_account.legacy.id}"
  host          = "*"
  operation     = "READ"
  permission    = "DENY"
  rest_endpoint = confluent_kafka_cluster.orders.rest_endpoint
}

resource "confluent_kafka_topic" "created" {
  kafka_cluster {
    id = confluent_kafka_cluster.orders.id
  }
  topic_name    = "orders.created"
  rest_endpoint = confluent_kafka_cluster.orders.rest_endpoint
  config = {
    "retention.ms" = "604800000"
  }
}

resource "confluent_api_key" "reader" {
  display_name = "orders-reader"
  owner {
    id          = confluent_service_account.reader.id
    api_version = confluent_service_account.reader.api_version
    kind        = "ServiceAccount"
  }
  managed_resource {
    id          = confluent_kafka_cluster.orders.id
    api_version = confluent_kafka_cluster.orders.api_version
    kind        = "Cluster"
    environment {
      id = confluent_environment.prod.id
    }
  }
}

resource "confluent_api_key" "operator" {
  display_name = "orders-operator"
  owner {
    id          = confluent_service_account.operator.id
    api_version = confluent_service_account.operator.api_version
    kind        = "ServiceAccount"
  }
  managed_resource {
    id          = confluent_kafka_cluster.orders.id
    api_version = confluent_kafka_cluster.orders.api_version
    kind        = "Cluster"
    environment {
      id = confluent_environment.prod.id
    }
  }
}

resource "confluent_api_key" "legacy" {
  display_name = "orders-legacy"
  owner {
    id          = confluent_service_account.legacy.id
    api_version = confluent_service_account.legacy.api_version
    kind        = "ServiceAccount"
  }
  managed_resource {
    id          = confluent_kafka_cluster.orders.id
    api_version = confluent_kafka_cluster.orders.api_version
    kind        = "Cluster"
    environment {
      id = confluent_environment.prod.id
    }
  }
}

# clicks: public, Confluent's key, an administrator for an application, a person's key, doors for everybody of the issuer.

resource "confluent_network" "web" {
  display_name     = "web"
  cloud            = "AWS"
  region           = "eu-central-1"
  connection_types = ["PRIVATELINK"]
  environment {
    id = confluent_environment.web.id
  }
}

resource "confluent_kafka_cluster" "archive" {
  display_name = "archive"
  availability = "SINGLE_ZONE"
  cloud        = "AWS"
  region       = "eu-central-1"
  dedicated {
    cku = 1
  }
  network {
    id = confluent_network.web.id
  }
  environment {
    id = confluent_environment.web.id
  }
}

resource "confluent_private_link_access" "stranger" {
  display_name = "partner"
  aws {
    account = "111100009999"
  }
  environment {
    id = confluent_environment.web.id
  }
  network {
    id = confluent_network.web.id
  }
}

resource "confluent_kafka_cluster" "clicks" {
  display_name = "clicks"
  availability = "SINGLE_ZONE"
  cloud        = "AWS"
  region       = "eu-central-1"
  standard {}
  environment {
    id = confluent_environment.web.id
  }
}

resource "confluent_ip_group" "office" {
  group_name  = "office"
  cidr_blocks = ["198.51.100.0/24"]
}

# Filters management alone: records are read from anywhere.
resource "confluent_ip_filter" "management" {
  filter_name      = "management"
  resource_group   = "multiple"
  operation_groups = ["MANAGEMENT", "SCHEMA"]
  resource_scope   = "crn://confluent.cloud/organization=1111aaaa-11aa-11aa-11aa-111111aaaaaa/environment=${confluent_environment.web.id}"
  ip_groups        = [confluent_ip_group.office.id]
}

resource "confluent_service_account" "app" {
  display_name = "clicks-app"
}

resource "confluent_service_account" "ci" {
  display_name = "ci"
}

resource "confluent_role_binding" "app" {
  principal   = "User:${confluent_service_account.app.id}"
  role_name   = "CloudClusterAdmin"
  crn_pattern = confluent_kafka_cluster.clicks.rbac_crn
}

resource "confluent_role_binding" "ci" {
  principal   = "User:${confluent_service_account.ci.id}"
  role_name   = "EnvironmentAdmin"
  crn_pattern = confluent_environment.web.resource_name
}

resource "confluent_api_key" "app" {
  display_name = "clicks-app"
  owner {
    id          = confluent_service_account.app.id
    api_version = confluent_service_account.app.api_version
    kind        = "ServiceAccount"
  }
  managed_resource {
    id          = confluent_kafka_cluster.clicks.id
    api_version = confluent_kafka_cluster.clicks.api_version
    kind        = "Cluster"
    environment {
      id = confluent_environment.web.id
    }
  }
}

# No managed resource: a key of the management plane.
resource "confluent_api_key" "ci" {
  display_name = "ci"
  owner {
    id          = confluent_service_account.ci.id
    api_version = confluent_service_account.ci.api_version
    kind        = "ServiceAccount"
  }
}

resource "confluent_api_key" "person" {
  display_name = "ada"
  owner {
    id          = "u-ada001"
    api_version = "iam/v2"
    kind        = "User"
  }
  managed_resource {
    id          = confluent_kafka_cluster.clicks.id
    api_version = confluent_kafka_cluster.clicks.api_version
    kind        = "Cluster"
    environment {
      id = confluent_environment.web.id
    }
  }
}

resource "confluent_invitation" "ada" {
  email     = "ada@acme.example"
  auth_type = "AUTH_TYPE_LOCAL"
}

resource "confluent_identity_provider" "idp" {
  display_name = "acme"
  description  = "Acme's identity provider"
  issuer       = "https://idp.acme.example"
  jwks_uri     = "https://idp.acme.example/keys"
}

resource "confluent_identity_pool" "all" {
  identity_provider {
    id = confluent_identity_provider.idp.id
  }
  display_name   = "all"
  description    = "Every token of the issuer"
  identity_claim = "claims.sub"
  filter         = "claims.aud == \"confluent\""
}

resource "confluent_identity_pool" "billing" {
  identity_provider {
    id = confluent_identity_provider.idp.id
  }
  display_name   = "billing"
  description    = "One workload"
  identity_claim = "claims.sub"
  filter         = "claims.aud == \"confluent\" && claims.sub == \"billing\""
}

resource "confluent_connector" "lake" {
  environment {
    id = confluent_environment.web.id
  }
  kafka_cluster {
    id = confluent_kafka_cluster.clicks.id
  }
  config_sensitive = {
    "aws.secret.access.key" = "FAKE-sink-key"
  }
  config_nonsensitive = {
    "connector.class"          = "S3_SINK"
    "name"                     = "lake"
    "topics"                   = "clicks"
    "s3.bucket.name"           = aws_s3_bucket.lake.bucket
    "kafka.auth.mode"          = "SERVICE_ACCOUNT"
    "kafka.service.account.id" = confluent_service_account.app.id
  }
}

resource "confluent_cluster_link" "partner" {
  link_name = "to-partner"
  source_kafka_cluster {
    id = confluent_kafka_cluster.clicks.id
  }
  destination_kafka_cluster {
    id                 = "lkc-partner"
    bootstrap_endpoint = "lkc-partner.eu-central-1.aws.confluent.cloud:9092"
  }
  config = {
    "acl.sync.enable" = "true"
  }
}

# Private network interfaces: Confluent drives interfaces in a subnet of ours.

resource "confluent_gateway" "pni" {
  display_name = "pni"
  environment {
    id = confluent_environment.web.id
  }
  aws_private_network_interface_gateway {
    region = "eu-central-1"
    zones  = ["euc1-az1"]
  }
}

resource "confluent_access_point" "pni" {
  display_name = "pni"
  environment {
    id = confluent_environment.web.id
  }
  gateway {
    id = confluent_gateway.pni.id
  }
  aws_private_network_interface {
    network_interfaces = [aws_network_interface.pni.id]
    account            = "444455556666"
  }
}

# The audit log lies on a cluster of Confluent's own and is kept for seven days: a link brings it here, a connector on to a bucket.
resource "confluent_cluster_link" "audit" {
  link_name = "audit-log"
  source_kafka_cluster {
    id                 = "lkc-audit1"
    bootstrap_endpoint = "SASL_SSL://lkc-audit1.eu-central-1.aws.confluent.cloud:9092"
  }
  destination_kafka_cluster {
    id = confluent_kafka_cluster.orders.id
  }
}

resource "confluent_kafka_mirror_topic" "audit" {
  source_kafka_topic {
    topic_name = "confluent-audit-log-events"
  }
  cluster_link {
    link_name = confluent_cluster_link.audit.link_name
  }
  kafka_cluster {
    id = confluent_kafka_cluster.orders.id
  }
}

resource "confluent_connector" "audit" {
  environment {
    id = confluent_environment.prod.id
  }
  kafka_cluster {
    id = confluent_kafka_cluster.orders.id
  }
  config_nonsensitive = {
    "connector.class"          = "S3_SINK"
    "name"                     = "audit"
    "topics"                   = "confluent-audit-log-events"
    "s3.bucket.name"           = aws_s3_bucket.audit.bucket
    "kafka.auth.mode"          = "SERVICE_ACCOUNT"
    "kafka.service.account.id" = confluent_service_account.reader.id
  }
}
