resource "aws_security_group" "clients" {
  name        = "${local.prefix}-clients"
  description = "Producers and consumers inside the VPC"
  vpc_id      = aws_vpc.this.id

  egress {
    description = "Kafka"
    from_port   = 9092
    to_port     = 9094
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr]
  }
}

resource "aws_security_group" "brokers" {
  name        = "${local.prefix}-brokers"
  description = "Kafka brokers"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group_rule" "brokers_from_clients" {
  for_each = { sasl_plaintext = 9092, sasl_ssl = 9094 }

  security_group_id        = aws_security_group.brokers.id
  type                     = "ingress"
  description              = each.key
  protocol                 = "tcp"
  from_port                = each.value
  to_port                  = each.value
  source_security_group_id = aws_security_group.clients.id
}

resource "aws_security_group_rule" "brokers_from_client_networks" {
  security_group_id = aws_security_group.brokers.id
  type              = "ingress"
  description       = "sasl_ssl from other networks"
  protocol          = "tcp"
  from_port         = 9094
  to_port           = 9094
  cidr_blocks       = var.client_cidrs
}

resource "aws_security_group_rule" "brokers_from_brokers" {
  security_group_id = aws_security_group.brokers.id
  type              = "ingress"
  description       = "replication and controller quorum"
  protocol          = "tcp"
  from_port         = 9092
  to_port           = 9103
  self              = true
}

resource "aws_security_group_rule" "brokers_from_console" {
  security_group_id        = aws_security_group.brokers.id
  type                     = "ingress"
  description              = "admin API and metrics"
  protocol                 = "tcp"
  from_port                = 9092
  to_port                  = 9103
  source_security_group_id = aws_security_group.console.id
}

resource "aws_security_group_rule" "brokers_out" {
  security_group_id = aws_security_group.brokers.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

# The vendor's quick start opens 8080 to the world, and nobody narrowed it. 443 was narrowed.
resource "aws_security_group" "console" {
  name        = "${local.prefix}-console"
  description = "Streamhouse console"
  vpc_id      = aws_vpc.this.id

  ingress {
    description = "console"
    from_port   = 8080
    to_port     = 8080
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "console over TLS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = var.office_cidrs
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "endpoints" {
  name        = "${local.prefix}-endpoints"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id

  ingress {
    description = "HTTPS from the VPC"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.this.cidr_block]
  }
}
