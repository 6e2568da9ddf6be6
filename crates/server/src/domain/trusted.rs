//! A browser that is not asked for a code: its token changes at every use, and it is trusted for so long only (S3).

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{Digest, later};

/// For how long the token before the newest still counts: two tabs may ask at once.
const OVERLAP: Duration = Duration::from_secs(60);

/// What is stored of a trusted browser.
#[derive(Clone, Debug)]
pub struct Trusted {
    /// The newest token's hash.
    pub current: Digest,
    /// The one before it.
    pub previous: Option<Digest>,
    /// When the newest was given out.
    pub rotated: UnixTime,
    /// Until when the browser is trusted, however often it comes.
    pub expires: UnixTime,
}

/// What a shown token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The browser's: no code is asked.
    Trusted,
    /// An old token: somebody copied it, so the browser is trusted no longer.
    Copied,
    /// Nothing; a code is asked.
    Nothing,
}

impl Trusted {
    /// What `token` means at `now`.
    pub fn show(&self, token: Digest, now: UnixTime) -> Shown {
        if now >= self.expires {
            return Shown::Nothing;
        }
        match (self.current == token, self.previous == Some(token)) {
            (true, _) => Shown::Trusted,
            (false, true) if now < later(self.rotated, OVERLAP) => Shown::Trusted,
            (false, true) => Shown::Copied,
            (false, false) => Shown::Nothing,
        }
    }

    /// The same browser with a new token.
    pub fn rotated(&self, token: Digest, now: UnixTime) -> Self {
        Self { current: token, previous: Some(self.current), rotated: now, expires: self.expires }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_token_gives_a_copy_away() {
        let [first, second, other] = [1, 2, 3].map(|byte| Digest::from_bytes([byte; 32]));
        let at = UnixTime::from_secs;
        let browser = Trusted { current: first, previous: None, rotated: at(0), expires: at(1000) };
        assert_eq!(browser.show(first, at(999)), Shown::Trusted);
        assert_eq!(browser.show(first, at(1000)), Shown::Nothing);
        assert_eq!(browser.show(other, at(1)), Shown::Nothing);
        let browser = browser.rotated(second, at(100));
        assert_eq!(browser.show(second, at(500)), Shown::Trusted);
        assert_eq!(browser.show(first, at(159)), Shown::Trusted);
        assert_eq!(browser.show(first, at(160)), Shown::Copied);
        assert_eq!(browser.show(second, at(1000)), Shown::Nothing, "using it does not prolong it");
    }
}
