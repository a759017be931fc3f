//! Actions: access level, resource types, condition keys. Each has a number, so that a set of actions can be a bit set.
//!
//! Sources: Service Authorization Reference, "Actions defined by …"; access level "Permissions management" also where policy_sentry says so
//! (AWS calls iam:PassRole and iam:CreateAccessKey plain writes).

use std::cmp::Ordering;
use std::sync::LazyLock;

use super::condition_keys::{self, KeyFacts};
use super::resources::{self, ResourceType};
use super::{compare_folded, glob};

/// Number of an action: its position in [`all`]. Stable within one version of the program only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(pub u32);

/// AWS's classification of what an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Names that something exists, not its contents.
    List,
    /// Reads contents or attributes, changes nothing.
    Read,
    /// Changes tags only.
    Tagging,
    /// Creates, changes or deletes.
    Write,
    /// Grants or changes permissions or credentials.
    PermissionsManagement,
}

/// What is known of one action.
#[derive(Debug)]
pub struct ActionFacts {
    /// Its number.
    pub id: ActionId,
    /// Service prefix in lower case.
    pub service: &'static str,
    /// Name as AWS spells it.
    pub name: &'static str,
    /// Access level.
    pub level: AccessLevel,
    /// The resource types it can be limited to.
    pub resource_types: Vec<ResourceUse>,
    /// Condition keys of the action itself, whatever the resource.
    pub condition_keys: Vec<&'static KeyFacts>,
}

/// A resource type that an action can be limited to.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceUse {
    /// The type.
    pub resource: &'static ResourceType,
    /// Whether every call names a resource of this type; otherwise only some calls do.
    pub required: bool,
    /// Condition keys that AWS lists for this action on this resource type, beside those of the type.
    pub condition_keys: Vec<&'static KeyFacts>,
}

impl ActionFacts {
    /// Whether the action can't be limited to resources: it needs `"Resource": "*"`.
    pub fn wildcard_only(&self) -> bool {
        self.resource_types.is_empty()
    }

    /// Whether AWS lists `key` for this action, for the action itself or one of its resource types. Global keys are listed for no action
    /// (see [`KeyFacts::global`]).
    pub fn lists_key(&self, key: &str) -> bool {
        let of_resources = self.resource_types.iter().flat_map(|u| u.condition_keys.iter().chain(&u.resource.condition_keys));
        self.condition_keys.iter().chain(of_resources).any(|k| k.is(key))
    }
}

static TABLE: LazyLock<Vec<ActionFacts>> = LazyLock::new(|| {
    let mut actions = Vec::with_capacity(24_000);
    let (mut service, mut types): (&str, &'static [ResourceType]) = ("", &[]);
    for (line, [name, level, uses, keys]) in super::lines() {
        match line {
            "s" => (service, types) = (name, resources::resource_types(name)),
            "a" => actions.push(ActionFacts {
                id: ActionId(u32::try_from(actions.len()).unwrap_or(u32::MAX)),
                service,
                name,
                level: access_level(level),
                resource_types: uses.split(' ').filter_map(|u| resource_use(types, u)).collect(),
                condition_keys: condition_keys::by_numbers(keys),
            }),
            _ => {}
        }
    }
    actions
});

fn access_level(letter: &str) -> AccessLevel {
    match letter {
        "l" => AccessLevel::List,
        "r" => AccessLevel::Read,
        "t" => AccessLevel::Tagging,
        "p" => AccessLevel::PermissionsManagement,
        _ => AccessLevel::Write,
    }
}

/// Reads `TYPE[!][:keys]`.
fn resource_use(types: &'static [ResourceType], text: &str) -> Option<ResourceUse> {
    let (number, keys) = text.split_once(':').unwrap_or((text, ""));
    let resource = types.get(number.trim_end_matches('!').parse::<usize>().ok()?)?;
    Some(ResourceUse { resource, required: number.ends_with('!'), condition_keys: condition_keys::by_numbers(keys) })
}

/// All actions, sorted by service and name; the position is the number.
pub fn all() -> &'static [ActionFacts] {
    &TABLE
}

/// The action with this number.
pub fn by_id(id: ActionId) -> Option<&'static ActionFacts> {
    TABLE.get(usize::try_from(id.0).ok()?)
}

