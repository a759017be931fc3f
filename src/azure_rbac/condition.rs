//! Conditions of role assignments, version 2.0: read as an expression over the action and attributes. What attributes hold is open, but for the
//! role that an assignment would give. A text that is no such expression is not known.
//!
//! Sources: "Azure role assignment condition format and syntax"; "Authorization actions and attributes", Microsoft Learn.

use super::Answer;
use crate::aws::wildcard;

/// More parentheses and negations inside each other, or more parts, than these are not read.
const DEPTH: usize = 32;
const PARTS: usize = 2_000;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    /// The action is this one; `*` for any part.
    Action(String),
    /// The role that is assigned is one of these: by any (`true`) or all of them, equal or not.
    Role {
        any: bool,
        equal: bool,
        ids: Vec<String>,
    },
    /// Something that is not known here.
    Open,
}

/// What an expression comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
    Open,
}

/// What an assignment whose role lists an action comes to under a condition. `role`: the id of the role that the action assigns, for one that does.
pub(super) fn answer(condition: &str, action: &str, role: Option<&str>) -> Answer {
    let parsed = Parser::parse(condition);
    match parsed.map(|e| holds(&e, &action.to_ascii_lowercase(), role)) {
        Some(Holds::Yes) => Answer::Allowed,
        Some(Holds::No) => Answer::Denied,
        Some(Holds::Open) => Answer::AllowedIf(condition.to_owned()),
        None if condition.trim().is_empty() => Answer::Uncertain("what its condition says".to_owned()),
        None => Answer::Uncertain(format!("the condition `{condition}`")),
    }
}

/// The roles (by id) that a condition names, for an assignment of roles.
pub(super) fn roles(condition: &str) -> Vec<String> {
    fn named(expression: &Expression, out: &mut Vec<String>) {
        match expression {
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|p| named(p, out)),
            Expression::Not(inner) => named(inner, out),
            Expression::Role { ids, .. } => out.extend(ids.iter().cloned()),
            Expression::Action(_) | Expression::Open => {}
        }
    }
    let mut out = Vec::new();
    if let Some(expression) = Parser::parse(condition) {
        named(&expression, &mut out);
    }
    out
}

fn holds(expression: &Expression, action: &str, role: Option<&str>) -> Holds {
    let of = |e: &Expression| holds(e, action, role);
    let known = |yes: bool| if yes { Holds::Yes } else { Holds::No };
    match expression {
        Expression::All(parts) => match parts.iter().map(of).min_by_key(|h| [Holds::No, Holds::Open, Holds::Yes].iter().position(|o| o == h)) {
            Some(least) => least,
            None => Holds::Yes,
        },
        Expression::Any(parts) => match parts.iter().map(of).min_by_key(|h| [Holds::Yes, Holds::Open, Holds::No].iter().position(|o| o == h)) {
            Some(most) => most,
            None => Holds::No,
        },
        Expression::Not(inner) => match of(inner) {
            Holds::Yes => Holds::No,
            Holds::No => Holds::Yes,
            Holds::Open => Holds::Open,
        },
        Expression::Action(pattern) => known(wildcard::matches(&super::literal(pattern), action)),
        Expression::Role { any, equal, ids } => match role {
            None => Holds::Open,
            Some(role) => {
                let same = |id: &String| (id == role) == *equal;
                known(if *any { ids.iter().any(same) } else { ids.iter().all(same) })
            }
        },
        Expression::Open => Holds::Open,
    }
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `@Request[…]`, in lower case.
    Attribute(String),
    /// A quoted text.
    Text(String),
    /// `{…}`: what is quoted in it, or its parts between commas.
    List(Vec<String>),
    /// Anything else, in lower case.
    Word(String),
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn parse(text: &str) -> Option<Expression> {
        let mut parser = Self { tokens: tokens(text)?.into_iter().peekable() };
        let expression = parser.any(0)?;
        parser.tokens.peek().is_none().then_some(expression)
    }

    fn any(&mut self, depth: usize) -> Option<Expression> {
        let mut parts = vec![self.all(depth)?];
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            parts.push(self.all(depth)?);
        }
        Some(Expression::Any(parts))
    }

    fn all(&mut self, depth: usize) -> Option<Expression> {
        let mut parts = vec![self.one(depth)?];
        while self.tokens.next_if_eq(&Token::And).is_some() {
            parts.push(self.one(depth)?);
        }
        Some(Expression::All(parts))
    }

    fn one(&mut self, depth: usize) -> Option<Expression> {
        if depth > DEPTH {
            return None;
        }
        match self.tokens.next()? {
            Token::Not => Some(Expression::Not(Box::new(self.one(depth + 1)?))),
            Token::Open => {
                let inner = self.any(depth + 1)?;
                (self.tokens.next()? == Token::Close).then_some(inner)
            }
            Token::Word(word) => self.call(&word),
            Token::Attribute(name) => self.comparison(&name),
            Token::Close | Token::And | Token::Or | Token::Text(_) | Token::List(_) => None,
        }
    }

    fn call(&mut self, word: &str) -> Option<Expression> {
        match (word, self.tokens.next()?) {
            ("actionmatches", Token::List(list)) => match list.as_slice() {
                [action] => Some(Expression::Action(action.clone())),
                _ => None,
            },
            ("suboperationmatches", Token::List(_)) | ("exists", Token::Attribute(_)) => Some(Expression::Open),
            _ => None,
        }
    }

    fn comparison(&mut self, name: &str) -> Option<Expression> {
        let Token::Word(operator) = self.tokens.next()? else { return None };
        let values = match self.tokens.next()? {
            Token::Text(value) => vec![value],
            Token::List(list) => list,
            Token::Attribute(_) | Token::Word(_) => return Some(Expression::Open),
            Token::Open | Token::Close | Token::And | Token::Or | Token::Not => return None,
        };
        if name != "request[microsoft.authorization/roleassignments:roledefinitionid" {
            return Some(Expression::Open);
        }
        let (quantifier, comparison) = operator.rsplit_once(':').unwrap_or(("", &operator));
        let equal = match comparison {
            "guidequals" | "stringequals" | "stringequalsignorecase" => true,
            "guidnotequals" | "stringnotequals" | "stringnotequalsignorecase" => false,
            _ => return Some(Expression::Open),
        };
        // One value stands on the left, so that *any* and *all* differ on the right only.
        let any = match quantifier {
            "foranyofanyvalues" | "forallofanyvalues" => true,
            "foranyofallvalues" | "forallofallvalues" => false,
            "" => equal,
            _ => return Some(Expression::Open),
        };
        Some(Expression::Role { any, equal, ids: values })
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if out.len() > PARTS {
            return None;
        }
        let after = rest.get(first.len_utf8()..)?;
        let (token, left) = match first {
            '(' => (Token::Open, after),
            ')' => (Token::Close, after),
            '!' => (Token::Not, after),
            '&' => (Token::And, after.strip_prefix('&')?),
            '|' => (Token::Or, after.strip_prefix('|')?),
            '\'' => quoted(after)?,
            '{' => {
                let (inner, left) = after.split_once('}')?;
                let values = inner.split(',').map(|v| v.trim().trim_matches('\'').to_ascii_lowercase());
                (Token::List(values.collect()), left)
            }
            '@' => {
                let (name, left) = after.split_once(']')?;
                (Token::Attribute(name.to_ascii_lowercase()), left)
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "(){}'!&|@".contains(c)).unwrap_or(rest.len());
                let (word, left) = rest.split_at_checked(end)?;
                let word = word.to_ascii_lowercase();
                let token = match word.as_str() {
                    "and" => Token::And,
                    "or" => Token::Or,
                    "not" => Token::Not,
                    _ => Token::Word(word),
                };
                (token, left)
            }
        };
        out.push(token);
        rest = left.trim_start();
    }
    Some(out)
}

