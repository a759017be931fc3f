//! The native notation, as `hcl-edit` parses it. Only this file names the parser.

use std::sync::Arc;

use hcl_edit::Span;
use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure as hcl;
use hcl_edit::template::{Directive, Element, Template};

use super::{Attribute, Block, Body, Call, Expr, Failure, For, Lines, Node, Operator, Part, Step};
use crate::ingest::source::number::Number;
use crate::ingest::source::value::Place;

/// Files longer than this are not parsed.
const LONGEST_FILE: usize = 4 << 20;
const MOST_MEMBERS: usize = 20_000;

fn failure(error: &hcl_edit::parser::Error) -> Failure {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let message = error.message().lines().map(str::trim).collect::<Vec<_>>().join(", ");
    Failure { line: count(error.location().line()), column: count(error.location().column()), message }
}

/// Refuses what the parser would take too long for: long files, and objects with very many members, for which it takes quadratic time.
fn checked(text: &str) -> Result<(), Failure> {
    let refused = |line: usize, message: String| Err(Failure { line: u32::try_from(line).unwrap_or(u32::MAX), column: 1, message });
    if text.len() > LONGEST_FILE {
        return refused(1, format!("longer than {LONGEST_FILE} bytes"));
    }
    let mut members: Vec<usize> = vec![0];
    let mut line = 1;
    for byte in text.bytes() {
        match byte {
            b'{' => members.push(0),
            b'}' if members.len() > 1 => {
                members.pop();
            }
            b'=' | b':' => {
                if let Some(count) = members.last_mut() {
                    *count += 1;
                    if *count > MOST_MEMBERS {
                        return refused(line, format!("more than {MOST_MEMBERS} members in one pair of braces"));
                    }
                }
            }
            b'\n' => line += 1,
            _ => {}
        }
    }
    Ok(())
}

/// Parses a file.
///
/// # Errors
/// When it is not of the language.
pub(in super::super) fn file(number: u32, text: &str) -> Result<Body, Failure> {
    checked(text)?;
    let body = hcl_edit::parser::parse_body(text).map_err(|e| failure(&e))?;
    Ok(Reader { text, lines: Lines::new(number, text) }.body(&body))
}

/// Parses a template, such as a file that `templatefile` reads or a string of the JSON notation, that begins at a line and column.
///
/// # Errors
/// When it is no template.
pub(in super::super) fn template(number: u32, text: &str, first: (u32, u32)) -> Result<Expr, Failure> {
    checked(text)?;
    let template = hcl_edit::parser::parse_template(text).map_err(|e| failure(&e))?;
    let reader = Reader { text, lines: Lines::within(number, text, first) };
    let at = reader.lines.place(0);
    let mut tokens = Vec::new();
    reader.tokens(&template, true, &mut tokens);
    Ok(Expr { at, node: Node::Template(assemble(tokens)) })
}

/// Parses an expression that stands alone.
///
/// # Errors
/// When it is none.
pub(in super::super) fn expression(number: u32, text: &str) -> Result<Expr, Failure> {
    checked(text)?;
    let expression = hcl_edit::parser::parse_expr(text).map_err(|e| failure(&e))?;
    Ok(Reader { text, lines: Lines::new(number, text) }.expr(&expression))
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
}

