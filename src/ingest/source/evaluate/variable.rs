//! Values of variables. Source: "Input Variables", Terraform documentation ("Variable Definition Precedence").

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::syntax::{self, Block, Expr, Node};
use super::super::value::{Place, Symbol, Value};
use super::super::{Given, files};
use super::constraint::Type;
use super::expand::is_true;
use super::expression::invalid;
use super::{Machine, Once, Outcome, Scope};

/// A value given for a root variable.
#[derive(Debug)]
pub(super) enum Source {
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
        let Some(source) = self.root_value(name) else { return Ok(None) };
        match &*source {
            Source::Value(value) => Ok(Some(value.clone())),
            Source::Expr(expr) => self.eval(expr, Scope::of(module)).map(Some),
            Source::Raw(text) if ty.is_scalar() || !typed => Ok(Some(Value::string(text))),
            Source::Raw(text) => {
                let number = self.file_number("command line");
                match syntax::expression(number, text) {
                    Ok(expr) => self.eval(&expr, Scope::of(module)).map(Some),
                    Err(failure) => invalid(Place { file: number, line: failure.line, column: failure.column }, failure.message),
                }
            }
        }
    }

    /// The last value given for a root variable.
    fn root_value(&mut self, name: &str) -> Option<Arc<Source>> {
        if self.root_values.is_none() {
            self.root_values = Some(self.read_values());
        }
        self.root_values.as_ref()?.get(name).cloned()
    }

    /// The values that files and the caller give, those that win last.
    fn read_values(&mut self) -> BTreeMap<String, Arc<Source>> {
        let mut out = BTreeMap::new();
        let entry = self.tree.entry.clone();
        let names: Vec<String> = self.access.entries(&entry).into_iter().filter(|n| !n.folder).map(|n| n.name).collect();
        let standard = ["terraform.tfvars", "terraform.tfvars.json"].map(str::to_owned);
        let standard = standard.into_iter().filter(|s| names.contains(s));
        let automatic = names.iter().filter(|n| n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json")).cloned();
        for file in standard.chain(automatic).collect::<Vec<_>>() {
            if let Some((path, bytes)) = files::join(&entry, &file).and_then(|path| Some((path.clone(), self.access.read(&path)?))) {
                self.read_file(&path, &bytes, &mut out);
            }
        }
        for given in self.given {
            match given {
                Given::Argument { name, value } => {
                    out.insert(name.clone(), Arc::new(Source::Raw(value.clone())));
                }
                Given::Value { name, value } => {
                    out.insert(name.clone(), Arc::new(Source::Value(value.clone())));
                }
                Given::File { name, bytes } => self.read_file(name, bytes, &mut out),
            }
        }
        out
    }

    fn read_file(&mut self, file: &str, bytes: &[u8], out: &mut BTreeMap<String, Arc<Source>>) {
        let number = self.file_number(file);
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let parsed = match text {
            Ok(text) if file.ends_with(".json") => syntax::json_file(number, text, true),
            Ok(text) => syntax::file(number, text),
            Err(_) => Err(syntax::Failure { line: 1, column: 1, message: "not UTF-8".to_owned() }),
        };
        match parsed {
            Ok(body) => out.extend(body.attributes.into_iter().map(|(name, a)| (name.to_string(), Arc::new(Source::Expr(a.value))))),
            Err(failure) => {
                let at = Place { file: number, line: failure.line, column: failure.column };
                self.about(file, |m| m.gap(&format!("can't be parsed: {}", failure.message), Some(at)));
            }
        }
    }
}
