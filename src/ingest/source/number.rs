//! Exact decimal numbers, as far as 128 bits carry them.
//!
//! Terraform computes with floating point numbers of 512 bits; what matters here (ports, counts, account ids, CIDR arithmetic) fits.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `digits` × 10^-`scale`, without trailing zeros after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    digits: i128,
    scale: u32,
}

/// Digits after the point that a division computes.
const DIVISION: u32 = 18;
const LARGEST_SCALE: u32 = 30;

impl Number {
    fn new(mut digits: i128, mut scale: u32) -> Self {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Self { digits, scale }
    }

    /// Reads `-1.5e3`; `None` when it is no number or one too large.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i32>().ok().filter(|e| e.abs() <= 60)?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) {
            return None;
        }
        let mut digits: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            digits = digits.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        let digits = if negative { -digits } else { digits };
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        if scale >= 0 {
            let scale = u32::try_from(scale).ok()?;
            Some(Self::new(digits, scale)).filter(|n| n.scale <= LARGEST_SCALE)
        } else {
            Some(Self::new(digits.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, 0))
        }
    }

    /// The whole number, if it is one.
    pub fn whole(&self) -> Option<i128> {
        (self.scale == 0).then_some(self.digits)
    }

    /// The whole number as an index or count.
    pub fn index(&self) -> Option<usize> {
        usize::try_from(self.whole()?).ok()
    }

    fn aligned(&self, other: &Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let raise = |n: &Self| n.digits.checked_mul(10_i128.checked_pow(scale - n.scale)?);
        Some((raise(self)?, raise(other)?, scale))
    }

    /// Sum.
    pub fn add(&self, other: &Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self::new(a.checked_add(b)?, scale))
    }

    /// Difference.
    pub fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate()?)
    }

    /// Product.
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        Some(Self::new(self.digits.checked_mul(other.digits)?, self.scale.checked_add(other.scale)?)).filter(|n| n.scale <= LARGEST_SCALE)
    }

    /// Quotient, cut after some digits; `None` by zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        let (a, b, _) = self.aligned(other)?;
        let exact = a.checked_rem(b)? == 0;
        let raise = if exact { 0 } else { DIVISION };
        Some(Self::new(a.checked_mul(10_i128.pow(raise))?.checked_div(b)?, raise))
    }

    /// Remainder with the sign of the dividend; `None` by zero.
    pub fn remainder(&self, other: &Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Some(Self::new(a.checked_rem(b)?, scale))
    }

    /// The negative.
    pub fn negate(&self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_neg()?, ..*self })
    }

    /// Magnitude.
    pub fn abs(&self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_abs()?, ..*self })
    }

    /// The next lower whole number.
    pub fn floor(&self) -> Option<Self> {
        Some(Self { digits: self.digits.div_euclid(10_i128.checked_pow(self.scale)?), scale: 0 })
    }

    /// The next higher whole number.
    pub fn ceil(&self) -> Option<Self> {
        self.negate()?.floor()?.negate()
    }

    /// Whole powers.
    pub fn power(&self, exponent: &Self) -> Option<Self> {
        let exponent = u32::try_from(exponent.whole()?).ok().filter(|e| *e <= 256)?;
        (0..exponent).try_fold(Self::from(1_i128), |product, _| product.multiply(self))
    }
}

impl From<i128> for Number {
    fn from(n: i128) -> Self {
        Self { digits: n, scale: 0 }
    }
}

impl From<usize> for Number {
    fn from(n: usize) -> Self {
        Self { digits: n as i128, scale: 0 }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(other) {
            Some((a, b, _)) => a.cmp(&b),
            // So far apart that aligning overflows: the one with the smaller scale is the larger in magnitude.
            None if self.scale <= other.scale => self.digits.cmp(&0).then(Ordering::Greater),
            None => 0.cmp(&other.digits).then(Ordering::Less),
        }
    }
}

/// As Terraform writes numbers in strings and JSON.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.digits);
        }
        let power = 10_u128.pow(self.scale);
        let magnitude = self.digits.unsigned_abs();
        let sign = if self.digits < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:0width$}", magnitude / power, magnitude % power, width = self.scale as usize)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(n("0.1").add(&n("0.2")).unwrap().to_string(), "0.3");
        assert_eq!(n("444455556666").to_string(), "444455556666");
        assert_eq!(n("1e3").to_string(), "1000");
        assert_eq!(n("-1.50").to_string(), "-1.5");
        assert_eq!(n("7").divide(&n("2")).unwrap().to_string(), "3.5");
        assert_eq!(n("6").divide(&n("2")).unwrap().to_string(), "3");
        assert_eq!(n("-7").remainder(&n("3")).unwrap().to_string(), "-1");
        assert_eq!(n("-1.5").floor().unwrap().to_string(), "-2");
        assert_eq!(n("-1.5").ceil().unwrap().to_string(), "-1");
        assert_eq!(n("2").power(&n("10")).unwrap().to_string(), "1024");
        assert!(n("0.5") < n("1") && n("-2") < n("0.001"));
    }

    #[test]
    fn what_is_no_number_or_too_large_is_none() {
        for text in ["", "-", ".", "1x", "0x10", "1e999999999", "1e60", "99999999999999999999999999999999999999999"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(n("1").divide(&n("0")), None);
        assert_eq!(n("170141183460469231731687303715884105727").add(&n("1")), None);
    }
}
