//! The words that every format uses for verdicts, steps and severities.

use super::view::{Access, Certainty, ClaimVerdict, Confidence, EdgeKind, Hop, Origin, Severity, Statement, Verdict};

/// What a step does, as a verb between two names.
pub fn edge(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Assume => "assumes",
        EdgeKind::AssumeWebIdentity => "assumes by web identity",
        EdgeKind::AssumeSaml => "assumes by SAML",
        EdgeKind::RunsAs => "runs as",
        EdgeKind::PassNew => "creates compute that runs as",
        EdgeKind::Hijack => "takes over",
        EdgeKind::Credential => "obtains credentials of",
        EdgeKind::RewriteTrust => "rewrites the trust policy of",
        EdgeKind::RewriteGrant => "adds permissions to",
        EdgeKind::RemoveGuard => "removes a guard of",
        EdgeKind::Expose => "exposes",
        EdgeKind::FlipTag => "sets a tag on",
        EdgeKind::Connect => "connects to",
        EdgeKind::Read => "reads",
        EdgeKind::Write => "writes",
        EdgeKind::Decrypt => "decrypts with",
        EdgeKind::Admin => "holds every action on",
    }
}

/// The same of a step, which may lead to something that is had or done rather than become.
pub fn verb(hop: &Hop) -> &'static str {
    match hop.to.kind.as_str() {
        "shared-key" => "obtains",
        "data-role" => "gives itself",
        "opened-settings" => "rewrites",
        "opened-network" => "makes",
        _ => edge(hop.edge),
    }
}

/// What a step of a way does; `perhaps` where that is not certain.
pub fn step(hop: &Hop) -> String {
    let verb = verb(hop);
    if hop.certainty == Certainty::Unknown { format!("perhaps {verb}") } else { verb.to_owned() }
}

/// A verdict.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reaches => "reaches",
        Verdict::ReachesIf => "reaches-if",
        Verdict::Undecided => "undecided",
        Verdict::Never => "never",
    }
}

/// A claim's verdict.
pub fn claim(verdict: ClaimVerdict) -> &'static str {
    match verdict {
        ClaimVerdict::Proven => "proven",
        ClaimVerdict::Refuted => "refuted",
        ClaimVerdict::Undecided => "undecided",
    }
}

/// What is done with a target.
pub fn access(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Decrypt => "decrypt",
        Access::Become => "become",
        Access::Connect => "connect",
        Access::Any => "any",
    }
}

/// What is done with a target, as a verb.
pub fn reach(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Decrypt => "use",
        Access::Become => "hold",
        Access::Connect => "connect to",
        Access::Any => "reach",
    }
}

/// A severity.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// A confidence.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Possible => "possible",
        Confidence::Assumed => "assumed",
        Confidence::Proven => "proven",
    }
}

/// `1 gap`, `2 gaps`.
pub fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {}", plural(word)) }
}

/// `gaps`, `policies`, `ways`.
pub fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with('s') => word.to_owned(),
        _ => format!("{word}s"),
    }
}

/// Where something stands, most precise first: `iam.tf:41:3`, else the pointer within the input.
pub fn place(origin: &Origin) -> String {
    match (&origin.file, origin.line) {
        (Some(file), Some(line)) if origin.column.is_some_and(|c| c > 1) => format!("{file}:{line}:{}", origin.column.unwrap_or(1)),
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.clone(),
        (None, _) => match (&origin.address, &origin.arn) {
            (Some(address), _) => address.clone(),
            (None, Some(arn)) => arn.clone(),
            (None, None) if origin.pointer.is_empty() => origin.input.clone(),
            (None, None) => format!("{}#{}", origin.input, origin.pointer),
        },
    }
}

/// Which statement of which policy: `aws_iam_role.ops trust policy, statement 0 "AllowVendor"`.
pub fn statement(statement: &Statement) -> String {
    match &statement.sid {
        Some(role) if statement.kind == "role-assignment" => format!("{}, role “{role}”", statement.policy),
        Some(sid) if !sid.is_empty() => format!("{}, statement {} “{sid}”", statement.policy, statement.index),
        _ => format!("{}, statement {}", statement.policy, statement.index),
    }
}

