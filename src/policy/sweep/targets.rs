//! Targets sorted by what they begin with, so that a pattern is compared with the few that it could be about.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

use crate::policy::document::Resources;
use crate::policy::glob::{Match, Token, compare, letters};
use crate::policy::request::Target;
use crate::policy::shape::{covers, disjoint, shape};
use crate::policy::template::{Template, matches_tokens};

/// One target, ready to match.
#[derive(Debug)]
enum Item {
    /// `*`, the resource of actions that have none.
    Every,
    /// Plain characters.
    Plain(Box<str>),
    /// With symbols.
    Symbolic(Vec<Token>),
    /// Some resource of this shape.
    Some(Vec<Token>),
}

/// All targets.
#[derive(Debug)]
pub(super) struct Targets {
    /// In order of what they begin with.
    items: Vec<(Box<str>, Item)>,
    places: Arc<[usize]>,
    /// All but plain ones may begin with less than a pattern that is about them: whether there are such.
    loose: bool,
}

impl Targets {
    pub(super) fn new(targets: &[Target]) -> Self {
        let mut items: Vec<(Box<str>, usize, Item)> = targets.iter().enumerate().map(|(i, t)| read(t, i)).collect();
        items.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let mut places = vec![0; items.len()];
        for (place, (_, target, _)) in items.iter().enumerate() {
            if let Some(to) = places.get_mut(*target) {
                *to = place;
            }
        }
        let loose = items.iter().any(|(_, _, item)| !matches!(item, Item::Plain(_)));
        Self { items: items.into_iter().map(|(begin, _, item)| (begin, item)).collect(), places: places.into(), loose }
    }

    pub(super) fn places(&self) -> Arc<[usize]> {
        self.places.clone()
    }

    /// Where the target is in the sets.
    pub(super) fn place(&self, target: usize) -> Option<usize> {
        self.places.get(target).copied()
    }

    /// Every target.
    pub(super) fn all(&self) -> FixedBitSet {
        let mut out = FixedBitSet::with_capacity(self.items.len());
        out.insert_range(..);
        out
    }

    /// The targets that a resource element matches: for certain, or possibly.
    pub(super) fn matching(&self, element: &Resources, templates: &[Template], certain: bool) -> FixedBitSet {
        let mut listed = FixedBitSet::with_capacity(self.items.len());
        match element {
            Resources::Absent => {
                if !certain {
                    listed.insert_range(..);
                }
            }
            Resources::Only(_) => templates.iter().for_each(|t| self.add(t, certain, &mut listed)),
            // Rule 52: what an unset variable does here is not documented.
            Resources::AllBut(_) if certain && templates.iter().any(Template::has_variables) => {}
            Resources::AllBut(_) => {
                templates.iter().for_each(|t| self.add(t, !certain, &mut listed));
                listed.toggle_range(..);
            }
        }
        listed
    }

    /// Whether a resource element possibly matches the target at this place.
    pub(super) fn possible_at(&self, place: usize, element: &Resources, templates: &[Template]) -> bool {
        let Some((_, item)) = self.items.get(place) else { return false };
        match element {
            Resources::Absent => true,
            Resources::Only(_) => templates.iter().any(|t| matches(t, item, false)),
            Resources::AllBut(_) => !templates.iter().any(|t| matches(t, item, true)),
        }
    }

    fn add(&self, template: &Template, certain: bool, out: &mut FixedBitSet) {
        if template.is_everything() || template.short {
            // Rule 46 leaves open what a shortened ARN matches.
            if template.is_everything() || !certain {
                out.insert_range(..);
            }
            return;
        }
        let begin = template.plain_start();
        let from = self.items.partition_point(|(b, _)| **b < *begin);
        let among = self.items.iter().enumerate().skip(from).take_while(|(_, (b, _))| b.starts_with(&begin));
        if template.is_prefix() {
            out.insert_range(from..from + among.count());
        } else {
            out.extend(among.filter(|(_, (_, item))| matches(template, item, certain)).map(|(i, _)| i));
        }
        if self.loose {
            for (shorter, _) in begin.char_indices().filter_map(|(i, _)| begin.split_at_checked(i)) {
                let from = self.items.partition_point(|(b, _)| **b < *shorter);
                let equal = self.items.iter().enumerate().skip(from).take_while(|(_, (b, _))| **b == *shorter);
                out.extend(equal.filter(|(_, (_, item))| matches(template, item, certain)).map(|(i, _)| i));
            }
        }
    }
}

fn read(target: &Target, index: usize) -> (Box<str>, usize, Item) {
    let begin = |tokens: &[Token]| tokens.iter().map_while(|t| if let Token::Char(c) = t { Some(*c) } else { None }).collect::<String>().into();
    let one = |text: &crate::aws::Text| match text.literal() {
        Some("*") => ("".into(), index, Item::Every),
        Some(s) => (s.into(), index, Item::Plain(s.into())),
        None => {
            let tokens = letters(text);
            (begin(&tokens), index, Item::Symbolic(tokens))
        }
    };
    match target {
        Target::One(text) => one(text),
        Target::Some(pattern) => {
            let tokens = shape(pattern);
            if tokens.iter().any(|t| t.is_wildcard()) { (begin(&tokens), index, Item::Some(tokens)) } else { one(pattern) }
        }
    }
}

/// Whether a pattern matches a target, for certain or possibly; a variable may hold anything.
fn matches(template: &Template, item: &Item, certain: bool) -> bool {
    if template.is_everything() {
        return true;
    }
    if template.short || (certain && template.has_variables()) {
        return !certain;
    }
    let outcome = match item {
        Item::Every => return !certain,
        Item::Plain(s) if template.has_variables() => matches_tokens(&template.widest(), template.confined(), s),
        Item::Plain(s) => template.matches_str(s),
        Item::Symbolic(letters) => compare(&template.widest(), letters),
        Item::Some(shape) => {
            let tokens = template.widest();
            return if certain { covers(&tokens, shape) } else { !disjoint(&tokens, shape) };
        }
    };
    if certain { outcome == Match::Yes } else { outcome != Match::No }
}
