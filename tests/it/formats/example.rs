//! A report made by hand: a BYOC Kafka environment whose vendor reaches more than it says.

use keyholder::report::view::{
    Accepted, Access, Assumption, Blocker, Boundary, Cell, Certainty, Claim, ClaimVerdict, Condition, Confidence, EdgeKind, Evidence, Finding, Gap,
    Hop, Input, Matrix, Node, Origin, Path, PolicyCounts, Privacy, Reach, Report, Row, Rule, Severity, Statement, Tool, Trace, Unknown, VERSION,
    Verdict, Who,
};

pub fn node(kind: &str, name: &str) -> Node {
    let resource = match kind {
        "iam-role" => Some(format!("aws_iam_role.{}", name.replace('-', "_"))),
        "s3-bucket" => Some(format!("aws_s3_bucket.{}", name.replace('-', "_"))),
        "kms-key" => Some("aws_kms_key.data".to_owned()),
        _ => None,
    };
    let arn = match kind {
        "iam-role" => format!("arn:aws:iam::444455556666:role/{name}"),
        "s3-bucket" => format!("arn:aws:s3:::{name}"),
        "kms-key" => "arn:aws:kms:eu-central-1:444455556666:key/⟨aws_kms_key.data.key_id⟩".to_owned(),
        _ => format!("arn:aws:iam::999988887777:role/{name}"),
    };
    let outside = resource.is_none();
    Node {
        id: resource.clone().unwrap_or_else(|| arn.clone()),
        kind: if outside { "principal".into() } else { kind.into() },
        address: resource,
        arn,
        account: if outside { "999988887777".into() } else { "444455556666".into() },
        referenced: outside,
        name: name.into(),
        vendor: outside.then(|| "streamhouse".into()),
        role: outside.then(|| "automation".into()),
        datasets: (kind == "s3-bucket").then(|| "regulated-topics".into()).into_iter().collect(),
    }
}

pub fn origin(line: u32) -> Origin {
    Origin {
        file: Some("terraform/iam.tf".into()),
        line: Some(line),
        address: Some("aws_iam_role.swk_automation".into()),
        pointer: "/planned_values/root_module/resources/3".into(),
        input: "plan.json".into(),
        ..Origin::default()
    }
}

pub fn statement(policy: &str, kind: &str, sid: &str, line: u32) -> Statement {
    Statement { policy: policy.into(), kind: kind.into(), sid: Some(sid.into()), index: 0, origin: origin(line) }
}

pub fn hop(from: &Node, edge: EdgeKind, to: &Node, actions: &[&str], statements: Vec<Statement>, evidence: &str) -> Hop {
    Hop {
        from: from.clone(),
        to: to.clone(),
        edge,
        ids: if edge == EdgeKind::PassNew { vec!["ec2-001".into()] } else { Vec::new() },
        actions: actions.iter().map(|a| (*a).to_owned()).collect(),
        statements,
        certainty: Certainty::Certain,
        conditions: Vec::new(),
        facts: Vec::new(),
        also: Vec::new(),
        evidence: Some(evidence.into()),
    }
}

fn trace(id: &str, access: Access, verdict: Verdict, hops: Vec<Hop>, conditions: Vec<Condition>) -> Trace {
    Trace {
        id: Some(id.into()),
        from: hops.first().unwrap().from.clone(),
        to: hops.last().unwrap().to.clone(),
        access,
        verdict,
        scope: Reach::All,
        conditions,
        assumptions: vec!["no-scp".into(), "caller-side-allows".into()],
        hops,
        easiest: None,
        blocked_by: Vec::new(),
        unknown: Vec::new(),
        remedy: None,
    }
}

