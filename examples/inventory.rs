fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let sources: Vec<_> = a.iter().map(|p| keyholder::ingest::Source { name: p.clone(), bytes: std::fs::read(p).unwrap() }).collect();
    let inv = keyholder::ingest::read(&sources, &Default::default()).unwrap();
    for x in &inv.accounts {
        println!("account {} {:?}", inv.render(&x.id), x.alias);
    }
    for r in &inv.resources {
        println!(
            "{} {} {} acct={} ref={} {:?}",
            r.id.0,
            r.kind,
            inv.render(&r.arn),
            inv.render(&r.account),
            r.referenced,
            r.principal.as_ref().map(|p| (p.trust, &p.inline, &p.attached, &p.groups, p.boundary))
        );
        println!("      pol={:?} store={:?} runs={:?}", r.resource_policy, r.store, r.runs_as);
    }
    for p in &inv.policies {
        println!("{:?} {:?} {} {:?} doc={}", p.id, p.kind, p.name, p.built, p.document.is_some());
    }
    for g in &inv.gaps {
        println!("GAP {:?} {} {}", g.kind, g.subject, g.message);
    }
}
