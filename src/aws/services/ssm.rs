//! AWS Systems Manager: Parameter Store.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for AWS Systems Manager"; "Restricting decryption of SecureString parameter values": any
/// principal that retrieves the decrypted value must have kms:Decrypt; "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString
/// parameters": kms:Encrypt to write a standard one (kms:GenerateDataKey an advanced one). Only a SecureString has a key.
///
/// GetParametersByPath names the path, not the parameter: a policy that allows it on `/app` alone reads `/app/x` too and is missed here.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "ssm",
    stores: &[StoreKind {
        id: "ssm-parameter",
        label: "SSM parameter",
        arn: "arn:${Partition}:ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}",
        read: &[
            Way::store("ssm:GetParameter"),
            Way::store("ssm:GetParameters"),
            Way::store("ssm:GetParametersByPath"),
            Way::store("ssm:GetParameterHistory"),
        ],
        write: &[Way::store("ssm:PutParameter")],
        delete: &[Way::store("ssm:DeleteParameter"), Way::store("ssm:DeleteParameters")],
        list: &[Way::any("ssm:DescribeParameters")],
        control: &[Way::store("ssm:PutResourcePolicy")],
        key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:Encrypt"] },
        beside_iam: None,
    }],
};
