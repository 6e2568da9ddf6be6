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
    /// The password, and a one-time password or a recovery code.
    Code,
}

/// What a session may do about its member's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Nothing.
    Nothing,
    /// Say that a key is lost, and see which there are. A mailbox alone adds no key beside one that counts: its owner
    /// would not notice.
    Rescue,
    /// Everything.
    Everything,
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
            Self::Code => "code",
        }
    }

    /// The level of that word.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Password, Self::Mail, Self::Code].into_iter().find(|level| level.as_str() == word)
    }
}

impl Session {
    /// One that begins at `now`.
    pub fn begin(member: MemberId, level: Level, now: UnixTime) -> Self {
        Self { member, level, made: now, seen: now, asked: None }
    }

    /// What it may do while the member's active keys are active since the moments `since`. The key that it asked for
    /// itself proves as much as a code.
    pub fn power(&self, since: &[UnixTime]) -> Power {
        let is_own = |since: &UnixTime| self.asked.is_some_and(|asked| *since >= asked);
        match self.level {
            Level::Password => Power::Nothing,
            Level::Mail if since.is_empty() || since.iter().any(is_own) => Power::Everything,
            Level::Mail => Power::Rescue,
            Level::Code => Power::Everything,
        }
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
        for level in [Level::Password, Level::Mail, Level::Code] {
            assert_eq!(Level::read(level.as_str()), Some(level));
        }
    }

    #[test]
    fn mail_alone_rescues_and_the_key_it_led_to_proves_more() {
        let at = UnixTime::from_secs;
        let check = |level, asked: Option<u64>, since: &[u64], expected| {
            let session = Session::begin(MemberId::from_bytes([1; 16]), level, at(0));
            let session = Session { asked: asked.map(at), ..session };
            let since: Vec<UnixTime> = since.iter().copied().map(at).collect();
            assert_eq!(session.power(&since), expected, "{level:?} {asked:?} {since:?}");
        };
        check(Level::Password, Some(5), &[], Power::Nothing);
        check(Level::Mail, None, &[], Power::Everything);
        check(Level::Mail, None, &[9], Power::Rescue);
        check(Level::Mail, Some(5), &[4], Power::Rescue);
        check(Level::Mail, Some(5), &[4, 5], Power::Everything);
        check(Level::Code, None, &[4], Power::Everything);
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
