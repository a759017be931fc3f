//! Two policies against each other, with everything open: a policy gains nothing on itself, and the comparison ends. Documents are separated by
//! a line `---`.
#![no_main]

use keyholder::policy::{Comparison, Document, Sort, new_access};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((old, new)) = text.split_once("\n---\n") else { return };
    let (Ok(old), Ok(new)) = (Document::parse_str(old), Document::parse_str(new)) else { return };
    for sort in [Sort::Identity, Sort::Resource] {
        assert_eq!(new_access(&old, &old, sort), Comparison::NoGain);
        let _ = new_access(&old, &new, sort);
    }
});
