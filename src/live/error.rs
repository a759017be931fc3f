//! Why a collection can't be made, and how a single call ends.

use std::path::PathBuf;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;

use crate::aws::calls::Call;

/// Why a collection can't be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No threads.
    #[error("can't start: {0}")]
    Runtime(std::io::Error),
    /// A file can't be written or read.
    #[error("can't {what} `{}`: {source}", path.display())]
    File {
        /// What was done.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// There are files in the folder, but no snapshot.
    #[error("`{}` holds something else than a snapshot", path.display())]
    NotASnapshot {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// No Region.
    #[error("no Region to collect")]
    NoRegion,
    /// There is no such Region.
    #[error("there is no Region `{region}`")]
    NoSuchRegion {
        /// What was given.
        region: String,
        /// Regions with names near it.
        near: Vec<String>,
    },
    /// No credentials.
    #[error("no credentials for AWS{}", profile.as_ref().map(|p| format!(" in the profile `{p}`")).unwrap_or_default())]
    NoCredentials {
        /// The profile.
        profile: Option<String>,
        /// What was tried.
        message: String,
    },
    /// AWS doesn't take the credentials.
    #[error("AWS does not accept the credentials: {message}")]
    Credentials {
        /// What AWS says.
        message: String,
    },
    /// AWS can't be asked at all.
    #[error("can't ask AWS who is calling: {message}")]
    Unreachable {
        /// Why.
        message: String,
    },
}

impl Error {
    /// Advice.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::NotASnapshot { message, .. } => format!("{message}; give a new folder"),
            Self::NoRegion => "name one by `--region` (or `--region all`), AWS_REGION, or `region` in the profile".into(),
            Self::NoSuchRegion { near, .. } if near.is_empty() => "`aws ec2 describe-regions --all-regions` lists them, as `eu-west-1`".into(),
            Self::NoSuchRegion { near, .. } => format!("did you mean `{}`?", near.join("`, `")),
            Self::NoCredentials { message, .. } => {
                format!("sign in (`aws sso login`, `aws configure`) or name a profile by `--profile`; tried: {message}")
            }
            Self::Credentials { .. } => "sign in again (`aws sso login` for SSO), or name another profile by `--profile`".into(),
            _ => return None,
        })
    }
}

/// What a service says when it refuses or fails.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    meta: ErrorMetadata,
    /// Status of HTTP.
    pub status: u16,
}

impl Refusal {
    pub(super) fn new(code: &str, message: &str, status: u16) -> Self {
        Self { meta: ErrorMetadata::builder().code(code).message(message).build(), status }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code().unwrap_or("no code");
        match self.message() {
            Some(message) if !message.is_empty() => write!(f, "{code}: {message}"),
            _ => write!(f, "{code} (HTTP status {})", self.status),
        }
    }
}

impl std::error::Error for Refusal {}

impl ProvideErrorMetadata for Refusal {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

/// How a call ended.
#[derive(Debug)]
pub(super) enum End {
    /// With an answer.
    Answer(Value),
    /// With an answer that is not all there is, and why.
    Part(Value, String),
    /// There is nothing of that, which is an answer.
    Absent,
    /// We may not ask.
    Denied(String),
    /// No answer.
    Failed(String),
    /// Our credentials are no longer good for anything.
    Expired(String),
}

const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedFault",
    "AuthorizationError",
    "AuthorizationErrorException",
    "Client.UnauthorizedOperation",
    "ForbiddenException",
    "NotAuthorized",
    "NotAuthorizedException",
    "UnauthorizedAccess",
    "UnauthorizedException",
    "UnauthorizedOperation",
];

const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];

/// Codes with which services answer in a Region that the account has not enabled, though the credentials are good elsewhere.
const CLOSED: &[&str] = &["AuthFailure", "InvalidClientTokenId", "OptInRequired", "SubscriptionRequiredException", "UnrecognizedClientException"];

impl End {
    /// The end that an error is. Codes are compared as they are told, with the prefix that some protocols add.
    pub(super) fn of(call: &Call, error: &SdkError<Refusal, HttpResponse>) -> Self {
        let Some(refusal) = error.as_service_error() else {
            let message = DisplayErrorContext(error).to_string();
            let ours = matches!(error, SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_)) && credentials(&message);
            return if ours { Self::Expired(brief(&message)) } else { Self::Failed(brief(&message)) };
        };
        let code = refusal.code().unwrap_or_default();
        let told = refusal.to_string();
        if call.absent.contains(&code) {
            Self::Absent
        } else if EXPIRED.contains(&code) {
            Self::Expired(told)
        } else if DENIED.contains(&code) || (refusal.status == 403 && code.is_empty()) {
            Self::Denied(told)
        } else if CLOSED.contains(&code) {
            Self::Failed(format!("{told}; the Region may not be enabled for the account"))
        } else {
            Self::Failed(told)
        }
    }
}

/// Whether an error is about getting credentials.
fn credentials(message: &str) -> bool {
    ["credentials", "identity"].iter().any(|word| message.contains(word))
}

/// The first line of an error with its causes, without the debugging output that follows.
pub(super) fn brief(message: &str) -> String {
    let plain = message.split(" (").next().unwrap_or(message);
    plain.lines().next().unwrap_or_default().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::aws::calls::of;
    use aws_smithy_runtime_api::http::{Response, StatusCode};
    use aws_smithy_types::body::SdkBody;

    fn end(code: &str, status: u16) -> End {
        let call = of("s3api", "get-bucket-policy").next().unwrap();
        let response = Response::new(StatusCode::try_from(status).unwrap(), SdkBody::empty());
        End::of(call, &SdkError::service_error(Refusal::new(code, "", status), response))
    }

    #[test]
    fn absent_denied_and_failed_are_told_apart() {
        assert!(matches!(end("NoSuchBucketPolicy", 404), End::Absent));
        assert!(matches!(end("NoSuchTagSet", 404), End::Failed(_)), "not what this call says when there is nothing");
        assert!(matches!(end("AccessDenied", 403), End::Denied(_)));
        assert!(matches!(end("UnauthorizedOperation", 403), End::Denied(_)));
        assert!(matches!(end("", 403), End::Denied(_)));
        assert!(matches!(end("ExpiredToken", 400), End::Expired(_)));
        assert!(matches!(end("InternalError", 500), End::Failed(_)));
        let End::Failed(message) = end("OptInRequired", 403) else { unreachable!() };
        assert!(message.contains("may not be enabled"));
    }
}
