//! Diagrams: what the layout promises, and what the writers promise about hostile text.

mod engine;
mod examples;
mod network;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use keyholder::graph::{AccessGraph, NodeKind};
use keyholder::model::{Inventory, Review};
use keyholder::report::Report;
use keyholder::report::diagram::layout::{self, Placed, Point, Rect};
use keyholder::report::diagram::view::{Arrangement, Badge, BadgeKind, Cluster, ClusterKind, Diagram, Edge, EdgeKind, Node, NodeClass, Tone};
use keyholder::report::diagram::{Error, dot, fold, mermaid, svg};
use keyholder::{change, findings, report, trace};
use proptest::prelude::*;

/// Whether a piece of a line runs through the inside of a rectangle.
fn crosses(rect: &Rect, from: Point, to: Point) -> bool {
    let steps = (to.x - from.x).abs().max((to.y - from.y).abs()).max(1);
    (0..=steps).any(|step| {
        let (x, y) = (from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps);
        rect.x < x && x < rect.x + rect.w && rect.y < y && y < rect.y + rect.h
    })
}

/// Everything that is wrong with a layout, in words.
fn faults(diagram: &Diagram, placed: &Placed) -> Vec<String> {
    let mut out = Vec::new();
    // What must not overlap: boxes and labels.
    let mut areas: Vec<(String, Rect)> = placed.nodes.iter().map(|node| (diagram.nodes[node.node].id.clone(), node.rect)).collect();
    areas.extend(placed.edges.iter().filter_map(|edge| Some((format!("label of {}", diagram.edges[edge.edge].id), edge.label?))));
    for (at, (one, a)) in areas.iter().enumerate() {
        for (two, b) in areas.iter().skip(at + 1) {
            if a.meets(b) {
                out.push(format!("{one} overlaps {two}: {a:?} {b:?}"));
            }
        }
        if a.x < 0 || a.y < 0 || a.x + a.w > placed.width || a.y + a.h > placed.height {
            out.push(format!("{one} is off the page"));
        }
    }
    for edge in &placed.edges {
        let value = &diagram.edges[edge.edge];
        let points = edge.sampled();
        for (what, area) in &areas {
            let own = [&value.from, &value.to].contains(&what) || *what == format!("label of {}", value.id);
            if !own && points.windows(2).any(|pair| crosses(area, pair[0], pair[1])) {
                out.push(format!("{} ({} to {}) runs through {what}", value.id, value.from, value.to));
            }
        }
        let end = |id: &str| placed.nodes.iter().find(|node| diagram.nodes[node.node].id == id).unwrap().rect;
        let touches = |rect: Rect, point: Point| (point.x == rect.x || point.x == rect.x + rect.w) && rect.y < point.y && point.y < rect.y + rect.h;
        if !touches(end(&value.from), points[0]) || !touches(end(&value.to), *points.last().unwrap()) {
            out.push(format!("{} does not start or end at its boxes", value.id));
        }
    }
    frames(diagram, placed, &mut out);
    out
}

/// Frames hold what is theirs and nothing else, and do not cut each other.
fn frames(diagram: &Diagram, placed: &Placed, out: &mut Vec<String>) {
    let parents: BTreeMap<&str, Option<&str>> = diagram.clusters.iter().map(|c| (c.id.as_str(), c.parent.as_deref())).collect();
    let chain = |from: Option<&str>| {
        let mut all = Vec::new();
        let mut at = from.map(str::to_owned);
        while let Some(id) = at {
            at = parents.get(id.as_str()).copied().flatten().map(str::to_owned);
            all.push(id);
        }
        all
    };
    let inside = |inner: &Rect, outer: &Rect| {
        outer.x < inner.x && inner.x + inner.w < outer.x + outer.w && outer.y < inner.y && inner.y + inner.h < outer.y + outer.h
    };
    for frame in &placed.clusters {
        let id = &diagram.clusters[frame.cluster].id;
        for node in &placed.nodes {
            let value = &diagram.nodes[node.node];
            let member = chain(value.cluster.as_deref()).contains(id);
            if member && !inside(&node.rect, &frame.rect) {
                out.push(format!("{} sticks out of {id}", value.id));
            }
            if !member && frame.rect.meets(&node.rect) {
                out.push(format!("{} lies in {id}", value.id));
            }
            if frame.title.meets(&node.rect) {
                out.push(format!("title of {id} lies on {}", value.id));
            }
        }
        for other in &placed.clusters {
            let other_id = &diagram.clusters[other.cluster].id;
            let nested = chain(Some(other_id)).contains(id) || chain(Some(id)).contains(other_id);
            if !nested && frame.rect.meets(&other.rect) {
                out.push(format!("{id} overlaps {other_id}"));
            }
        }
    }
}

