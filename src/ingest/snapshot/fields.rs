//! Members of JSON objects as the AWS command line writes them.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use crate::network::Id;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub &'a Value);

impl<'a> Fields<'a> {
    pub(super) fn get(self, name: &str) -> Fields<'a> {
        Fields(self.0.get(name).unwrap_or(&Value::Null))
    }

    pub(super) fn as_str(self) -> &'a str {
        self.0.as_str().unwrap_or_default()
    }

    pub(super) fn str(self, name: &str) -> &'a str {
        self.get(name).as_str()
    }

    pub(super) fn some(self, name: &str) -> Option<&'a str> {
        Some(self.str(name)).filter(|s| !s.is_empty())
    }

    pub(super) fn id(self, name: &str) -> Id {
        self.str(name).into()
    }

    pub(super) fn bool(self, name: &str) -> Option<bool> {
        self.get(name).0.as_bool()
    }

    pub(super) fn int(self, name: &str) -> Option<i64> {
        self.get(name).0.as_i64()
    }

    pub(super) fn is_null(self) -> bool {
        self.0.is_null()
    }

    pub(super) fn list(self, name: &str) -> impl Iterator<Item = Fields<'a>> + use<'a> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().map(Fields)
    }

    pub(super) fn ids(self, name: &str) -> Vec<Id> {
        self.list(name).map(|f| f.as_str().into()).collect()
    }

    pub(super) fn address(self, name: &str) -> Option<IpAddr> {
        self.str(name).parse().ok()
    }

    pub(super) fn block(self, name: &str) -> Option<IpNet> {
        self.str(name).parse().ok()
    }

    /// One of words, whatever their case.
    pub(super) fn is(self, name: &str, words: &[&str]) -> bool {
        words.iter().any(|w| self.str(name).eq_ignore_ascii_case(w))
    }
}
