//! Sums of moments and spans.

use std::time::Duration;

use warifu::otp::UnixTime;

/// The moment `span` after `now`.
pub fn later(now: UnixTime, span: Duration) -> UnixTime {
    let span = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    UnixTime::from_ms(now.as_ms().saturating_add(span))
}

/// The time from `now` until `then`; none if that is past.
pub fn until(now: UnixTime, then: UnixTime) -> Duration {
    Duration::from_millis(then.as_ms().saturating_sub(now.as_ms()))
}

/// Date and time of day in Japan, which is nine hours ahead of UTC all year: `2027-01-15 17:00`.
pub fn in_japan(at: UnixTime) -> String {
    let minutes = at.as_secs() / 60 + 9 * 60;
    let (year, month, day) = civil(minutes / 1440);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// Year, month and day of a day counted from the start of 1970, in the Gregorian calendar, by way of a year that begins
/// in March, so that the day that some years have more is the last one.
fn civil(day: u64) -> (u64, u64, u64) {
    const FROM_MARCH_0000: u64 = 719_468;
    let (era, day) = ((day + FROM_MARCH_0000) / 146_097, (day + FROM_MARCH_0000) % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

/// `count` minutes.
pub const fn minutes(count: u32) -> Duration {
    Duration::from_secs(count as u64 * 60)
}

/// `count` hours.
pub const fn hours(count: u32) -> Duration {
    minutes(count * 60)
}

/// `count` days of 24 hours.
pub const fn days(count: u32) -> Duration {
    hours(count * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (secs, expected) in [
            (0, "1970-01-01 09:00"),
            (951_782_399, "2000-02-29 08:59"),
            (951_836_400, "2000-03-01 00:00"),
            (1_800_000_015, "2027-01-15 17:00"),
            (1_830_351_599, "2028-01-01 23:59"),
            (4_107_596_400, "2100-03-02 00:00"),
        ] {
            assert_eq!(in_japan(UnixTime::from_secs(secs)), expected);
        }
    }
}
