//! Secrets that an input states in clear. The value itself is never kept.

use super::Origin;

/// How much a secret opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretWeight {
    /// What one user or rule may do.
    Ordinary,
    /// Everything of a service or an account: a root key, an administrator's key, a server's private key.
    Root,
}

/// An attribute that holds a secret whose value the input tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedSecret {
    /// Address of the Terraform resource.
    pub address: String,
    /// The attribute, as `features[0].security[0].private_key`.
    pub attribute: String,
    /// What it opens.
    pub weight: SecretWeight,
    /// Where it stands.
    pub origin: Origin,
}
