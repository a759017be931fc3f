//! A case: the request and the policies that apply, read from JSON.

use std::collections::BTreeMap;

use super::Error;
use super::beside::{S3Case, key_grants};
use super::reader::At;
use crate::aws::{Action, Arn, Text};
use crate::policy::{
    Beside, Caller, Context, Document, Evaluation, Fact, Policies, PolicyId, PolicyKind, Request, ResourceSide, Source, StatementRef, SyntaxError,
    Target, authorize,
};

/// Members of a case.
const CASE: [&str; 12] = [
    "request",
    "identityPolicies",
    "permissionBoundary",
    "permissionsBoundary",
    "sessionPolicy",
    "scps",
    "rcps",
    "resourcePolicy",
    "vpcEndpointPolicies",
    "s3BlockPublicAccess",
    "s3",
    "kmsGrants",
];

/// Members of a request.
const REQUEST: [&str; 6] = ["principal", "action", "resource", "resourceAccount", "context", "wildcardOnlyAction"];

/// The policies of a case, by id.
#[derive(Default)]
pub(super) struct Shelf {
    documents: Vec<(String, PolicyKind, Document)>,
}

impl Shelf {
    pub(super) fn add(&mut self, at: &At<'_>, kind: PolicyKind) -> Result<PolicyId, Error> {
        let read = Document::parse(at.value).and_then(|document| document.check(kind).map(|()| document));
        let document = read.map_err(|error| match error {
            SyntaxError::Element { pointer, message } => Error { pointer: format!("{}{pointer}", at.pointer), message, column: None },
            other => at.says(other.to_string()),
        })?;
        let id = PolicyId(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
        self.documents.push((at.pointer.clone(), kind, document));
        Ok(id)
    }

    fn one(&mut self, case: &At<'_>, names: &[&str], kind: PolicyKind) -> Result<Option<PolicyId>, Error> {
        let mut found = names.iter().filter_map(|name| case.get(name));
        let first = found.next();
        if let Some(second) = found.next() {
            return Err(second.says("it is there twice, by two names"));
        }
        first.map(|at| self.add(&at, kind)).transpose()
    }

    fn list(&mut self, at: Option<At<'_>>, kind: PolicyKind) -> Result<Vec<PolicyId>, Error> {
        at.map_or_else(|| Ok(Vec::new()), |at| at.elements()?.iter().map(|at| self.add(at, kind)).collect())
    }

    fn levels(&mut self, at: Option<At<'_>>, kind: PolicyKind) -> Result<Option<Vec<Vec<PolicyId>>>, Error> {
        at.map(|at| at.elements()?.into_iter().map(|level| self.list(Some(level), kind)).collect()).transpose()
    }

    pub(super) fn get(&self, id: PolicyId) -> Source<'_> {
        Source { id, document: self.documents.get(id.0 as usize).map(|(_, _, d)| d) }
    }

    fn all(&self, ids: &[PolicyId]) -> Vec<Source<'_>> {
        ids.iter().map(|id| self.get(*id)).collect()
    }

    fn tiers(&self, levels: Option<&Vec<Vec<PolicyId>>>) -> Option<Vec<Vec<Source<'_>>>> {
        levels.map(|levels| levels.iter().map(|level| self.all(level)).collect())
    }

    /// A statement: the place of its policy in the case, the policy's kind, and the statement's id.
    pub(super) fn statement(&self, at: StatementRef) -> Option<(&str, PolicyKind, Option<String>)> {
        let (place, kind, document) = self.documents.get(at.policy.0 as usize)?;
        let sid = document.statements.iter().find(|s| s.index == at.index)?.sid.as_ref().map(Text::to_string);
        Some((place, *kind, sid))
    }
}

