//! Amazon CloudWatch Logs.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// All but the tagging actions are checked on the log group's ARN with `:*` behind it ("Actions, resources, and condition keys for Amazon
/// CloudWatch Logs", resource types).
const fn group(action: &'static str) -> Way {
    Way::under(action, ":*")
}

/// What happens to one stream is checked on the stream.
const fn stream(action: &'static str) -> Way {
    Way::under(action, ":log-stream:*")
}

/// Sources: as above; "Encrypt log data in CloudWatch Logs using AWS Key Management Service" has the key policy allow the service principal and
/// says nothing of readers, while the AWS managed policy CloudWatchLogsAPIKeyAccess grants callers kms:Decrypt and kms:GenerateDataKey via logs.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "logs",
    stores: &[StoreKind {
        id: "log-group",
        label: "CloudWatch log group",
        arn: "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}",
        read: &[
            stream("logs:GetLogEvents"),
            group("logs:FilterLogEvents"),
            group("logs:StartLiveTail"),
            group("logs:StartQuery").with(&[group("logs:GetQueryResults")]),
        ],
        write: &[stream("logs:PutLogEvents")],
        delete: &[group("logs:DeleteLogGroup"), stream("logs:DeleteLogStream"), group("logs:PutRetentionPolicy")],
        list: &[Way::any("logs:DescribeLogGroups")],
        control: &[
            group("logs:PutSubscriptionFilter"),
            group("logs:CreateExportTask"),
            Way::any("logs:PutAccountPolicy"),
            Way::any("logs:PutResourcePolicy"),
        ],
        key: KeyUse::Unclear { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey"] },
        beside_iam: None,
    }],
};
