//! The counter of one factor, and the walk's own record of it.

use warifu::otp::UnixTime;

use crate::domain::throttle::{Limits, Throttle};

pub(super) const LIMITS: Limits = Limits { free: 5, first_pause_s: 30, longest_pause_s: 3600, stop_at: 100 };

/// A counter.
pub(super) struct Guard {
    throttle: Throttle,
    /// When tries were judged since the last right one, by the walk's own record.
    judged: Vec<UnixTime>,
    was_locked: bool,
}

impl Default for Guard {
    fn default() -> Self {
        Self { throttle: Throttle::FRESH, judged: Vec::new(), was_locked: false }
    }
}

impl Guard {
    /// Whether a try is judged at `now`; it is counted before.
    pub(super) fn reserve(&mut self, now: UnixTime) -> bool {
        let Ok(reserved) = self.throttle.reserve(now, &LIMITS) else {
            self.was_locked = true;
            assert!(self.judged.len() >= 5, "locked after {:?}", self.judged);
            return false;
        };
        self.throttle = reserved;
        if let Some(last) = self.judged.last() {
            let rested_s = now.as_secs() - last.as_secs();
            assert!(rested_s >= self.pause_s(), "judged while locked: {:?} and {now:?}", self.judged);
        }
        assert!(self.judged.len() < 100, "judged after the hard stop");
        self.judged.push(now);
        true
    }

    /// RFC 4226 §7.3 in other words: five at once, then half a minute, twice as long each time, at most an hour.
    fn pause_s(&self) -> u64 {
        let mut pause_s = if self.judged.len() < 5 { 0 } else { 30 };
        for _ in 5..self.judged.len() {
            pause_s = (pause_s * 2).min(3600);
        }
        pause_s
    }

    /// After a right one.
    pub(super) fn clear(&mut self) {
        self.throttle = Throttle::FRESH;
        self.judged.clear();
    }

    /// After a replay.
    pub(super) fn give_back(&mut self) {
        self.throttle = self.throttle.give_back();
        self.judged.pop();
    }

    pub(super) fn was_locked(&self) -> bool {
        self.was_locked
    }
}
