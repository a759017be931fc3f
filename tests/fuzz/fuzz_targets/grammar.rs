//! Any bytes as a policy document: an error with a place, or a document; never a panic or a hang.
#![no_main]

use keyholder::policy::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(error) = Document::parse_str(text) {
        assert!(!error.to_string().is_empty());
    }
});
