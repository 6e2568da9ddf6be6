//! The clock and the randomness of this machine. Tests give their own.

use std::time::{SystemTime, UNIX_EPOCH};

use warifu::otp::UnixTime;
use warifu::vault::Random;

/// What time it is.
pub trait WallClock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixTime;
}

/// The system's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

/// The operating system's source of random bytes.
#[derive(Clone, Copy, Debug)]
pub struct OsRandom;

impl WallClock for SystemClock {
    fn now(&self) -> UnixTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixTime::from_ms(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("without randomness there must be no key");
    }
}
