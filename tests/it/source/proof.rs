//! Every policy that is known after apply, rebuilt by the program and compared with the applied one, statement by statement.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use keyholder::ingest::{self, Folder as SourceFolder, Options, Source};
use keyholder::model::{Built, Inventory, OwnAccount};
use keyholder::policy::{Actions, Document, PrincipalPattern, Principals, Resources};

use super::{Folder, repository};

/// The account of the samples.
fn options() -> Options {
    Options { accounts: vec![OwnAccount { id: "444455556666".into(), ..OwnAccount::default() }], ..Options::default() }
}

fn read(path: &str, options: &Options) -> Inventory {
    let source = Source { name: path.to_owned(), bytes: std::fs::read(repository(path)).unwrap() };
    ingest::read(&[source], options).unwrap()
}

/// A document as sets of texts, by statement and element: order in them means nothing, and the provider sorts.
fn elements(inventory: &Inventory, document: &Document) -> Vec<BTreeMap<String, BTreeSet<String>>> {
    let texts = |list: &[keyholder::aws::Text]| list.iter().map(|t| inventory.render(t)).collect::<BTreeSet<_>>();
    let who = |list: &[PrincipalPattern]| {
        let one = |p: &PrincipalPattern| match p {
            PrincipalPattern::Everyone => "*".to_owned(),
            PrincipalPattern::Aws(t) => format!("AWS {}", inventory.render(t)),
            PrincipalPattern::Service(t) => format!("Service {}", inventory.render(t)),
            PrincipalPattern::Federated(t) => format!("Federated {}", inventory.render(t)),
            PrincipalPattern::CanonicalUser(t) => format!("CanonicalUser {}", inventory.render(t)),
            PrincipalPattern::Unknown(_) => "unknown".to_owned(),
        };
        list.iter().map(one).collect::<BTreeSet<_>>()
    };
    let statement = |s: &keyholder::policy::Statement| {
        let mut out = BTreeMap::from([("Effect".to_owned(), BTreeSet::from([format!("{:?}", s.effect)]))]);
        out.insert("Sid".into(), s.sid.iter().map(|t| inventory.render(t)).filter(|t| !t.is_empty()).collect());
        match &s.principals {
            Principals::Absent => None,
            Principals::Only(list) => out.insert("Principal".into(), who(list)),
            Principals::AllBut(list) => out.insert("NotPrincipal".into(), who(list)),
        };
        match &s.actions {
            Actions::Only(list) => out.insert("Action".into(), texts(list)),
            Actions::AllBut(list) => out.insert("NotAction".into(), texts(list)),
        };
        match &s.resources {
            Resources::Absent => None,
            Resources::Only(list) => out.insert("Resource".into(), texts(list)),
            Resources::AllBut(list) => out.insert("NotResource".into(), texts(list)),
        };
        for condition in &s.conditions {
            out.insert(format!("{} {}", inventory.render(&condition.operator), inventory.render(&condition.key)), texts(&condition.values));
        }
        out
    };
    document.statements.iter().map(statement).collect()
}

/// What symbols stand for in the applied world, as far as comparisons have told.
#[derive(Default)]
struct Bound(BTreeMap<String, String>);

impl Bound {
    /// Whether a text with symbols is the applied one; a symbol stands for one string throughout.
    fn is(&mut self, ours: &str, applied: &str) -> bool {
        let mut pattern = String::from("^");
        let mut names = Vec::new();
        let mut rest = ours;
        while let Some((literal, after)) = rest.split_once('⟨') {
            let (name, after) = after.split_once('⟩').unwrap();
            pattern.push_str(&regex::escape(literal));
            match self.0.get(name) {
                Some(value) => pattern.push_str(&regex::escape(value)),
                None => {
                    pattern.push_str("(.*)");
                    names.push(name.to_owned());
                }
            }
            rest = after;
        }
        pattern.push_str(&regex::escape(rest));
        pattern.push('$');
        let Some(found) = regex::Regex::new(&pattern).unwrap().captures(applied) else { return false };
        for (name, value) in names.iter().zip(found.iter().skip(1)) {
            self.0.insert(name.clone(), value.unwrap().as_str().to_owned());
        }
        true
    }

