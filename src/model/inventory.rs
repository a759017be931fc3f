//! The inventory: everything that exists, in the order in which the inputs state it.

use std::collections::BTreeMap;

use super::{Built, Controls, Gap, Policy, PrincipalKind, Resource, ResourceId, StatedSecret, Tri};
use crate::aws::{Symbol, SymbolKind, Text};
use crate::network::Estate;
use crate::policy::PolicyId;

/// Stores that have users of their own.
const LETS_IN: &[&str] = &[
    "elasticache-replication-group",
    "elasticache-serverless-cache",
    "memorydb-cluster",
    "opensearch-domain",
    "rds-cluster",
    "rds-instance",
    "redshift-cluster",
    "redshift-workgroup",
];

/// A file, folder or stream that was read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Input {
    /// Relative name, or `-`.
    pub name: String,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// What it was read as: `Terraform plan`, `Terraform state`, ….
    #[serde(skip)]
    pub kind: String,
    /// The input's own date (a plan's `timestamp`), if it has one.
    #[serde(skip)]
    pub date: Option<String>,
    /// What the source tells Terraform to leave to others, of what decides about access: address and argument.
    #[serde(skip)]
    pub ignored: Vec<String>,
}

/// An account that is ours, or is taken to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Id; a symbol when not known.
    pub id: Text,
    /// Provider configuration it belongs to (`aws`, `aws.prod`), if told from Terraform.
    pub alias: Option<String>,
    /// Name, from the configuration.
    pub name: Option<String>,
    /// It is the organisation's management account.
    pub management: bool,
}

/// What a symbol stands for: rendered as `⟨address.attribute⟩`, `⟨account:ALIAS⟩`, `⟨region:ALIAS⟩`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolName {
    /// Kind.
    pub kind: SymbolKind,
    /// Name inside the brackets.
    pub name: String,
    /// Why it is not known.
    pub why: String,
}

/// Attributes of policy type that are set or configured, one a resource instance; AWS's own policies and defaults are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PolicyCounts {
    /// Stated by the input.
    pub known: u32,
    /// Rebuilt.
    pub rebuilt: u32,
    /// Not known.
    pub unknown: u32,
}

/// Kind of an input that holds answers of AWS.
pub const SNAPSHOT: &str = "AWS snapshot";

/// Everything known, and everything known to be missing.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// What was read.
    pub inputs: Vec<Input>,
    /// Our accounts.
    pub accounts: Vec<Account>,
    /// Resources; a [`ResourceId`] is an index.
    pub resources: Vec<Resource>,
    /// Policies; a [`PolicyId`] is an index.
    pub policies: Vec<Policy>,
    /// What an organization lays on our accounts; of an account that is not listed it is not known.
    pub controls: Vec<Controls>,
    /// Symbols; a symbol's id is an index.
    pub symbols: Vec<SymbolName>,
    /// The network as the engine of `network` is asked about it.
    pub estate: Estate,
    /// Secrets that the inputs state in clear, in their order.
    pub secrets: Vec<StatedSecret>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    symbol_ids: BTreeMap<String, Symbol>,
}

impl Inventory {
    /// An empty one in which these symbols have their ids.
    pub fn with_symbols(symbols: Vec<SymbolName>) -> Self {
        let id = |(i, s): (usize, &SymbolName)| (s.name.clone(), Symbol { id: u32::try_from(i).unwrap_or(u32::MAX), kind: s.kind });
        let symbol_ids = symbols.iter().enumerate().map(id).collect();
        Self { symbols, symbol_ids, ..Self::default() }
    }

    /// Adds a resource and gives it its id.
    pub fn add(&mut self, mut resource: Resource) -> ResourceId {
        let id = ResourceId(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
        resource.id = id;
        self.resources.push(resource);
        id
    }

    /// Adds a policy and gives it its id.
    pub fn add_policy(&mut self, mut policy: Policy) -> PolicyId {
        let id = PolicyId(u32::try_from(self.policies.len()).unwrap_or(u32::MAX));
        policy.id = id;
        self.policies.push(policy);
        id
    }

    /// The symbol of this name, made if there is none yet.
    pub fn symbol(&mut self, kind: SymbolKind, name: &str, why: &str) -> Symbol {
        if let Some(symbol) = self.symbol_ids.get(name) {
            return *symbol;
        }
        let symbol = Symbol { id: u32::try_from(self.symbols.len()).unwrap_or(u32::MAX), kind };
        self.symbols.push(SymbolName { kind, name: name.to_owned(), why: why.to_owned() });
        self.symbol_ids.insert(name.to_owned(), symbol);
        symbol
    }

    /// A resource by id.
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.get(id.0 as usize)
    }

