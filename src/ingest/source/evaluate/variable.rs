//! Values of variables. Source: "Input Variables", Terraform documentation ("Variable Definition Precedence").

use super::super::syntax::{self, Block, Expr, Node};
use super::super::value::{Place, Symbol, Value};
use super::super::{Given, files};
use super::constraint::Type;
use super::expand::is_true;
use super::expression::invalid;
use super::{Machine, Once, Outcome, Scope};

/// A value given for a root variable.
enum Source {
    Expr(Expr),
    Raw(String),
    Value(Value),
}

impl Machine<'_> {
    /// The value of a variable.
    pub(super) fn variable(&mut self, module: u32, name: &str, at: Place) -> Outcome {
        let Some(block) = self.module_config(module).and_then(|c| c.variables.get(name)) else {
            return invalid(at, format!("`var.{name}` is not declared"));
        };
        let shown = self.within(module, &format!("var.{name}"));
        self.once(Once::Variable(module, name.to_owned()), &shown.clone(), |m| {
            m.about(&shown.clone(), |m| {
                if is_true(block, "sensitive") {
                    m.mark_sensitive();
                }
                let ty = block.body.attributes.get("type").map_or(Type::Any, |a| Type::read(&a.value));
                let typed = block.body.attributes.contains_key("type");
                let given = m.given_value(module, name, &ty, typed)?;
                let nullable = !block.body.attributes.get("nullable").is_some_and(|a| matches!(a.value.node, Node::Bool(false)));
                let given = given.filter(|v| nullable || !matches!(v, Value::Null));
                let value = match given {
                    Some(value) => value,
                    None => match m.default(block, module)? {
                        Some(value) => value,
                        None => {
                            if module != 0 {
                                m.gap(&format!("`{name}` has no value"), Some(block.at));
                            }
                            Value::Unknown(Symbol::new(&shown, ty.kind()))
                        }
                    },
                };
                m.convert(&value, &ty, module).or_else(|message| invalid(block.at, format!("`{name}`: {message}")))
            })
        })
    }

    fn default(&mut self, block: &Block, module: u32) -> Result<Option<Value>, super::Problem> {
        block.body.attributes.get("default").map(|a| self.eval(&a.value, Scope::of(module))).transpose()
    }

    fn given_value(&mut self, module: u32, name: &str, ty: &Type<'_>, typed: bool) -> Result<Option<Value>, super::Problem> {
        if let Some((parent, call, iteration)) = self.caller(module) {
            let Some(argument) = call.body.attributes.get(name) else { return Ok(None) };
            let scope = Scope { iteration: iteration.as_deref(), ..Scope::of(parent) };
            return self.eval(&argument.value, scope).map(Some);
        }
        match self.root_value(name) {
            None => Ok(None),
            Some(Source::Value(value)) => Ok(Some(value)),
            Some(Source::Expr(expr)) => self.eval(&expr, Scope::of(module)).map(Some),
            Some(Source::Raw(text)) if ty.is_scalar() || !typed => Ok(Some(Value::string(&text))),
            Some(Source::Raw(text)) => {
                let number = self.file_number("command line");
                match syntax::expression(number, &text) {
                    Ok(expr) => self.eval(&expr, Scope::of(module)).map(Some),
                    Err(failure) => invalid(Place { file: number, line: failure.line, column: failure.column }, failure.message),
                }
            }
        }
    }

    /// The last value given for a root variable.
    fn root_value(&mut self, name: &str) -> Option<Source> {
        for given in self.given.iter().rev() {
            match given {
                Given::Argument { name: n, value } if n == name => return Some(Source::Raw(value.clone())),
                Given::Value { name: n, value } if n == name => return Some(Source::Value(value.clone())),
                Given::File { name: file, bytes } => {
                    if let Some(expr) = self.value_in(file, bytes, name) {
                        return Some(Source::Expr(expr));
                    }
                }
                _ => {}
            }
        }
        let entry = self.tree.entry.clone();
        let names: Vec<String> = self.access.entries(&entry).into_iter().filter(|n| !n.folder).map(|n| n.name).collect();
        let automatic = names.iter().rev().filter(|n| n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json"));
        let standard = ["terraform.tfvars.json", "terraform.tfvars"];
        let standard = standard.iter().filter_map(|s| names.iter().find(|n| n == s));
        for file in automatic.chain(standard).cloned().collect::<Vec<_>>() {
            let Some(path) = files::join(&entry, &file) else { continue };
            let Some(bytes) = self.access.read(&path) else { continue };
            if let Some(expr) = self.value_in(&path, &bytes, name) {
                return Some(Source::Expr(expr));
            }
        }
        None
    }

    fn value_in(&mut self, file: &str, bytes: &[u8], name: &str) -> Option<Expr> {
        let number = self.file_number(file);
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()?;
        let parsed = if file.ends_with(".json") { syntax::json_file(number, text, true) } else { syntax::file(number, text) };
        match parsed {
            Ok(mut body) => body.attributes.remove(name).map(|a| a.value),
            Err(failure) => {
                let at = Place { file: number, line: failure.line, column: failure.column };
                self.gap(&format!("can't be parsed: {}", failure.message), Some(at));
                None
            }
        }
    }
}