    fn are(&mut self, ours: &BTreeSet<String>, applied: &BTreeSet<String>) -> bool {
        ours.len() == applied.len() && ours.iter().all(|o| applied.contains(o) || applied.iter().any(|a| self.is(o, a)))
    }

    fn same(&mut self, ours: &[BTreeMap<String, BTreeSet<String>>], applied: &[BTreeMap<String, BTreeSet<String>>]) -> Result<(), String> {
        if ours.len() != applied.len() {
            return Err(format!("{} statements, applied {}", ours.len(), applied.len()));
        }
        for (ours, applied) in ours.iter().zip(applied) {
            if ours.len() != applied.len() {
                return Err(format!("{:?}, applied {:?}", ours.keys(), applied.keys()));
            }
            for (element, values) in ours {
                let found = applied.iter().find(|(key, _)| self.is(element, key)).map(|(_, values)| values);
                if !found.is_some_and(|found| self.are(values, found)) {
                    return Err(format!("{element}: {values:?}, applied {found:?}"));
                }
            }
        }
        Ok(())
    }
}

/// Compares the policies of a world with those of the applied one; the number compared.
fn compare(sample: &str, ours: &Inventory, rebuilt_only: bool) -> usize {
    let state = read(&format!("samples/{sample}/state.json"), &options());
    let applied: BTreeMap<(&str, String), _> =
        state.policies.iter().filter(|p| p.built == Built::Known).map(|p| ((p.name.as_str(), format!("{:?}", p.kind)), p)).collect();
    let mut bound = Bound::default();
    let mut compared = 0;
    for policy in &ours.policies {
        let counts = matches!(policy.built, Built::Rebuilt(_)) || (!rebuilt_only && policy.built == Built::Known);
        assert!(!matches!(policy.built, Built::Unknown(_)) || sample == "byoc-kafka" || !counts, "{sample}: {}", policy.name);
        if !counts {
            continue;
        }
        let theirs = applied.get(&(policy.name.as_str(), format!("{:?}", policy.kind))).unwrap_or_else(|| panic!("{sample}: {}", policy.name));
        let (ours, theirs) = (elements(ours, policy.document.as_ref().unwrap()), elements(&state, theirs.document.as_ref().unwrap()));
        bound.same(&ours, &theirs).unwrap_or_else(|e| panic!("{sample}: {}: {e}", policy.name));
        compared += 1;
    }
    compared
}

#[test]
fn policies_rebuilt_with_source_are_the_applied_ones() {
    for (sample, expected) in [("byoc-kafka", 5), ("clean", 0), ("rewrite-trust", 2)] {
        let files = Arc::new(Folder(repository(&format!("samples/{sample}/terraform"))));
        let plan = read(&format!("samples/{sample}/plan.json"), &Options { configuration: Some(files), ..options() });
        assert_eq!(compare(sample, &plan, true), expected, "{sample}");
    }
}

#[test]
fn policies_rebuilt_from_the_plan_alone_are_the_applied_ones() {
    for (sample, expected) in [("byoc-kafka", 2), ("rewrite-trust", 1)] {
        let plan = read(&format!("samples/{sample}/plan.json"), &options());
        assert_eq!(compare(sample, &plan, true), expected, "{sample}");
    }
}

#[test]
fn policies_of_source_alone_are_the_applied_ones() {
    for (sample, expected) in [("byoc-kafka", 34), ("clean", 15), ("rewrite-trust", 18)] {
        let files = Arc::new(Folder(repository(&format!("samples/{sample}/terraform"))));
        let folder = SourceFolder { name: "terraform".into(), files, entry: String::new() };
        let source = ingest::read(&[], &Options { folders: vec![folder], ..options() }).unwrap();
        assert_eq!(compare(sample, &source, false), expected, "{sample}");
    }
}