/// Reads a case and decides it.
pub(super) fn decide(case: &At<'_>) -> Result<(Evaluation, Shelf), Error> {
    case.knows(&CASE)?;
    let question = case.need("request")?;
    question.knows(&REQUEST)?;
    let named = question.need("action")?;
    let action = Action::parse(&named.string()?).map_err(|e| named.says(e.to_string()))?;
    let principal = question.need("principal")?;
    let caller = caller(&principal.string()?, &action)
        .ok_or_else(|| principal.says("no principal: an ARN, an account id, a service such as `ec2.amazonaws.com`, or `anonymous`"))?;
    let resource = question.need("resource")?.string()?;
    let target = Target::One(if question.switch("wildcardOnlyAction")? { "*".into() } else { resource.into() });
    let account = question.get("resourceAccount").map(|at| at.string()).transpose()?.map(Text::from);
    let context = Context { keys: question.get("context").map_or_else(|| Ok(BTreeMap::new()), |at| facts(&at))?, complete: true };

    let mut shelf = Shelf::default();
    let identity = shelf.list(case.get("identityPolicies"), PolicyKind::Identity)?;
    let endpoints = shelf.list(case.get("vpcEndpointPolicies"), PolicyKind::Endpoint)?;
    let scps = shelf.levels(case.get("scps"), PolicyKind::Scp)?;
    let rcps = shelf.levels(case.get("rcps"), PolicyKind::Rcp)?;
    let boundary = shelf.one(case, &["permissionBoundary", "permissionsBoundary"], PolicyKind::Boundary)?;
    let session = shelf.one(case, &["sessionPolicy"], PolicyKind::Session)?;
    let side = if action.folded().starts_with("sts:assumerole") { PolicyKind::Trust } else { PolicyKind::Resource };
    let own = shelf.one(case, &["resourcePolicy"], side)?;
    let s3 = case.get("s3").map(|at| S3Case::read(&at, &mut shelf)).transpose()?;
    let key_grants = case.get("kmsGrants").map_or_else(|| Ok(Vec::new()), |at| key_grants(&at, &question))?;
    let on_s3 = s3.as_ref().map(|s3| s3.on(&shelf));
    let policies = Policies {
        identity: Some(shelf.all(&identity)),
        boundary: boundary.map(|id| shelf.get(id)),
        session: session.map(|id| shelf.get(id)),
        scps: shelf.tiers(scps.as_ref()),
        rcps: shelf.tiers(rcps.as_ref()),
        endpoints: shelf.all(&endpoints),
        resource: own.map_or(ResourceSide::NoPolicy, |id| ResourceSide::Policy(shelf.get(id))),
        restrict_public_buckets: case.switch("s3BlockPublicAccess")? || s3.as_ref().is_some_and(|s3| s3.restrict_public_buckets),
        beside: Beside { key_grants: &key_grants, s3: on_s3.as_ref() },
    };
    let request = Request { caller: &caller, action: &action, target: &target, resource_account: account.as_ref(), context: &context };
    let evaluation = authorize(&request, &policies);
    Ok((evaluation, shelf))
}

/// What the context says. Key names are not case-sensitive.
fn facts(context: &At<'_>) -> Result<BTreeMap<String, Fact>, Error> {
    let mut out = BTreeMap::new();
    for (key, at) in context.members()? {
        let fact = match at.value {
            crate::policy::Value::Null => Fact::Absent,
            crate::policy::Value::Array(_) => Fact::Many(at.elements()?.iter().map(At::scalar).collect::<Result<_, _>>()?),
            _ => Fact::Known(vec![at.scalar()?]),
        };
        let folded = key.to_lowercase();
        match out.get(&folded) {
            None => drop(out.insert(folded, fact)),
            // Tags of one name in different case can both be there; which of them counts is not said.
            Some(other) if key.contains('/') => drop((*other != fact).then(|| out.insert(folded, Fact::Open))),
            Some(_) => return Err(at.says("the condition key is there twice (keys are not case-sensitive)")),
        }
    }
    Ok(out)
}

/// The caller that a principal's name stands for.
fn caller(name: &str, action: &Action) -> Option<Caller> {
    if matches!(action.folded(), "sts:assumerolewithwebidentity" | "sts:assumerolewithsaml") {
        return Some(Caller::WebIdentity(name.into()));
    }
    if matches!(name, "anonymous" | "*") {
        return Some(Caller::Anonymous);
    }
    if name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Caller::Account(name.into()));
    }
    let Ok(arn) = Arn::parse(&name.into()) else {
        return (name.contains('.') && !name.contains(':')).then(|| Caller::Service(name.into()));
    };
    let (service, resource) = (arn.service.literal().unwrap_or_default(), arn.resource.literal().unwrap_or_default());
    match (service, resource.split_once('/')) {
        ("iam", None) if resource == "root" => Some(Caller::Root(name.into())),
        ("iam", Some(("user", _))) => Some(Caller::User(name.into())),
        ("iam", Some(("role", _))) => Some(Caller::Role { arn: name.into(), session: None }),
        ("iam", Some(("oidc-provider" | "saml-provider", _))) => Some(Caller::WebIdentity(name.into())),
        ("sts", Some(("federated-user", _))) => Some(Caller::FederatedUser(name.into())),
        ("sts", Some(("assumed-role", rest))) => {
            let (role, session) = rest.split_once('/')?;
            let role = Arn::new(arn.partition, "iam", "", arn.account, format!("role/{role}"));
            Some(Caller::Role { arn: role.to_text(), session: Some(session.into()) })
        }
        _ => None,
    }
}
