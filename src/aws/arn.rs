//! Amazon Resource Names whose parts may be unknown.
//!
//! Source: "Identify AWS resources with Amazon Resource Names (ARNs)", AWS Identity and Access Management User Guide.

use super::Text;

/// `arn:partition:service:region:account:resource`; region and account may be empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    /// Partition, such as `aws`.
    pub partition: Text,
    /// Service namespace, such as `s3`.
    pub service: Text,
    /// Region, empty for global services.
    pub region: Text,
    /// Account id, empty where the ARN has none (S3).
    pub account: Text,
    /// Everything after the fifth colon.
    pub resource: Text,
}

/// Why a text is not an ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArnError {
    /// The text does not begin with `arn:`.
    #[error("`{0}` does not begin with `arn:`")]
    Prefix(String),
    /// Fewer than six components.
    #[error("`{0}` has fewer than six components")]
    Components(String),
}

impl Arn {
    /// Builds an ARN from its parts.
    pub fn new(partition: impl Into<Text>, service: &str, region: impl Into<Text>, account: impl Into<Text>, resource: impl Into<Text>) -> Self {
        Self { partition: partition.into(), service: service.into(), region: region.into(), account: account.into(), resource: resource.into() }
    }

    /// Reads an ARN. A symbol is taken to hold no colon.
    ///
    /// # Errors
    /// When the text does not begin with `arn:` or has fewer than six components.
    pub fn parse(text: &Text) -> Result<Self, ArnError> {
        if let Some(plain) = text.literal().and_then(PlainArn::parse) {
            let PlainArn { partition, service, region, account, resource } = plain;
            return Ok(Self::new(partition, service, region, account, resource));
        }
        let rest = text.strip_prefix("arn:").ok_or_else(|| ArnError::Prefix(text.to_string()))?;
        let short = || ArnError::Components(text.to_string());
        let (partition, rest) = rest.split_once(':').ok_or_else(short)?;
        let (service, rest) = rest.split_once(':').ok_or_else(short)?;
        let (region, rest) = rest.split_once(':').ok_or_else(short)?;
        let (account, resource) = rest.split_once(':').ok_or_else(short)?;
        Ok(Self { partition, service, region, account, resource })
    }

    /// The whole ARN as a text.
    pub fn to_text(&self) -> Text {
        let colon = Text::from(":");
        Text::concat([
            &Text::from("arn:"),
            &self.partition,
            &colon,
            &self.service,
            &colon,
            &self.region,
            &colon,
            &self.account,
            &colon,
            &self.resource,
        ])
    }
}

/// The parts of an ARN in which nothing is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainArn<'a> {
    /// Partition, such as `aws`.
    pub partition: &'a str,
    /// Service namespace, such as `s3`.
    pub service: &'a str,
    /// Region, empty for global services.
    pub region: &'a str,
    /// Account id, empty where the ARN has none (S3).
    pub account: &'a str,
    /// Everything after the fifth colon.
    pub resource: &'a str,
}

impl<'a> PlainArn<'a> {
    /// Reads an ARN; `None` when the string is none.
    pub fn parse(s: &'a str) -> Option<Self> {
        // For parts this short quicker than a search.
        let component = |s: &'a str| {
            let (part, rest) = s.split_at_checked(s.bytes().position(|b| b == b':')?)?;
            Some((part, rest.get(1..)?))
        };
        let (partition, rest) = component(s.strip_prefix("arn:")?)?;
        let (service, rest) = component(rest)?;
        let (region, rest) = component(rest)?;
        let (account, resource) = component(rest)?;
        Some(Self { partition, service, region, account, resource })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_last_component_keeps_its_colons() {
        let arn = Arn::parse(&"arn:aws:logs:eu-central-1:111122223333:log-group:/a:*".into()).unwrap();
        assert_eq!(arn.resource.literal(), Some("log-group:/a:*"));
        assert_eq!(arn.to_text().literal(), Some("arn:aws:logs:eu-central-1:111122223333:log-group:/a:*"));
    }

    #[test]
    fn what_is_no_arn_says_why() {
        assert!(matches!(Arn::parse(&"bucket".into()), Err(ArnError::Prefix(_))));
        assert!(matches!(Arn::parse(&"arn:aws:s3".into()), Err(ArnError::Components(_))));
    }
}
