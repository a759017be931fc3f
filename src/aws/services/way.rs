//! Ways: which actions on which resources open a store.

use crate::aws::{Arn, Text};

/// Actions that together do one thing to a store.
#[derive(Debug)]
pub struct Way {
    /// The action that does it, as AWS spells it: `s3:GetObject`.
    pub action: &'static str,
    /// The resource it must be allowed on.
    pub on: On,
    /// What must be allowed as well. Its own `also` is empty.
    pub also: &'static [Way],
    /// Whether the data goes over a network path into the VPC (NFS, Kafka, SQL) and not through AWS's public API: without the path the actions
    /// open nothing.
    pub over_network: bool,
    /// A switch of the store without which the way is closed.
    pub switch: Option<Switch>,
}

/// A setting of a store that opens or closes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Its name among the switches of a resource: `iam-sign-in`.
    pub name: &'static str,
    /// What it is, for people: `sign-in by IAM`.
    pub label: &'static str,
}

/// The resource that an action must be allowed on, told from the store's ARN.
#[derive(Debug, PartialEq, Eq)]
pub enum On {
    /// The store itself.
    Store,
    /// Things in the store: its ARN and this suffix, where `*` stands for the part that the caller chooses.
    Under(&'static str),
    /// Things beside the store: its ARN with the first text replaced by the second, and a suffix as for `Under`.
    Beside(&'static str, &'static str, &'static str),
    /// Something that the call creates and the caller names: some ARN of this template, in the store's partition, Region and account.
    New(&'static str),
    /// Something that exists but that the store's ARN does not name: one ARN of this template, in the store's partition, Region and account.
    Other(&'static str),
    /// The action can't be limited to resources: `*`.
    Any,
}

/// What [`On`] means for one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// ARN, in which `*` stands for any text; the action must be allowed on some ARN of it.
    pub pattern: Text,
    /// Whether every ARN of the pattern serves. Otherwise only one of them does and the ARN of the store does not say which, so that an
    /// allowed ARN proves nothing yet, and none allowed proves that the way is closed.
    pub every: bool,
}

impl On {
    /// The target for the store with this ARN. `None` when too little of the ARN is known.
    pub fn target(&self, store: &Text) -> Option<Target> {
        let every = |pattern| Some(Target { pattern, every: true });
        match self {
            On::Store => every(store.clone()),
            On::Under(suffix) => every(store.clone().with(suffix)),
            On::Beside(from, to, suffix) => every(replace(store, from, to)?.with(suffix)),
            On::New(template) => every(fill(template, store)?.0),
            On::Other(template) => fill(template, store).map(|(pattern, variables)| Target { pattern, every: !variables }),
            On::Any => every(Text::from("*")),
        }
    }
}

/// Replaces the first occurrence of `from` within a literal part.
fn replace(text: &Text, from: &str, to: &str) -> Option<Text> {
    let mut out = Text::new();
    let mut found = false;
    for piece in text.pieces() {
        match piece {
            crate::aws::Piece::Literal(s) if !found => {
                found = s.contains(from);
                out.push_str(&s.replacen(from, to, 1));
            }
            crate::aws::Piece::Literal(s) => out.push_str(s),
            crate::aws::Piece::Symbol(s) => out.push_symbol(*s),
        }
    }
    found.then_some(out)
}

/// Fills partition, Region and account of the store into a template and `*` into its other variables; also whether there were others.
fn fill(template: &str, store: &Text) -> Option<(Text, bool)> {
    let arn = Arn::parse(store).ok()?;
    let mut out = Text::new();
    let mut others = false;
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once("${") {
        let (variable, after) = after.split_once('}')?;
        out.push_str(literal);
        match variable {
            "Partition" => out.push(&arn.partition),
            "Region" => out.push(&arn.region),
            "Account" => out.push(&arn.account),
            _ => {
                others = true;
                out.push_str("*");
            }
        }
        rest = after;
    }
    Some((out.with(rest), others))
}

impl Way {
    const fn new(action: &'static str, on: On) -> Self {
        Self { action, on, also: &[], over_network: false, switch: None }
    }

    /// On the store itself.
    pub(super) const fn store(action: &'static str) -> Self {
        Self::new(action, On::Store)
    }

    /// On things in the store.
    pub(super) const fn under(action: &'static str, suffix: &'static str) -> Self {
        Self::new(action, On::Under(suffix))
    }

    /// On things beside the store.
    pub(super) const fn beside(action: &'static str, from: &'static str, to: &'static str, suffix: &'static str) -> Self {
        Self::new(action, On::Beside(from, to, suffix))
    }

    /// On something that the call creates.
    pub(super) const fn creating(action: &'static str, template: &'static str) -> Self {
        Self::new(action, On::New(template))
    }

    /// On something the store's ARN does not name.
    pub(super) const fn other(action: &'static str, template: &'static str) -> Self {
        Self::new(action, On::Other(template))
    }

    /// Without resource-level permissions.
    pub(super) const fn any(action: &'static str) -> Self {
        Self::new(action, On::Any)
    }

    /// Needs these as well.
    pub(super) const fn with(mut self, also: &'static [Way]) -> Self {
        self.also = also;
        self
    }

    /// Needs a setting of the store.
    pub(super) const fn if_on(mut self, name: &'static str, label: &'static str) -> Self {
        self.switch = Some(Switch { name, label });
        self
    }

    /// Needs a network path into the VPC.
    pub(super) const fn over_network(mut self) -> Self {
        self.over_network = true;
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::aws::{Symbol, SymbolKind};

    fn pattern(on: On, store: &str) -> (String, bool) {
        let target = on.target(&store.into()).unwrap();
        (target.pattern.literal().unwrap().to_owned(), target.every)
    }

    #[test]
    fn targets_follow_from_the_store() {
        let bucket = "arn:aws:s3:::data";
        assert_eq!(pattern(On::Store, bucket), (bucket.into(), true));
        assert_eq!(pattern(On::Under("/*"), bucket), ("arn:aws:s3:::data/*".into(), true));
        assert_eq!(pattern(On::Any, bucket), ("*".into(), true));
        let cluster = "arn:aws-cn:kafka:cn-north-1:111122223333:cluster/c/u-1";
        let topics = "arn:aws-cn:kafka:cn-north-1:111122223333:topic/c/u-1/*";
        assert_eq!(pattern(On::Beside(":cluster/", ":topic/", "/*"), cluster), (topics.into(), true));
        let user = "arn:${Partition}:rds-db:${Region}:${Account}:dbuser:${Id}/${User}";
        let users = "arn:aws-cn:rds-db:cn-north-1:111122223333:dbuser:*/*";
        assert_eq!(pattern(On::Other(user), cluster), (users.into(), false));
        assert_eq!(pattern(On::New(user), cluster), (users.into(), true));
        let catalog = "arn:${Partition}:glue:${Region}:${Account}:catalog";
        assert_eq!(pattern(On::Other(catalog), cluster), ("arn:aws-cn:glue:cn-north-1:111122223333:catalog".into(), true));
    }

    #[test]
    fn unknown_parts_stay_symbols_and_too_little_is_none() {
        let symbol = Symbol { id: 1, kind: SymbolKind::Unique };
        let mut cluster = Text::from("arn:aws:kafka:eu-central-1:111122223333:cluster/c/");
        cluster.push_symbol(symbol);
        let target = On::Beside(":cluster/", ":topic/", "/*").target(&cluster).unwrap();
        assert_eq!(target.pattern.symbols().collect::<Vec<_>>(), [symbol]);
        let whole = Text::symbol(Symbol { id: 2, kind: SymbolKind::Any });
        assert_eq!(On::Under("/*").target(&whole).unwrap().pattern, whole.clone().with("/*"));
        assert_eq!(On::Beside(":cluster/", ":topic/", "/*").target(&whole), None);
        assert_eq!(On::Other("arn:${Partition}:x").target(&whole), None);
    }
}
