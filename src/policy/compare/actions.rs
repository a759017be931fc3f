//! Actions in classes that no pattern of the policies, and no condition key that an action may lack, tells apart: one action of each.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::aws::reference::actions::{self, ActionFacts};
use crate::aws::reference::condition_keys;
use crate::aws::{Action, Text, wildcard};
use crate::policy::document::{Actions, Document, Resources};
use crate::policy::glob::{Token, pattern};
use crate::policy::system::{Found, Literal, find};

/// Classes of unknown actions that are looked for.
const CLASSES: usize = 500;
/// Steps of the search for them.
const WORK: u32 = 2_000_000;

/// Some actions of each class: what is never allowed of one is not of the others, which act on other types of resources.
pub(super) struct Classes {
    pub(super) each: Vec<Vec<Action>>,
    /// There may be more.
    pub(super) cut: bool,
}

/// The classes. `only`: patterns of which an action must match one.
pub(super) fn classes(old: &Document, new: &Document, only: Option<&[String]>) -> Classes {
    let documents = [old, new];
    let statements = || documents.iter().flat_map(|d| &d.statements);
    let written = statements().flat_map(|s| match &s.actions {
        Actions::Only(list) | Actions::AllBut(list) => list,
    });
    let texts: Vec<&Text> = written.collect();
    let mut cut = texts.iter().any(|t| t.literal().is_none());
    let asked = only.unwrap_or_default().iter().map(|p| p.to_ascii_lowercase());
    let patterns: BTreeSet<String> = texts.iter().filter_map(|t| t.literal()).map(str::to_ascii_lowercase).chain(asked).collect();
    // What matches everything tells nothing apart.
    let patterns: Vec<String> = patterns.into_iter().filter(|p| !matches!(p.as_str(), "*" | "*:*")).collect();
    let keys: Vec<String> = tested_keys(&documents);
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut out: Vec<Vec<Action>> = Vec::new();
    let mut places: BTreeMap<(Vec<usize>, Vec<bool>), usize> = BTreeMap::new();
    let mut known: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, pattern) in patterns.iter().enumerate() {
        for id in actions::matching(pattern) {
            known.entry(id.0).or_default().push(i);
        }
    }
    // Within a class of patterns: actions that lack different keys or act on different types of resources.
    let mut finer: BTreeSet<(Vec<usize>, Vec<bool>, Vec<&str>)> = BTreeSet::new();
    let mut take = |facts: &ActionFacts, signature: &Vec<usize>, seen: &mut BTreeSet<Vec<usize>>| {
        let lacks: Vec<bool> = keys.iter().map(|k| !facts.lists_key(k)).collect();
        seen.insert(signature.clone());
        let types = facts.resource_types.iter().map(|u| u.resource.arn).collect();
        if finer.insert((signature.clone(), lacks.clone(), types)) {
            let place = *places.entry((signature.clone(), lacks)).or_insert_with(|| {
                out.push(Vec::new());
                out.len() - 1
            });
            if let Some(class) = out.get_mut(place) {
                class.extend(Action::parse(&format!("{}:{}", facts.service, facts.name)));
            }
        }
    };
    for (id, signature) in &known {
        if let Some(facts) = actions::all().get(*id as usize) {
            take(facts, signature, &mut seen);
        }
    }
    // Those that no pattern names; with keys to tell them apart all are looked at where they matter, else one will do.
    let unnamed = || actions::all().iter().filter(|f| !known.contains_key(&f.id.0));
    let matters = |f: &ActionFacts| Action::parse(&format!("{}:{}", f.service, f.name)).is_ok_and(|a| new.may_allow(&a));
    let all = !keys.is_empty() && unnamed().next().is_some_and(matters);
    for facts in unnamed().take(if all { usize::MAX } else { 1 }) {
        take(facts, &Vec::new(), &mut seen);
    }
    // Actions written in full that the tables do not hold.
    for pattern in patterns.iter().filter(|p| !p.contains(['*', '?'])) {
        let signature = signature(pattern, &patterns);
        if seen.insert(signature) {
            out.extend(Action::parse(pattern).map(|a| vec![a]));
        }
    }
    let mut strangers = Strangers { patterns: &patterns, seen, out: Vec::new(), left: CLASSES, work: Cell::new(WORK), cut: false };
    strangers.search();
    cut |= strangers.cut;
    out.extend(strangers.out.into_iter().map(|a| vec![a]));
    if let Some(only) = only {
        let wanted: Vec<String> = only.iter().map(|p| p.to_ascii_lowercase()).collect();
        for class in &mut out {
            class.retain(|a| wanted.iter().any(|p| wildcard::matches(p, a.folded())));
        }
    }
    Classes { each: out, cut }
}

