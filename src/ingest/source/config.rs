//! Configurations of modules: what the files of each folder declare.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::files::{self, Files};
use super::syntax::{self, Attribute, Block, Body, Expr, Node, Part, Step};
use super::value::Place;
use super::{Gap, Mode};

/// Folders read at most; files of configuration and bytes in them at most.
const MOST_FOLDERS: usize = 2_000;
const MOST_FILES: usize = 20_000;
const MOST_BYTES: usize = 64 << 20;

/// A folder's declarations.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub folder: String,
    pub variables: BTreeMap<String, Block>,
    pub locals: BTreeMap<String, Attribute>,
    pub outputs: BTreeMap<String, Block>,
    pub resources: BTreeMap<(Mode, String, String), Block>,
    /// Resources as they are written.
    pub order: Vec<(Mode, String, String)>,
    pub calls: BTreeMap<String, Block>,
    /// Provider configurations by name and alias.
    pub providers: BTreeMap<(String, Option<String>), Block>,
}

/// The modules of a tree, by folder.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub modules: BTreeMap<String, Module>,
    /// Names of the files places refer to.
    pub files: Vec<String>,
    pub gaps: Vec<Gap>,
    /// Folders of modules that `terraform init` fetched, by the path of their calls (`a.b`).
    pub installed: BTreeMap<String, String>,
    /// There is configuration in the folder asked for.
    pub found: bool,
}

impl Config {
    /// Reads the module in `entry`, and those it calls that are in the folder.
    pub(super) fn read(access: &dyn Files, entry: &str) -> Self {
        let mut config = Config { installed: installed(access, entry), ..Config::default() };
        let mut waiting: VecDeque<String> = VecDeque::from([entry.to_owned()]);
        let mut bytes = 0;
        waiting.extend(config.installed.values().cloned());
        while let Some(folder) = waiting.pop_front() {
            if config.modules.contains_key(&folder) {
                continue;
            }
            if config.modules.len() >= MOST_FOLDERS || config.files.len() >= MOST_FILES || bytes > MOST_BYTES {
                config.gap(&folder, "not read: the tree is too large".to_owned(), None);
                break;
            }
            let module = config.folder(access, &folder, &mut bytes);
            for call in module.calls.values() {
                let target = source(call).filter(|s| is_local(s)).and_then(|s| files::join(&folder, &s));
                waiting.extend(target.filter(|t| !config.modules.contains_key(t)));
            }
            config.modules.insert(folder, module);
        }
        config.found = config.modules.get(entry).is_some_and(Module::is_something);
        config
    }

    fn gap(&mut self, subject: &str, message: String, at: Option<Place>) {
        self.gaps.push(Gap { subject: subject.to_owned(), message, at });
    }

    fn folder(&mut self, access: &dyn Files, folder: &str, bytes: &mut usize) -> Module {
        let names: BTreeSet<String> = access.entries(folder).into_iter().filter(|n| !n.folder).map(|n| n.name).collect();
        let is_config =
            |n: &&String| !n.starts_with('.') && !n.ends_with('~') && (n.ends_with(".tf") || n.ends_with(".tf.json") || n.ends_with(".tofu"));
        let (overrides, plain): (Vec<&String>, Vec<&String>) = names.iter().filter(is_config).partition(|n| is_override(n));
        let mut module = Module { folder: folder.to_owned(), ..Module::default() };
        for (name, overriding) in plain.into_iter().map(|n| (n, false)).chain(overrides.into_iter().map(|n| (n, true))) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let Some(content) = access.read(&path) else {
                self.gap(&path, "can't be read".to_owned(), None);
                continue;
            };
            *bytes = bytes.saturating_add(content.len());
            if *bytes > MOST_BYTES || self.files.len() >= MOST_FILES {
                self.gap(&path, "not read: the tree is too large".to_owned(), None);
                break;
            }
            let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
            self.files.push(path.clone());
            match parse(number, name, &content) {
                Ok(body) => {
                    for block in body.blocks {
                        let at = block.at;
                        if let Err(message) = if overriding { module.merge(block) } else { module.declare(block) } {
                            self.gap(&path, message, Some(at));
                        }
                    }
                }
                Err(failure) => {
                    let at = Place { file: number, line: failure.line, column: failure.column };
                    self.gap(&path, format!("can't be parsed: {}", failure.message), Some(at));
                }
            }
        }
        module
    }
}

fn parse(number: u32, name: &str, content: &[u8]) -> Result<Body, syntax::Failure> {
    let text = std::str::from_utf8(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content));
    let text = text.map_err(|e| syntax::Failure { line: 1, column: 1, message: format!("not UTF-8 at byte {}", e.valid_up_to()) })?;
    if name.ends_with(".json") { syntax::json_file(number, text, false) } else { syntax::file(number, text) }
}

