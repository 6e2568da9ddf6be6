//! How long a factor rests after wrong tries (RFC 4226 §7.3, NIST SP 800-63B §3.2.2).

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{later, until};

/// What is counted for one factor of one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// Tries since the last right one.
    pub tries: u32,
    /// Until then nothing is judged.
    pub locked_until: UnixTime,
}

/// The numbers of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many tries cost no time.
    pub free: u32,
    /// The first pause, in seconds; each further one is twice as long.
    pub first_pause_s: u32,
    /// The longest pause, in seconds.
    pub longest_pause_s: u32,
    /// After so many nothing is judged until somebody resets it.
    pub stop_at: u32,
}

/// Why a try is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not before so much time has passed.
    Locked(Duration),
    /// Not before the help desk has reset it.
    Stopped,
}

impl Limits {
    /// The pause after the try number `tries`: none up to the one before the last free one, then 30·2^(n-5) s.
    pub fn pause_after(&self, tries: u32) -> Duration {
        let Some(doublings) = tries.checked_sub(self.free) else { return Duration::ZERO };
        let pause = u64::from(self.first_pause_s) << doublings.min(31);
        Duration::from_secs(pause.min(u64::from(self.longest_pause_s)))
    }
}

impl Throttle {
    /// Nothing tried yet.
    pub const FRESH: Self = Self { tries: 0, locked_until: UnixTime::from_ms(0) };

    /// Counts a try before it is judged.
    ///
    /// # Errors
    /// [`Refusal`] if it is not to be judged; then nothing was counted.
    pub fn reserve(self, now: UnixTime, limits: &Limits) -> Result<Self, Refusal> {
        if self.tries >= limits.stop_at {
            return Err(Refusal::Stopped);
        }
        if self.locked_until > now {
            return Err(Refusal::Locked(until(now, self.locked_until)));
        }
        let tries = self.tries + 1;
        let pause = limits.pause_after(tries);
        // Without a pause no moment is kept: a clock corrected by a second must not lock.
        let locked_until = if pause.is_zero() { Self::FRESH.locked_until } else { later(now, pause) };
        Ok(Self { tries, locked_until })
    }

    /// Gives a reserved try back, since it was a replay and no guess.
    pub fn give_back(self) -> Self {
        Self { tries: self.tries.saturating_sub(1), ..Self::FRESH }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { free: 5, first_pause_s: 30, longest_pause_s: 3600, stop_at: 100 };
    const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

    fn check(tries: u32, expected_s: u64) {
        assert_eq!(LIMITS.pause_after(tries), Duration::from_secs(expected_s), "{tries}");
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        for free in 0..5 {
            check(free, 0);
        }
        for (tries, pause) in [(5, 30), (6, 60), (7, 120), (8, 240), (11, 1920), (12, 3600), (99, 3600)] {
            check(tries, pause);
        }
        check(u32::MAX, 3600);
    }

    #[test]
    fn five_are_judged_and_the_sixth_waits() {
        let mut throttle = Throttle::FRESH;
        for _ in 0..5 {
            throttle = throttle.reserve(NOW, &LIMITS).unwrap();
        }
        assert_eq!(throttle.reserve(NOW, &LIMITS), Err(Refusal::Locked(Duration::from_secs(30))));
        let after = UnixTime::from_secs(NOW.as_secs() + 30);
        let sixth = throttle.reserve(after, &LIMITS).unwrap();
        assert_eq!(sixth.reserve(after, &LIMITS), Err(Refusal::Locked(Duration::from_secs(60))));
        assert_eq!(sixth.give_back().reserve(after, &LIMITS), Ok(sixth));
    }

    #[test]
    fn after_a_hundred_it_stays_shut() {
        let mut throttle = Throttle::FRESH;
        let mut now = NOW;
        for _ in 0..100 {
            now = now.max(throttle.locked_until);
            throttle = throttle.reserve(now, &LIMITS).unwrap();
        }
        let next_year = later(now, super::super::days(365));
        assert_eq!(throttle.reserve(next_year, &LIMITS), Err(Refusal::Stopped));
        // 100 guesses of three codes among a million: 0.03 %, spread over four days. Of a code to come nobody is told.
        assert!(until(NOW, now) > super::super::days(3));
    }
}
