//! Vendors that run in their customers' accounts, as their public templates and documents tell: who they come as, what they call their roles, and
//! what a review should expect.
//!
//! For naming and for drafts only, never for judging: templates change, and what a customer has is what the customer's own input says. Entries
//! that rest on documents alone, or on the absence of a public template, are marked ([`Level`]).

use super::known_accounts::Level;

/// What public sources say of a vendor.
#[derive(Clone, Copy, Debug)]
pub struct KnownVendor {
    /// Name.
    pub name: &'static str,
    /// How the source says it.
    pub level: Level,
    /// Repository at the commit that was read, or page.
    pub source: &'static str,
    /// Principals that trust or resource policies name.
    pub principals: &'static [&'static str],
    /// Names of roles in customers' accounts, with wildcards, and what each is for: kinds of the configuration.
    pub roles: &'static [(&'static str, &'static str)],
    /// Tags (`key=value`) on what the vendor runs.
    pub tags: &'static [&'static str],
    /// Kubernetes service accounts that run the vendor's code.
    pub service_accounts: &'static [&'static str],
    /// Whether the published trust policy asks for an external id.
    pub external_id: &'static str,
    /// What the vendor does there, and what its published policies open.
    pub expects: &'static str,
}

const NOBODY: &str = "no principal of the vendor's accounts is trusted";
const NOT_SEEN: &str = "no public template was found";

const fn vendor(name: &'static str, level: Level, source: &'static str) -> KnownVendor {
    KnownVendor { name, level, source, principals: &[], roles: &[], tags: &[], service_accounts: &[], external_id: "", expects: "" }
}

