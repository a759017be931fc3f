//! Who controls what a condition key holds.
//!
//! Source: "AWS global condition context keys", "IAM and AWS STS condition context keys", and the condition key tables of the services.

use super::evaluation::Controller;

/// Keys that the network, the clock, the session's birth or a calling service fix.
const ENVIRONMENT: [&str; 24] = [
    "aws:sourceip",
    "aws:vpcsourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:currenttime",
    "aws:epochtime",
    "aws:tokenissuetime",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:viaawsservice",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:federatedprovider",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "kms:viaservice",
];

/// Keys that the customer sets: organization and tags.
const CUSTOMER: [&str; 8] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "kms:resourcealiases",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Who controls the key (in lower case). What a service's own keys hold is a parameter of the call unless said otherwise.
pub(super) fn controller(key: &str) -> Controller {
    let family = key.split_once('/').map_or(key, |(f, _)| f);
    let service = key.split_once(':').map_or("", |(s, _)| s);
    let name = family.split_once(':').map_or(family, |(_, n)| n);
    if ENVIRONMENT.contains(&family) || service.contains('.') || service == "saml" || key.starts_with("ec2:sourceinstance") {
        Controller::Environment
    } else if CUSTOMER.contains(&family) || matches!(name, "resourcetag" | "existingobjecttag" | "principaltag" | "buckettag") {
        Controller::Customer
    } else {
        Controller::Caller
    }
}

/// How hard a condition on a key of this kind is to meet for the caller.
pub(super) fn cost(who: Controller) -> u32 {
    match who {
        Controller::Caller => 1,
        Controller::Environment | Controller::Customer => 100,
    }
}
