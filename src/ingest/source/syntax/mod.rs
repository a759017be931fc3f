//! The syntax of Terraform's language, from either of its notations, with places.

mod native;
mod notation;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::number::Number;
use super::value::Place;

pub(super) use native::{expression, file, template};
pub(super) use notation::file as json_file;

/// An expression.
#[derive(Debug)]
pub(super) struct Expr {
    /// Where it begins.
    pub at: Place,
    /// What it is.
    pub node: Node,
}

/// Forms of expressions.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Template(Vec<Part>),
    Tuple(Vec<Expr>),
    Object(Vec<(Expr, Expr)>),
    /// The first name of a reference.
    Name(Arc<str>),
    /// Attributes, indices and splats on something.
    Steps(Box<Expr>, Vec<Step>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(Call),
    For(Box<For>),
    /// Not a valid expression; why.
    Invalid(String),
}

/// A function call.
#[derive(Debug)]
pub(super) struct Call {
    /// Name, with `provider::x::` for functions of providers.
    pub name: String,
    pub arguments: Vec<Expr>,
    /// The last argument's items are arguments.
    pub expand: bool,
}

/// A `for` expression.
#[derive(Debug)]
pub(super) struct For {
    pub key: Option<Arc<str>>,
    pub value: Arc<str>,
    pub collection: Expr,
    /// Makes an object.
    pub result_key: Option<Expr>,
    pub result: Expr,
    pub group: bool,
    pub condition: Option<Expr>,
}

/// One step of a traversal.
#[derive(Debug)]
pub(super) enum Step {
    Attribute(Arc<str>),
    Index(Expr),
    /// `.*`: the attributes that follow are taken of each item.
    AttributeSplat,
    /// `[*]`: all steps that follow are taken of each item.
    FullSplat,
}

/// A part of a template.
#[derive(Debug)]
pub(super) enum Part {
    Literal(Arc<str>, Option<Place>),
    Interpolation(Expr),
    If(Expr, Vec<Part>, Vec<Part>),
    For { key: Option<Arc<str>>, value: Arc<str>, collection: Expr, body: Vec<Part> },
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
}

/// The contents of a file or block.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub attributes: BTreeMap<Arc<str>, Attribute>,
    pub blocks: Vec<Block>,
}

/// An argument.
#[derive(Debug)]
pub(super) struct Attribute {
    pub at: Place,
    pub value: Expr,
}

/// A block.
#[derive(Debug)]
pub(super) struct Block {
    pub at: Place,
    pub kind: Arc<str>,
    pub labels: Vec<String>,
    pub body: Body,
}

/// A file that can't be parsed.
#[derive(Debug)]
pub(super) struct Failure {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

/// Lines of a file, to tell places from byte offsets.
pub(super) struct Lines<'a> {
    text: &'a str,
    file: u32,
    /// Offsets at which lines begin.
    starts: Vec<usize>,
    /// Lines and columns before the text, where it is a part of a file.
    first: (u32, u32),
}

impl<'a> Lines<'a> {
    pub(super) fn new(file: u32, text: &'a str) -> Self {
        Self::within(file, text, (1, 1))
    }

    /// The lines of a text that begins at a line and column of the file.
    pub(super) fn within(file: u32, text: &'a str, first: (u32, u32)) -> Self {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1)).collect();
        Self { text, file, starts, first }
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |s| s.chars().count());
        let add = |a: usize, b: u32| u32::try_from(a).unwrap_or(u32::MAX).saturating_add(b);
        let first_column = if line == 0 { self.first.1 } else { 1 };
        Place { file: self.file, line: add(line, self.first.0), column: add(column, first_column) }
    }
}
