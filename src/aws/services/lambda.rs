//! AWS Lambda: code and environment variables of functions, and layers. Running a function is not reading it.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for AWS Lambda"; "Encrypting Lambda .zip deployment packages": with a customer managed key
/// only principals with access to the key can view or manage the code.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "lambda",
    stores: &[
        StoreKind {
            id: "lambda-function",
            label: "Lambda function",
            arn: "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}",
            read: &[
                Way::store("lambda:GetFunction"),
                Way::store("lambda:GetFunctionConfiguration"),
                // A version or alias.
                Way::under("lambda:GetFunction", ":*"),
                Way::under("lambda:GetFunctionConfiguration", ":*"),
            ],
            write: &[Way::store("lambda:UpdateFunctionCode")],
            delete: &[Way::store("lambda:DeleteFunction")],
            list: &[Way::any("lambda:ListFunctions")],
            control: &[Way::store("lambda:AddPermission"), Way::store("lambda:RemovePermission")],
            key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey", "kms:Decrypt"] },
            beside_iam: None,
        },
        StoreKind {
            id: "lambda-layer-version",
            label: "Lambda layer version",
            arn: "arn:${Partition}:lambda:${Region}:${Account}:layer:${LayerName}:${LayerVersion}",
            read: &[Way::store("lambda:GetLayerVersion")],
            write: &[],
            delete: &[Way::store("lambda:DeleteLayerVersion")],
            list: &[Way::any("lambda:ListLayers")],
            control: &[Way::store("lambda:AddLayerVersionPermission")],
            key: KeyUse::Service,
            beside_iam: None,
        },
    ],
};
