//! Exports of access control lists: what `kafka-acls --list` prints, and lists of JSON with the same words.
//!
//! Source: "Apache Kafka documentation", chapter "Command line interface" of "Authorization and ACLs"; `kafka.admin.AclCommand` of Apache Kafka. Keys of
//! JSON are read however their words are joined.

use serde_json::Value;

use super::acl::{Acl, AclError, Operation, Pattern, Permission, ResourceType};

/// What an export says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// The entries, in order.
    pub acls: Vec<Acl>,
    /// Lines or items that were not understood, from 1, and why.
    pub wrong: Vec<(usize, String)>,
}

impl Export {
    /// Reads an export. What is not understood is told, never left out silently.
    pub fn read(text: &str) -> Self {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Array(items)) => Self::of_items(&items),
            Ok(_) => Self { acls: Vec::new(), wrong: vec![(1, "no list of entries".to_owned())] },
            Err(_) => Self::of_lines(text),
        }
    }

    fn add(&mut self, place: usize, entry: Result<Acl, String>) {
        match entry {
            Ok(acl) => self.acls.push(acl),
            Err(why) => self.wrong.push((place, why)),
        }
    }

    fn of_items(items: &[Value]) -> Self {
        let mut export = Self::default();
        for (place, item) in (1..).zip(items) {
            let word = |names: &[&str]| {
                let members = item.as_object()?;
                members.iter().find(|(key, _)| names.contains(&joined(key).as_str())).and_then(|(_, value)| value.as_str())
            };
            let host = word(&["host"]).unwrap_or("*");
            let pattern = word(&["patterntype"]).unwrap_or("LITERAL");
            let words = [
                word(&["resourcetype"]),
                word(&["resourcename", "name"]),
                Some(pattern),
                word(&["principal"]),
                Some(host),
                word(&["operation"]),
                word(&["permissiontype", "permission"]),
            ];
            export.add(place, entry(words));
        }
        export
    }

    fn of_lines(text: &str) -> Self {
        let mut export = Self::default();
        let mut resource: Option<&str> = None;
        for (place, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if let Some((_, after)) = line.split_once("ResourcePattern(") {
                resource = after.split_once(')').map(|(inside, _)| inside);
                continue;
            }
            let Some(inside) = line.strip_prefix('(').and_then(|l| l.strip_suffix(')')) else {
                if !line.is_empty() {
                    export.wrong.push((place, "no entry and no heading of a resource".to_owned()));
                }
                continue;
            };
            let Some(resource) = resource else {
                export.wrong.push((place, "an entry before the heading of its resource".to_owned()));
                continue;
            };
            const HEAD: [&str; 3] = ["resourceType", "name", "patternType"];
            const ENTRY: [&str; 4] = ["principal", "host", "operation", "permissionType"];
            let words = [
                part(resource, "resourceType", &HEAD),
                part(resource, "name", &HEAD),
                part(resource, "patternType", &HEAD),
                part(inside, "principal", &ENTRY),
                part(inside, "host", &ENTRY),
                part(inside, "operation", &ENTRY),
                part(inside, "permissionType", &ENTRY),
            ];
            export.add(place, entry(words));
        }
        export
    }
}

/// A key of JSON without what joins its words.
fn joined(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
}

/// The value of `NAME=` up to the next `, NEXT=` of the known names: names of certificates hold commas and equals signs themselves.
fn part<'t>(text: &'t str, name: &str, names: &[&str]) -> Option<&'t str> {
    let start = format!("{name}=");
    let after = match text.strip_prefix(&start) {
        Some(after) => after,
        None => text.split_once(&format!(", {start}")).map(|(_, after)| after)?,
    };
    let ends = names.iter().filter_map(|other| after.split_once(&format!(", {other}=")).map(|(value, _)| value));
    Some(ends.min_by_key(|value| value.len()).unwrap_or(after))
}

fn entry(words: [Option<&str>; 7]) -> Result<Acl, String> {
    let [Some(kind), Some(name), Some(pattern), Some(principal), Some(host), Some(operation), Some(permission)] = words else {
        return Err("an entry lacks a part".to_owned());
    };
    let read = || -> Result<Acl, AclError> {
        Ok(Acl {
            principal: principal.into(),
            host: host.into(),
            permission: Permission::parse(permission)?,
            operation: Operation::parse(operation)?,
            resource: ResourceType::parse(kind)?,
            name: name.into(),
            pattern: Pattern::parse(pattern)?,
        })
    };
    read().map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    const LISTING: &str = "Current ACLs for resource `ResourcePattern(resourceType=TOPIC, name=orders., patternType=PREFIXED)`: \n \t(principal=User:app, host=*, operation=READ, permissionType=ALLOW)\n\t(principal=User:CN=app, OU=ops, C=DE, host=10.0.0.1, operation=ALL, permissionType=DENY) \n\nCurrent ACLs for resource `ResourcePattern(resourceType=CLUSTER, name=kafka-cluster, patternType=LITERAL)`:\n\t(principal=User:ops, host=*, operation=DESCRIBE_CONFIGS, permissionType=ALLOW)\n";

    #[test]
    fn the_listing_of_the_tool_is_read() {
        let export = Export::read(LISTING);
        assert_eq!(export.wrong, []);
        let told: Vec<String> = export.acls.iter().map(|a| a.told(ToString::to_string)).collect();
        assert_eq!(
            told,
            [
                "ALLOW User:app Read on Topic orders. (prefix)",
                "DENY User:CN=app, OU=ops, C=DE All on Topic orders. (prefix) from 10.0.0.1",
                "ALLOW User:ops DescribeConfigs on Cluster kafka-cluster",
            ]
        );
    }

    #[test]
    fn json_is_read_with_either_spelling() {
        let json = r#"[{"resourceType": "TOPIC", "resourceName": "orders", "patternType": "LITERAL", "principal": "User:a", "host": "*", "operation": "READ", "permissionType": "ALLOW"},
            {"resource_type": "GROUP", "resource_name": "g", "pattern_type": "PREFIXED", "principal": "User:b", "operation": "READ", "permission": "DENY"}]"#;
        let export = Export::read(json);
        assert_eq!((export.acls.len(), export.wrong.len()), (2, 0));
        assert_eq!(export.acls[1].told(ToString::to_string), "DENY User:b Read on Group g (prefix)");
    }

    #[test]
    fn what_is_not_understood_is_told() {
        assert_eq!(Export::read("(principal=User:a, host=*, operation=READ, permissionType=ALLOW)").wrong.len(), 1);
        assert_eq!(Export::read("something\n\nelse").wrong.len(), 2);
        assert_eq!(Export::read(r#"[{"principal": "User:a"}, 7]"#).wrong.len(), 2);
        assert_eq!(Export::read("{}").wrong.len(), 1);
        let any = LISTING.replace("resourceType=TOPIC", "resourceType=ANY");
        assert_eq!(Export::read(&any).wrong.len(), 2, "words for searching are no entries");
        assert_eq!(Export::read(""), Export::default());
    }
}
