//! Numeric operators: decimal numbers, compared exactly.
//!
//! Source: "IAM JSON policy elements: Condition operators", numeric condition operators. "12abc" is no number.

use std::cmp::Ordering;

/// Digits after the point that are kept; more is no number for us.
const PLACES: u32 = 9;
const ONE: i128 = 10_i128.pow(PLACES);

/// How two ordered values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Order {
    /// `Equals`.
    Equal,
    /// `LessThan`.
    Less,
    /// `LessThanEquals`.
    LessOrEqual,
    /// `GreaterThan`.
    Greater,
    /// `GreaterThanEquals`.
    GreaterOrEqual,
}

impl Order {
    /// Whether `actual` stands so to `limit`.
    pub(super) fn holds(self, actual: i128, limit: i128) -> bool {
        match actual.cmp(&limit) {
            Ordering::Equal => matches!(self, Self::Equal | Self::LessOrEqual | Self::GreaterOrEqual),
            Ordering::Less => matches!(self, Self::Less | Self::LessOrEqual),
            Ordering::Greater => matches!(self, Self::Greater | Self::GreaterOrEqual),
        }
    }
}

/// Reads a decimal number as billionths.
pub(super) fn read(s: &str) -> Option<i128> {
    let (sign, digits) = match s.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, s.strip_prefix('+').unwrap_or(s)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || whole.len() > 24 || part.len() > PLACES as usize || !plain(whole) || !plain(part) {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i128 = if part.is_empty() { 0 } else { format!("{part:0<9}").parse().ok()? };
    Some(sign * (whole * ONE + part))
}

/// Writes billionths as a decimal number.
pub(super) fn write(n: i128) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (whole, part) = (n.abs() / ONE, n.abs() % ONE);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:09}").trim_end_matches('0').to_owned() }
}

/// One number of every region that these limits cut the line into, friendly ones first.
pub(super) fn samples(limits: &[i128]) -> Vec<String> {
    let near = |step: i128| limits.iter().flat_map(move |l| [l + step, l - step]);
    limits.iter().copied().chain(near(ONE)).chain(near(1)).map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(read("9.5"), Some(9_500_000_000));
        assert_eq!(read("-0.000000001"), Some(-1));
        assert_eq!(read("12abc"), None);
        assert_eq!(read("."), None);
        assert_eq!(read(""), None);
        assert_eq!(write(9_500_000_000), "9.5");
        assert_eq!(write(-1), "-0.000000001");
    }
}
