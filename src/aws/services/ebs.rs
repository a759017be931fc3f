//! Amazon EBS: volumes and snapshots.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

const SNAPSHOT: &str = "arn:${Partition}:ec2:${Region}::snapshot/${SnapshotId}";
const VOLUME: &str = "arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}";
const INSTANCE: &str = "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}";

/// "Control access to EBS direct APIs using IAM": reading blocks of an encrypted snapshot needs kms:Decrypt.
const KEY: KeyUse = KeyUse::Caller { read: &["kms:Decrypt"], write: &[] };

/// Sources: "Actions, resources, and condition keys for Amazon Elastic Block Store" and "… for Amazon EC2"; "Read Amazon EBS snapshots with
/// EBS direct APIs": GetSnapshotBlock needs a token from one of the listing calls; "Share an Amazon EBS snapshot with other AWS accounts".
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "ec2",
    stores: &[
        StoreKind {
            id: "ebs-snapshot",
            label: "EBS snapshot",
            arn: SNAPSHOT,
            read: &[
                Way::store("ebs:GetSnapshotBlock").with(&[Way::store("ebs:ListSnapshotBlocks")]),
                Way::store("ebs:GetSnapshotBlock").with(&[Way::store("ebs:ListChangedBlocks")]),
            ],
            // A finished snapshot does not change.
            write: &[],
            delete: &[Way::store("ec2:DeleteSnapshot")],
            list: &[Way::any("ec2:DescribeSnapshots")],
            control: &[
                Way::store("ec2:ModifySnapshotAttribute"),
                // The ARN of a snapshot has no account: the volume's is the caller's.
                Way::store("ec2:CreateVolume").with(&[
                    Way::creating("ec2:CreateVolume", "arn:${Partition}:ec2:${Region}:*:volume/${VolumeId}"),
                    Way::creating("ec2:AttachVolume", "arn:${Partition}:ec2:${Region}:*:volume/${VolumeId}"),
                    Way::other("ec2:AttachVolume", "arn:${Partition}:ec2:${Region}:*:instance/${InstanceId}"),
                ]),
            ],
            key: KEY,
            beside_iam: Some("sharing with other accounts"),
        },
        StoreKind {
            id: "ebs-volume",
            label: "EBS volume",
            arn: VOLUME,
            read: &[Way::store("ec2:CreateSnapshot").with(&[
                Way::creating("ec2:CreateSnapshot", SNAPSHOT),
                Way::creating("ebs:ListSnapshotBlocks", SNAPSHOT),
                Way::creating("ebs:GetSnapshotBlock", SNAPSHOT),
            ])],
            write: &[],
            delete: &[Way::store("ec2:DeleteVolume")],
            list: &[Way::any("ec2:DescribeVolumes")],
            control: &[
                Way::store("ec2:CreateSnapshot")
                    .with(&[Way::creating("ec2:CreateSnapshot", SNAPSHOT), Way::creating("ec2:ModifySnapshotAttribute", SNAPSHOT)]),
                Way::store("ec2:AttachVolume").with(&[Way::other("ec2:AttachVolume", INSTANCE)]),
            ],
            key: KEY,
            beside_iam: Some("whoever controls the instance that it is attached to"),
        },
    ],
};
