moved {
  from = aws_iam_role.ingest
  to   = module.vendor.aws_iam_role.ingest
}

moved {
  from = aws_iam_role_policy.ingest
  to   = module.vendor.aws_iam_role_policy.ingest
}
