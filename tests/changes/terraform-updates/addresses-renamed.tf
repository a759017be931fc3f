moved {
  from = aws_iam_role.ingest
  to   = aws_iam_role.vendor
}

moved {
  from = aws_s3_bucket.topics
  to   = aws_s3_bucket.data
}
