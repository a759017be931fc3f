//! Kafka clusters as `keyholder.toml` declares them: what no resource of Terraform says of a cluster that one runs oneself. What is left out is not known.

use serde::Deserialize;

use super::Origin;

/// A Kafka cluster that runs on machines of the input.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kafka {
    /// Name.
    pub name: String,
    /// Brokers: names, ids, ARNs or Terraform addresses of what they run on; wildcards.
    pub brokers: Vec<String>,
    /// Ports for clients; those of the listeners, else 9092 to 9098 where none is given.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// The provider configuration whose entries and topics are this cluster's (`kafka`, `kafka.orders`).
    #[serde(default)]
    pub provider: Option<String>,
    /// Listeners.
    #[serde(default, rename = "listener")]
    pub listeners: Vec<DeclaredListener>,
    /// An authorizer is set (`authorizer.class.name`).
    #[serde(default)]
    pub authorizer: Option<bool>,
    /// `allow.everyone.if.no.acl.found`.
    #[serde(default)]
    pub allow_everyone: Option<bool>,
    /// `super.users`.
    #[serde(default)]
    pub super_users: Option<Vec<String>>,
    /// Traffic between brokers is encrypted.
    #[serde(default)]
    pub inter_broker_tls: Option<bool>,
    /// How long topics that do not say otherwise are kept (`log.retention.hours`).
    #[serde(default)]
    pub retention_hours: Option<u32>,
    /// It keeps its state in ZooKeeper.
    #[serde(default)]
    pub zookeeper: Option<bool>,
    /// Where the brokers' logs go: name, ARN or Terraform address of a log group, bucket or stream.
    #[serde(default)]
    pub logs_to: Option<String>,
    /// What the authorizer logs (`kafka.authorizer.logger`).
    #[serde(default)]
    pub authorizer_log: Option<AuthorizerLog>,
    /// An export of the access control lists, relative to the configuration: the output of `kafka-acls --list`, or a list of JSON.
    #[serde(default)]
    pub acl_export: Option<String>,
    /// When the export was made, `YYYY-MM-DD`.
    #[serde(default)]
    pub acl_export_date: Option<String>,
    /// What stands in the export.
    #[serde(skip)]
    pub acl_text: Option<String>,
    /// Where the configuration declares it.
    #[serde(skip)]
    pub place: Option<Origin>,
    /// Secrets that hold passwords of its users.
    #[serde(default, rename = "credential")]
    pub credentials: Vec<DeclaredCredential>,
}

/// A listener of a declared cluster.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredListener {
    /// Name: `CLIENT`.
    pub name: String,
    /// Port.
    #[serde(default)]
    pub port: Option<u16>,
    /// Whether it takes nothing but TLS. A port tells nothing of that.
    #[serde(default)]
    pub encryption: Option<Transport>,
    /// How clients authenticate.
    #[serde(default)]
    pub authentication: Option<Mechanism>,
    /// From where it is reached, where the network of the input does not show it.
    #[serde(default)]
    pub exposure: Option<Visible>,
    /// Brokers alone use it.
    #[serde(default)]
    pub between_brokers: bool,
}

/// What a listener takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// TLS only.
    Tls,
    /// Plain text.
    Plaintext,
}

/// How clients authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mechanism {
    /// Not at all.
    None,
    /// SCRAM-SHA-256 or SCRAM-SHA-512.
    Scram,
    /// PLAIN.
    Plain,
    /// Client certificates.
    Mtls,
    /// OAUTHBEARER.
    Oauth,
}

/// From where a listener is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visible {
    /// From its network and what is routed there.
    Private,
    /// From the internet.
    Public,
}

/// What an authorizer logs ("Authorization and ACLs", Apache Kafka documentation: denials at `INFO`, what is allowed at `DEBUG`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorizerLog {
    /// Nothing.
    Off,
    /// What is denied.
    Denials,
    /// What is denied and what is allowed.
    All,
}

/// A secret that authenticates a user of a declared cluster.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredCredential {
    /// Name, ARN or Terraform address of the secret.
    pub secret: String,
    /// `User:app`.
    pub principal: String,
}