#[test]
fn examples_keep_every_promise() {
    for diagram in examples::all() {
        let placed = layout::builtin(&diagram);
        assert_eq!(faults(&diagram, &placed), Vec::<String>::new(), "{}", diagram.id);
        assert_eq!(placed, layout::builtin(&diagram));
        for (frame, edge) in placed.clusters.iter().flat_map(|frame| placed.edges.iter().map(move |edge| (frame, edge))) {
            assert!(!edge.sampled().windows(2).any(|pair| crosses(&frame.title, pair[0], pair[1])), "{} of {}", frame.cluster, diagram.id);
        }
        let text = svg::standalone(&diagram, &placed);
        assert_eq!(text, svg::standalone(&diagram, &placed));
        drawn_once(&diagram, &text);
        keep(&diagram.id, "svg", text.as_bytes());
        keep(&diagram.id, "dot", dot::write(&diagram).as_bytes());
        keep(&diagram.id, "mmd", mermaid::write(&diagram).as_bytes());
    }
}

/// The reviews of every sample, and of vendors' plans and labs where they are at hand.
fn real() -> Vec<(String, Report)> {
    worlds().into_iter().map(|(name, _, _, report)| (name, report)).collect()
}

/// The same with what they are made from.
fn worlds() -> Vec<(String, Inventory, Review, Report)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let folders = |path: &Path| {
        let mut all: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
        all.sort();
        all
    };
    let plans = folders(&root.join("samples")).into_iter().chain(crate::shared("vendor-plans").map(|p| folders(&p)).unwrap_or_default());
    for folder in plans.filter(|f| f.join("plan.json").is_file()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (inventory, review) = crate::formats::world("plan.json", &folder.join("plan.json"), &folder.join("keyholder.toml"));
        let report = crate::formats::reviewed(&inventory, &review);
        found.push((name, inventory, review, report));
    }
    for lab in crate::shared("aws-labs").map(|p| folders(&p)).unwrap_or_default() {
        let (mut files, mut open) = (Vec::new(), vec![lab.clone()]);
        while let Some(next) = open.pop() {
            for path in std::fs::read_dir(next).unwrap().map(|e| e.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|e| e == "json") {
                    files.push((path.strip_prefix(&lab).unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        let name = lab.file_name().unwrap().to_string_lossy().into_owned();
        let options = keyholder::ingest::Options {
            snapshots: vec![keyholder::ingest::Snapshot { name: name.clone(), files, alone: false, unread: Vec::new() }],
            ..Default::default()
        };
        let inventory = keyholder::ingest::read(&[], &options).unwrap();
        let report = crate::formats::reviewed(&inventory, &Review::default());
        found.push((name, inventory, Review::default(), report));
    }
    found
}

fn side<'a>(of: &findings::Analysis<'a>) -> change::World<'a> {
    change::World { inventory: of.inventory, graph: of.graph, traces: of.traces, claims: of.claims }
}

/// What the differences between plans look like.
fn changes() -> Vec<Diagram> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let config = folder.join("keyholder.toml");
    let read = |name: &str| crate::formats::world(name, &folder.join("plans").join(name), &config);
    let (base, review) = read("base.json");
    let mut out = Vec::new();
    for name in ["bucket-public.json", "caller-to-account.json", "external-id-dropped.json", "pass-role.json", "port-opened.json", "write-added.json"]
    {
        let (other, _) = read(name);
        let judged = [&base, &other].map(|inventory| (inventory, trace::review(inventory, &review)));
        let [before, after] =
            judged.each_ref().map(|(inventory, reviewed)| keyholder::findings::Analysis::of(inventory, &review, reviewed, crate::formats::TODAY));
        let meta = report::Meta { version: "0.1.0", rules: findings::rules() };
        let [found, now] = [&before, &after].map(|analysis| findings::run(analysis));
        let [old, new] = [report::build(&before, &found, &meta), report::build(&after, &now, &meta)];
        let delta = change::compare(side(&before), side(&after));
        let before = report::Compared { analysis: &before, findings: &found, report: &old };
        let changed = report::changed(before, report::Compared { analysis: &after, findings: &now, report: &new }, &delta);
        out.extend(changed.diagrams.into_iter().filter(|d| d.id == "changes"));
    }
    out
}

