//! Codes that are mailed: one alphabet per policy, the newest only, five tries.

use std::fmt;
use std::time::Duration;

use warifu::otp::UnixTime;
use warifu::vault::Random;
use zeroize::Zeroizing;

use super::{hours, later, until};

/// How many tries one code allows.
pub const TRIES: u32 = 5;
/// How long to wait before another code is mailed.
pub const RESEND: Duration = Duration::from_secs(60);
/// How many are mailed within an hour.
pub const PER_HOUR: usize = 5;
/// Letters and digits that nobody takes for one another: no 0 and O, no 1, I and L.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How a code is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Six digits.
    Digits,
    /// Eight of 31 letters and digits.
    Letters,
}

/// A code as it is mailed. Wiped when it goes, never printed by `Debug`.
#[derive(Clone)]
pub struct MailCode(Zeroizing<String>);

/// What is stored of a mailed code besides the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailCodeState {
    /// Until when it counts.
    pub expires: UnixTime,
    /// How often it was tried.
    pub tries: u32,
    /// Whether it was used, or another was mailed after it.
    pub over: bool,
}

/// Why a code is not even looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Used, or not the newest.
    Over,
    /// Too late.
    Expired,
    /// Tried five times.
    TooManyTries,
}

impl MailCode {
    /// A fresh code.
    pub fn make(spelling: Spelling, random: &dyn Random) -> Self {
        Self(match spelling {
            Spelling::Digits => spell(b"0123456789", 6, random),
            Spelling::Letters => spell(LETTERS, 8, random),
        })
    }

    /// The code, for mailing and for sealing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MailCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailCode")
    }
}

impl MailCodeState {
    /// Counts a try before the code is compared.
    ///
    /// # Errors
    /// [`Refusal`]; then nothing was counted.
    pub fn reserve(self, now: UnixTime) -> Result<Self, Refusal> {
        match self {
            Self { over: true, .. } => Err(Refusal::Over),
            Self { expires, .. } if now >= expires => Err(Refusal::Expired),
            Self { tries: TRIES.., .. } => Err(Refusal::TooManyTries),
            Self { tries, .. } => Ok(Self { tries: tries + 1, ..self }),
        }
    }
}

/// Whether another code may be mailed at `now`, after those mailed at the moments `sent`.
///
/// # Errors
/// How long to wait.
pub fn may_send(sent: &[UnixTime], now: UnixTime) -> Result<(), Duration> {
    let mut recent: Vec<UnixTime> = sent.iter().copied().filter(|at| later(*at, hours(1)) > now).collect();
    recent.sort_unstable();
    let after_last = recent.last().map_or(Duration::ZERO, |last| until(now, later(*last, RESEND)));
    let first_of_five = recent.len().checked_sub(PER_HOUR).map(|at| recent[at]);
    let after_five = first_of_five.map_or(Duration::ZERO, |first| until(now, later(first, hours(1))));
    match after_last.max(after_five) {
        Duration::ZERO => Ok(()),
        wait => Err(wait),
    }
}

/// `count` random letters of `alphabet`, each as likely as any other.
pub(super) fn spell(alphabet: &[u8], count: usize, random: &dyn Random) -> Zeroizing<String> {
    let even = 256 - 256 % alphabet.len();
    let mut text = Zeroizing::new(String::with_capacity(count));
    while text.len() < count {
        let mut byte = Zeroizing::new([0]);
        random.fill(&mut *byte);
        let at = usize::from(byte[0]);
        if at < even {
            text.push(char::from(alphabet[at % alphabet.len()]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counted;

    #[test]
    fn codes_are_spelled_as_the_policy_says() {
        let random = Counted::new(1);
        for _ in 0..100 {
            let digits = MailCode::make(Spelling::Digits, &random);
            assert!(digits.expose().len() == 6 && digits.expose().chars().all(|c| c.is_ascii_digit()));
            let letters = MailCode::make(Spelling::Letters, &random);
            assert!(letters.expose().len() == 8 && letters.expose().bytes().all(|c| LETTERS.contains(&c)));
        }
        assert_eq!(format!("{:?}", MailCode::make(Spelling::Digits, &random)), "MailCode");
    }

    #[test]
    fn every_letter_is_as_likely() {
        let random = Counted::new(2);
        let mut seen = [0u32; 256];
        spell(LETTERS, 31_000, &random).bytes().for_each(|letter| seen[usize::from(letter)] += 1);
        let counts: Vec<u32> = seen.into_iter().filter(|count| *count > 0).collect();
        assert!(counts.len() == 31 && counts.iter().all(|count| (800..1200).contains(count)), "{counts:?}");
    }

    #[test]
    fn five_tries_while_it_lasts() {
        let at = UnixTime::from_secs;
        let mut code = MailCodeState { expires: at(600), tries: 0, over: false };
        for _ in 0..5 {
            code = code.reserve(at(599)).unwrap();
        }
        assert_eq!(code.reserve(at(599)), Err(Refusal::TooManyTries));
        assert_eq!(code.reserve(at(600)), Err(Refusal::Expired));
        assert_eq!(MailCodeState { over: true, ..code }.reserve(at(0)), Err(Refusal::Over));
    }

    #[test]
    fn another_after_a_minute_and_five_an_hour() {
        let check = |sent: &[u64], now: u64, wait: u64| {
            let sent: Vec<UnixTime> = sent.iter().map(|secs| UnixTime::from_secs(*secs)).collect();
            let expected = if wait == 0 { Ok(()) } else { Err(Duration::from_secs(wait)) };
            assert_eq!(may_send(&sent, UnixTime::from_secs(now)), expected, "{now}");
        };
        check(&[], 0, 0);
        check(&[1000], 1000, 60);
        check(&[1000], 1060, 0);
        check(&[1000, 1100, 1200, 1300, 1400], 1500, 3100);
        check(&[1000, 1100, 1200, 1300, 1400], 4600, 0);
        check(&[1400, 1000, 1300, 1100, 1200, 4600], 4620, 80); // after the four of the last hour and this one
    }
}