/// A quoted text; a backslash quotes what follows.
fn quoted(after: &str) -> Option<(Token, &str)> {
    let mut value = String::new();
    let mut chars = after.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return Some((Token::Text(value.to_ascii_lowercase()), after.get(at + 1..)?)),
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use super::{Answer, Parser, answer};

    const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";
    const WRITE: &str = "Microsoft.EventHub/namespaces/write";
    const CREATE: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR \
        (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {AAAA, bbbb}))";

    #[test]
    fn lists_of_roles_are_read() {
        assert_eq!(answer(CREATE, ASSIGN, Some("aaaa")), Answer::Allowed);
        assert_eq!(answer(CREATE, ASSIGN, Some("cccc")), Answer::Denied);
        let not = CREATE.replace("ForAnyOfAnyValues:GuidEquals", "ForAnyOfAllValues:GuidNotEquals");
        assert_eq!(answer(&not, ASSIGN, Some("aaaa")), Answer::Denied);
        assert_eq!(answer(&not, ASSIGN, Some("cccc")), Answer::Allowed);
        // Also as the portal writes it, for creating and deleting.
        let both = format!("{CREATE} AND {}", CREATE.replace("/write", "/delete").replace("@Request", "@Resource"));
        assert_eq!(answer(&both, ASSIGN, Some("aaaa")), Answer::Allowed);
        assert_eq!(answer(&both, ASSIGN, Some("cccc")), Answer::Denied);
        // Which role is assigned is not known.
        assert!(matches!(answer(CREATE, ASSIGN, None), Answer::AllowedIf(_)));
    }

    #[test]
    fn a_condition_on_other_actions_holds_where_nothing_else_is_asked() {
        assert_eq!(answer(CREATE, WRITE, None), Answer::Allowed);
        let too =
            "!(ActionMatches{'Microsoft.Authorization/*'})AND(@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'a')";
        assert!(matches!(answer(too, WRITE, None), Answer::AllowedIf(_)));
        assert_eq!(answer(too, ASSIGN, None), Answer::Denied);
        assert_eq!(answer("ActionMatches{'Microsoft.EventHub/*'}", WRITE, None), Answer::Allowed);
    }

    #[test]
    fn what_is_no_expression_is_not_known() {
        for text in [
            "",
            "(",
            "a b c",
            "@Request[x",
            "ActionMatches{'a'",
            "NOT",
            "ActionMatches{'a'} ActionMatches{'b'}",
            "ActionMatches{'a','b'}",
            "@Principal[a:b] StringEquals 'open",
            "@Principal[a:b] StringEquals",
        ] {
            assert!(matches!(answer(text, WRITE, None), Answer::Uncertain(_)), "{text}");
        }
        assert_eq!(Parser::parse(&"(".repeat(100_000)), None);
        assert_eq!(Parser::parse(&"!".repeat(1_000)), None);
        assert!(Parser::parse(r"Exists @Resource[a:b] || !(@Resource[a:b] StringLike 'it\'s*')").is_some());
    }
}
