//! How far our clock is from those of the servers that handed out keys.

use std::collections::BTreeMap;

use super::{App, Entries, Place, Ports};
use crate::enrol::Origin;
use crate::otp::UnixTime;
use crate::vault::Entry;

/// The name of what was heard of clocks in `storage.session`: milliseconds by origin.
pub const CLOCKS_KEY: &str = "clocks";
/// A clock that is off by less gives codes that count, and the way of an answer takes time too.
const TOLERATED_MS: u64 = 10_000;

/// A clock that is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockOff {
    /// Whose.
    pub origin: Origin,
    /// How far ours is ahead of it, in whole seconds; negative if behind.
    pub ahead_s: i64,
}

impl<P: Ports> App<P> {
    /// Whether the codes of accounts that a server handed out are those of that server's time, as far as it was
    /// heard. Else, and for all other accounts, our clock counts.
    pub fn follow_servers(&self, follow: bool) {
        self.follows_servers.set(follow);
    }

    /// The server whose time is furthest from ours, if it is so far that codes may not count.
    pub fn clock_off(&self) -> Option<ClockOff> {
        let origins = |entries: &[Entry]| {
            entries.iter().filter_map(|entry| entry.issued.as_ref().map(|it| it.origin.clone())).collect()
        };
        let origins: Vec<Origin> = self.with_entries(origins).ok()?;
        let worst = origins.into_iter().max_by_key(|origin| self.offset(origin).unsigned_abs())?;
        let offset = self.offset(&worst);
        (offset.unsigned_abs() >= TOLERATED_MS).then(|| ClockOff { origin: worst, ahead_s: -offset / 1000 })
    }

    /// How far the server's clock is ahead of ours, in milliseconds; 0 if it was not heard yet.
    pub fn offset(&self, origin: &Origin) -> i64 {
        self.offsets.borrow().get(origin.as_str()).copied().unwrap_or_default()
    }

    /// How far the clock that this account's code follows is ahead of ours, in milliseconds.
    pub(super) fn clock_of(&self, entry: &Entry) -> i64 {
        let issued = entry.issued.as_ref().filter(|_| self.follows_servers.get());
        issued.map_or(0, |issued| self.offset(&issued.origin))
    }

    /// The time at the server, as far as is known.
    pub(super) fn server_now(&self, origin: &Origin) -> UnixTime {
        shifted(self.ports.now(), self.offset(origin))
    }

    pub(super) async fn hear_time(&self, origin: &Origin, server: UnixTime) {
        let ours = i64::try_from(self.ports.now().as_ms()).unwrap_or(i64::MAX);
        let theirs = i64::try_from(server.as_ms()).unwrap_or(i64::MAX);
        self.hear_offset(origin, theirs - ours).await;
    }

    /// Keeps what was heard for the other pages and the next opening of the popup. If that fails, it is heard again.
    pub(super) async fn hear_offset(&self, origin: &Origin, offset_ms: i64) {
        self.offsets.borrow_mut().insert(origin.as_str().to_owned(), offset_ms);
        let text = serde_json::to_string(&*self.offsets.borrow()).unwrap_or_default();
        let _ = self.ports.write(Place::Session, Entries::from([(CLOCKS_KEY.to_owned(), text)]), &[]).await;
    }

    /// Takes up what other pages heard.
    pub(super) fn remember_clocks(&self, session: &Entries) {
        let heard = session.get(CLOCKS_KEY).and_then(|text| serde_json::from_str(text).ok());
        let heard: BTreeMap<String, i64> = heard.unwrap_or_default();
        self.offsets.borrow_mut().extend(heard);
    }
}

/// `time`, so many milliseconds later.
pub(super) fn shifted(time: UnixTime, ms: i64) -> UnixTime {
    UnixTime::from_ms(time.as_ms().saturating_add_signed(ms))
}
