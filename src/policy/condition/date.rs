//! Date operators: W3C's profile of ISO 8601, or seconds since 1970.
//!
//! Source: "IAM JSON policy elements: Condition operators", date condition operators. Four digits are a year, fewer or more are seconds.

use jiff::Timestamp;

const SECOND: i128 = 1_000_000_000;

/// Reads an instant as nanoseconds since 1970.
pub(super) fn read(s: &str) -> Option<i128> {
    let digits = s.bytes().all(|b| b.is_ascii_digit());
    if digits && matches!(s.len(), 1..=3 | 5..=15) {
        return s.parse::<i128>().ok().map(|n| n * SECOND);
    }
    let full = match s.len() {
        4 if digits => format!("{s}-01-01T00:00:00Z"),
        7 => format!("{s}-01T00:00:00Z"),
        10 => format!("{s}T00:00:00Z"),
        _ => s.to_owned(),
    };
    full.parse::<Timestamp>().ok().map(Timestamp::as_nanosecond)
}

/// Days from one date, `YYYY-MM-DD`, to another; negative where that comes before, `None` where one is no date.
pub fn days_between(from: &str, to: &str) -> Option<i64> {
    let day = |s: &str| if s.len() == 10 && s.contains('-') { read(s) } else { None };
    i64::try_from((day(to)? - day(from)?).div_euclid(SECOND * 86_400)).ok()
}

/// Writes an instant.
pub(super) fn write(n: i128) -> Option<String> {
    Timestamp::from_nanosecond(n).ok().map(|t| t.to_string())
}

/// One instant of every region that these limits cut time into.
pub(super) fn samples(limits: &[i128]) -> Vec<String> {
    let near = |step: i128| limits.iter().flat_map(move |l| [l + step, l - step]);
    limits.iter().copied().chain(near(SECOND)).chain(near(1)).filter_map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days_between("2024-02-28", "2024-03-01"), Some(2));
        assert_eq!(days_between("2026-11-24", "2026-11-20"), Some(-4));
        assert_eq!(days_between("1234567890", "2026-11-20"), None);
        assert_eq!(days_between("2026-02-30", "2026-11-20"), None);
    }

    #[test]
    fn years_dates_instants_and_seconds() {
        assert_eq!(read("1970"), Some(0));
        assert_eq!(read("1970-01"), Some(0));
        assert_eq!(read("1970-01-02"), Some(86_400 * SECOND));
        assert_eq!(read("2026-03-01T13:00:00+01:00"), read("2026-03-01T12:00:00Z"));
        assert_eq!(read("2026-03-01T13:00+01:00"), read("2026-03-01T12:00:00Z"));
        assert_eq!(read("1772366400"), read("2026-03-01T12:00:00Z"));
        assert_eq!(read("0"), Some(0));
        assert_eq!(read("yesterday"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("2024"), read("2024-01-01T00:00:00Z"));
    }
}
