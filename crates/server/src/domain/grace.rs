//! How long a member may wait before registering, and when to remind (E10).

use warifu::otp::UnixTime;

use super::{days, later, until};

/// Reminders go out so many days before the end.
pub const REMINDERS: [u32; 5] = [60, 30, 14, 7, 1];

/// A member's time to register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// The first moment after it.
    pub ends: UnixTime,
}

impl Grace {
    /// The grace of `length` days from `begins`.
    pub fn of(begins: UnixTime, length: u32) -> Self {
        Self { ends: later(begins, days(length)) }
    }

    /// Whether a first key may be given at `now` to somebody who asks from on campus or not; `then_on_campus` is the rule.
    pub fn allows(&self, now: UnixTime, is_on_campus: bool, then_on_campus: bool) -> bool {
        !then_on_campus || is_on_campus || self.lasts(now)
    }

    /// Whether signing in still needs no key at `now`.
    pub fn lasts(&self, now: UnixTime) -> bool {
        now < self.ends
    }

    /// How many days it still lasts, the last of them begun counting as one.
    pub fn days_left(&self, now: UnixTime) -> u64 {
        until(now, self.ends).as_secs().div_ceil(86_400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn afterwards_the_first_key_is_given_on_campus() {
        let grace = Grace { ends: UnixTime::from_secs(100) };
        let allows = |secs, campus, rule| grace.allows(UnixTime::from_secs(secs), campus, rule);
        assert!(allows(99, false, true) && allows(100, true, true) && allows(100, false, false));
        assert!(!allows(100, false, true));
    }

    #[test]
    fn a_day_that_has_begun_is_one() {
        let grace = Grace { ends: UnixTime::from_secs(10 * 86_400) };
        let left = |secs| grace.days_left(UnixTime::from_secs(secs));
        assert_eq!([left(0), left(1), left(86_400), left(864_000 - 1), left(864_000)], [10, 10, 9, 1, 0]);
    }
}