    /// A resource by id, to change.
    pub fn resource_mut(&mut self, id: ResourceId) -> Option<&mut Resource> {
        self.resources.get_mut(id.0 as usize)
    }

    /// A policy by id.
    pub fn policy(&self, id: PolicyId) -> Option<&Policy> {
        self.policies.get(id.0 as usize)
    }

    /// How many policy attributes are known, rebuilt and unknown.
    pub fn policy_counts(&self) -> PolicyCounts {
        let mut counts = PolicyCounts::default();
        for policy in &self.policies {
            match policy.built {
                Built::Known => counts.known += 1,
                Built::Rebuilt(_) => counts.rebuilt += 1,
                Built::Unknown(_) => counts.unknown += 1,
                Built::BuiltIn | Built::Derived(_) | Built::Unseen(_) => {}
            }
        }
        counts
    }

    /// A text for readers, symbols by their names.
    pub fn render(&self, text: &Text) -> String {
        text.render(|s| self.symbols.get(s.id as usize).map_or_else(|| format!("symbol {}", s.id), |n| n.name.clone()))
    }

    /// Whether the identities of an OIDC provider are pods of a cluster of EKS or AKS: it is linked to one, or its issuer's name says so.
    pub fn is_of_cluster(&self, provider: &Text) -> bool {
        let facet = self.resources.iter().find(|r| r.arn == *provider).and_then(|r| r.provider.as_ref());
        let eks = |text: &Text| {
            let shown = self.render(text);
            ["oidc.eks.", "aws_eks_cluster.", "oic.prod-aks.azure.com", "azurerm_kubernetes_cluster."].iter().any(|part| shown.contains(part))
        };
        facet.is_some_and(|p| p.cluster.is_some() || eks(&p.issuer)) || eks(provider)
    }

    /// What lets in by a password or a private key besides what policies say.
    pub fn with_other_keys(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|r| !r.referenced && (LETS_IN.contains(&r.kind) || r.switch("key-pair") == Tri::Yes))
    }

    /// Resources that hold records, or give somebody a way to some, to which no steps of the graph lead: of another cloud.
    pub fn unfollowed(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|r| !r.role_grants.is_empty() || r.switches.contains_key("shared-keys"))
    }

    /// Whether roles of Azure are given, or records lie there.
    fn is_of_azure(&self) -> bool {
        self.unfollowed().next().is_some()
    }

    /// What inputs of these kinds can never show, by the names of the assumptions that are made in its place.
    pub fn assumed(&self) -> impl Iterator<Item = &'static str> + use<> {
        let azure = self.is_of_azure();
        // What AWS's organizations lay on accounts is nothing where the input holds none.
        let aws = !self.accounts.is_empty() || !azure;
        let terraform = self.inputs.iter().any(|i| i.kind.starts_with("Terraform"));
        let bound = |known: fn(&Controls) -> bool| self.accounts.iter().all(|a| self.controls_of(&a.id).is_some_and(known));
        let scps = aws && (!bound(|c| c.scps.is_some()) || self.accounts.is_empty());
        let rcps = aws && (!bound(|c| c.rcps.is_some()) || self.accounts.is_empty());
        let organization = [scps.then_some("no-scp"), rcps.then_some("no-rcp"), aws.then_some("no-session-policy")];
        let outside = [(terraform && aws).then_some("no-policy-outside-terraform"), azure.then_some("no-azure-role-outside-input")];
        outside.into_iter().chain(organization).flatten()
    }

    /// Whether an account was asked for its roles without how long their sessions last: only `aws iam list-roles` tells that.
    pub fn assumes_sessions(&self) -> bool {
        self.resources.iter().any(|r| self.session_of(r).is_some_and(|(_, assumed)| assumed))
    }

    /// How long the sessions of a role of ours may last, in seconds, and whether that is AWS's default taken where the input can't tell.
    ///
    /// Source: "IAM roles", AWS Identity and Access Management User Guide: one hour where nothing is set.
    pub fn session_of(&self, role: &Resource) -> Option<(u32, bool)> {
        let principal = role.principal.as_ref().filter(|p| p.kind == PrincipalKind::Role && !role.referenced)?;
        let account = || self.inputs.get(role.origin.input as usize).is_some_and(|i| i.kind == SNAPSHOT);
        Some(principal.max_session.map_or_else(|| (3600, account()), |seconds| (seconds, false)))
    }

    /// What an organization lays on an account, where that is known.
    pub fn controls_of(&self, account: &Text) -> Option<&Controls> {
        self.controls.iter().find(|c| c.account == *account)
    }

    /// Whether the account id is one of ours.
    pub fn is_own(&self, account: &Text) -> bool {
        self.accounts.iter().any(|a| a.id == *account)
    }
}
