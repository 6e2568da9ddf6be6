//! A signed-in browser: idle for half an hour, twelve hours in all, and a new one at every change of privilege.

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{MemberId, hours, later, minutes};

/// How long a session lives without being used.
pub const IDLE: Duration = minutes(30);
/// How long it lives at all.
pub const ABSOLUTE: Duration = hours(12);

/// What was shown so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The password.
    Password,
    /// The password, and a code that was mailed to the recovery address.
    Mail,
}

/// A session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub member: MemberId,
    /// What was shown.
    pub level: Level,
    /// When it began.
    pub made: UnixTime,
    /// When it was last used.
    pub seen: UnixTime,
    /// Since when it waits for a key, if it does.
    pub asked: Option<UnixTime>,
}

impl Level {
    /// The word that stands in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Mail => "mail",
        }
    }

    /// The level of that word.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Password, Self::Mail].into_iter().find(|level| level.as_str() == word)
    }
}

impl Session {
    /// One that begins at `now`.
    pub fn begin(member: MemberId, level: Level, now: UnixTime) -> Self {
        Self { member, level, made: now, seen: now, asked: None }
    }

    /// Whether it counts at `now`.
    pub fn is_alive(&self, now: UnixTime) -> bool {
        now < later(self.seen, IDLE) && now < later(self.made, ABSOLUTE)
    }
}

/// An address of which only its owner recognises the rest: `t***@example.com`.
pub fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_idle_and_at_all() {
        let at = UnixTime::from_secs;
        let session = Session::begin(MemberId::from_bytes([1; 16]), Level::Password, at(0));
        assert!(session.is_alive(at(1799)) && !session.is_alive(at(1800)));
        let session = Session { seen: at(43_000), ..session };
        assert!(session.is_alive(at(43_199)) && !session.is_alive(at(43_200)));
        assert_eq!(Level::read(Level::Mail.as_str()), Some(Level::Mail));
    }

    #[test]
    fn addresses_are_masked() {
        for (address, shown) in
            [("taro@example.com", "t***@example.com"), ("阪大@例.jp", "阪***@例.jp"), ("x", "x***@")]
        {
            assert_eq!(masked(address), shown);
        }
    }
}
