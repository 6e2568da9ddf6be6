//! The unlocked state between two openings of the popup: the data key in memory that ends with the browser.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{AutoLock, from_base64, to_base64};
use crate::otp::UnixTime;
use crate::vault::DataKey;

/// The name of the session's record in `storage.session`. background.js deletes it when it has run out.
pub const SESSION_KEY: &str = "unlocked";

/// An unlocked vault's key and until when it may be used.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    key: Zeroizing<String>,
    last_used: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_ms: Option<u64>,
}

impl Session {
    /// A session that begins now.
    pub fn begin(key: &DataKey, now: UnixTime, auto_lock: AutoLock) -> Self {
        Self {
            key: Zeroizing::new(to_base64(key.expose())),
            last_used: now.as_ms(),
            idle_ms: auto_lock.idle_ms(),
        }
    }

    /// The session in a stored text, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// As stored.
    pub fn print(&self) -> String {
        serde_json::to_string(self).expect("writing a record to memory cannot fail")
    }

    /// The key, unless the time is up or the clock has gone back behind the last use.
    pub fn key(&self, now: UnixTime) -> Option<DataKey> {
        let idle = now.as_ms().checked_sub(self.last_used)?;
        if self.idle_ms.is_some_and(|allowed| idle >= allowed) {
            return None;
        }
        let bytes = Zeroizing::new(from_base64(&self.key)?);
        Some(DataKey::from_bytes(bytes.as_slice().try_into().ok()?))
    }

    /// When it ends if it is not used again; `None` with the browser.
    pub fn ends(&self) -> Option<UnixTime> {
        self.idle_ms.map(|idle| UnixTime::from_ms(self.last_used.saturating_add(idle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: UnixTime = UnixTime::from_secs(1_700_000_000);

    fn later(ms: u64) -> UnixTime {
        UnixTime::from_ms(NOON.as_ms() + ms)
    }

    #[test]
    fn the_key_is_given_until_the_time_is_up() {
        let session = Session::begin(&DataKey::from_bytes([7; 32]), NOON, AutoLock::Minutes5);
        let read = Session::parse(&session.print()).unwrap();
        assert_eq!(read.key(later(299_999)).unwrap().expose(), &[7; 32]);
        assert!(read.key(later(300_000)).is_none());
        assert_eq!(read.ends(), Some(later(300_000)));
    }

    #[test]
    fn a_clock_that_went_back_locks() {
        let session = Session::begin(&DataKey::from_bytes([7; 32]), NOON, AutoLock::Browser);
        assert!(session.key(UnixTime::from_ms(NOON.as_ms() - 1)).is_none());
        assert!(session.key(later(u64::from(u32::MAX))).is_some());
    }

    #[test]
    fn anything_else_is_no_session() {
        for text in ["", "{}", "null", r#"{"key":"AA","last_used":1}"#] {
            assert!(Session::parse(text).and_then(|session| session.key(NOON)).is_none(), "{text}");
        }
    }
}
