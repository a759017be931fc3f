# The instance, which the control plane makes: its brokers, and what of buckets and roles is not named here.
resource "automq_kafka_instance" "records" {
  environment_id = "env-acme"
  name           = "acme-records"
  version        = "1.5.0"

  compute_specs = {
    reserved_aku = 6
    deploy_type  = "IAAS"

    networks = [
      { zone = "eu-central-1a", subnets = [aws_subnet.brokers.id] }
    ]

    data_buckets = [
      { bucket_name = local.data_name }
    ]

    instance_role   = aws_iam_role.data_plane.arn
    security_groups = [aws_security_group.brokers.id]
  }

  features = {
    wal_mode = "S3WAL"

    security = {
      authentication_methods   = ["sasl"]
      transit_encryption_modes = ["tls"]
      data_encryption_mode     = "CPMK"
    }
  }
}

resource "automq_kafka_user" "app" {
  environment_id    = "env-acme"
  kafka_instance_id = automq_kafka_instance.records.id
  username          = "app"
  password          = "FAKE-app-password"
}

resource "automq_kafka_acl" "app" {
  environment_id    = "env-acme"
  kafka_instance_id = automq_kafka_instance.records.id
  resource_type     = "TOPIC"
  resource_name     = "orders."
  pattern_type      = "PREFIXED"
  principal         = "User:app"
  operation_group   = "CONSUME"
  permission        = "ALLOW"
}

resource "automq_kafka_topic" "orders" {
  environment_id    = "env-acme"
  kafka_instance_id = automq_kafka_instance.records.id
  name              = "orders.created"
  partition         = 16
  configs = {
    "retention.ms" = "604800000"
  }
}
