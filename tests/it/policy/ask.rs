//! Questions written short.

use std::collections::BTreeMap;

use keyholder::aws::{Action, Text};
use keyholder::policy::{
    Caller, Context, Document, Evaluation, Fact, OpenCondition, Policies, PolicyId, Request, ResourceSide, Source, Target, authorize,
};

/// A question with its policies. Policies are numbered: identity from 0, resource 100, boundary 200, session 300.
pub(crate) struct Ask {
    pub(crate) caller: Caller,
    pub(crate) action: &'static str,
    pub(crate) target: Target,
    pub(crate) account: Option<Text>,
    pub(crate) context: Context,
    pub(crate) identity: Option<Vec<Option<Document>>>,
    pub(crate) resource: Side,
    pub(crate) boundary: Option<Document>,
}

/// The resource's policy.
pub(crate) enum Side {
    None,
    Unseen,
    Unknown,
    Policy(Document),
}

pub(crate) fn document(json: &str) -> Document {
    Document::parse_str(json).unwrap_or_else(|e| panic!("{e}: {json}"))
}

/// A document of these statements, version 2012-10-17.
pub(crate) fn policy(statements: &str) -> Document {
    document(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#))
}

pub(crate) fn role() -> Caller {
    Caller::Role { arn: "arn:aws:iam::111122223333:role/app".into(), session: None }
}

pub(crate) fn outsider() -> Caller {
    Caller::Role { arn: "arn:aws:iam::999988887777:role/vendor".into(), session: None }
}

pub(crate) fn some(pattern: &str) -> Target {
    Target::Some(pattern.into())
}

pub(crate) fn one(arn: &str) -> Target {
    Target::One(arn.into())
}

impl Ask {
    pub(crate) fn new(caller: Caller, action: &'static str, target: Target) -> Self {
        Self {
            caller,
            action,
            target,
            account: Some("111122223333".into()),
            context: Context::default(),
            identity: Some(Vec::new()),
            resource: Side::None,
            boundary: None,
        }
    }

    pub(crate) fn identity(mut self, statements: &str) -> Self {
        self.identity.get_or_insert_default().push(Some(policy(statements)));
        self
    }

    pub(crate) fn unknown_identity(mut self) -> Self {
        self.identity.get_or_insert_default().push(None);
        self
    }

    pub(crate) fn caller_side_unseen(mut self) -> Self {
        self.identity = None;
        self
    }

    pub(crate) fn resource(mut self, statements: &str) -> Self {
        self.resource = Side::Policy(policy(statements));
        self
    }

    pub(crate) fn side(mut self, side: Side) -> Self {
        self.resource = side;
        self
    }

    pub(crate) fn fact(mut self, key: &str, fact: Fact) -> Self {
        self.context.keys.insert(key.to_lowercase(), fact);
        self
    }

    pub(crate) fn known(self, key: &str, value: &str) -> Self {
        self.fact(key, Fact::Known(vec![value.into()]))
    }

    pub(crate) fn evaluate(&self) -> Evaluation {
        let source = |id: u32, document| Source { id: PolicyId(id), document };
        let policies = Policies {
            identity: self.identity.as_ref().map(|list| list.iter().zip(0..).map(|(d, i)| source(i, d.as_ref())).collect()),
            boundary: self.boundary.as_ref().map(|d| source(200, Some(d))),
            session: None,
            scps: None,
            rcps: None,
            endpoints: Vec::new(),
            resource: match &self.resource {
                Side::None => ResourceSide::NoPolicy,
                Side::Unseen => ResourceSide::Unseen,
                Side::Unknown => ResourceSide::Policy(source(100, None)),
                Side::Policy(d) => ResourceSide::Policy(source(100, Some(d))),
            },
            restrict_public_buckets: false,
            beside: keyholder::policy::Beside::default(),
        };
        let action = Action::parse(self.action).unwrap();
        let request =
            Request { caller: &self.caller, action: &action, target: &self.target, resource_account: self.account.as_ref(), context: &self.context };
        authorize(&request, &policies)
    }
}

/// Conditions as `key operator value,value`.
pub(crate) fn written(conditions: &[OpenCondition]) -> Vec<String> {
    conditions.iter().map(|c| format!("{} {} {}", c.key, c.operator, c.values.iter().map(Text::to_string).collect::<Vec<_>>().join(","))).collect()
}

/// The conditions, resource and context of an answer that hangs on something.
pub(crate) fn allowed_if(evaluation: &Evaluation) -> (Vec<String>, String, BTreeMap<String, Vec<String>>) {
    let Evaluation::AllowedIf(conditions, witness, _) = evaluation else { panic!("not conditional: {evaluation:?}") };
    let context = witness.context.iter().map(|(k, v)| (k.clone(), v.iter().map(Text::to_string).collect())).collect();
    (written(conditions), witness.resource.to_string(), context)
}
