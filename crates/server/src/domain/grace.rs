//! How long a member may wait before registering, and when to remind (E10).

use warifu::otp::UnixTime;

use super::{days, later};

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

    /// The reminder to send at `now`, in days before the end, if the last one sent was for `sent` days. After a
    /// standstill only the latest is sent.
    pub fn reminder(&self, now: UnixTime, sent: Option<u32>) -> Option<u32> {
        let due = REMINDERS.into_iter().rev().find(|left| later(now, days(*left)) >= self.ends)?;
        let is_new = sent.is_none_or(|sent| due < sent);
        (is_new && self.lasts(now)).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reminder_goes_out_once() {
        let begins = UnixTime::from_secs(1_800_000_000);
        let grace = Grace::of(begins, 90);
        let mut sent = Vec::new();
        for hour in 0..91 * 24 {
            let now = later(begins, super::super::hours(hour));
            if let Some(left) = grace.reminder(now, sent.last().map(|(left, _)| *left)) {
                sent.push((left, hour / 24));
            }
        }
        assert_eq!(sent, [(60, 30), (30, 60), (14, 76), (7, 83), (1, 89)]);
    }

    #[test]
    fn afterwards_the_first_key_is_given_on_campus() {
        let grace = Grace { ends: UnixTime::from_secs(100) };
        let allows = |secs, campus, rule| grace.allows(UnixTime::from_secs(secs), campus, rule);
        assert!(allows(99, false, true) && allows(100, true, true) && allows(100, false, false));
        assert!(!allows(100, false, true));
    }

    #[test]
    fn after_a_standstill_only_the_latest() {
        let grace = Grace { ends: UnixTime::from_secs(100 * 86_400) };
        let day = |day: u64| UnixTime::from_secs(day * 86_400);
        assert_eq!(grace.reminder(day(39), None), None);
        assert_eq!(grace.reminder(day(95), Some(60)), Some(7));
        assert_eq!(grace.reminder(day(95), Some(7)), None);
        assert_eq!(grace.reminder(day(100), Some(7)), None);
        assert!(grace.lasts(day(99)) && !grace.lasts(day(100)));
    }
}
