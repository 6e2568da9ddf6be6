//! A temporary release: without the key at hand, a code that one set oneself opens five times, two hours each (E9).

use std::fmt;
use std::time::Duration;

use warifu::otp::UnixTime;
use zeroize::Zeroizing;

use super::{TypedCode, hours, later};

/// How often one code opens.
pub const USES: u32 = 5;
/// For how long each time.
pub const OPEN: Duration = hours(2);

/// A release code: 4 to 8 digits, not all alike, not counted up or down. Wiped when it goes, never printed.
#[derive(Clone)]
pub struct ReleaseCode(Zeroizing<String>);

/// Why a code will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseCodeError {
    /// Not 4 to 8 digits.
    #[error("a release code has 4 to 8 digits")]
    Shape,
    /// The first that anybody would try.
    #[error("a release code must not be a run of digits")]
    Run,
}

/// What is stored of a release besides its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// How often it may still be used.
    pub uses_left: u32,
    /// Until when the last use opens.
    pub open_until: UnixTime,
}

impl ReleaseCode {
    /// The code that was typed.
    ///
    /// # Errors
    /// Every [`ReleaseCodeError`].
    pub fn new(typed: &TypedCode) -> Result<Self, ReleaseCodeError> {
        let digits = typed.expose().as_bytes();
        if !(4..=8).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return Err(ReleaseCodeError::Shape);
        }
        let step = |pair: &[u8]| i16::from(pair[1]) - i16::from(pair[0]);
        let first = step(&digits[..2]);
        if (-1..=1).contains(&first) && digits.windows(2).all(|pair| step(pair) == first) {
            return Err(ReleaseCodeError::Run);
        }
        Ok(Self(Zeroizing::new(typed.expose().to_owned())))
    }

    /// The code, for sealing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReleaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReleaseCode")
    }
}

impl Release {
    /// A newly registered one.
    pub const FRESH: Self = Self { uses_left: USES, open_until: UnixTime::from_ms(0) };

    /// Whether signing in needs no code at `now`.
    pub fn is_open(&self, now: UnixTime) -> bool {
        now < self.open_until
    }

    /// Opened once more, after the right code; `None` if it is used up. An open one stays as it is, so that typing
    /// twice costs one use.
    pub fn used(self, now: UnixTime) -> Option<Self> {
        if self.is_open(now) {
            return Some(self);
        }
        let uses_left = self.uses_left.checked_sub(1)?;
        Some(Self { uses_left, open_until: later(now, OPEN) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_digits_are_refused() {
        let check = |typed: &str, expected: Result<(), ReleaseCodeError>| {
            let code = ReleaseCode::new(&TypedCode::read(typed).unwrap());
            assert_eq!(code.map(|_| ()), expected, "{typed}");
        };
        check("1357", Ok(()));
        check("11223344", Ok(()));
        check("123", Err(ReleaseCodeError::Shape));
        check("135790246", Err(ReleaseCodeError::Shape));
        check("13a7", Err(ReleaseCodeError::Shape));
        for run in ["0000", "1234", "87654321"] {
            check(run, Err(ReleaseCodeError::Run));
        }
    }

    #[test]
    fn five_uses_of_two_hours() {
        let mut release = Release::FRESH;
        let mut now = UnixTime::from_secs(1_800_000_000);
        assert!(!release.is_open(now));
        for left in (0..USES).rev() {
            release = release.used(now).unwrap();
            assert_eq!(release.used(now), Some(release), "typed twice");
            assert!(release.uses_left == left && release.is_open(now));
            now = later(now, OPEN);
            assert!(!release.is_open(now));
        }
        assert_eq!(release.used(now), None);
    }
}
