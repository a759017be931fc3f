//! What names refer to.

use super::super::config;
use super::super::files;
use super::super::syntax::{Expr, Node, Step};
use super::super::value::{Kind, Place, Value};
use super::super::{Mode, aws};
use super::expression::invalid;
use super::{Machine, Once, Outcome, Scope, symbol};

impl Machine<'_> {
    /// The value of a reference: a name and the steps on it.
    pub(super) fn reference(&mut self, base: &Expr, steps: &[Step], scope: Scope<'_>) -> Outcome {
        let Node::Name(name) = &base.node else { return self.eval(base, scope) };
        let at = base.at;
        let mut bound = scope.bound;
        while let Some(here) = bound {
            if here.name == &**name {
                let value = here.value.clone();
                return self.steps(value, steps, at, scope);
            }
            bound = here.next;
        }
        if let Some(variables) = scope.template {
            let Some(value) = variables.get(&**name) else { return invalid(at, format!("the template is not given `{name}`")) };
            return self.steps(value.clone(), steps, at, scope);
        }
        let attribute = |n: usize| match steps.get(n) {
            Some(Step::Attribute(name)) => Some(&**name),
            _ => None,
        };
        let (value, used) = match (&**name, attribute(0), attribute(1)) {
            ("var", Some(name), _) => (self.variable(scope.module, name, at)?, 1),
            ("local", Some(name), _) => (self.local(scope.module, name, at)?, 1),
            ("each", Some(part @ ("key" | "value")), _) => {
                let iteration = scope.iteration.and_then(|i| if part == "key" { i.key.clone() } else { i.value.clone() });
                (iteration.map_or_else(|| invalid(at, "`each` outside of `for_each`"), Ok)?, 1)
            }
            ("count", Some("index"), _) => {
                let index = scope.iteration.and_then(|i| i.index.clone());
                (index.map_or_else(|| invalid(at, "`count.index` outside of `count`"), Ok)?, 1)
            }
            ("path", Some(which), _) => (self.path(scope.module, which, at)?, 1),
            ("terraform", Some("workspace"), _) => (Value::unknown("terraform.workspace", Kind::String), 1),
            ("self", _, _) => match scope.this {
                Some(this) => (Value::Resource(this), 0),
                None => return invalid(at, "`self` outside of a resource"),
            },
            ("module", Some(name), _) => (self.call(scope.module, name, at)?, 1),
            ("data", Some(ty), Some(name)) => (self.resource(scope.module, Mode::Data, ty, name, at)?, 2),
            ("resource", Some(ty), Some(name)) => (self.resource(scope.module, Mode::Managed, ty, name, at)?, 2),
            ("ephemeral", Some(ty), Some(name)) => (Value::unknown(&format!("ephemeral.{ty}.{name}"), Kind::Any), 2),
            (ty, Some(name), _) => (self.resource(scope.module, Mode::Managed, ty, name, at)?, 1),
            (name, None, _) => return invalid(at, format!("`{name}` means nothing here")),
        };
        let rest = steps.get(used..).unwrap_or(&[]);
        self.steps(value, rest, at, scope)
    }

    fn local(&mut self, module: u32, name: &str, at: Place) -> Outcome {
        let Some(local) = self.module_config(module).and_then(|c| c.locals.get(name)) else {
            return invalid(at, format!("`local.{name}` is not declared"));
        };
        let shown = self.within(module, &format!("local.{name}"));
        self.once(Once::Local(module, name.to_owned()), &shown, |m| m.about(&shown, |m| m.eval(&local.value, Scope::of(module))))
    }

    fn path(&mut self, module: u32, which: &str, at: Place) -> Outcome {
        let folder = self.folder(module);
        match which {
            "module" => Ok(Value::string(&files::relative(&self.tree.entry, &folder))),
            "root" | "cwd" => Ok(Value::string(".")),
            other => invalid(at, format!("`path.{other}` does not exist")),
        }
    }

    /// An output of a module instance.
    pub(super) fn output(&mut self, module: u32, name: &str, at: Place) -> Outcome {
        let Some(config) = self.module_config(module) else {
            return Ok(Value::Unknown(symbol(&self.module_address(module), name)));
        };
        let Some(output) = config.outputs.get(name) else {
            let address = self.module_address(module);
            return invalid(at, format!("`{address}` has no output `{name}`"));
        };
        let shown = self.within(module, &format!("output.{name}"));
        self.once(Once::Output(module, name.to_owned()), &shown, |m| {
            if output.body.attributes.get("sensitive").is_some_and(|s| matches!(s.value.node, Node::Bool(true))) {
                m.mark_sensitive();
            }
            match output.body.attributes.get("value") {
                Some(value) => m.about(&shown, |m| m.eval(&value.value, Scope::of(module))),
                None => invalid(output.at, "an output without value"),
            }
        })
    }

    /// An attribute of a resource instance: as another input states it, as configured, as AWS fixes it; else its symbol.
    pub(in super::super) fn resource_attribute(&mut self, resource: u32, name: &str) -> Outcome {
        let address = self.resource_address(resource);
        let shown = format!("{address}.{name}");
        self.once(Once::Attribute(resource, name.to_owned()), &shown, |m| {
            m.about(&address.clone(), |m| {
                if let Some(value) = m.stated.attribute(&address, name) {
                    return Ok(aws::seen(m, resource, name, value));
                }
                let configured = m.configured(resource, name);
                match configured {
                    Some(Ok(Value::Null)) => Ok(aws::attribute(m, resource, name).unwrap_or(Value::Null)),
                    Some(outcome) => outcome.map(|value| aws::seen(m, resource, name, value)),
                    None => Ok(aws::attribute(m, resource, name).unwrap_or_else(|| Value::Unknown(symbol(&address, name)))),
                }
            })
        })
    }

    /// A folder as `source` and the place of the call tell.
    pub(super) fn called_folder(&self, module: u32, call: &str, source: Option<String>) -> Option<String> {
        let path = self.call_path(module, call);
        match source {
            Some(source) if config::is_local(&source) => files::join(&self.folder(module), &source),
            _ => self.tree.config.installed.get(&path).cloned(),
        }
    }
}
