//! Functions that read files: those in the folder asked for, and a module's own.

use std::collections::BTreeMap;

use super::super::digest;
use super::super::evaluate::{Machine, Outcome, Problem, Scope};
use super::super::files;
use super::super::syntax::{self, Expr};
use super::super::text::Text;
use super::super::value::{Place, Value};
use super::Answer;
use super::arguments::{Args, Fail, wrong};

/// Files longer than this are not read, files listed and folders walked at most.
const LONGEST: usize = 4 << 20;
const MOST_NAMES: usize = 20_000;
const DEEPEST: usize = 32;

/// What reading a file gives.
enum Read {
    Bytes(String, Vec<u8>),
    /// It is in the folder, but not there.
    Missing(String),
    /// It is not in the folder.
    Refused,
}

pub(super) fn call(machine: &mut Machine<'_>, name: &str, args: Args<'_>, at: Place, scope: Scope<'_>) -> Result<Option<Answer>, Problem> {
    Ok(Some(match name {
        "file" | "filebase64" | "filemd5" | "filesha1" | "filesha256" | "filebase64sha256" => match path(machine, name, args, at, scope)? {
            Err(fail) => Err(fail),
            Ok(Read::Refused) => Err(Fail::Unknown),
            Ok(Read::Missing(path)) => wrong(format!("there is no file `{path}`")),
            Ok(Read::Bytes(path, bytes)) => content(machine, name, &path, &bytes),
        },
        "fileexists" => match path(machine, name, args, at, scope)? {
            Err(fail) => Err(fail),
            Ok(Read::Refused) => Err(Fail::Unknown),
            Ok(read) => Ok(Value::Bool(matches!(read, Read::Bytes(..)))),
        },
        "templatefile" => match path(machine, name, args, at, scope)? {
            Err(fail) => Err(fail),
            Ok(Read::Refused) => Err(Fail::Unknown),
            Ok(Read::Missing(path)) => wrong(format!("there is no file `{path}`")),
            Ok(Read::Bytes(path, bytes)) => match std::str::from_utf8(&bytes) {
                Err(_) => wrong(format!("`{path}` is not UTF-8")),
                Ok(text) => match machine.template(&path, text, at) {
                    Some(expr) => return render(machine, &expr, args, at, scope).map(Some),
                    None => Err(Fail::Unknown),
                },
            },
        },
        "templatestring" => match args.str(0) {
            Err(fail) => Err(fail),
            Ok(text) => match syntax::template(at.file, &text, (at.line, at.column)) {
                Ok(expr) => return render(machine, &expr, args, at, scope).map(Some),
                Err(failure) => wrong(failure.message),
            },
        },
        "fileset" => fileset(machine, args, at, scope)?,
        _ => return Ok(None),
    }))
}

/// The path of a file that may be read: in the folder asked for, or in that of the module whose expression names it.
fn readable(machine: &Machine<'_>, written: &str, scope: Scope<'_>) -> Option<String> {
    let path = files::join(&machine.tree.entry, written)?;
    let own = machine.folder(scope.module);
    [machine.tree.entry.as_str(), own.as_str()].into_iter().any(|folder| files::within(folder, &path)).then_some(path)
}

/// Reads the file that the first argument names.
fn path(machine: &mut Machine<'_>, name: &str, args: Args<'_>, at: Place, scope: Scope<'_>) -> Result<Result<Read, Fail>, Problem> {
    let written = match args.str(0) {
        Ok(written) => written,
        Err(fail) => return Ok(Err(fail)),
    };
    let Some(path) = readable(machine, &written, scope) else {
        machine.gap(&format!("`{name}` of `{written}` is refused: it is outside of the folder"), Some(at));
        return Ok(Ok(Read::Refused));
    };
    let Some(bytes) = machine.access.read(&path) else { return Ok(Ok(Read::Missing(path))) };
    if bytes.len() > LONGEST {
        machine.gap(&format!("`{path}` is longer than {LONGEST} bytes and is not read"), Some(at));
        return Ok(Ok(Read::Refused));
    }
    machine.spend(bytes.len() / 64)?;
    Ok(Ok(Read::Bytes(path, bytes)))
}

