//! Modules of the source that are not on disk: what is handed to one, it may give policies that nobody sees here.

use super::super::source::{self, Missing, Segment, Text, Value};
use super::address::Address;
use super::build::Builder;
use super::instance::Instance;
use crate::model::{ResourceId, ResourcePolicy};
use crate::policy::PolicyKind;

/// What is found by a bare name that a call gives.
const NAMED: &[&str] = &["iam-role", "iam-user", "iam-group", "s3-bucket"];

impl Builder<'_> {
    /// Marks what calls of missing modules are given.
    pub(super) fn missing_modules(&mut self) {
        for (input, missing) in self.sources.missing() {
            let world = self.world.instances.iter().find(|i| i.input == input).map_or(input, |i| i.world);
            let by = Instance { input, world, ..Instance::new(Address::default(), String::new()) };
            let mut waiting: Vec<&Value> = missing.arguments.iter().collect();
            while let Some(value) = waiting.pop() {
                match value {
                    Value::List(list) => waiting.extend(&list.items),
                    Value::Object(object) => waiting.extend(object.entries.values().map(|e| &e.value)),
                    Value::Either(either) => waiting.extend([&either.yes, &either.no]),
                    Value::Spread(inner) => waiting.push(inner),
                    Value::String(text) => self.given_to_missing(text, &missing, &by),
                    Value::Unknown(symbol) => self.given_to_missing(&Text::symbol(symbol.clone()), &missing, &by),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::Resource(_) | Value::Module(_) => {}
                }
            }
        }
    }

    fn given_to_missing(&mut self, text: &Text, missing: &Missing, by: &Instance) {
        let named = match text.segments().as_slice() {
            [Segment::Symbol(symbol)] => {
                self.sources.named(by.world, &symbol.name).and_then(|(number, _)| self.resources.get(number).copied().flatten())
            }
            _ => None,
        };
        let found = named.or_else(|| {
            let text = source::to_text(text, &mut |symbol| self.text_of_symbol(symbol, by));
            self.by_arn.get(&text).copied().or_else(|| text.literal().filter(|name| !name.is_empty()).and_then(|name| self.find(name, NAMED, by)))
        });
        if let Some(id) = found {
            self.may_be_given(id, missing);
        }
    }

    fn may_be_given(&mut self, id: ResourceId, missing: &Missing) {
        let Some(resource) = self.inventory.resource(id).cloned() else { return };
        let what = format!("policies from {}", missing.address);
        if let Some(mut principal) = resource.principal.clone() {
            principal.attached.push(self.unseen_policy(PolicyKind::Identity, &what, &resource, resource.origin.clone()));
            self.edit(id, |r| r.principal = Some(principal));
        }
        if resource.resource_policy == ResourcePolicy::None {
            self.edit(id, |r| r.resource_policy = ResourcePolicy::Unseen);
        }
    }
}
