//! How calls look on the wire: protocols, names, shapes, as `tools/generate-wire` takes them from the service models.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::aws::calls::Call;

/// All that is known.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wire {
    /// By the name of the AWS command line.
    pub services: BTreeMap<String, Service>,
    /// By `service operation`.
    pub operations: BTreeMap<String, Operation>,
    /// Shapes of requests.
    pub inputs: Vec<Shape>,
    /// Shapes of answers.
    pub outputs: Vec<Shape>,
}

/// A protocol of requests and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Protocol {
    Json,
    RestJson,
    RestXml,
    Query,
    Ec2,
}

/// A service.
#[derive(Debug, Deserialize)]
pub(super) struct Service {
    /// Its name in configuration: `Elastic Load Balancing v2`.
    pub id: String,
    pub protocol: Protocol,
    /// First label of its host.
    pub host: String,
    /// Its name in signatures.
    pub signing: String,
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub target: String,
    #[serde(default)]
    pub json: String,
    /// Where there is one endpoint a partition: beginning of the Regions' names, host, Region of the signature.
    #[serde(default)]
    pub global: Vec<(String, String, String)>,
}

/// An operation.
#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    /// Its name in the API.
    pub name: String,
    pub method: String,
    pub uri: String,
    pub input: Option<usize>,
    pub output: Option<usize>,
    /// Element around the answer.
    pub wrapper: Option<String>,
    /// Member of the answer that is the whole body.
    pub payload: Option<String>,
    pub page: Option<Page>,
    /// What goes before the host: `{AccountId}.`.
    pub prefix: Option<String>,
}

/// How further pages are asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    /// Arguments, and members of the answer that tell them.
    pub tokens: Vec<(String, String)>,
    /// Member of the answer that says whether there are more.
    pub more: Option<String>,
    /// Argument that bounds a page, where a call without it is answered in one piece.
    pub size: Option<(String, String)>,
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Structure,
    List,
    Map,
    String,
    Blob,
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    Timestamp,
    /// A policy document in a string, encoded for URLs; the command line prints it as JSON.
    Policy,
    /// JSON of any shape.
    Document,
}

/// The shape of a value.
#[derive(Debug, Deserialize)]
pub(super) struct Shape {
    pub kind: Kind,
    /// Name of a structure.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub members: Vec<Member>,
    /// Shape of items of a list and values of a map.
    pub item: Option<usize>,
    /// Names of a list's items, or of a map's keys and values.
    #[serde(default)]
    pub wire: Vec<String>,
    #[serde(default)]
    pub flat: bool,
    /// Whether AWS says that it is not to be shown.
    #[serde(default)]
    pub sensitive: bool,
}

/// A member of a structure: its name in the API, its name on the wire, its shape, flags.
#[derive(Debug, Deserialize)]
pub(super) struct Member(pub String, pub String, pub usize, pub String);

impl Member {
    /// Whether it has the flag; they are described in `tools/generate-wire`.
    pub fn has(&self, flag: char) -> bool {
        self.3.contains(flag)
    }
}

static WIRE: LazyLock<Wire> = LazyLock::new(|| {
    let mut text = String::new();
    let read = flate2::read::GzDecoder::new(include_bytes!("data/wire.json.gz").as_slice()).read_to_string(&mut text);
    read.ok().and_then(|_| serde_json::from_str(&text).ok()).unwrap_or_default()
});

/// All that is known.
pub(super) fn wire() -> &'static Wire {
    &WIRE
}

/// Service and operation of a call.
pub(super) fn of(call: &Call) -> Option<(&'static Service, &'static Operation)> {
    Some((WIRE.services.get(call.service)?, WIRE.operations.get(&format!("{} {}", call.service, call.operation))?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::aws::calls::{Value, all};

    #[test]
    fn every_call_and_no_other_has_its_wire() {
        let called: BTreeSet<String> = all().map(|c| format!("{} {}", c.service, c.operation)).collect();
        let known: BTreeSet<String> = wire().operations.keys().cloned().collect();
        assert_eq!(called, known, "run tools/generate-wire");
    }

    #[test]
    fn arguments_are_members_of_the_input() {
        for call in all() {
            let (_, operation) = of(call).unwrap();
            for (name, value) in call.arguments {
                let members = &wire().inputs.get(operation.input.unwrap()).unwrap().members;
                let member = members.iter().find(|m| m.0 == *name).unwrap_or_else(|| unreachable!("{call:?}"));
                let list = wire().inputs.get(member.2).unwrap().kind == Kind::List;
                assert!(!matches!(value, Value::Is(text) if list != text.starts_with('[')), "{call:?}");
            }
        }
    }

    /// What is at these places of an answer is a string or a whole number.
    #[test]
    fn arguments_come_from_members_of_the_answer_before() {
        for call in all() {
            for path in call.arguments.iter().filter_map(|(_, v)| if let Value::Each(path) = v { Some(path) } else { None }) {
                let before = crate::aws::calls::of(call.service, call.after.unwrap()).next().unwrap();
                let mut shape = wire().outputs.get(of(before).unwrap().1.output.unwrap()).unwrap();
                for part in path.split('.') {
                    let name = part.trim_end_matches("[]");
                    let member = shape.members.iter().find(|m| m.0 == name).unwrap_or_else(|| unreachable!("{call:?}: no `{name}` in {path}"));
                    shape = wire().outputs.get(member.2).unwrap();
                    assert_eq!(part.ends_with("[]"), shape.kind == Kind::List, "{call:?}");
                    if let (Kind::List, Some(item)) = (shape.kind, shape.item) {
                        shape = wire().outputs.get(item).unwrap();
                    }
                }
                assert!(matches!(shape.kind, Kind::String | Kind::Integer | Kind::Long), "{call:?}");
            }
        }
    }

    /// Pages are joined at the top of an answer.
    #[test]
    fn pages_hold_lists_at_the_top() {
        for (name, operation) in &wire().operations {
            let Some(page) = &operation.page else { continue };
            let shape = wire().outputs.get(operation.output.unwrap()).unwrap();
            let lists = shape.members.iter().filter(|m| wire().outputs.get(m.2).unwrap().kind == Kind::List).count();
            assert!(lists > 0 && !page.tokens.is_empty(), "{name}");
        }
    }
}