fn content(machine: &mut Machine<'_>, name: &str, path: &str, bytes: &[u8]) -> Answer {
    Ok(match name {
        "filemd5" => Value::string(&digest::md5(bytes)),
        "filesha1" => Value::string(&digest::sha1(bytes)),
        "filesha256" => Value::string(&digest::sha256(bytes)),
        "filebase64sha256" => return Err(Fail::Unknown),
        "filebase64" => {
            return super::encoding::call("base64encode", Args(&[Value::string(&String::from_utf8_lossy(bytes))])).unwrap_or(Err(Fail::Unknown));
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => {
                let place = Place { file: machine.file_number(path), line: 1, column: 1 };
                Value::String(Text::written(text, place))
            }
            Err(_) => return wrong(format!("`{path}` is not UTF-8")),
        },
    })
}

/// A template with the variables that the second argument gives.
fn render(machine: &mut Machine<'_>, template: &Expr, args: Args<'_>, at: Place, scope: Scope<'_>) -> Result<Answer, Problem> {
    let variables = match args.0.get(1) {
        None => return Ok(wrong("the variables are missing")),
        Some(variables) => variables.clone(),
    };
    let outcome: Outcome = machine.lift(&variables, &mut |m, variables| match variables {
        Value::Object(object) => {
            let names: BTreeMap<String, Value> = object.entries.iter().map(|(k, e)| (k.show(), e.value.clone())).collect();
            m.spend(names.len())?;
            m.eval(template, Scope { template: Some(&names), bound: None, iteration: None, this: None, ..scope })
        }
        Value::Unknown(symbol) => Ok(Value::unknown(&format!("templatefile with {}", symbol.name), super::Kind::String)),
        other => Err(Problem::Invalid(at, format!("the variables of a template are a map, not a {}", other.type_name()))),
    });
    outcome.map(Ok)
}

fn fileset(machine: &mut Machine<'_>, args: Args<'_>, at: Place, scope: Scope<'_>) -> Result<Answer, Problem> {
    let (folder, pattern) = match (args.str(0), args.str(1)) {
        (Ok(folder), Ok(pattern)) => (folder, pattern),
        (Err(fail), _) | (_, Err(fail)) => return Ok(Err(fail)),
    };
    let Some(folder) = readable(machine, &folder, scope) else {
        machine.gap(&format!("`fileset` of `{folder}` is refused: it is outside of the folder"), Some(at));
        return Ok(Err(Fail::Unknown));
    };
    let Ok(pattern) = regex::Regex::new(&glob(&pattern)) else { return Ok(wrong(format!("`{pattern}` is no pattern"))) };
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), 0)];
    let mut seen = 0;
    while let Some((below, depth)) = waiting.pop() {
        let here = files::join(&folder, &below).unwrap_or_default();
        for entry in machine.access.entries(&here) {
            seen += 1;
            machine.spend(1)?;
            if seen > MOST_NAMES {
                machine.gap("`fileset` finds too many files", Some(at));
                return Ok(Err(Fail::Unknown));
            }
            let path = if below.is_empty() { entry.name.clone() } else { format!("{below}/{}", entry.name) };
            if entry.folder {
                if depth < DEEPEST {
                    waiting.push((path, depth + 1));
                }
            } else if pattern.is_match(&path) {
                found.push(Value::string(&path));
            }
        }
    }
    Ok(Ok(super::super::evaluate::to_set(&found)))
}

/// A file pattern as a regular expression.
fn glob(pattern: &str) -> String {
    let mut out = String::from("^");
    let mut chars = pattern.chars().peekable();
    let mut braces: u32 = 0;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                if chars.next_if_eq(&'/').is_some() {
                    out.push_str("(?:.*/)?");
                } else {
                    out.push_str(".*");
                }
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                braces += 1;
                out.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                out.push(')');
            }
            ',' if braces > 0 => out.push('|'),
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out.push('$');
    out
}