/// Every picture there is: those of the reviews, of what a plan changes, of questions, and of keys.
fn pictures() -> Vec<(String, Vec<Diagram>)> {
    let meta = report::Meta { version: "0.1.0", rules: &[] };
    let mut all = Vec::new();
    for (name, inventory, review, report) in worlds() {
        let mut diagrams = report.diagrams;
        let asked = |from: &str, to: &str| {
            let from = trace::from(from, &inventory, &review, &trace::groups(&inventory, &review, &AccessGraph::outsiders_named(&inventory))).ok()?;
            let to = trace::to(to, &inventory, &review, trace::Access::Any).ok()?;
            let graph = AccessGraph::build(&inventory, &[]);
            let ids = |kinds: &[NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect::<Vec<_>>();
            let answer = trace::answer(&inventory, &graph, &trace::Asked { from: ids(&from), to: ids(&to), access: trace::Access::Any });
            let sources = report::Sources { inventory: &inventory, review: &review, graph: &graph };
            Some(Diagram { id: "answer".into(), ..report::trace_answer(sources, &answer, &meta).diagram })
        };
        // One question of the widest way, and everything that a role of the input gets at.
        let role = inventory.resources.iter().find(|r| r.kind == "iam-role").and_then(|r| r.origin.address.clone());
        diagrams.extend(report.traces.first().and_then(|t| asked(&t.from.arn, "data")));
        diagrams.extend(role.and_then(|role| asked(&role, "data")));
        let graph = AccessGraph::build(&inventory, &[]);
        let sources = report::Sources { inventory: &inventory, review: &review, graph: &graph };
        for key in inventory.resources.iter().filter(|r| r.key.is_some()).take(3) {
            diagrams.extend(report::key_diagram(sources, key.id, &meta).map(|d| Diagram { id: "key".into(), ..d }));
        }
        all.push((name, diagrams));
    }
    all.push(("changes".to_owned(), changes()));
    all
}

#[test]
fn pictures_of_real_inputs_keep_every_promise() {
    let mut wrong = Vec::new();
    let (mut inputs, mut drawn, mut boxes, mut arrows) = (0, 0, 0, 0);
    let mut views: BTreeMap<String, usize> = BTreeMap::new();
    for (name, diagrams) in pictures() {
        inputs += 1;
        for diagram in &diagrams {
            let placed = layout::builtin(diagram);
            let untrue = if diagram.id == "network" { network::untrue(diagram) } else { Vec::new() };
            wrong.extend(faults(diagram, &placed).into_iter().chain(untrue).map(|fault| format!("{name}/{}: {fault}", diagram.id)));
            assert_eq!(placed, layout::builtin(diagram), "{name}/{}", diagram.id);
            let text = svg::standalone(diagram, &placed);
            assert_eq!(text, svg::standalone(diagram, &placed));
            drawn_once(diagram, &text);
            assert!(diagram.nodes.len() <= 120, "{name}/{}: {} boxes", diagram.id, diagram.nodes.len());
            assert!(mermaid::write(diagram).chars().count() <= mermaid::CHARACTERS, "{name}/{}", diagram.id);
            drawn += 1;
            boxes += diagram.nodes.len();
            arrows += diagram.edges.len();
            *views.entry(diagram.id.split("-F-").next().unwrap().to_owned()).or_default() += 1;
        }
    }
    #[allow(clippy::print_stdout)]
    {
        println!("{drawn} pictures of {inputs} inputs, {boxes} boxes and {arrows} arrows, {} faults: {views:?}", wrong.len());
    }
    for view in ["access", "answer", "blast-radius", "blocked", "changes", "exposure", "key", "network", "trace"] {
        assert!(views.contains_key(view), "{view} is not among {views:?}");
    }
    assert!(wrong.is_empty(), "{} faults of {drawn} pictures:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_step_is_drawn_or_listed() {
    for (name, report) in real() {
        let listed: BTreeSet<&str> = report.evidence.iter().map(|e| e.id.as_str()).collect();
        for (diagram, picture) in report.diagrams.iter().zip(&report.pictures) {
            let drawn: BTreeSet<&str> = diagram.edges.iter().flat_map(|e| &e.evidence).map(String::as_str).collect();
            let left: BTreeSet<&str> = picture.left_out.iter().map(String::as_str).collect();
            assert!(diagram.edges.iter().all(|e| !e.evidence.is_empty()), "{name}/{}", diagram.id);
            assert!(drawn.is_subset(&listed) && left.is_subset(&listed) && drawn.is_disjoint(&left), "{name}/{}", diagram.id);
            assert_eq!((picture.steps, picture.arrows, picture.boxes), (drawn.len(), diagram.edges.len(), diagram.nodes.len()));
            if diagram.id == "access" {
                let traces = report.traces.iter().filter(|t| t.verdict != keyholder::report::view::Verdict::Never);
                let steps: BTreeSet<&str> = traces.flat_map(|t| &t.hops).filter_map(|h| h.evidence.as_deref()).collect();
                let told: BTreeSet<&str> = drawn.union(&left).copied().collect();
                assert!(steps.is_subset(&told), "{name}: lost {:?}", steps.difference(&told).collect::<Vec<_>>());
            }
        }
    }
}

/// Pictures stay in the target folder, to be looked at.
fn keep(name: &str, extension: &str, bytes: &[u8]) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{extension}")), bytes).unwrap();
}

/// Every id is drawn exactly once, and the file is well-formed.
fn drawn_once(diagram: &Diagram, text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut ids: BTreeMap<(String, String), usize> = BTreeMap::new();
    for element in document.descendants() {
        if let (Some(class), Some(id)) = (element.attribute("class"), element.attribute("data-id")) {
            *ids.entry((class.to_owned(), id.to_owned())).or_default() += 1;
        }
        assert!(element.attribute("style").is_none());
    }
    let nodes = diagram.nodes.iter().map(|node| ("kh-node".to_owned(), node.id.clone()));
    let edges = diagram.edges.iter().map(|edge| ("kh-edge".to_owned(), edge.id.clone()));
    let expected: BTreeMap<(String, String), usize> = nodes.chain(edges).map(|key| (key, 1)).collect();
    assert_eq!(ids, expected);
}

#[test]
#[cfg(feature = "png")]
fn a_png_is_drawn_with_our_fonts() {
    let diagram = examples::path();
    let text = svg::standalone(&diagram, &layout::builtin(&diagram));
    let bytes = keyholder::report::diagram::png::render(&text).unwrap();
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000);
    assert_eq!(bytes, keyholder::report::diagram::png::render(&text).unwrap());
    keep(&diagram.id, "png", &bytes);
    assert!(keyholder::report::diagram::png::render("<svg").is_err());
}

