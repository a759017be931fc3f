//! Every policy that is known after apply, rebuilt by the program and compared with the applied one, statement by statement.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use keyholder::ingest::{self, Folder as SourceFolder, Options, Source};
use keyholder::model::{Built, Inventory, OwnAccount};
use keyholder::policy::{Actions, Document, PrincipalPattern, Principals, Resources};

use super::{Folder, worlds};

/// The account of the samples.
fn options() -> Options {
    Options { accounts: vec![OwnAccount { id: "444455556666".into(), ..OwnAccount::default() }], ..Options::default() }
}

fn read(path: &Path, options: &Options) -> Inventory {
    let source = Source { name: path.display().to_string(), bytes: std::fs::read(path).unwrap() };
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
            PrincipalPattern::Unknown(s) => inventory.render(&keyholder::aws::Text::symbol(*s)),
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
#[derive(Clone, Default)]
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
                let agreed = applied.iter().find_map(|(key, found)| {
                    let mut bound = self.clone();
                    (bound.is(element, key) && bound.are(values, found)).then_some(bound)
                });
                *self = agreed.ok_or_else(|| format!("{element}: {values:?}, applied {applied:?}"))?;
            }
        }
        Ok(())
    }
}

/// Compares the policies of a world with those of the applied one; the number compared.
fn compare(world: &Path, ours: &Inventory, rebuilt_only: bool) -> usize {
    let name = world.display();
    let state = read(&world.join("state.json"), &options());
    // Inline policies of a role share a name.
    let mut applied: BTreeMap<(&str, String), Vec<&Document>> = BTreeMap::new();
    for policy in state.policies.iter().filter(|p| p.built == Built::Known) {
        applied.entry((&policy.name, format!("{:?}", policy.kind))).or_default().extend(&policy.document);
    }
    let mut bound = Bound::default();
    let mut compared = 0;
    for policy in &ours.policies {
        if !(matches!(policy.built, Built::Rebuilt(_)) || (!rebuilt_only && policy.built == Built::Known)) {
            continue;
        }
        let theirs = applied.get(&(policy.name.as_str(), format!("{:?}", policy.kind))).unwrap_or_else(|| panic!("{name}: {}", policy.name));
        let ours = elements(ours, policy.document.as_ref().unwrap());
        let results = theirs.iter().map(|theirs| {
            let mut bound = bound.clone();
            bound.same(&ours, &elements(&state, theirs)).map(|()| bound)
        });
        let mut results: Vec<Result<Bound, String>> = results.collect();
        results.sort_by_key(Result::is_err);
        bound = results.swap_remove(0).unwrap_or_else(|e| panic!("{name}: {}: {e}", policy.name));
        compared += 1;
    }
    compared
}

fn unknown(inventory: &Inventory) -> Vec<&str> {
    inventory.policies.iter().filter(|p| matches!(p.built, Built::Unknown(_))).map(|p| p.name.as_str()).collect()
}

#[test]
fn policies_rebuilt_with_source_are_the_applied_ones() {
    let mut compared = 0;
    for world in worlds() {
        let files = Arc::new(Folder(world.join("terraform")));
        let source = SourceFolder { name: "terraform".into(), files, entry: String::new() };
        let plan = read(&world.join("plan.json"), &Options { configuration: Some(source), ..options() });
        assert_eq!(unknown(&plan), Vec::<&str>::new(), "{}", world.display());
        compared += compare(&world, &plan, true);
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn policies_rebuilt_from_the_plan_alone_are_the_applied_ones() {
    let mut compared = 0;
    for world in worlds() {
        compared += compare(&world, &read(&world.join("plan.json"), &options()), true);
    }
    assert!(compared >= 20, "{compared}");
}

#[test]
fn policies_of_source_alone_are_the_applied_ones() {
    let mut compared = 0;
    for world in worlds() {
        let files = Arc::new(Folder(world.join("terraform")));
        let folder = SourceFolder { name: "terraform".into(), files, entry: String::new() };
        let source = ingest::read(&[], &Options { folders: vec![folder], ..options() }).unwrap();
        assert_eq!(unknown(&source), Vec::<&str>::new(), "{}", world.display());
        compared += compare(&world, &source, false);
    }
    assert!(compared > 150, "{compared}");
}
