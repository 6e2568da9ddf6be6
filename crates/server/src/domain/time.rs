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
