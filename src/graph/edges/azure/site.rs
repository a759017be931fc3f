//! What holds records in Azure, and what stands before it: settings of keys and network.

use crate::graph::world::World;
use crate::model::{Resource, Tri};

/// The actions of a service.
pub(super) struct Service {
    /// Reads records.
    pub read: &'static str,
    /// Writes records.
    pub write: &'static str,
    /// Tell a key that opens all of it.
    pub keys: &'static [&'static str],
    /// May tell one, or set one; with what of it is not known.
    pub perhaps: &'static [(&'static str, &'static str)],
    /// Writes the settings of keys and network.
    pub settings: &'static str,
    /// Writes the rules of its network alone.
    rules: Option<&'static str>,
    /// Approves a private endpoint of anybody.
    approve: &'static str,
    /// Whether steps have rows in the catalogue.
    listed: bool,
}

/// Writes a rule of a hub, by its name now and by the one that it replaced.
pub(super) const HUB_RULES: [&str; 2] =
    ["Microsoft.EventHub/namespaces/eventhubs/authorizationRules/write", "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/action"];

/// Make a rule of a hub, and list its keys.
pub(super) const HUB_KEYS: [&str; 2] = [
    "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/write",
    "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listKeys/action",
];

/// Tells the keys of a namespace's rules through the alias of a pairing.
pub(super) const ALIAS_KEYS: &str = "Microsoft.EventHub/namespaces/disasterRecoveryConfigs/authorizationRules/listKeys/action";

/// What is open where somebody writes shared access rules, and lists no keys.
///
/// Source: "Authorization Rules - Namespaces - Create Or Update Authorization Rule": what is asked and answered there are rights. Older versions of
/// the interface took keys, and whether they still do is not documented; nor does it say that somebody with a key of a rule gets no further rights.
pub(super) const WRITES_RULES: &str = "whether who writes shared access rules sets a key of one, or has one";

const EVENT_HUBS: Service = Service {
    read: "Microsoft.EventHub/namespaces/messages/receive/action",
    write: "Microsoft.EventHub/namespaces/messages/send/action",
    keys: &[
        "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
        "Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action",
    ],
    perhaps: &[
        ("Microsoft.EventHub/namespaces/authorizationRules/write", WRITES_RULES),
        ("Microsoft.EventHub/namespaces/authorizationRules/action", WRITES_RULES),
    ],
    settings: "Microsoft.EventHub/namespaces/write",
    rules: Some("Microsoft.EventHub/namespaces/networkRuleSets/write"),
    approve: "Microsoft.EventHub/namespaces/privateEndpointConnectionsApproval/action",
    listed: true,
};

const STORAGE: Service = Service {
    read: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    write: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    keys: &[
        "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Storage/storageAccounts/regenerateKey/action",
        "Microsoft.Storage/storageAccounts/listAccountSas/action",
        "Microsoft.Storage/storageAccounts/listServiceSas/action",
    ],
    perhaps: &[],
    settings: "Microsoft.Storage/storageAccounts/write",
    rules: None,
    approve: "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
    listed: false,
};

impl Service {
    /// The catalogue's row of a step.
    pub fn id(&self, row: &'static str) -> &'static [&'static str] {
        match row {
            _ if !self.listed => &[],
            "k-19" => &["k-19"],
            "k-20" => &["k-20"],
            _ => &["k-22"],
        }
    }

    /// Ways to get a connection besides its settings: the action, what it does, and what of it is not known.
    pub fn network(&self, gate: &Resource) -> Vec<(&'static str, &'static str, Option<&'static str>)> {
        // Whether the rules open a network that the namespace's own setting closes is not documented.
        let closed = (gate.switch("public-network") != Tri::Yes).then_some("whether network rules open what the namespace's own setting closes");
        let rules = self.rules.map(|action| (action, "it writes network rules that let it in", closed));
        let approve = (gate.switch("basic") != Tri::Yes).then_some((self.approve, "it approves a private endpoint of its own", None));
        rules.into_iter().chain(approve).collect()
    }
}

/// Something that holds records.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    /// What holds them.
    pub store: &'a Resource,
    /// The namespace or account whose settings stand before it; `None` where the input does not show it.
    pub gate: Option<&'a Resource>,
    /// Its actions.
    pub service: &'static Service,
}

/// Everything that holds records in Azure.
pub(super) fn all<'a>(world: &World<'a>) -> Vec<Site<'a>> {
    world.sites.iter().filter_map(|id| of(world, world.inventory.resource(*id)?)).collect()
}

/// A resource as something that holds records.
pub(super) fn of<'a>(world: &World<'a>, store: &'a Resource) -> Option<Site<'a>> {
    store.store.as_ref()?;
    match store.kind {
        "event-hub" => {
            let gate = store.parent.and_then(|p| world.inventory.resource(p)).filter(|p| p.kind == "event-hubs-namespace");
            Some(Site { store, gate, service: &EVENT_HUBS })
        }
        "event-hubs-namespace" => Some(Site { store, gate: Some(store), service: &EVENT_HUBS }),
        "azure-storage-account" => Some(Site { store, gate: Some(store), service: &STORAGE }),
        _ => None,
    }
}

/// How the network stands to somebody on the internet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    /// Everybody connects.
    Open,
    /// Only those whom rules let in.
    Rules,
    /// Only by a private endpoint.
    Private,
    /// Not known.
    Unknown,
}

/// How the network of a namespace or account stands.
///
/// Source: "Allow access to Azure Event Hubs namespaces via private endpoints": without a rule for addresses or subnets a namespace can be reached
/// from the internet with a key. What denying by default without a rule does is not documented.
pub(super) fn network(gate: &Resource) -> Network {
    match (gate.switch("public-network"), gate.switch("denies-by-default"), gate.switch("network-rules")) {
        (Tri::No, ..) => Network::Private,
        _ if gate.switch("public-flags-differ") == Tri::Yes => Network::Unknown,
        (Tri::Yes, Tri::No, _) => Network::Open,
        (Tri::Yes, Tri::Yes, Tri::Yes) => Network::Rules,
        // Of a storage account denying needs no rule.
        (Tri::Yes, Tri::Yes, Tri::No) if gate.kind == "azure-storage-account" => Network::Private,
        _ => Network::Unknown,
    }
}

/// Whether nothing can be opened further: everybody connects, and keys are accepted.
pub(super) fn is_open(gate: &Resource) -> bool {
    network(gate) == Network::Open && gate.switch("shared-keys") == Tri::Yes
}