/// In order of their names.
pub static VENDORS: &[KnownVendor] = &[
    KnownVendor {
        roles: &[("cce-*-iam-role", "automation")],
        external_id: "not said",
        expects: "creates and changes roles of its own name pattern, from a bastion network; its account id comes with the customer's template",
        ..vendor("Aiven", Level::Docs, "https://aiven.io/docs, Create an AWS custom cloud")
    },
    KnownVendor {
        principals: &["arn:aws:iam::525325868955:root"],
        external_id: "only where a cloud or an external id is set: none by default",
        expects: "passes the node role to instances, and the nodes read the bucket",
        ..vendor("Anyscale", Level::Code, "https://github.com/anyscale/terraform-aws-anyscale-cloudfoundation-modules@9880f83")
    },
    KnownVendor {
        external_id: NOT_SEEN,
        expects: "orchestration of data pipelines",
        ..vendor("Astronomer", Level::Docs, "https://www.astronomer.io/docs")
    },
    KnownVendor {
        external_id: NOBODY,
        expects: "a console in the account passes any role to instances and reads and writes the data and operations buckets",
        ..vendor("AutoMQ", Level::Code, "https://github.com/AutoMQ/terraform-aws-automq-byoc-environment@74e7d2f")
    },
    KnownVendor {
        principals: &["arn:aws:iam::611723957092:root"],
        external_id: "added by the set-up script, not by the file",
        expects: "manages its own compute; objects of its own bucket only; a service control policy is published beside it",
        ..vendor("Braintrust", Level::Code, "https://github.com/braintrustdata/terraform-aws-braintrust-data-plane@6bf9b11")
    },
    KnownVendor {
        roles: &[("ClickHouseManagementRole", "automation")],
        external_id: "not public",
        expects: "makes buckets, roles and clusters of its own names; inside the cluster service accounts act",
        ..vendor("ClickHouse", Level::Docs, "https://clickhouse.com/docs, BYOC privilege reference")
    },
    KnownVendor {
        external_id: "asked for; Confluent issues role ARN and external id",
        expects: "permissions by connector",
        ..vendor("Confluent", Level::Docs, "https://docs.confluent.io, Create an AWS provider integration")
    },
    KnownVendor {
        roles: &[("CriblTrustCloud", "automation")],
        external_id: "derived from the stack's id",
        expects: "lists, reads and writes log buckets; queues",
        ..vendor("Cribl", Level::Docs, "https://docs.cribl.io, excerpts of unknown origin")
    },
    KnownVendor {
        principals: &["arn:aws:iam::414351767826:root", "arn:aws:iam::414351767826:role/*"],
        external_id: "StringEquals",
        expects: "launches instances and passes roles; the Unity Catalog role assumes itself; policies of the root bucket and of the key name its account",
        ..vendor("Databricks", Level::Code, "https://github.com/databricks/terraform-databricks-examples@fb6ff0c")
    },
    KnownVendor {
        principals: &["arn:aws:iam::770785070253:user/data-plane-ops"],
        roles: &[("EstuaryOps", "automation")],
        external_id: "StringEquals",
        expects: "full control of EC2 without passing roles; a user with long-lived keys",
        ..vendor("Estuary", Level::Docs, "https://docs.estuary.dev, BYOC setup on AWS")
    },
    KnownVendor {
        principals: &["arn:aws:iam::808407022534:role/LangSmithCrossPlaneRole"],
        roles: &[("*-smith-*", "automation")],
        external_id: "StringEquals; the break-glass role denies by default",
        expects: "no direct read of objects; functions and passed roles of its own names lead to the workload's bucket",
        ..vendor("LangChain LangSmith", Level::Code, "https://github.com/langchain-ai/terraform@e27a2af")
    },
    KnownVendor {
        service_accounts: &["*:*"],
        external_id: NOBODY,
        expects: "self-managed: every service account of the cluster reads and writes the bucket",
        ..vendor("Materialize", Level::Code, "https://github.com/MaterializeInc/terraform-aws-materialize@61e9619")
    },
    KnownVendor {
        external_id: "none",
        expects: "a runner in the account assumes roles for provisioning, maintenance, removal and break-glass, which trust the account root where no support role is set",
        ..vendor("Nuon", Level::Code, "https://github.com/nuonco/terraform-aws-stack@1952cf8")
    },
    KnownVendor {
        service_accounts: &["pulumi-kubernetes-operator:*"],
        external_id: NOBODY,
        expects: "nodes read every bucket and assume any role; an operator in the cluster passes any role to instances",
        ..vendor("Pinecone", Level::Code, "https://github.com/pinecone-io/pulumi-pinecone-byoc@94c99ef")
    },
    KnownVendor { external_id: NOT_SEEN, expects: "orchestration of workflows", ..vendor("Prefect", Level::Docs, "https://docs.prefect.io") },
    KnownVendor {
        roles: &[("redpanda-*", "automation")],
        external_id: NOBODY,
        expects: "an agent in the account dials out, reads the data bucket, makes roles within a boundary and rewrites the trust policies of its roles",
        ..vendor("Redpanda", Level::Code, "https://github.com/redpanda-data/terraform-aws-redpanda-byovpc@3eb0aa3")
    },
    KnownVendor {
        external_id: "StringEquals; user and external id are known after apply",
        expects: "a storage integration: reads and writes the buckets it is given",
        ..vendor("Snowflake", Level::Code, "https://github.com/Snowflake-Labs/terraform-snowflake-storage-integration-aws@0777ecb")
    },
    KnownVendor {
        principals: &["arn:aws:iam::311022431024:role/cloud-manager", "arn:aws:iam::311022431024:role/cloud-support-general"],
        tags: &["Vendor=StreamNative"],
        external_id: "none by default; `external_ids` is compared with ForAllValues, which asks for none",
        expects: "reads every bucket (ReadOnlyAccess) as machine and as support; writes roles and policies under StreamNative/",
        ..vendor("StreamNative", Level::Code, "https://github.com/streamnative/terraform-managed-cloud@66a13e1")
    },
    KnownVendor {
        principals: &["arn:aws:iam::153453085158:root"],
        roles: &[("tecton-*", "automation")],
        external_id: "StringEquals; a second statement for session tags has none",
        expects: "reads and writes its prefixes and tables; the bucket's policy lets the account in without any role",
        ..vendor("Tecton", Level::Code, "https://github.com/tecton-ai/tecton-terraform-setup@de24e18")
    },
    KnownVendor {
        external_id: NOT_SEEN,
        expects: "durable execution: workers run in the customer's account",
        ..vendor("Temporal", Level::Docs, "https://docs.temporal.io")
    },
    KnownVendor {
        principals: &["arn:aws:iam::385595570414:role/auto-deploy-cli", "arn:aws:iam::385595570414:root", "arn:aws:iam::552185537300:root"],
        external_id: "none",
        expects: "rewrites trust policies and passes the node role; both lead to the role that reads the observability buckets",
        ..vendor("TiDB Cloud", Level::Code, "https://github.com/tidbcloud/byoc-account-setup@ffed9c0")
    },
    KnownVendor {
        external_id: NOBODY,
        expects: "an agent on ECS reads and writes one bucket; no role is passed",
        ..vendor("WarpStream", Level::Code, "https://github.com/warpstreamlabs/terraform-aws-warpstream@65f9dc4")
    },
    KnownVendor {
        principals: &["arn:aws:iam::965570967084:role/zilliz-byoc"],
        roles: &[("zilliz-byoc*", "automation")],
        service_accounts: &["milvus-*:milvus*", "loki:loki*", "index-pool:milvus*"],
        external_id: "StringEquals",
        expects: "no object action of its own, but rewrites the trust policy of the storage role, which reads bucket and key",
        ..vendor("Zilliz", Level::Code, "https://github.com/zilliztech/terraform-zilliz-examples@8e87dd2")
    },
];

/// What is known of a vendor.
pub fn by_name(name: &str) -> Option<&'static KnownVendor> {
    VENDORS.iter().find(|v| v.name == name)
}

#[cfg(test)]
mod tests {
    use super::super::known_accounts::ACCOUNTS;
    use super::*;

    #[test]
    fn vendors_are_sorted_and_say_something() {
        assert!(VENDORS.is_sorted_by(|a, b| a.name.to_lowercase() < b.name.to_lowercase()));
        assert!(VENDORS.len() >= 20);
        assert!(VENDORS.iter().all(|v| v.source.starts_with("https://") && !v.external_id.is_empty() && !v.expects.is_empty()));
        let kinds = ["automation", "support", "break-glass", "service", "ci"];
        assert!(VENDORS.iter().flat_map(|v| v.roles).all(|(_, kind)| kinds.contains(kind)));
    }

    #[test]
    fn every_account_is_of_a_vendor() {
        assert!(ACCOUNTS.iter().all(|a| by_name(a.vendor).is_some()));
        let account = |p: &&str| p.split(':').nth(4).is_some_and(|id| ACCOUNTS.iter().any(|a| a.id == id));
        assert!(VENDORS.iter().flat_map(|v| v.principals).all(account));
    }
}
