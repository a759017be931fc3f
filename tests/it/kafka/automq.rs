//! AutoMQ: a password of a Kafka user that is kept in a secret of AWS, known by what the secret is made of.

use assert_cmd::Command;

const SOURCE: &str = r#"
provider "aws" {
  region = "eu-central-1"
}

resource "automq_kafka_instance" "records" {
  environment_id = "env-1"
  name           = "records"
  features = {
    security = {
      authentication_methods   = ["sasl"]
      transit_encryption_modes = ["tls"]
    }
  }
}

resource "random_password" "app" {
  length = 32
}

resource "automq_kafka_user" "app" {
  environment_id    = "env-1"
  kafka_instance_id = automq_kafka_instance.records.id
  username          = "app"
  password          = random_password.app.result
}

resource "automq_kafka_acl" "app" {
  environment_id    = "env-1"
  kafka_instance_id = automq_kafka_instance.records.id
  resource_type     = "TOPIC"
  resource_name     = "orders."
  pattern_type      = "PREFIXED"
  principal         = "User:app"
  operation_group   = "CONSUME"
  permission        = "ALLOW"
}

resource "aws_secretsmanager_secret" "app" {
  name = "automq/app"
}

resource "aws_secretsmanager_secret_version" "app" {
  secret_id     = aws_secretsmanager_secret.app.id
  secret_string = jsonencode({ user = automq_kafka_user.app.id, password = PASSWORD })
}

resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::999988887777:role/reader" }, Action = "sts:AssumeRole" }] })
}

resource "aws_iam_role_policy" "reader" {
  name   = "own"
  role   = aws_iam_role.reader.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.app.arn }] })
}
"#;

fn verdict(source: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tf"), source).unwrap();
    let mut command = Command::cargo_bin("keyholder").unwrap();
    let arguments =
        ["trace", ".", "--account", "444455556666", "--from", "arn:aws:iam::999988887777:role/reader", "--to", "automq_kafka_instance.records"];
    let output = command.current_dir(folder.path()).args(arguments).args(["--format", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    report["verdict"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn whoever_reads_the_secret_with_a_password_is_the_user() {
    let with = |password: &str| SOURCE.replace("PASSWORD", password).replace("user = automq_kafka_user.app.id, ", "");
    assert_eq!(verdict(&with("automq_kafka_user.app.password")), "reaches-if");
    // What is made of something else holds something else.
    assert_eq!(verdict(&with("\"constant\"")), "never");
    let deny = with("automq_kafka_user.app.password").replace("permission        = \"ALLOW\"", "permission        = \"DENY\"");
    assert_eq!(verdict(&deny.replace("\"CONSUME\"", "\"ALL\"").replace("\"orders.\"", "\"*\"").replace("PREFIXED", "LITERAL")), "undecided");
}