fn signature(action: &str, patterns: &[String]) -> Vec<usize> {
    patterns.iter().enumerate().filter(|(_, p)| wildcard::matches(p, action)).map(|(i, _)| i).collect()
}

/// Keys that conditions and variables name and that only some actions have.
fn tested_keys(documents: &[&Document]) -> Vec<String> {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for statement in documents.iter().flat_map(|d| &d.statements) {
        let resources = match &statement.resources {
            Resources::Absent => &[][..],
            Resources::Only(list) | Resources::AllBut(list) => list,
        };
        keys.extend(statement.conditions.iter().filter_map(|c| c.key.literal()).map(str::to_lowercase));
        for text in statement.conditions.iter().flat_map(|c| &c.values).chain(resources).filter_map(|t| t.literal()) {
            let variables = text.split("${").skip(1).filter_map(|rest| rest.split(['}', ',']).next());
            keys.extend(variables.map(|v| v.trim().to_lowercase()));
        }
    }
    keys.into_iter().filter(|k| condition_keys::facts(k).is_some_and(|f| !f.global)).collect()
}

/// Actions that no service has, for classes without a known one.
struct Strangers<'a> {
    patterns: &'a [String],
    seen: BTreeSet<Vec<usize>>,
    out: Vec<Action>,
    left: usize,
    work: Cell<u32>,
    cut: bool,
}

impl Strangers<'_> {
    fn search(&mut self) {
        let tokens: Vec<(usize, Vec<Token>)> =
            self.patterns.iter().enumerate().filter(|(_, p)| p.contains(['*', '?'])).map(|(i, p)| (i, pattern(p))).collect();
        // Actions written in full are known already.
        let full: Vec<Vec<Token>> = self.patterns.iter().filter(|p| !p.contains(['*', '?'])).map(|p| pattern(p)).collect();
        let base: Vec<(&[Token], bool)> = full.iter().map(|t| (t.as_slice(), false)).collect();
        self.go(&tokens, &mut base.clone(), &mut Vec::new());
    }

    /// Decides pattern by pattern whether the action matches it, as long as there is such an action.
    fn go<'t>(&mut self, rest: &'t [(usize, Vec<Token>)], chosen: &mut Vec<(&'t [Token], bool)>, inside: &mut Vec<usize>)
    where
        Self: 't,
    {
        if self.left == 0 {
            self.cut = true;
            return;
        }
        self.left -= 1;
        let within = Token::Many { colon: false };
        let one = Token::One { colon: false };
        let shape = [one, within, Token::Char(':'), one, within];
        let literals: Vec<Literal<'_>> = chosen.iter().map(|(glob, wanted)| Literal { glob, wanted: *wanted }).collect();
        let name = match find(&shape, &literals, false, &self.work) {
            Found::String(name) => name,
            Found::None => return,
            Found::Budget => {
                self.cut = true;
                return;
            }
        };
        let Some(((index, tokens), rest)) = rest.split_first() else {
            if self.seen.insert(inside.clone()) {
                self.out.extend(name.literal().and_then(|n| Action::parse(n).ok()));
            }
            return;
        };
        for wanted in [true, false] {
            chosen.push((tokens, wanted));
            if wanted {
                inside.push(*index);
            }
            self.go(rest, chosen, inside);
            chosen.pop();
            if wanted {
                inside.pop();
            }
        }
    }
}