#[test]
fn the_system_s_dot_can_place_the_examples() {
    for diagram in examples::all() {
        let placed = match layout::dot(&diagram, Duration::from_secs(60)) {
            Err(Error::NoDot) => return,
            other => other.unwrap(),
        };
        let text = svg::standalone(&diagram, &placed);
        drawn_once(&diagram, &text);
        keep(&format!("{}-dot", diagram.id), "svg", text.as_bytes());
    }
}

/// Counts of nodes, arrows and frames that graphviz-rust reads back.
fn reread(text: &str) -> (BTreeSet<String>, usize, usize) {
    use graphviz_rust::dot_structures::{Graph, Stmt};
    let Graph::DiGraph { stmts, .. } = graphviz_rust::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}")) else {
        panic!("not a directed graph")
    };
    let (mut nodes, mut edges, mut frames) = (BTreeSet::new(), 0, 0);
    let mut open = stmts;
    while let Some(stmt) = open.pop() {
        match stmt {
            Stmt::Node(node) => drop(nodes.insert(format!("{:?}", node.id))),
            Stmt::Edge(_) => edges += 1,
            Stmt::Subgraph(inner) => {
                frames += 1;
                open.extend(inner.stmts);
            }
            Stmt::Attribute(_) | Stmt::GAttribute(_) => {}
        }
    }
    (nodes, edges, frames)
}

