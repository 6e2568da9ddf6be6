//! How often something may be asked from one place: a bucket of tokens that fills again as time passes.

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{later, until};

/// How large a bucket is, and how long each token takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So many at once.
    pub burst: u32,
    /// Another after so long.
    pub every: Duration,
}

/// What is left for one place: kept as the moment at which its bucket is full again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    full_at: UnixTime,
}

impl Bucket {
    /// One that is full.
    pub const FULL: Self = Self { full_at: UnixTime::from_ms(0) };

    /// The bucket without one token more.
    ///
    /// # Errors
    /// How long until there is one.
    pub fn take(self, now: UnixTime, rate: &Rate) -> Result<Self, Duration> {
        let full_at = later(self.full_at.max(now), rate.every);
        let missing = until(now, full_at);
        match missing.checked_sub(rate.every * rate.burst) {
            None | Some(Duration::ZERO) => Ok(Self { full_at }),
            Some(wait) => Err(wait),
        }
    }

    /// Whether nothing is missing: it need not be remembered.
    pub fn is_full(&self, now: UnixTime) -> bool {
        self.full_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, every: Duration::from_secs(10) };

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(1_800_000_000 + seconds)
    }

    #[test]
    fn a_burst_then_one_by_one() {
        let mut bucket = Bucket::FULL;
        for _ in 0..3 {
            bucket = bucket.take(at(0), &RATE).unwrap();
        }
        assert_eq!(bucket.take(at(0), &RATE), Err(Duration::from_secs(10)));
        assert_eq!(bucket.take(at(9), &RATE), Err(Duration::from_secs(1)));
        bucket = bucket.take(at(10), &RATE).unwrap();
        assert_eq!(bucket.take(at(10), &RATE), Err(Duration::from_secs(10)));
        assert!(!bucket.is_full(at(39)) && bucket.is_full(at(40)));
    }

    #[test]
    fn waiting_longer_saves_up_no_more_than_a_burst() {
        let bucket = Bucket::FULL.take(at(0), &RATE).unwrap();
        let mut bucket = bucket.take(at(1_000_000), &RATE).unwrap();
        for _ in 0..2 {
            bucket = bucket.take(at(1_000_000), &RATE).unwrap();
        }
        assert!(bucket.take(at(1_000_000), &RATE).is_err());
    }
}
