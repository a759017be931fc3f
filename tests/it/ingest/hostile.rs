//! Hostile and odd inputs: whatever the bytes, an inventory or an error; and what must not matter does not.

use super::*;
use proptest::prelude::*;

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/terraform");
    files(&root).into_iter().filter(|p| p.extension().is_some_and(|e| e == "json")).collect()
}

/// Changes the value at the `n`th place of a tree, counted in depth first.
fn mutate(value: &mut Value, n: &mut usize, with: &Value) -> bool {
    if *n == 0 {
        *value = with.clone();
        return true;
    }
    *n -= 1;
    match value {
        Value::Array(list) => list.iter_mut().any(|v| mutate(v, n, with)),
        Value::Object(map) => map.values_mut().any(|v| mutate(v, n, with)),
        _ => false,
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

/// Drops the `n`th member of all objects.
fn drop_member(value: &mut Value, n: &mut usize) -> bool {
    match value {
        Value::Array(list) => list.iter_mut().any(|v| drop_member(v, n)),
        Value::Object(map) => {
            if *n < map.len() {
                let key = map.keys().nth(*n).unwrap().clone();
                map.shift_remove(&key);
                return true;
            }
            *n -= map.len();
            map.values_mut().any(|v| drop_member(v, n))
        }
        _ => false,
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-1)),
        Just(json!(1e300)),
        Just(json!("")),
        Just(json!("arn:aws:iam::x")),
        Just(json!("⟨account:aws⟩\u{1b}[31m<b>")),
        Just(json!("module.a[\"")),
        Just(json!("aws_iam_role.r[each.key")),
        Just(json!([])),
        Just(json!([[[{}]]])),
        Just(json!({})),
        Just(json!({"references": ["var.x", "module.m.y", "each.value", "aws_x", "."]})),
        Just(json!({"constant_value": null})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_fixtures_are_read_or_refused(which in any::<prop::sample::Index>(), places in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..6), drops in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let fixtures = fixtures();
        let mut value: Value = serde_json::from_slice(&std::fs::read(which.get(&fixtures)).unwrap()).unwrap();
        for (place, with) in places {
            let mut n = place.index(size(&value));
            mutate(&mut value, &mut n, &with);
        }
        for place in drops {
            let mut n = place.index(size(&value));
            drop_member(&mut value, &mut n);
        }
        let _ = ingest::read(&[bytes("x", value.to_string())], &Options::default());
    }

    #[test]
    fn cut_fixtures_are_read_or_refused(which in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut content = std::fs::read(which.get(&fixtures())).unwrap();
        let flip = flip.index(content.len());
        content[flip] = byte;
        content.truncate(cut.index(content.len() * 2));
        let _ = ingest::read(&[bytes("x", content)], &Options::default());
    }
}

/// The same JSON with the members of every object in the opposite order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().map(reversed).collect()),
        Value::Object(map) => Value::Object(map.iter().rev().map(|(k, v)| (k.clone(), reversed(v))).collect()),
        other => other.clone(),
    }
}

#[test]
fn the_order_of_members_does_not_matter() {
    for path in fixtures() {
        let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let read = |value: &Value| summary(&ingest::read(&[bytes("x", value.to_string())], &Options::default()).unwrap());
        assert_eq!(read(&value), read(&reversed(&value)), "{}", path.display());
    }
}

#[test]
fn the_order_of_sources_does_not_matter() {
    let sources: Vec<Source> = fixtures().iter().map(|p| Source { name: p.display().to_string(), ..source(p) }).collect();
    let read = |sources: &[Source]| format!("{:?}", ingest::read(sources, &Options::default()).unwrap());
    let backwards: Vec<Source> = sources.iter().rev().cloned().collect();
    assert_eq!(read(&sources), read(&backwards));
}

#[test]
fn a_long_name_and_many_references_take_no_time() {
    let long = "x".repeat(10_000_000);
    let started = std::time::Instant::now();
    let bucket = create("aws_s3_bucket.b", json!({"bucket": long}), json!({}), json!({}));
    let references: Vec<String> = (0..2_000).map(|i| format!("aws_iam_role.r{i}.name")).collect();
    let attach = create("aws_iam_role_policy_attachment.a", json!({}), json!({"role": true}), json!({"role": {"references": references}}));
    assert!(!inventory(&[plan(&[bucket, attach])]).resources.is_empty());
    assert!(started.elapsed().as_secs() < 10);
}
