//! `keyholder.toml`: found from the first source's folder upwards, read strictly.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::args::Common;
use super::exit::{Failure, nearest};
use super::inputs::relative;
use crate::ingest::sha256;
use crate::model::{Input, Origin, PathScope, Review};
use crate::trace::Scope;

const NAME: &str = "keyholder.toml";

/// Reads the configuration that belongs to the sources, or the one that is named. No file: an empty configuration.
pub(super) fn load(common: &Common, sources: &[PathBuf]) -> Result<Review, Failure> {
    let Some(path) = common.config.clone().or_else(|| find(sources)) else { return Ok(Review::default()) };
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|source| Failure::File { what: "read", path: shown.clone(), source })?;
    let file =
        Input { name: relative(&path, common), sha256: sha256(text.as_bytes()), kind: "configuration".to_owned(), date: None, ignored: Vec::new() };
    let mut review = Review { file: Some(file), lines: lines(&text), ..parse(&text, &shown)? };
    for scope in &mut review.scopes {
        read_scope(&path, scope)?;
    }
    let places: Vec<Option<Origin>> = (0..review.kafka.len()).map(|entry| review.place("kafka", entry)).collect();
    for (kafka, place) in review.kafka.iter_mut().zip(places) {
        kafka.place = place;
        if let Some(file) = &kafka.acl_export {
            kafka.acl_text = Some(read_beside(&path, file)?);
        }
    }
    Ok(review)
}

/// Reads a scope's file, which has to hold a scope.
fn read_scope(config: &Path, scope: &mut PathScope) -> Result<(), Failure> {
    scope.text = read_beside(config, &scope.file)?;
    let shown = beside(config, &scope.file).display().to_string();
    let read: Result<Scope, serde_json::Error> = serde_json::from_str(&scope.text);
    read.map(drop).map_err(|e| Failure::Config { path: shown, line: e.line(), message: e.to_string(), help: None })
}

/// A path that the configuration names, relative to it.
fn beside(config: &Path, file: &str) -> PathBuf {
    config.parent().map_or_else(|| PathBuf::from(file), |folder| folder.join(file))
}

fn read_beside(config: &Path, file: &str) -> Result<String, Failure> {
    let path = beside(config, file);
    std::fs::read_to_string(&path).map_err(|source| Failure::File { what: "read", path: path.display().to_string(), source })
}

/// Reads a configuration text. `path` is for messages.
pub(super) fn parse(text: &str, path: &str) -> Result<Review, Failure> {
    let review: Review = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or("").matches('\n').count() + 1);
        Failure::Config { path: path.to_owned(), line, help: advice(error.message()), message: error.message().to_owned() }
    })?;
    match review.version {
        Some(1) | None => Ok(review),
        Some(other) => Err(Failure::Config {
            path: path.to_owned(),
            line: 1,
            message: format!("version {other} is not supported"),
            help: Some("write `version = 1`".into()),
        }),
    }
}

/// The lines on which the entries of each table begin.
fn lines(text: &str) -> BTreeMap<String, Vec<u32>> {
    let Ok(tables) = DeTable::parse(text) else { return BTreeMap::new() };
    let line = |entry: &Spanned<DeValue<'_>>| {
        let before = text.get(..entry.span().start).unwrap_or_default();
        u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
    };
    let of_table = |(name, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
        Some((name.get_ref().to_string(), value.get_ref().as_array()?.iter().map(line).collect()))
    };
    tables.get_ref().iter().filter_map(of_table).collect()
}

fn find(sources: &[PathBuf]) -> Option<PathBuf> {
    let first = sources.first()?;
    let folder = if first.as_os_str() == "-" {
        PathBuf::from(".")
    } else if first.is_dir() {
        first.clone()
    } else {
        first.parent().map(|p| if p.as_os_str().is_empty() { PathBuf::from(".") } else { p.to_path_buf() })?
    };
    let absolute = folder.canonicalize().ok()?;
    absolute.ancestors().map(|a| a.join(NAME)).find(|p| p.is_file())
}

/// For "unknown field `x`, expected one of `a`, `b`": the nearest of them.
fn advice(message: &str) -> Option<String> {
    let (wrong, rest) = message.strip_prefix("unknown field `")?.split_once('`')?;
    let known: Vec<String> = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    nearest(wrong, &known).first().map(|n| format!("did you mean `{n}`?"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_wrong_key_is_told_with_its_line_and_the_nearest() {
        let error = parse("version = 1\n\n[[vendor]]\nname = \"a\"\nacounts = []\n", "keyholder.toml").unwrap_err();
        assert!(error.to_string().starts_with("keyholder.toml:5: unknown field `acounts`"), "{error}");
        assert_eq!(error.help().unwrap(), "did you mean `accounts`?");
    }

    #[test]
    fn entries_are_found_by_line() {
        let text = "version = 1\n\n[[claim]]\nid = \"a\"\n\n# [[claim]]\n[[claim]] # b\nid = \"b\"\n[[vendor]]\n";
        assert_eq!(lines(text), [("claim", vec![3, 7]), ("vendor", vec![9])].map(|(t, l)| (t.to_owned(), l)).into());
    }

    #[test]
    fn another_version_is_refused() {
        assert!(parse("version = 2", "k.toml").is_err());
    }
}