impl Reader<'_> {
    fn place(&self, of: &impl Span) -> Place {
        self.lines.place(of.span().map_or(0, |s| s.start))
    }

    fn body(&self, body: &hcl::Body) -> Body {
        let mut out = Body::default();
        for structure in body {
            match structure {
                hcl::Structure::Attribute(attribute) => {
                    let value = Attribute { at: self.place(attribute), value: self.expr(&attribute.value) };
                    out.attributes.insert(Arc::from(attribute.key.as_str()), value);
                }
                hcl::Structure::Block(block) => out.blocks.push(Block {
                    at: self.place(block),
                    kind: Arc::from(block.ident.as_str()),
                    labels: block.labels.iter().map(|l| l.as_str().to_owned()).collect(),
                    body: self.body(&block.body),
                }),
            }
        }
        out
    }

    fn boxed(&self, expression: &Expression) -> Box<Expr> {
        Box::new(self.expr(expression))
    }

    fn expr(&self, expression: &Expression) -> Expr {
        let at = self.place(expression);
        let node = match expression {
            Expression::Null(_) => Node::Null,
            Expression::Bool(b) => Node::Bool(*b.value()),
            Expression::Number(n) => {
                let written = n.as_repr().and_then(|r| Number::parse(&r.replace(' ', "")));
                written.or_else(|| Number::parse(&n.value().to_string())).map_or_else(|| Node::Invalid("number too large".to_owned()), Node::Number)
            }
            Expression::String(s) => Node::Template(quoted(s, at)),
            Expression::Array(items) => Node::Tuple(items.iter().map(|e| self.expr(e)).collect()),
            Expression::Object(object) => Node::Object(object.iter().map(|(k, v)| (self.key(k, at), self.expr(v.expr()))).collect()),
            Expression::StringTemplate(template) => {
                let mut tokens = Vec::new();
                self.tokens(template, false, &mut tokens);
                Node::Template(assemble(tokens))
            }
            Expression::HeredocTemplate(heredoc) => {
                let mut tokens = Vec::new();
                self.tokens(&heredoc.template, true, &mut tokens);
                trim(&mut tokens);
                let opening = expression.span().and_then(|s| self.text.get(s.start..)).unwrap_or("");
                if opening.starts_with("<<-") {
                    dedent(&mut tokens);
                }
                Node::Template(nest(&mut tokens.into_iter()))
            }
            Expression::Parenthesis(inner) => return self.expr(inner.inner()),
            Expression::Variable(name) => Node::Name(Arc::from(name.as_str())),
            Expression::Conditional(c) => Node::If(self.boxed(&c.cond_expr), self.boxed(&c.true_expr), self.boxed(&c.false_expr)),
            Expression::FuncCall(call) => {
                let mut name: String = call.name.namespace.iter().map(|part| format!("{}::", part.as_str())).collect();
                name.push_str(call.name.name.as_str());
                Node::Call(Call { name, arguments: call.args.iter().map(|e| self.expr(e)).collect(), expand: call.args.expand_final() })
            }
            Expression::Traversal(traversal) => {
                let steps = traversal.operators.iter().map(|operator| match operator.value() {
                    TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
                    TraversalOperator::FullSplat(_) => Step::FullSplat,
                    TraversalOperator::GetAttr(name) => Step::Attribute(Arc::from(name.as_str())),
                    TraversalOperator::Index(index) => Step::Index(self.expr(index)),
                    TraversalOperator::LegacyIndex(n) => Step::Index(Expr { at, node: Node::Number(Number::from(i128::from(*n.value()))) }),
                });
                Node::Steps(self.boxed(&traversal.expr), steps.collect())
            }
            Expression::UnaryOp(unary) => match unary.operator.value() {
                UnaryOperator::Neg => Node::Negate(self.boxed(&unary.expr)),
                UnaryOperator::Not => Node::Not(self.boxed(&unary.expr)),
            },
            Expression::BinaryOp(binary) => {
                Node::Binary(operator(*binary.operator.value()), self.boxed(&binary.lhs_expr), self.boxed(&binary.rhs_expr))
            }
            Expression::ForExpr(f) => Node::For(Box::new(For {
                key: f.intro.key_var.as_ref().map(|k| Arc::from(k.as_str())),
                value: Arc::from(f.intro.value_var.as_str()),
                collection: self.expr(&f.intro.collection_expr),
                result_key: f.key_expr.as_ref().map(|e| self.expr(e)),
                result: self.expr(&f.value_expr),
                group: f.grouping,
                condition: f.cond.as_ref().map(|c| self.expr(&c.expr)),
            })),
        };
        Expr { at, node }
    }

    /// A bare name is itself the key.
    fn key(&self, key: &ObjectKey, object: Place) -> Expr {
        match key {
            ObjectKey::Ident(name) => {
                let at = name.span().map_or(object, |s| self.lines.place(s.start));
                Expr { at, node: Node::Template(vec![Part::Literal(Arc::from(name.as_str()), None)]) }
            }
            ObjectKey::Expression(Expression::Null(null)) => {
                Expr { at: self.place(null), node: Node::Template(vec![Part::Literal(Arc::from("null"), None)]) }
            }
            ObjectKey::Expression(expression) => self.expr(expression),
        }
    }

    /// The template as a flat sequence. In raw text (heredocs, files) literals are taken from the source, a line each, as Terraform's scanner
    /// does: what `~` strips ends at the line.
    fn tokens(&self, template: &Template, raw: bool, out: &mut Vec<Token>) {
        for element in template {
            match element {
                Element::Literal(literal) => {
                    let source = literal.span().filter(|_| raw).and_then(|s| Some((s.start, self.text.get(s)?)));
                    match source {
                        Some((mut offset, text)) => {
                            for line in text.split_inclusive('\n') {
                                let unescaped = line.replace("$${", "${").replace("%%{", "%{").replace("\r\n", "\n");
                                out.push(Token::Literal(unescaped, Some(self.lines.place(offset))));
                                offset += line.len();
                            }
                        }
                        None => out.push(Token::Literal(literal.value().clone(), (!literal.contains('\n')).then(|| self.place(literal)))),
                    }
                }
                Element::Interpolation(i) => out.push(Token::Control(Control::Value(self.expr(&i.expr)), strip(i.strip))),
                Element::Directive(directive) => match &**directive {
                    Directive::If(d) => {
                        out.push(Token::Control(Control::If(self.expr(&d.if_expr.cond_expr)), strip(d.if_expr.strip)));
                        self.tokens(&d.if_expr.template, raw, out);
                        if let Some(e) = &d.else_expr {
                            out.push(Token::Control(Control::Else, strip(e.strip)));
                            self.tokens(&e.template, raw, out);
                        }
                        out.push(Token::Control(Control::End, strip(d.endif_expr.strip)));
                    }
                    Directive::For(d) => {
                        let f = &d.for_expr;
                        let control = Control::For {
                            key: f.key_var.as_ref().map(|k| Arc::from(k.as_str())),
                            value: Arc::from(f.value_var.as_str()),
                            collection: self.expr(&f.collection_expr),
                        };
                        out.push(Token::Control(control, strip(f.strip)));
                        self.tokens(&f.template, raw, out);
                        out.push(Token::Control(Control::End, strip(d.endfor_expr.strip)));
                    }
                },
            }
        }
    }
}