fn is_override(name: &str) -> bool {
    let stem = [".tf.json", ".tf", ".tofu"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}

/// Folders by call path, as `terraform init` notes them.
fn installed(access: &dyn Files, entry: &str) -> BTreeMap<String, String> {
    let Some(path) = files::join(entry, ".terraform/modules/modules.json") else { return BTreeMap::new() };
    let manifest = access.read(&path).and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    let modules = manifest.as_ref().and_then(|m| m.get("Modules")).and_then(serde_json::Value::as_array);
    let module = |m: &serde_json::Value| {
        let key = m.get("Key")?.as_str()?;
        let folder = files::join(entry, m.get("Dir")?.as_str()?)?;
        (!key.is_empty() && access.entries(&folder).iter().any(|n| n.name.ends_with(".tf"))).then(|| (key.to_owned(), folder))
    };
    modules.into_iter().flatten().take(MOST_FOLDERS).filter_map(module).collect()
}

/// The literal `source` of a module call.
pub(super) fn source(call: &Block) -> Option<String> {
    constant(&call.body.attributes.get("source")?.value)
}

/// A literal string.
pub(super) fn constant(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::Template(parts) => match parts.as_slice() {
            [] => Some(String::new()),
            [Part::Literal(text, _)] => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// `a.b.c`, or the same in quotes as old configurations write it.
pub(super) fn dotted(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::Name(name) => Some(name.to_string()),
        Node::Steps(base, steps) => {
            let mut out = dotted(base)?;
            for step in steps {
                match step {
                    Step::Attribute(name) => {
                        out.push('.');
                        out.push_str(name);
                    }
                    _ => return None,
                }
            }
            Some(out)
        }
        _ => constant(expr),
    }
}

pub(super) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

impl Module {
    fn is_something(&self) -> bool {
        !(self.resources.is_empty()
            && self.calls.is_empty()
            && self.outputs.is_empty()
            && self.variables.is_empty()
            && self.locals.is_empty()
            && self.providers.is_empty())
    }

    /// Adds a top-level block.
    fn declare(&mut self, block: Block) -> Result<(), String> {
        let mut labels = block.labels.iter().cloned();
        let (first, second) = (labels.next(), labels.next());
        match (&*block.kind, first, second) {
            ("locals", None, _) => {
                for (name, value) in block.body.attributes {
                    if self.locals.contains_key(&*name) {
                        return Err(format!("`local.{name}` is declared twice"));
                    }
                    self.locals.insert(name.to_string(), value);
                }
                Ok(())
            }
            ("variable", Some(name), None) => once(&mut self.variables, name, block),
            ("output", Some(name), None) => once(&mut self.outputs, name, block),
            ("module", Some(name), None) => once(&mut self.calls, name, block),
            ("resource", Some(ty), Some(name)) => self.resource((Mode::Managed, ty, name), block),
            ("data", Some(ty), Some(name)) => self.resource((Mode::Data, ty, name), block),
            ("provider", Some(name), None) => {
                let alias = block.body.attributes.get("alias").and_then(|a| constant(&a.value));
                self.providers.insert((name, alias), block);
                Ok(())
            }
            ("resource" | "data" | "variable" | "output" | "module" | "locals" | "provider", ..) => {
                Err(format!("a `{}` block with {} labels", block.kind, block.labels.len()))
            }
            _ => Ok(()),
        }
    }

    fn resource(&mut self, key: (Mode, String, String), block: Block) -> Result<(), String> {
        if self.resources.contains_key(&key) {
            return Err(format!("`{}.{}` is declared twice", key.1, key.2));
        }
        self.order.push(key.clone());
        self.resources.insert(key, block);
        Ok(())
    }

    /// Lays a block of an override file over the one it overrides.
    fn merge(&mut self, block: Block) -> Result<(), String> {
        let mut labels = block.labels.iter().cloned();
        let (first, second) = (labels.next(), labels.next());
        let known = match (&*block.kind, first, second) {
            ("variable", Some(name), None) => self.variables.get_mut(&name),
            ("output", Some(name), None) => self.outputs.get_mut(&name),
            ("module", Some(name), None) => self.calls.get_mut(&name),
            ("resource", Some(ty), Some(name)) => self.resources.get_mut(&(Mode::Managed, ty, name)),
            ("data", Some(ty), Some(name)) => self.resources.get_mut(&(Mode::Data, ty, name)),
            ("provider", Some(name), None) => {
                let alias = block.body.attributes.get("alias").and_then(|a| constant(&a.value));
                self.providers.get_mut(&(name, alias))
            }
            ("locals", None, _) => {
                self.locals.extend(block.body.attributes.into_iter().map(|(k, v)| (k.to_string(), v)));
                return Ok(());
            }
            _ => return Ok(()),
        };
        let Some(known) = known else { return self.declare(block) };
        known.body.attributes.extend(block.body.attributes);
        let kinds: BTreeSet<_> = block.body.blocks.iter().map(|b| b.kind.clone()).collect();
        known.body.blocks.retain(|b| !kinds.contains(&b.kind));
        known.body.blocks.extend(block.body.blocks);
        Ok(())
    }
}

fn once(blocks: &mut BTreeMap<String, Block>, name: String, block: Block) -> Result<(), String> {
    if blocks.contains_key(&name) {
        return Err(format!("`{} {name}` is declared twice", block.kind));
    }
    blocks.insert(name, block);
    Ok(())
}