/// The action of this service and name, without regard to case.
pub fn lookup(service: &str, name: &str) -> Option<&'static ActionFacts> {
    let actions = of_service(service);
    let index = actions.binary_search_by(|a| compare_folded(a.name, name)).ok()?;
    actions.get(index)
}

/// The actions of one service, sorted by name.
pub fn of_service(service: &str) -> &'static [ActionFacts] {
    let before = |order: Ordering| move |a: &ActionFacts| compare_folded(a.service, service) < order;
    let start = TABLE.partition_point(before(Ordering::Equal));
    let end = TABLE.partition_point(before(Ordering::Greater));
    TABLE.get(start..end).unwrap_or_default()
}

/// The numbers, in order, of the known actions that a policy's `Action` pattern names: `s3:Get*`, `*`, `s3:*Object?`, without regard to
/// case. A wildcard in the service matches too: AWS's pages disagree on it, and more is the safe reading.
pub fn matching(pattern: &str) -> impl Iterator<Item = ActionId> + use<> {
    let pattern = pattern.to_owned();
    let candidates = match pattern.split_once(':') {
        Some((service, _)) if !service.contains(['*', '?']) => of_service(service),
        _ => all(),
    };
    let mut whole = String::new();
    candidates
        .iter()
        .filter(move |action| {
            whole.clear();
            whole.extend([action.service, ":", action.name]);
            glob::matches(&pattern, &whole)
        })
        .map(|action| action.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(pattern: &str) -> Vec<String> {
        matching(pattern).map(|id| by_id(id).unwrap()).map(|a| format!("{}:{}", a.service, a.name)).collect()
    }

    #[test]
    fn the_table_holds_the_actions_in_order() {
        assert!(all().len() > 20_000, "{}", all().len());
        assert!(all().is_sorted_by(|a, b| a.service.cmp(b.service).then(compare_folded(a.name, b.name)).is_lt()));
        for (position, action) in all().iter().enumerate() {
            assert_eq!(action.id.0 as usize, position);
            assert_eq!(lookup(action.service, action.name).unwrap().id, action.id);
        }
        assert!(all().iter().filter(|a| a.wildcard_only()).count() > 5_000);
    }

    #[test]
    fn actions_have_level_resources_and_keys() {
        let get = lookup("S3", "getobject").unwrap();
        assert_eq!((get.service, get.name, get.level), ("s3", "GetObject", AccessLevel::Read));
        assert!(get.resource_types.iter().any(|u| u.resource.name == "object"));
        assert!(!get.wildcard_only());
        assert!(get.lists_key("s3:ExistingObjectTag/class"));
        assert!(!get.lists_key("aws:SourceIp"), "a global key is listed for no action");
        assert!(!get.lists_key("sts:ExternalId"));

        let assume = lookup("sts", "AssumeRole").unwrap();
        assert!(assume.resource_types.iter().any(|u| u.resource.name == "role" && u.required));
        assert!(assume.lists_key("sts:ExternalId"));

        assert_eq!(lookup("iam", "PassRole").unwrap().level, AccessLevel::PermissionsManagement);
        assert_eq!(lookup("ec2", "CreateTags").unwrap().level, AccessLevel::Tagging);
        assert_eq!(lookup("s3", "ListBucket").unwrap().level, AccessLevel::List);
        assert!(lookup("s3", "ListAllMyBuckets").unwrap().wildcard_only());
        assert!(lookup("s3", "NoSuchAction").is_none());
        assert!(lookup("nosuch", "GetObject").is_none());
    }

    #[test]
    fn patterns_name_known_actions() {
        assert_eq!(matching("*").count(), all().len());
        assert_eq!(matching("*:*").count(), all().len());
        assert_eq!(names("S3:getobject"), ["s3:GetObject"]);
        assert_eq!(names("sts:AssumeRole*"), ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]);
        assert_eq!(names("s3:G?tObject"), ["s3:GetObject"]);
        assert_eq!(matching("s3:*").count(), of_service("s3").len());
        assert!(names("s3*:GetObject").contains(&"s3-outposts:GetObject".to_owned()));
        for nothing in ["", "s3:", "s3", "nosuch:*", "s3:[Gg]etObject"] {
            assert_eq!(names(nothing), Vec::<String>::new(), "{nothing}");
        }
    }
}
