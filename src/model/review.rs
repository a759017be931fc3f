//! What the user says of the world: who is the vendor, what is data, who owns what. Read from `keyholder.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Input, Kafka, Origin};

/// The whole configuration. Empty means: every principal outside the accounts is a vendor, every store is data.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Format version, 1.
    #[serde(default)]
    pub version: Option<u32>,
    /// Our accounts.
    #[serde(default, rename = "account")]
    pub accounts: Vec<OwnAccount>,
    /// Vendors.
    #[serde(default, rename = "vendor")]
    pub vendors: Vec<Vendor>,
    /// Datasets.
    #[serde(default, rename = "dataset")]
    pub datasets: Vec<Dataset>,
    /// Owners of controls.
    #[serde(default, rename = "owner")]
    pub owners: Vec<Owner>,
    /// Evidence of controls that lies elsewhere.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Accepted findings.
    #[serde(default, rename = "accept")]
    pub accepts: Vec<Accept>,
    /// Kafka clusters that the input does not show to be such.
    #[serde(default, rename = "kafka")]
    pub kafka: Vec<Kafka>,
    /// Claims to prove or refute.
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
    /// Network paths that must not be.
    #[serde(default, rename = "scope")]
    pub scopes: Vec<PathScope>,
    /// When this was reviewed before, and how often it has to be.
    #[serde(default)]
    pub review: Option<Rhythm>,
    /// The file that says all this.
    #[serde(skip)]
    pub file: Option<Input>,
    /// Lines of that file where the entries of each table begin, in their order.
    #[serde(skip)]
    pub lines: BTreeMap<String, Vec<u32>>,
}

impl Review {
    /// Where the configuration says the entry of a table with this number.
    pub fn place(&self, table: &str, entry: usize) -> Option<Origin> {
        let line = *self.lines.get(table)?.get(entry)?;
        // It is none of the inputs.
        Some(Origin { input: u32::MAX, file: Some(self.file.as_ref()?.name.clone()), line: Some(line), ..Origin::default() })
    }
}

/// An account of ours.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAccount {
    /// Twelve digits.
    pub id: String,
    /// Name for readers.
    #[serde(default)]
    pub name: Option<String>,
    /// Provider configurations of this account, such as `aws.prod`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// It is the organisation's management account.
    #[serde(default)]
    pub management: bool,
}

/// A vendor and how to tell what is the vendor's.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Name.
    pub name: String,
    /// The vendor's account ids.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Principals: ARNs, service principals, provider hosts; `*` and `?` are wildcards.
    #[serde(default)]
    pub principals: Vec<String>,
    /// Names or ARNs of roles in our accounts that the vendor acts as; `*` and `?` are wildcards.
    #[serde(default)]
    pub role_patterns: Vec<String>,
    /// Tags (`key` or `key=value`) that mark what the vendor runs.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Kubernetes service accounts (`namespace:name`, wildcards) that run the vendor's code.
    #[serde(default)]
    pub service_accounts: Vec<String>,
    /// Web identity audiences that are the vendor's.
    #[serde(default)]
    pub web_identity_audiences: Vec<String>,
    /// Kinds of roles.
    #[serde(default, rename = "role")]
    pub roles: Vec<RolePattern>,
}

/// What a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleKind {
    /// Machines of the vendor.
    Automation,
    /// People of the vendor.
    Support,
    /// Emergencies.
    BreakGlass,
    /// The product itself.
    Service,
    /// Build pipelines.
    Ci,
}

impl RoleKind {
    /// The word for it, as a reader sees it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Automation => "automation",
            Self::Support => "support",
            Self::BreakGlass => "break-glass",
            Self::Service => "service",
            Self::Ci => "ci",
        }
    }
}

/// A kind for the roles whose name or ARN matches.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePattern {
    /// Name or ARN with wildcards.
    pub pattern: String,
    /// What for.
    pub kind: RoleKind,
    /// Responsible team.
    #[serde(default)]
    pub owner: Option<String>,
    /// Where approvals are recorded.
    #[serde(default)]
    pub approval_url: Option<String>,
    /// Longest session allowed, in seconds.
    #[serde(default)]
    pub max_session: Option<u32>,
}

/// Data with a name.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Name.
    pub name: String,
    /// Classification, such as `restricted`.
    #[serde(default)]
    pub classification: Option<String>,
    /// Subject to regulation.
    #[serde(default)]
    pub regulated: bool,
    /// Stores: names, ARNs or Terraform addresses; wildcards.
    #[serde(default)]
    pub stores: Vec<String>,
    /// Keys: names, ARNs or addresses; wildcards.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Kafka topics; wildcards.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Regions it may be in.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Longest retention in days.
    #[serde(default)]
    pub retention_days: Option<u32>,
}

/// Who owns a control.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Control id.
    pub control: String,
    /// Team.
    pub team: String,
}

/// When a review was done, and how often it has to be.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rhythm {
    /// The day of the last one, `YYYY-MM-DD`.
    #[serde(default)]
    pub last: Option<String>,
    /// For how many days it is good.
    #[serde(default)]
    pub every_days: Option<u32>,
    /// What asks for another one whatever the day, for readers.
    #[serde(default)]
    pub triggers: Vec<String>,
}

/// Evidence that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Control id.
    pub control: String,
    /// Where.
    pub url: String,
    /// From when, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
    /// Until when, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires: Option<String>,
}

/// A finding or control that somebody accepts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Rule id.
    #[serde(default)]
    pub rule: Option<String>,
    /// Control id.
    #[serde(default)]
    pub control: Option<String>,
    /// Address, ARN or name; wildcards.
    #[serde(default)]
    pub subject: Option<String>,
    /// Why.
    pub reason: String,
    /// Who owns it.
    pub owner: String,
    /// Who approved it.
    #[serde(default)]
    pub approver: Option<String>,
    /// Until when, `YYYY-MM-DD`.
    pub expires: String,
    /// What it is about, where it stands in the source: the block below it.
    #[serde(skip)]
    pub lines: Option<Lines>,
}

/// Some lines of a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Path, as places name it.
    pub file: String,
    /// The first one, from 1.
    pub first: u32,
    /// The last one.
    pub last: u32,
}

impl Lines {
    /// Whether a place is on one of them.
    pub fn hold(&self, origin: &Origin) -> bool {
        origin.file.as_ref() == Some(&self.file) && origin.line.is_some_and(|l| (self.first..=self.last).contains(&l))
    }
}

/// What a claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// There is no way.
    Never,
    /// Every way leads through a named role.
    OnlyThrough,
    /// Every way needs an effective external id.
    OnlyWithExternalId,
    /// Every way leads through a role of this kind.
    OnlyKind,
}

/// A claim about the network: none of the paths of a scope of Network Access Analyzer is there.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathScope {
    /// Id of the claim.
    pub id: String,
    /// The scope's file (`MatchPaths`, `ExcludePaths`), relative to the configuration.
    pub file: String,
    /// What stands in it.
    #[serde(skip)]
    pub text: String,
}

/// A claim to prove or refute.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Id.
    pub id: String,
    /// From whom (`vendor:X`).
    pub from: String,
    /// To what (`dataset:Y`).
    pub to: String,
    /// `read`, `write`, `decrypt` or `any`; `read` by default.
    #[serde(default)]
    pub access: Option<String>,
    /// What it says.
    pub says: Says,
    /// With `only-through`: the role.
    #[serde(default)]
    pub through: Option<String>,
    /// With `only-kind`: the kind.
    #[serde(default)]
    pub kind: Option<RoleKind>,
}
