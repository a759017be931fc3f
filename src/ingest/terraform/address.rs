//! Terraform addresses: `module.a["k"].module.b.data.aws_x.y[0]`.

use std::fmt::Write as _;

/// Which instance of a `count` or `for_each` resource or module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// `[0]`.
    Number(u64),
    /// `["k"]`.
    Text(String),
}

impl Key {
    /// The key that a JSON value states.
    pub(super) fn from_json(value: &serde_json::Value) -> Option<Self> {
        value.as_u64().map(Key::Number).or_else(|| value.as_str().map(|s| Key::Text(s.to_owned())))
    }
}

/// One module call in a path of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Call {
    /// Name of the call.
    pub name: String,
    /// Its instance.
    pub key: Option<Key>,
}

/// Where a resource instance is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Address {
    /// Module calls from the root.
    pub modules: Vec<Call>,
    /// A data source.
    pub data: bool,
    /// Resource type.
    pub ty: String,
    /// Resource name.
    pub name: String,
    /// Instance.
    pub key: Option<Key>,
}

/// One step of a dotted path: a name, and the index on it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Name.
    pub name: String,
    /// Index, when it is a constant.
    pub key: Option<Key>,
}

/// Splits `a.b["k"].c[0]`. Dots and brackets in quotes are part of the key; an index that is no constant is left out.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let mut out = Vec::new();
    let mut step = Step { name: String::new(), key: None };
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '.' => out.push(std::mem::replace(&mut step, Step { name: String::new(), key: None })),
            '[' => step.key = index(&mut chars).or(step.key),
            c => step.name.push(c),
        }
    }
    out.push(step);
    out
}

/// Reads up to the closing bracket: a number, or a string as HCL writes it (`\"`, `\u00e9`, `$${` for `${`).
fn index(chars: &mut std::str::Chars<'_>) -> Option<Key> {
    let mut text = String::new();
    let mut quoted = false;
    let mut was_quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => text.extend(escaped(chars)),
            '$' | '%' if quoted && chars.as_str().starts_with(if c == '$' { "${" } else { "%{" }) => {}
            '"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            ']' if !quoted => break,
            c => text.push(c),
        }
    }
    if was_quoted { Some(Key::Text(text)) } else { text.parse().ok().map(Key::Number) }
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        'n' => return Some('\n'),
        't' => return Some('\t'),
        'r' => return Some('\r'),
        'u' => 4,
        'U' => 8,
        other => return Some(other),
    };
    let code = chars.by_ref().take(digits).try_fold(0_u32, |code, c| code.checked_mul(16)?.checked_add(c.to_digit(16)?))?;
    char::from_u32(code)
}

impl Address {
    /// Reads an address; `None` when it names no resource.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut steps = steps(text).into_iter().peekable();
        let mut address = Address::default();
        while steps.peek().is_some_and(|s| s.name == "module") {
            steps.next();
            let call = steps.next()?;
            address.modules.push(Call { name: call.name, key: call.key });
        }
        if steps.peek().is_some_and(|s| s.name == "data") {
            steps.next();
            address.data = true;
        }
        address.ty = steps.next()?.name;
        let last = steps.next()?;
        (address.name, address.key) = (last.name, last.key);
        Some(address)
    }

    /// Reads a module path such as `module.a["k"].module.b`; empty for the root.
    pub(super) fn module_path(text: &str) -> Vec<Call> {
        let mut out = Vec::new();
        let mut steps = steps(text).into_iter();
        while let (Some(_), Some(call)) = (steps.next(), steps.next()) {
            out.push(Call { name: call.name, key: call.key });
        }
        out
    }

    /// The address without the instance key.
    pub(super) fn resource(&self) -> Address {
        Address { key: None, ..self.clone() }
    }
}

/// As Terraform writes it.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for call in &self.modules {
            write!(f, "module.{}", call.name)?;
            write_key(f, call.key.as_ref())?;
            f.write_char('.')?;
        }
        if self.data {
            f.write_str("data.")?;
        }
        write!(f, "{}.{}", self.ty, self.name)?;
        write_key(f, self.key.as_ref())
    }
}

fn write_key(f: &mut std::fmt::Formatter<'_>, key: Option<&Key>) -> std::fmt::Result {
    match key {
        None => Ok(()),
        Some(Key::Number(n)) => write!(f, "[{n}]"),
        Some(Key::Text(s)) => {
            f.write_str("[\"")?;
            let mut chars = s.chars();
            while let Some(c) = chars.next() {
                match c {
                    '$' | '%' if chars.as_str().starts_with('{') => write!(f, "{c}{c}")?,
                    '"' | '\\' => write!(f, "\\{c}")?,
                    '\n' => f.write_str("\\n")?,
                    '\t' => f.write_str("\\t")?,
                    '\r' => f.write_str("\\r")?,
                    c => f.write_char(c)?,
                }
            }
            f.write_str("\"]")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_read_back_as_written() {
        for text in [
            "aws_iam_role.r",
            "aws_iam_role.r[0]",
            r#"module.a["x.y]"].module.b[3].data.aws_iam_policy_document.d["q\"\\$${x}%%{y}$z é"]"#,
            "module.data.aws_s3_bucket.b",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn keys_are_read_as_they_are_meant() {
        let key = Address::parse(r#"aws_x.y["a.b\"$${c}\u00e9"]"#).unwrap().key;
        assert_eq!(key, Some(Key::Text("a.b\"${c}é".to_owned())));
    }

    #[test]
    fn what_names_no_resource_is_none() {
        for text in ["", "aws_iam_role", "module", "module.x", "module.x.aws_iam_role", "data.aws_x"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_moving_index_is_left_out() {
        let steps = steps("aws_x.y[count.index].arn");
        assert_eq!(steps.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["aws_x", "y", "arn"]);
        assert!(steps.iter().all(|s| s.key.is_none()));
    }
}