/// The report.
pub fn report() -> Report {
    let deployer = node("outside", "fleet-deployer");
    let support = node("outside", "support-engineer");
    let automation = node("iam-role", "swk-automation");
    let etl = node("iam-role", "acme-lake-etl");
    let readonly = node("iam-role", "swk-support-readonly");
    let lake = node("s3-bucket", "acme-lake-prod");
    let logs = node("s3-bucket", "acme-kafka-logs");
    let archive = node("s3-bucket", "acme-archive");
    let trust = statement("aws_iam_role.swk_automation trust policy", "trust", "VendorAssumes", 41);
    let external_id = Condition {
        key: "sts:ExternalId".into(),
        operator: "StringEquals".into(),
        values: vec!["acme-7f3c".into()],
        who: Who::Caller,
        statement: trust.clone(),
    };
    let assume = {
        let mut hop = hop(&deployer, EdgeKind::Assume, &automation, &["sts:AssumeRole"], vec![trust], "E-001");
        hop.conditions = vec![external_id.clone()];
        hop
    };
    let pass = {
        let policy = statement("aws_iam_role_policy.swk_automation", "identity", "Fleet", 88);
        let mut hop = hop(&automation, EdgeKind::PassNew, &etl, &["iam:PassRole", "ec2:RunInstances"], vec![policy], "E-002");
        hop.facts = vec!["the instance profile acme-lake-etl holds the role".into()];
        hop
    };
    let lake_policy = statement("aws_iam_role_policy.lake_etl", "identity", "Lake", 12);
    let read = hop(&etl, EdgeKind::Read, &lake, &["s3:GetObject", "kms:Decrypt"], vec![lake_policy.clone()], "E-003");
    let write = hop(&etl, EdgeKind::Write, &lake, &["s3:PutObject"], vec![lake_policy.clone()], "E-004");
    let read_archive = hop(&etl, EdgeKind::Read, &archive, &["s3:GetObject"], vec![lake_policy], "E-005");
    let enter =
        hop(&support, EdgeKind::Assume, &readonly, &["sts:AssumeRole"], vec![statement("aws_iam_role.ro trust policy", "trust", "", 60)], "E-006");
    let read_logs = hop(
        &readonly,
        EdgeKind::Read,
        &logs,
        &["s3:GetObject"],
        vec![statement("arn:aws:iam::aws:policy/ReadOnlyAccess", "identity", "ReadOnlyActionsGroup1", 61)],
        "E-007",
    );
    let mut undecided = trace("T-005", Access::Read, Verdict::Undecided, vec![enter.clone()], Vec::new());
    undecided.to = archive.clone();
    undecided.unknown = vec![Unknown {
        from: readonly.clone(),
        to: archive.clone(),
        kind: "unknown-policy".into(),
        message: "known after apply".into(),
        subject: Some("aws_s3_bucket_policy.archive".into()),
        origin: Some(origin(133)),
    }];
    let mut never = trace("T-006", Access::Read, Verdict::Never, vec![enter.clone()], Vec::new());
    never.to = lake.clone();
    never.blocked_by = vec![Blocker {
        from: readonly.clone(),
        to: lake.clone(),
        edge: EdgeKind::Read,
        action: Some("s3:GetObject".into()),
        resource: Some("arn:aws:s3:::acme-lake-prod/*".into()),
        explicit: Some(true),
        decided_by: Some("boundary".into()),
        statements: vec![statement("aws_iam_policy.boundary", "boundary", "NoLake", 200)],
        missing: None,
    }];
    never.hops = Vec::new();
    let traces = vec![
        trace("T-001", Access::Read, Verdict::ReachesIf, vec![assume.clone(), pass.clone(), read.clone()], vec![external_id.clone()]),
        trace("T-002", Access::Write, Verdict::ReachesIf, vec![assume.clone(), pass.clone(), write], vec![external_id.clone()]),
        trace("T-003", Access::Read, Verdict::ReachesIf, vec![assume.clone(), pass.clone(), read_archive], vec![external_id.clone()]),
        trace("T-004", Access::Read, Verdict::Reaches, vec![enter.clone(), read_logs], Vec::new()),
        undecided,
        never,
    ];
    let cell = |verdict, text: &str, reason: &str, trace: Option<&str>, findings: &[&str]| Cell {
        verdict,
        text: text.into(),
        reason: reason.into(),
        stores: usize::from(verdict != Verdict::Never) * 2,
        trace: trace.map(Into::into),
        findings: findings.iter().map(|f| (*f).to_owned()).collect(),
    };
    let matrix = Matrix {
        columns: vec!["regulated-topics".into(), "broker-logs".into(), "whole account".into()],
        rows: vec![
            Row {
                actor: deployer.clone(),
                entry: vec!["assumes swk-automation with an ExternalId".into()],
                cells: vec![
                    cell(Verdict::ReachesIf, "read, write, under conditions", "via swk-automation, acme-lake-etl", Some("T-001"), &["F-001"]),
                    cell(Verdict::Never, "no path", "", None, &[]),
                    cell(Verdict::Never, "no path", "", None, &[]),
                ],
            },
            Row {
                actor: support.clone(),
                entry: vec!["assumes swk-support-readonly, no ExternalId asked".into()],
                cells: vec![
                    cell(Verdict::Undecided, "not known", "aws_s3_bucket_policy.archive: known after apply", Some("T-005"), &[]),
                    cell(Verdict::Reaches, "read", "via swk-support-readonly", Some("T-004"), &["F-002"]),
                    cell(Verdict::Never, "no path", "explicit deny: boundary", None, &[]),
                ],
            },
        ],
    };
    let rule = |id: &str, title: &str, severity, findings| {
        Rule {
        id: id.into(),
        title: title.into(),
        severity,
        since: "0.1.0".into(),
        controls: vec!["NIST 800-53 r5 AC-6".into(), "ISO 27001:2022 A.8.2".into()],
        help: "## What it finds\nA way from a vendor to data.\n\n## Why it matters\nThe vendor can read it.\n\n## How to fix it\nRestrict `iam:PassRole` to the roles that the product needs, and give the role a permissions boundary.\n\n## Limits\nOrganization policies are not seen.".into(),
        findings,
    }
    };
    let finding = |id: &str, rule: &str, severity, message: &str, hops: Vec<Hop>| Finding {
        id: id.into(),
        rule: rule.into(),
        severity,
        confidence: Confidence::Assumed,
        fingerprint: format!("{id:0>32}").to_lowercase().replace('-', "0"),
        subject: hops.last().map_or_else(|| "streamhouse".to_owned(), |h| h.to.id.clone()),
        message: message.into(),
        locations: vec![origin(88), origin(12)],
        hops,
        statements: Vec::new(),
        conditions: Vec::new(),
        remedy: None,
        baseline: None,
        accepted: None,
    };
    let mut accepted = finding("F-003", "wide-session", Severity::Low, "The session of swk-automation may last 12 hours", Vec::new());
    accepted.accepted = Some(Accepted {
        reason: "upgrades take long".into(),
        owner: "data-platform".into(),
        approver: Some("ciso".into()),
        expires: "2027-01-31".into(),
    });
    Report {
        changes: None,
        configuration: None,
        controls: Vec::new(),
        pictures: Vec::new(),
        version: VERSION,
        tool: Tool { name: "keyholder".into(), version: "0.1.0".into() },
        title: "Vendor access review · acme-prod-data".into(),
        inputs: vec![Input {
            name: "plan.json".into(),
            sha256: "5346da51473b26a7fc68512266df4f445f540acc90aac915bf494eea8008013c".into(),
            kind: "Terraform plan".into(),
            date: Some("2026-11-20T09:14:00Z".into()),
        }],
        complete: false,
        paths: vec![Path {
            cluster: "acme-kafka".into(),
            boundary: Boundary::Client,
            from: "internet".into(),
            to: "acme-kafka".into(),
            ports: vec![9094],
            verdict: Privacy::Blocked,
            mechanism: "inside the VPC".into(),
            alternative: None,
            missing: vec!["sg-kafka: no security group rule lets it into".into()],
            evidence: vec!["sg-kafka".into()],
            codes: Vec::new(),
        }],
        verdict: Some(Verdict::Reaches),
        summary: "2 of 2 vendor actors can reach 3 data stores; the shortest way leads from support-engineer to acme-kafka-logs in 2 steps.".into(),
        basis: vec!["Configured as vendor: streamhouse.".into()],
        policies: PolicyCounts { known: 14, rebuilt: 0, unknown: 1 },
        assumptions: vec![
            Assumption {
                id: "no-scp".into(),
                when: "there is no organization data in any source".into(),
                value: "no service control policy is attached".into(),
            },
            Assumption {
                id: "caller-side-allows".into(),
                when: "the caller belongs to another account, or its ARN is not in the input".into(),
                value: "its own identity policies allow the call".into(),
            },
        ],
        gaps: vec![
            Gap {
                kind: "unknown-policy".into(),
                subject: "aws_s3_bucket_policy.archive".into(),
                message: "its policy is known only after apply".into(),
                origin: origin(133),
            },
            Gap {
                kind: "unmodelled-type".into(),
                subject: "aws_quicksight_data_source.bi".into(),
                message: "keyholder does not model aws_quicksight_data_source".into(),
                origin: origin(300),
            },
        ],
        claims: vec![
            Claim {
                id: "vendor-never-reads".into(),
                says: "streamhouse never reads regulated-topics".into(),
                verdict: ClaimVerdict::Refuted,
                witness: Some(Trace { id: None, ..traces[0].clone() }),
            },
            Claim { id: "lake-shut".into(), says: "streamhouse never writes broker-logs".into(), verdict: ClaimVerdict::Proven, witness: None },
        ],
        matrix,
        findings: vec![
            finding(
                "F-001",
                "vendor-reaches-regulated-data",
                Severity::Critical,
                "streamhouse can read acme-lake-prod, which holds regulated-topics: fleet-deployer passes acme-lake-etl to an instance of its own",
                vec![assume, pass, read],
            ),
            finding(
                "F-002",
                "trust-without-external-id",
                Severity::High,
                "swk-support-readonly trusts support-engineer of another account without an effective ExternalId",
                vec![enter],
            ),
            accepted,
        ],
        rules: vec![
            rule("vendor-reaches-regulated-data", "A vendor reaches regulated data", Severity::Critical, 1),
            rule("trust-without-external-id", "A trust policy without an effective ExternalId", Severity::High, 1),
            rule("wide-session", "A session that lasts longer than agreed", Severity::Low, 1),
            rule("public-store", "A store that anybody can read", Severity::Critical, 0),
        ],
        evidence: (1..=7)
            .map(|n| Evidence { id: format!("E-{n:03}"), text: format!("step {n}"), statements: Vec::new(), origins: vec![origin(n)] })
            .collect(),
        diagrams: Vec::new(),
        traces,
    }
}
