//! Encodings and hashes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::digest;
use super::super::text::Text;
use super::super::value::Value;
use super::arguments::{Args, Fail, wrong};
use super::{Answer, json, yaml};

pub(super) fn call(name: &str, args: Args<'_>) -> Option<Answer> {
    Some(match name {
        "jsonencode" => args.get(0).map(|value| Value::String(Text::json(value.clone()))),
        "jsondecode" => args.text(0).and_then(|text| match text.as_json() {
            Some(value) => Ok(value.clone()),
            None if text.pieces().len() == 1 && !text.is_known() => Err(Fail::Unknown),
            None => json::parse(&text).map(json::Json::into_value).map_err(Fail::Message),
        }),
        "yamldecode" => args.str(0).and_then(|s| yaml::decode(&s).map_err(Fail::Message)),
        "yamlencode" => args.get(0).and_then(|value| if value.is_known() { Ok(Value::string(&yaml::encode(value))) } else { Err(Fail::Unknown) }),
        "csvdecode" => return None,
        "base64encode" => args.str(0).map(|s| Value::string(&STANDARD.encode(s))),
        "base64decode" => args.str(0).and_then(|s| match STANDARD.decode(s).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => Ok(Value::string(&text)),
            None => wrong("not the base64 encoding of a UTF-8 string"),
        }),
        "md5" => hash(args, digest::md5),
        "sha1" => hash(args, digest::sha1),
        "sha256" => hash(args, digest::sha256),
        "sha512" => hash(args, digest::sha512),
        "base64sha256" => args.str(0).map(|s| Value::string(&STANDARD.encode(digest::sha256_bytes(s.as_bytes())))),
        _ => return None,
    })
}

fn hash(args: Args<'_>, f: impl Fn(&[u8]) -> String) -> Answer {
    Ok(Value::string(&f(args.str(0)?.as_bytes())))
}
