//! Identifiers of vendors seen in public templates and documents.
//!
//! For naming only, never for judging: an entry says that a public source used this account under this name at that time. Accounts can be
//! reassigned, a vendor has others too, and an account that is not listed says nothing. `keyholder.toml` overrides.

/// An AWS account that a public source attributes to a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// Account id, twelve digits.
    pub id: &'static str,
    /// Vendor's name.
    pub vendor: &'static str,
    /// What the source uses the account for.
    pub used_as: &'static str,
    /// How the source says it.
    pub level: Level,
    /// Where: repository at the commit that was read, or page.
    pub source: &'static str,
}

/// How good a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A template or module of the vendor holds the id.
    Code,
    /// The vendor's documentation names it.
    Docs,
    /// A list that others keep names it.
    Catalogue,
}

/// When the sources were read.
pub const READ: &str = "2026-11";

const TIDB: &str = "https://github.com/tidbcloud/byoc-account-setup@ffed9c0";
const PINECONE: &str = "https://github.com/pinecone-io/pulumi-pinecone-byoc@94c99ef";

const fn code(id: &'static str, vendor: &'static str, used_as: &'static str, source: &'static str) -> KnownAccount {
    KnownAccount { id, vendor, used_as, level: Level::Code, source }
}

/// Sorted by account id.
pub static ACCOUNTS: &[KnownAccount] = &[
    code("153453085158", "Tecton", "account root", "https://github.com/tecton-ai/tecton-terraform-setup@de24e18"),
    code("227896186585", "TiDB Cloud", "private certificate authority, not a principal", TIDB),
    code(
        "311022431024",
        "StreamNative",
        "roles cloud-manager (automation) and cloud-support-general (support)",
        "https://github.com/streamnative/terraform-managed-cloud@66a13e1",
    ),
    code("380838443567", "TiDB Cloud", "global API gateway role, a default of the template", TIDB),
    code("385595570414", "TiDB Cloud", "control plane: roles auto-deploy-cli and *-dataplane-manager", TIDB),
    code(
        "414351767826",
        "Databricks",
        "account root, Unity Catalog role, log delivery role",
        "https://github.com/databricks/terraform-databricks-examples@fb6ff0c",
    ),
    code("525325868955", "Anyscale", "account root", "https://github.com/anyscale/terraform-aws-anyscale-cloudfoundation-modules@9880f83"),
    code("552185537300", "TiDB Cloud", "clinic: roles *-dataplane-manager", TIDB),
    code("557537366020", "TiDB Cloud", "global API gateway role, a default of the template", TIDB),
    KnownAccount {
        id: "601306020600",
        vendor: "Databricks",
        used_as: "not said",
        level: Level::Catalogue,
        source: "https://github.com/fwdcloudsec/known_aws_accounts@c2922af",
    },
    code("611723957092", "Braintrust", "account root", "https://github.com/braintrustdata/terraform-aws-braintrust-data-plane@6bf9b11"),
    code("713131977538", "Pinecone", "metrics: receives role ARNs at run time", PINECONE),
    KnownAccount {
        id: "770785070253",
        vendor: "Estuary",
        used_as: "user data-plane-ops",
        level: Level::Docs,
        source: "https://docs.estuary.dev, BYOC setup on AWS",
    },
    KnownAccount {
        id: "790110701330",
        vendor: "Databricks",
        used_as: "not said",
        level: Level::Catalogue,
        source: "https://github.com/fwdcloudsec/known_aws_accounts@c2922af",
    },
    code(
        "808407022534",
        "LangChain LangSmith",
        "role LangSmithCrossPlaneRole; break-glass roles",
        "https://github.com/langchain-ai/terraform@e27a2af",
    ),
    code("843333058014", "Pinecone", "image registry, not a principal", PINECONE),
    code("965570967084", "Zilliz", "role zilliz-byoc; image registry", "https://github.com/zilliztech/terraform-zilliz-examples@8e87dd2"),
];

/// A web-identity audience seen in trust policies: its vendor, by the value of `accounts.google.com:aud`.
pub static GOOGLE_AUDIENCES: &[(&str, &str)] = &[("108050666045451143798", "StreamNative"), ("114667344163696279999", "TiDB Cloud")];

/// The entry of an account id.
pub fn by_id(id: &str) -> Option<&'static KnownAccount> {
    let index = ACCOUNTS.binary_search_by_key(&id, |a| a.id).ok()?;
    ACCOUNTS.get(index)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn accounts_are_sorted_and_well_formed() {
        assert!(ACCOUNTS.is_sorted_by(|a, b| a.id < b.id));
        assert!(ACCOUNTS.iter().all(|a| a.id.len() == 12 && a.id.bytes().all(|c| c.is_ascii_digit())));
        assert!(ACCOUNTS.iter().all(|a| a.source.starts_with("https://")));
    }

    #[test]
    fn an_account_is_found_by_its_id() {
        assert_eq!(by_id("414351767826").unwrap().vendor, "Databricks");
        assert_eq!(by_id("111122223333"), None);
    }
}
