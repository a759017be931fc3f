//! Times as the AWS command line prints them.

use jiff::Timestamp;

/// ISO 8601 with an offset: `2026-11-24T13:46:47+00:00`, with fractions of a second where there are some.
pub(super) fn iso(time: Timestamp) -> String {
    let whole = time.strftime("%Y-%m-%dT%H:%M:%S");
    match time.subsec_nanosecond() / 1_000 {
        0 => format!("{whole}+00:00"),
        micro => format!("{whole}.{micro:06}+00:00"),
    }
}

/// A time that is a number of seconds since 1970.
pub(super) fn of_seconds(seconds: f64) -> Option<String> {
    // Doubles hold microseconds of these centuries; the cast saturates.
    let micro = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micro).ok().map(iso)
}

/// A time in words of ISO 8601; others stay as they are.
pub(super) fn of_text(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_look_as_the_command_line_prints_them() {
        assert_eq!(of_seconds(1_596_469_000.0).as_deref(), Some("2020-08-03T15:36:40+00:00"));
        assert_eq!(of_seconds(1_596_469_000.25).as_deref(), Some("2020-08-03T15:36:40.250000+00:00"));
        assert_eq!(of_seconds(f64::INFINITY), None);
        assert_eq!(of_text("2020-08-03T15:36:33.000Z"), "2020-08-03T15:36:33+00:00");
        assert_eq!(of_text("soon"), "soon");
    }
}
