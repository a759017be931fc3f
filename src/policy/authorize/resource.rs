//! Whether a statement is about the resource.
//!
//! Sources: "IAM JSON policy elements: Resource", "… NotResource", "IAM policy elements: Variables and tags".

use super::evaluator::Evaluator;
use crate::aws::{Arn, Symbol, SymbolKind, Text};
use crate::policy::document::{Resources, Statement};
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::{Match, Token, compare, letters};
use crate::policy::shape::{covers, disjoint};
use crate::policy::symbolic::{Formula, Object};
use crate::policy::template::{Resolved, Template, matches_tokens, run_over};

impl Evaluator<'_> {
    /// That the statement is about the resource (or that it is not).
    pub(super) fn resource(&mut self, at: StatementRef, kind: PolicyKind, statement: &Statement, want: bool) -> Formula {
        let templates = &statement.compiled.resources;
        match &statement.resources {
            // Trust policies and some resource-based ones have no such element: they are about what they hang on.
            Resources::Absent => Formula::constant(want == matches!(kind, PolicyKind::Trust | PolicyKind::Resource)),
            Resources::Only(_) => self.listed(at, templates, false, want),
            Resources::AllBut(_) => self.listed(at, templates, true, !want),
        }
    }

    /// That one of the patterns matches (or none does).
    fn listed(&mut self, at: StatementRef, templates: &[Template], negated: bool, inside: bool) -> Formula {
        let mut out = Formula::constant(!inside);
        for template in templates {
            out.add(self.entry(at, template, negated, inside), !inside);
            if out.is_constant(inside) {
                break;
            }
        }
        out
    }

    /// That a pattern matches (or does not).
    fn entry(&mut self, at: StatementRef, template: &Template, negated: bool, inside: bool) -> Formula {
        if template.is_everything() {
            return Formula::constant(inside);
        }
        if let Some(both) = self.short(template, inside) {
            return both;
        }
        if let Object::One(text) = &self.atoms.object
            && let Some(s) = text.literal()
            && !template.has_variables()
        {
            let outcome = if s == "*" { self.every_resource(&template.widest()) } else { self.plain(template, s) };
            return if inside { outcome } else { outcome.negate() };
        }
        let key = match template.resolve(&self.env) {
            Resolved::Tokens(tokens) => {
                let tokens = tokens.into_owned();
                return self.tokens(&tokens, template.confined(), inside);
            }
            // Rule 51; rule 52 for `NotResource`.
            Resolved::Unset if negated => return Formula::Doubt(Doubt::Interpretation(52)),
            Resolved::Unset => return Formula::constant(!inside),
            Resolved::Open(key) => key.to_owned(),
        };
        let candidates = self.parts_of_target();
        let widest = template.widest();
        let confined = template.confined();
        self.open_variable(
            at,
            &key,
            &candidates,
            |e| e.entry(at, template, negated, inside),
            |e| if inside { e.tokens(&widest, confined, true) } else { Formula::True },
        )
    }

    /// A pattern without variables against plain characters. Rule 46: a `*` that ends a component may run over colons.
    fn plain(&self, template: &Template, s: &str) -> Formula {
        match template.matches_str(s) {
            Match::No if template.may_run_over(s) => Formula::Doubt(Doubt::Interpretation(46)),
            outcome => self.matched(outcome),
        }
    }

    /// Both readings of a pattern without variables; rule 46 for shortened ARNs: as they stand, or with `*` for the missing components.
    fn short(&mut self, template: &Template, inside: bool) -> Option<Formula> {
        if !template.short || template.has_variables() {
            return None;
        }
        let written = template.widest();
        let mut longer = written.clone();
        if !longer.starts_with(&[Token::Char('a'), Token::Char('r'), Token::Char('n'), Token::Char(':')]) {
            return None;
        }
        let colons = longer.iter().filter(|t| **t == Token::Char(':')).count();
        for _ in colons..5 {
            longer.extend([Token::Char(':'), Token::Many { colon: true }]);
        }
        let (a, b) = (self.tokens(&written, false, inside), self.tokens(&longer, false, inside));
        Some(Formula::either(a, b, Doubt::Interpretation(46)))
    }

    /// That a resolved pattern matches (or does not); rule 46 where that hangs on how far a `*` runs.
    fn tokens(&mut self, tokens: &[Token], confined: bool, inside: bool) -> Formula {
        let written = self.one_reading(tokens, confined, inside);
        match run_over(tokens).filter(|_| confined) {
            None => written,
            Some(widened) => {
                let other = self.one_reading(&widened, false, inside);
                Formula::either(written, other, Doubt::Interpretation(46))
            }
        }
    }

    fn one_reading(&mut self, tokens: &[Token], confined: bool, inside: bool) -> Formula {
        match &self.atoms.object {
            Object::One(text) => {
                let outcome = match text.literal() {
                    Some("*") => return if inside { self.every_resource(tokens) } else { self.every_resource(tokens).negate() },
                    Some(s) => matches_tokens(tokens, confined, s),
                    // Only a *principal* with another account id is taken not to be ours: policies mostly speak of their own account's resources.
                    None => match (compare(tokens, &letters(text)), account_of(text, tokens)) {
                        (Match::NotOwn, Some(symbol)) => Match::Maybe(symbol),
                        (outcome, _) => outcome,
                    },
                };
                let formula = self.matched(outcome);
                if inside { formula } else { formula.negate() }
            }
            Object::Some(shape) => {
                if disjoint(tokens, shape) {
                    return Formula::constant(!inside);
                }
                if covers(tokens, shape) {
                    return Formula::constant(inside);
                }
                Formula::Resource { glob: self.atoms.glob(tokens), inside }
            }
        }
    }

    /// Whether a pattern covers `*`, the resource of actions that have none; rule 47 where only the last part is a wildcard, in an ARN of the
    /// action's service.
    fn every_resource(&self, tokens: &[Token]) -> Formula {
        match tokens {
            [Token::Many { colon: true }] => Formula::True,
            [.., Token::Char(':' | '*'), Token::Many { .. }] if tokens.iter().filter(|t| **t == Token::Char(':')).count() == 5 => {
                let service = tokens.split(|t| *t == Token::Char(':')).nth(2).unwrap_or_default();
                match compare(service, &letters(&self.request.action.service().into())) {
                    Match::No => Formula::False,
                    _ => Formula::Doubt(Doubt::Interpretation(47)),
                }
            }
            _ if compare(tokens, &[Token::Char('*')]) == Match::Yes => Formula::True,
            _ => Formula::False,
        }
    }

    /// Parts of the resource's name that a variable could stand for.
    fn parts_of_target(&self) -> Vec<Text> {
        let mut out: Vec<Text> = Vec::new();
        if let Some(resource) = Arn::parse(self.target()).ok().map(|a| a.resource)
            && let Some(s) = resource.literal()
        {
            out.extend(s.split(['/', ':']).filter(|p| !p.is_empty() && !p.contains(['*', '?'])).take(8).map(Text::from));
        }
        out.push("x".into());
        out.dedup();
        out
    }
}

/// The account that is not known, in the resource or the pattern.
fn account_of(text: &Text, tokens: &[Token]) -> Option<Symbol> {
    let in_pattern = tokens.iter().filter_map(|t| if let Token::Symbol(s) = t { Some(*s) } else { None });
    text.symbols().chain(in_pattern).find(|s| s.kind == SymbolKind::Account)
}
