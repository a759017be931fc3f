//! What the path of a file says: account, Region, call, and the resource that the call was about.
//!
//! `accounts/<account>/<region|global>/<service>.<operation>.json`, `…/<service>.<operation>/<name>.json` with the name percent-encoded,
//! `<account>/<region>/<file>`, and `<region>__<service>-<operation>.json` are told apart by their parts, so that folders around them do not matter.

use percent_encoding::percent_decode_str;

/// What a path says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Layout {
    /// Account id.
    pub account: Option<String>,
    /// Region; empty for what belongs to none.
    pub region: Option<String>,
    /// What names the call: `iam.list-roles`, `iam-list-roles`, `list-roles`.
    pub call: String,
    /// The resource that a file is about, where a call has a file a resource.
    pub name: Option<String>,
}

/// Reads a relative path with `/`.
pub(in crate::ingest) fn of(path: &str) -> Layout {
    let mut folders: Vec<&str> = path.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let stem = file.strip_suffix(".json").unwrap_or(file);
    let account = folders.iter().rev().find(|f| is_account(f)).map(|a| (*a).to_owned());
    let of_call = folders.last().filter(|f| f.split_once('.').is_some_and(|(service, operation)| is_call(service, operation)));
    if let Some(call) = of_call {
        let name = percent_decode_str(stem).decode_utf8_lossy().into_owned();
        return Layout { account, region: region(&folders), call: (*call).to_owned(), name: Some(name) };
    }
    match stem.split_once("__") {
        Some((first, call)) if is_region(first) || first == "global" => {
            let own = if first == "global" { String::new() } else { first.to_owned() };
            Layout { account, region: Some(own), call: call.to_owned(), name: None }
        }
        _ => Layout { account, region: region(&folders), call: stem.to_owned(), name: None },
    }
}

fn region(folders: &[&str]) -> Option<String> {
    let found = folders.iter().rev().find(|f| is_region(f) || **f == "global")?;
    Some(if *found == "global" { String::new() } else { (*found).to_owned() })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_region(text: &str) -> bool {
    text.split('-').count() >= 3 && text.ends_with(|c: char| c.is_ascii_digit()) && !text.contains('.')
}

fn is_call(service: &str, operation: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    word(service) && word(operation) && operation.contains('-')
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn every_layout_is_told() {
        let told = |path: &str| {
            let l = of(path);
            (l.account.unwrap_or_default(), l.region.unwrap_or("?".into()), l.call, l.name.unwrap_or_default())
        };
        let t = |a: &str, r: &str, c: &str, n: &str| (a.to_owned(), r.to_owned(), c.to_owned(), n.to_owned());
        assert_eq!(told("accounts/111122223333/global/iam.list-roles.json"), t("111122223333", "", "iam.list-roles", ""));
        let policy = "accounts/111122223333/global/s3api.get-bucket-policy/a%2Fb.json";
        assert_eq!(told(policy), t("111122223333", "", "s3api.get-bucket-policy", "a/b"));
        assert_eq!(told("us-east-1__iam-list-roles.json"), t("", "us-east-1", "iam-list-roles", ""));
        assert_eq!(told("aws_configs/us-west-1/Vpcs.json"), t("", "us-west-1", "Vpcs", ""));
        assert_eq!(told("x.json"), t("", "?", "x", ""));
        assert_eq!(told("my.folder/x.json"), t("", "?", "x", ""));
    }
}
