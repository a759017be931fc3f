//! Filters of identity pools, certificate pools and group mappings: expressions of CEL, read as far as they have the few shapes met.
//!
//! Source: "Use identity pools with your OIDC provider" and "Supported CEL filters", Confluent Cloud documentation.

/// Whom a filter admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admits {
    /// Every token or certificate of the issuer.
    Everyone,
    /// Those for whom these claims have a stated value; each holds for all that are admitted.
    Holding(Vec<String>),
    /// The expression has a shape that is not read.
    Unknown,
}

/// Claims that tell one workload, or one certain group, from others of the same issuer.
///
/// `iss` tells none. The audience alone tells the service that a token is for.
const TELLING: &[&str] = &["sub", "azp", "appid", "client_id", "cid", "oid", "email", "groups", "roles", "cn", "san", "snid"];

impl Admits {
    /// Whether the claims single somebody out: `None` where the filter is not read.
    pub fn is_narrow(&self) -> Option<bool> {
        match self {
            Self::Everyone => Some(false),
            Self::Unknown => None,
            Self::Holding(claims) => Some(claims.iter().any(|c| TELLING.contains(&c.to_ascii_lowercase().as_str()))),
        }
    }
}

/// Reads a filter.
pub fn admits(filter: &str) -> Admits {
    let filter = filter.trim();
    if filter == "true" {
        return Admits::Everyone;
    }
    // Anything that widens again is not read.
    if outside_quotes(filter).contains("||") || outside_quotes(filter).contains('?') {
        return Admits::Unknown;
    }
    let mut claims = Vec::new();
    for part in conjuncts(filter) {
        match part.trim() {
            "true" => {}
            part => match test(part) {
                Some(claim) => claims.push(claim),
                None => return Admits::Unknown,
            },
        }
    }
    if claims.is_empty() { Admits::Everyone } else { Admits::Holding(claims) }
}

/// The text with what stands in quotes left out.
fn outside_quotes(text: &str) -> String {
    let mut quote = None;
    let mut out = String::new();
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None => out.push(c),
        }
    }
    out
}

/// The parts joined by `&&`, those in quotes apart.
fn conjuncts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    let mut before = ' ';
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        if quote.is_none() && c == '&' && before == '&' {
            if let Some(last) = parts.last_mut() {
                last.pop();
            }
            parts.push(String::new());
            before = ' ';
            continue;
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        before = c;
    }
    parts
}

/// The claim that a test demands a value of: `claims.sub == "a"`, `"a" in claims.groups`, `claims.sub in ["a", "b"]`, `claims.groups.contains("a")`,
/// `claims.sub.startsWith("a")`, and the same of a certificate's parts without `claims.`.
fn test(part: &str) -> Option<String> {
    let part = part.trim();
    let part = part.strip_prefix('(').and_then(|p| p.strip_suffix(')')).filter(|p| !p.contains(['(', ')'])).unwrap_or(part);
    if let Some((left, right)) = part.split_once("==") {
        return both(left, right).or_else(|| both(right, left));
    }
    if let Some((left, right)) = part.split_once(" in ") {
        if is_list(right) {
            return claim(left);
        }
        return quoted(left).filter(|q| !q.is_empty()).and_then(|_| claim(right));
    }
    for call in [".contains(", ".startsWith(", ".endsWith("] {
        if let Some((left, right)) = part.split_once(call) {
            let value = right.trim().strip_suffix(')').and_then(quoted)?;
            return claim(left).filter(|_| !value.is_empty());
        }
    }
    None
}

fn both(left: &str, right: &str) -> Option<String> {
    quoted(right).filter(|q| !q.is_empty()).and_then(|_| claim(left))
}

fn is_list(text: &str) -> bool {
    let inner = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    inner.is_some_and(|list| !list.trim().is_empty() && list.split(',').all(|item| quoted(item).is_some()))
}

/// What stands in quotes, and nothing else.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = ['"', '\''].iter().find_map(|q| text.strip_prefix(*q)?.strip_suffix(*q))?;
    (!inner.contains(['"', '\''])).then_some(inner)
}

/// The name of a claim: `claims.sub`, `claims["sub"]`, or of a part of a certificate, `CN`.
fn claim(text: &str) -> Option<String> {
    let text = text.trim();
    let name = match text.strip_prefix("claims.") {
        Some(name) => name,
        None => match text.strip_prefix("claims[").and_then(|t| t.strip_suffix(']')) {
            Some(name) => quoted(name)?,
            None => text,
        },
    };
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    plain.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrow(filter: &str) -> Option<bool> {
        admits(filter).is_narrow()
    }

    #[test]
    fn filters_that_single_out() {
        for filter in [
            r#"claims.sub == "app""#,
            r#""app" == claims.sub"#,
            r#"claims.aud == "confluent" && claims.sub == "app""#,
            r#"claims.sub in ["a", "b"]"#,
            r#""payments" in claims.groups"#,
            r#"claims.groups.contains("payments")"#,
            r#"claims["client_id"] == 'a'"#,
            r#"CN == "app.example""#,
            r#"(claims.sub == "app") && claims.iss == "https://a""#,
        ] {
            assert_eq!(narrow(filter), Some(true), "{filter}");
        }
    }

    #[test]
    fn filters_that_admit_every_token() {
        for filter in ["true", "true && true", r#"claims.aud == "confluent""#, r#"claims.iss == "https://idp""#] {
            assert_eq!(narrow(filter), Some(false), "{filter}");
        }
    }

    #[test]
    fn filters_that_are_not_read() {
        for filter in [
            r#"claims.sub == "a" || true"#,
            r#"claims.sub != "a""#,
            r#"has(claims.sub)"#,
            r#"claims.sub.matches(".*")"#,
            r#"claims.sub == claims.aud"#,
            r#"claims.sub.startsWith("")"#,
            r#"claims.sub == """#,
            "",
            "&&",
        ] {
            assert_eq!(narrow(filter), None, "{filter}");
        }
        assert_eq!(narrow(r#"claims.sub == "a || b""#), Some(true), "an or in quotes is none");
    }
}
