//! One entry of an access control list, and the words of its parts.

use crate::aws::Text;

/// What an entry is about. Source: "Apache Kafka documentation", chapter "Authorization and ACLs".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceType {
    /// A topic.
    Topic,
    /// A consumer group.
    Group,
    /// The cluster: its one name is `kafka-cluster`.
    Cluster,
    /// A transactional id.
    TransactionalId,
    /// A delegation token.
    DelegationToken,
    /// A user whose tokens others may make.
    User,
}

/// How the name of an entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// The name itself; `*` alone is every name.
    Literal,
    /// Every name that begins so; `*` in it is an ordinary character.
    Prefixed,
}

/// Whether an entry allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Allows.
    Allow,
    /// Denies: wins over every entry that allows.
    Deny,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Every operation.
    All,
    /// Reads records; joins a group and commits offsets.
    Read,
    /// Writes records.
    Write,
    /// Makes topics.
    Create,
    /// Deletes.
    Delete,
    /// Alters; on the cluster: access control lists and passwords of users.
    Alter,
    /// Sees that it exists.
    Describe,
    /// Acts as a broker does.
    ClusterAction,
    /// Sees settings.
    DescribeConfigs,
    /// Alters settings.
    AlterConfigs,
    /// Writes idempotently.
    IdempotentWrite,
    /// Makes delegation tokens of a user.
    CreateTokens,
    /// Sees delegation tokens of a user.
    DescribeTokens,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acl {
    /// Whom: `User:name`, or `User:*` for everybody.
    pub principal: Text,
    /// From which address; `*` for every one. No address blocks, no names.
    pub host: Text,
    /// Allows or denies.
    pub permission: Permission,
    /// What.
    pub operation: Operation,
    /// On what sort of thing.
    pub resource: ResourceType,
    /// The thing's name, or how names begin.
    pub name: Text,
    /// How the name is meant.
    pub pattern: Pattern,
}

/// A word that the broker refuses in an entry: such an entry never comes to be, so it grants nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AclError {
    /// Not a type of resource that entries can be about.
    #[error("`{0}` is no resource type of an access control list entry")]
    ResourceType(String),
    /// Not a way to mean a name that entries can have: `ANY` and `MATCH` are for searching.
    #[error("`{0}` is no pattern type of an access control list entry")]
    Pattern(String),
    /// Not an operation.
    #[error("`{0}` is no operation of an access control list entry")]
    Operation(String),
    /// Neither allow nor deny.
    #[error("`{0}` is no permission of an access control list entry")]
    Permission(String),
}

/// Letters in lower case, without what separates words: the dialects write `TransactionalID`, `TRANSACTIONAL_ID`, `transactionalId`.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

impl ResourceType {
    /// The type of a word of any dialect.
    pub fn parse(word: &str) -> Result<Self, AclError> {
        Ok(match plain(word).as_str() {
            "topic" => Self::Topic,
            "group" => Self::Group,
            "cluster" => Self::Cluster,
            "transactionalid" => Self::TransactionalId,
            "delegationtoken" => Self::DelegationToken,
            "user" => Self::User,
            _ => return Err(AclError::ResourceType(word.to_owned())),
        })
    }

    /// Its name, as Kafka spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Topic => "Topic",
            Self::Group => "Group",
            Self::Cluster => "Cluster",
            Self::TransactionalId => "TransactionalId",
            Self::DelegationToken => "DelegationToken",
            Self::User => "User",
        }
    }
}

impl Pattern {
    /// The pattern type of a word of any dialect.
    pub fn parse(word: &str) -> Result<Self, AclError> {
        match plain(word).as_str() {
            "literal" => Ok(Self::Literal),
            "prefixed" | "prefix" => Ok(Self::Prefixed),
            _ => Err(AclError::Pattern(word.to_owned())),
        }
    }
}

impl Permission {
    /// The permission of a word of any dialect.
    pub fn parse(word: &str) -> Result<Self, AclError> {
        match plain(word).as_str() {
            "allow" => Ok(Self::Allow),
            "deny" => Ok(Self::Deny),
            _ => Err(AclError::Permission(word.to_owned())),
        }
    }
}

impl Operation {
    /// Every operation with its name, as Kafka spells it.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::All, "All"),
        (Self::Read, "Read"),
        (Self::Write, "Write"),
        (Self::Create, "Create"),
        (Self::Delete, "Delete"),
        (Self::Alter, "Alter"),
        (Self::Describe, "Describe"),
        (Self::ClusterAction, "ClusterAction"),
        (Self::DescribeConfigs, "DescribeConfigs"),
        (Self::AlterConfigs, "AlterConfigs"),
        (Self::IdempotentWrite, "IdempotentWrite"),
        (Self::CreateTokens, "CreateTokens"),
        (Self::DescribeTokens, "DescribeTokens"),
    ];

    /// The operation of a word of any dialect.
    pub fn parse(word: &str) -> Result<Self, AclError> {
        let known = plain(word);
        let found = Self::ALL.iter().find(|(_, name)| name.to_lowercase() == known);
        found.map(|(operation, _)| *operation).ok_or_else(|| AclError::Operation(word.to_owned()))
    }

    /// Its name, as Kafka spells it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(o, _)| *o == self).map_or("", |(_, name)| name)
    }

    /// Whether an entry that allows this operation allows `asked` as well. Entries that deny cover what they name, and no more.
    ///
    /// Source: "Apache Kafka documentation", "Operations in Kafka"; `StandardAuthorizerData` of Apache Kafka.
    pub(super) fn implies(self, asked: Self) -> bool {
        self == asked
            || self == Self::All
            || asked == Self::Describe && matches!(self, Self::Read | Self::Write | Self::Delete | Self::Alter)
            || asked == Self::DescribeConfigs && self == Self::AlterConfigs
    }
}

impl Acl {
    /// For readers: `ALLOW User:app Read on Topic orders-* (prefix) from *`, unknown parts as `show` tells them.
    pub fn told(&self, show: impl Fn(&Text) -> String) -> String {
        let permission = if self.permission == Permission::Allow { "ALLOW" } else { "DENY" };
        let prefix = if self.pattern == Pattern::Prefixed { " (prefix)" } else { "" };
        let host = if self.host.literal() == Some("*") { String::new() } else { format!(" from {}", show(&self.host)) };
        let (who, name) = (show(&self.principal), show(&self.name));
        format!("{permission} {who} {} on {} {name}{prefix}{host}", self.operation.word(), self.resource.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_dialect_are_read_and_searching_words_are_not() {
        for word in ["TransactionalID", "TRANSACTIONAL_ID", "transactionalId"] {
            assert_eq!(ResourceType::parse(word), Ok(ResourceType::TransactionalId));
        }
        for (operation, word) in Operation::ALL {
            assert_eq!((Operation::parse(word), operation.word()), (Ok(operation), word));
        }
        assert_eq!(Operation::parse("DESCRIBE_CONFIGS"), Ok(Operation::DescribeConfigs));
        assert!(ResourceType::parse("Any").is_err() && Pattern::parse("Match").is_err() && Pattern::parse("ANY").is_err());
        assert!(Operation::parse("Any").is_err() && Operation::parse("UNKNOWN").is_err() && Permission::parse("any").is_err());
    }
}