/// What a change does, in two or three words.
pub fn change(changes: &super::view::Changes) -> &'static str {
    if !changes.added.is_empty() || !changes.widened.is_empty() || !changes.claims_refuted.is_empty() {
        "more reach"
    } else if !changes.removed.is_empty() || !changes.narrowed.is_empty() {
        "less reach"
    } else {
        "same reach"
    }
}

/// How many ways, claims, findings and gaps a change touches.
pub fn change_counts(changes: &super::view::Changes) -> String {
    let claims = count(changes.claims_refuted.len(), "claim");
    let gaps = count(changes.gaps_added.len(), "gap");
    let findings = count(changes.findings_added.len(), "finding");
    let parts = [
        (changes.added.len(), format!("{} added", count(changes.added.len(), "way"))),
        (changes.widened.len(), format!("{} widened", changes.widened.len())),
        (changes.narrowed.len(), format!("{} narrowed", changes.narrowed.len())),
        (changes.removed.len(), format!("{} removed", changes.removed.len())),
        (changes.claims_refuted.len(), format!("{claims} newly refuted")),
        (changes.findings_added.len(), format!("{findings} new")),
        (changes.findings_resolved.len(), format!("{} resolved", changes.findings_resolved.len())),
        (changes.gaps_added.len(), format!("{gaps} more")),
    ];
    let told: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
    if told.is_empty() { "Who reaches what is as it was.".to_owned() } else { format!("{}.", told.join(" · ")) }
}

/// All kinds of steps.
pub const EDGES: [EdgeKind; 17] = [
    EdgeKind::Assume,
    EdgeKind::AssumeWebIdentity,
    EdgeKind::AssumeSaml,
    EdgeKind::RunsAs,
    EdgeKind::PassNew,
    EdgeKind::Hijack,
    EdgeKind::Credential,
    EdgeKind::RewriteTrust,
    EdgeKind::RewriteGrant,
    EdgeKind::RemoveGuard,
    EdgeKind::Expose,
    EdgeKind::FlipTag,
    EdgeKind::Connect,
    EdgeKind::Read,
    EdgeKind::Write,
    EdgeKind::Decrypt,
    EdgeKind::Admin,
];

/// Why a step is refused, in one sentence.
pub fn blocker(blocker: &super::view::Blocker) -> String {
    use super::visible::shown;
    let why = refusal(blocker.missing.as_deref(), blocker.explicit, blocker.decided_by.as_deref(), blocker.action.as_deref());
    format!("{} {} {}: {}", shown(&blocker.from.name, 110), edge(blocker.edge), shown(&blocker.to.name, 110), shown(&why, 300))
}

/// Why: the fact that is missing, the policy that denies, or that nothing allows it.
pub fn refusal(missing: Option<&str>, explicit: Option<bool>, decided_by: Option<&str>, action: Option<&str>) -> String {
    let action = action.unwrap_or("it");
    match (missing, explicit, decided_by) {
        (Some(missing), ..) => missing.to_owned(),
        (None, Some(true), Some(by)) => format!("{action} is denied by a statement ({by})"),
        (None, Some(false), Some(by)) if by != "default" => format!("{action} is not allowed ({by})"),
        _ => format!("nothing allows {action}"),
    }
}
/// What a remedy takes away besides the way.
pub(super) fn lost(remedy: &super::view::Remedy) -> String {
    let left = if remedy.open { "the ways that are known are closed, others stay undecided" } else { "no way is left" };
    let roles = [super::view::EditKind::NarrowRole, super::view::EditKind::RemoveAssignment];
    match remedy.lost {
        _ if remedy.edits.iter().any(|e| roles.contains(&e.kind)) => format!("re-evaluated: {left}; what else the role lets do is lost, too"),
        0 => format!("re-evaluated: {left}, and no other permission is lost"),
        n => format!("re-evaluated: {left}; {} lost besides, such as {}", count(n, "permission"), remedy.lost_examples.join("; ")),
    }
}