#[test]
fn mermaid_says_what_it_leaves_out() {
    let text = mermaid::write(&examples::access());
    assert_eq!(text.lines().filter(|line| line.contains("| n")).count(), mermaid::EDGES);
    assert!(text.contains("and 7 more arrows and 4 more boxes not drawn"), "{text}");
    // All arrows of findings are there.
    assert_eq!(text.matches("F-00").count(), examples::access().edges.iter().filter(|edge| edge.finding.is_some()).count());
}

#[test]
fn mermaid_keeps_its_limit_without_arrows() {
    let mut diagram = examples::access();
    diagram.edges.clear();
    diagram.nodes.iter_mut().for_each(|node| node.label = vec!["\u{202E}".repeat(50); 2]);
    let text = mermaid::write(&diagram);
    assert!(text.chars().count() <= mermaid::CHARACTERS && text.contains("more boxes not drawn"), "{text}");
}

#[test]
fn hundreds_of_boxes_and_huge_words_do_no_harm() {
    let mut diagram = examples::access();
    diagram.title = "<script>".repeat(1_000_000);
    for at in 0..300 {
        let mut node = Node::new(format!("x{at}"), NodeClass::WorkloadRole, &[&"\u{202E}\0".repeat(10_000)]);
        node.cluster = Some(format!("deep{at}"));
        diagram.nodes.push(node);
        let parent = (at > 0).then(|| format!("deep{}", at - 1));
        let label = "]]>--><b>".to_owned();
        diagram.clusters.push(Cluster { id: format!("deep{at}"), parent, kind: ClusterKind::Vpc, full: label.clone(), label });
        diagram.edges.push(Edge::new(format!("x{at}"), format!("x{at}"), format!("x{}", (at * 7) % 300), EdgeKind::Assume));
    }
    let placed = layout::builtin(&diagram);
    let text = svg::standalone(&diagram, &placed);
    drawn_once(&diagram, &text);
    assert!(text.len() < 20_000_000);
    reread(&dot::write(&diagram));
    assert!(mermaid::write(&diagram).chars().count() <= mermaid::CHARACTERS);
}

#[test]
fn equal_zones_become_one() {
    let one = fold::equal_zones(&examples::network());
    let names: Vec<&str> = one.nodes.iter().map(|node| node.label[0].as_str()).collect();
    assert_eq!(
        names,
        [
            "Internet",
            "Acme office",
            "igw-01",
            "nat",
            "swk-nlb",
            "agent",
            "broker",
            "vpce-sts",
            "vpce-streamworks",
            "pcx-07",
            "vpce-s3",
            "lake-etl",
            "bi-warehouse",
            "STS",
            "S3",
            "PrivateLink service",
            "Vendor control plane"
        ]
    );
    let nlb = &one.nodes[4];
    assert_eq!(nlb.label, ["swk-nlb", "ENI 10.40.*.10"].map(String::from).to_vec().as_slice());
    assert_eq!((nlb.badges[0].text.as_str(), nlb.tone), ("×3", Tone::Review));
    let labels: Vec<&str> = one.edges.iter().filter(|edge| edge.from == "igw").map(|edge| edge.label.as_str()).collect();
    assert_eq!(labels, ["9092 (1 of 3)", "9092 (2 of 3)"], "the finding's arrow stays its own");
    assert!(one.clusters.iter().any(|cluster| cluster.label == "3 zones · eu-central-1a, b, c"));
    assert!(one.clusters.iter().any(|cluster| cluster.label == "private"));
    assert_eq!(one.folded, ["3 equal zones drawn as one: eu-central-1a, b, c"]);

    // A zone with a box more is not equal.
    let mut other = examples::network();
    let mut extra = Node::new("extra", NodeClass::NetworkInterface, &["bastion"]);
    extra.cluster = Some("prvb".into());
    other.nodes.push(extra);
    assert_eq!(fold::equal_zones(&other).folded, ["2 equal zones drawn as one: eu-central-1a, c"]);
}