fn strip(strip: hcl_edit::template::Strip) -> (bool, bool) {
    (strip.strip_start(), strip.strip_end())
}

fn quoted(text: &str, at: Place) -> Vec<Part> {
    if text.is_empty() { Vec::new() } else { vec![Part::Literal(Arc::from(text), (!text.contains('\n')).then_some(at))] }
}

fn operator(operator: BinaryOperator) -> Operator {
    match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::LessEq => Operator::LessOrEqual,
        BinaryOperator::GreaterEq => Operator::GreaterOrEqual,
        BinaryOperator::Less => Operator::Less,
        BinaryOperator::Greater => Operator::Greater,
        BinaryOperator::Plus => Operator::Add,
        BinaryOperator::Minus => Operator::Subtract,
        BinaryOperator::Mul => Operator::Multiply,
        BinaryOperator::Div => Operator::Divide,
        BinaryOperator::Mod => Operator::Remainder,
        BinaryOperator::And => Operator::And,
        BinaryOperator::Or => Operator::Or,
    }
}

/// A part of a template before directives are nested.
enum Token {
    Literal(String, Option<Place>),
    /// What it is, and whether it strips space before and after.
    Control(Control, (bool, bool)),
}

enum Control {
    Value(Expr),
    If(Expr),
    Else,
    For { key: Option<Arc<str>>, value: Arc<str>, collection: Expr },
    End,
}

fn assemble(mut tokens: Vec<Token>) -> Vec<Part> {
    trim(&mut tokens);
    nest(&mut tokens.into_iter())
}

/// Strips space around `${~ ~}` and `%{~ ~}`: that of the neighbouring literal only.
fn trim(tokens: &mut [Token]) {
    for i in 0..tokens.len() {
        let Some(Token::Control(_, (before, after))) = tokens.get(i) else { continue };
        let (before, after) = (*before, *after);
        if before && let Some(Token::Literal(text, _)) = i.checked_sub(1).and_then(|i| tokens.get_mut(i)) {
            text.truncate(text.trim_end().len());
        }
        if after && let Some(Token::Literal(text, at)) = tokens.get_mut(i + 1) {
            let kept = text.trim_start().len();
            advance(text, at, text.len() - kept);
        }
    }
}

/// Takes bytes off the beginning of a literal of one line.
fn advance(text: &mut String, at: &mut Option<Place>, bytes: usize) {
    let gone: String = text.drain(..bytes).collect();
    if let Some(place) = at {
        place.column = place.column.saturating_add(u32::try_from(gone.chars().count()).unwrap_or(0));
    }
}

/// Takes the common indentation off the lines of a `<<-` heredoc, as HCL's parser does: blank lines do not count and stay as they are.
fn dedent(tokens: &mut [Token]) {
    let mut least = usize::MAX;
    let mut line_start = true;
    let mut starts = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if line_start {
            let spaces = match token {
                Token::Literal(text, _) => {
                    let rest = text.trim_start();
                    if rest.is_empty() && text.ends_with('\n') {
                        usize::MAX
                    } else {
                        starts.push(i);
                        text.chars().count() - rest.chars().count()
                    }
                }
                Token::Control(..) => 0,
            };
            least = least.min(spaces);
        }
        line_start = matches!(token, Token::Literal(text, _) if text.ends_with('\n'));
    }
    for i in starts {
        if let Some(Token::Literal(text, at)) = tokens.get_mut(i) {
            let bytes = text.char_indices().nth(least).map_or(text.len(), |(at, _)| at);
            advance(text, at, bytes);
        }
    }
}

/// Nests what stands between directives, up to the end of the one whose contents the iterator is at.
fn nest(tokens: &mut std::vec::IntoIter<Token>) -> Vec<Part> {
    branch(tokens).0
}

/// The parts up to `else` (`true`) or the end.
fn branch(tokens: &mut std::vec::IntoIter<Token>) -> (Vec<Part>, bool) {
    let mut out = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Literal(text, _) if text.is_empty() => {}
            Token::Literal(text, at) => out.push(Part::Literal(Arc::from(text.as_str()), at)),
            Token::Control(Control::Value(value), _) => out.push(Part::Interpolation(value)),
            Token::Control(Control::If(condition), _) => {
                let (yes, more) = branch(tokens);
                let no = if more { branch(tokens).0 } else { Vec::new() };
                out.push(Part::If(condition, yes, no));
            }
            Token::Control(Control::For { key, value, collection }, _) => {
                let body = nest(tokens);
                out.push(Part::For { key, value, collection, body });
            }
            Token::Control(Control::Else, _) => return (out, true),
            Token::Control(Control::End, _) => break,
        }
    }
    (out, false)
}
