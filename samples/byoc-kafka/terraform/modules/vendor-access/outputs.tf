output "role_arns" {
  description = "To be given to Streamhouse."
  value = {
    automation  = aws_iam_role.automation.arn
    support     = aws_iam_role.support.arn
    break_glass = aws_iam_role.break_glass.arn
  }
}