const CLASSES: [NodeClass; 12] = [
    NodeClass::VendorPrincipal,
    NodeClass::IdentityProvider,
    NodeClass::TrustCondition,
    NodeClass::AutomationRole,
    NodeClass::SupportRole,
    NodeClass::WorkloadRole,
    NodeClass::Compute,
    NodeClass::Bucket,
    NodeClass::Key,
    NodeClass::InternetGateway,
    NodeClass::Endpoint,
    NodeClass::Internet,
];
const KINDS: [EdgeKind; 8] = [
    EdgeKind::Assume,
    EdgeKind::Trust,
    EdgeKind::PassNew,
    EdgeKind::Read,
    EdgeKind::ReadWrite,
    EdgeKind::Encrypts,
    EdgeKind::Deny,
    EdgeKind::Network,
];
const FRAMES: [ClusterKind; 6] =
    [ClusterKind::CustomerAccount, ClusterKind::Vpc, ClusterKind::Zone, ClusterKind::PrivateSubnet, ClusterKind::Data, ClusterKind::Roles];

/// Any small diagram, frames nested at will.
fn diagrams(words: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = Diagram> {
    let frame = (0..FRAMES.len(), 0..8_usize, words.clone());
    let node = (0..CLASSES.len(), 0..8_usize, words.clone(), prop::collection::vec(words.clone(), 0..3), 0..4_usize);
    let edge = (0..24_usize, 0..24_usize, 0..KINDS.len(), words.clone(), any::<bool>(), any::<bool>());
    let parts = (prop::collection::vec(frame, 0..7), prop::collection::vec(node, 1..24), prop::collection::vec(edge, 0..40));
    (parts, any::<bool>(), words).prop_map(|((frames, nodes, edges), network, title)| {
        let id = |letter: char, at: usize| format!("{letter}{at}");
        let frame_count = frames.len();
        let pick = |at: usize, below: usize| (below > 0 && at < below).then(|| id('c', at));
        Diagram {
            id: title.clone(),
            title: title.clone(),
            question: title.clone(),
            counts: title,
            arrangement: if network { Arrangement::Network } else { Arrangement::Access },
            clusters: frames
                .into_iter()
                .enumerate()
                .map(|(at, (kind, parent, label))| Cluster {
                    id: id('c', at),
                    parent: pick(parent, at),
                    kind: FRAMES[kind],
                    full: label.clone(),
                    label,
                })
                .collect(),
            nodes: nodes
                .iter()
                .enumerate()
                .map(|(at, (class, cluster, name, badges, tone))| Node {
                    badges: badges.iter().map(|text| Badge { kind: BadgeKind::SecurityGroup, text: text.clone() }).collect(),
                    tone: [Tone::Neutral, Tone::Review, Tone::Critical, Tone::Unknown][*tone],
                    cluster: pick(*cluster, frame_count),
                    ..Node::new(id('n', at), CLASSES[*class], &[name, "second line"])
                })
                .collect(),
            edges: edges
                .into_iter()
                .enumerate()
                .map(|(at, (from, to, kind, label, constraint, finding))| Edge {
                    label,
                    constraint,
                    finding: finding.then(|| format!("F-{at:03}")),
                    ..Edge::new(id('e', at), id('n', from % nodes.len()), id('n', to % nodes.len()), KINDS[kind])
                })
                .collect(),
            ..Diagram::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_layout_keeps_every_promise(diagram in diagrams("[a-z:*-]{0,20}")) {
        let placed = layout::builtin(&diagram);
        prop_assert_eq!(faults(&diagram, &placed), Vec::<String>::new());
        prop_assert_eq!(&placed, &layout::builtin(&diagram));
    }

    #[test]
    fn hostile_words_stay_words(diagram in diagrams(any::<String>())) {
        let placed = layout::builtin(&diagram);
        drawn_once(&diagram, &svg::standalone(&diagram, &placed));
        drawn_once(&diagram, &svg::fragment(&diagram, &placed));

        let (nodes, edges, frames) = reread(&dot::write(&diagram));
        prop_assert_eq!(nodes.len(), diagram.nodes.len());
        prop_assert_eq!(edges, diagram.edges.len());
        prop_assert!(frames >= diagram.clusters.len());

        let text = mermaid::write(&diagram);
        prop_assert!(text.chars().count() <= mermaid::CHARACTERS);
        let allowed = |c: char| c.is_ascii_alphanumeric() || " -_./:=+,#;[](){}|\"<>\n".contains(c);
        prop_assert!(text.chars().all(allowed), "{}", text);
        // Only markup of ours: a word's brackets and quotes are spelled as codes.
        prop_assert!(!text.replace("<br/>", "").replace("==>", "").replace("-->", "").replace("-.->", "").contains(['<', '>']));
    }
}
