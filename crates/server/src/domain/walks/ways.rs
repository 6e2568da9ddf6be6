//! What stands beside a key's codes: mailed codes, a temporary release, a trusted browser.

use warifu::otp::UnixTime;

use super::{Mail, Shown, World};
use crate::domain::Digest;
use crate::domain::mail_code::{MailCodeState, may_send};
use crate::domain::release::Release;
use crate::domain::session::{Level, Power};
use crate::domain::trusted::{self, Trusted};

/// How long a mailed code and the trust in a browser last, in seconds.
const MAILED_S: u64 = 600;
const TRUSTED_S: u64 = 30 * 86_400;

/// A mailed code, and the walk's own record of it.
pub(super) struct Mailed {
    state: MailCodeState,
    sent: UnixTime,
    typed: usize,
    has_proven: bool,
}

/// A release, and when it opened, by the walk's own record.
pub(super) struct Opened {
    state: Release,
    at: Vec<UnixTime>,
}

impl Opened {
    pub(super) fn times(&self) -> usize {
        self.at.len()
    }
}

/// A browser's tokens: which one is trusted, and when each took the place of the one before.
#[derive(Default)]
pub(super) struct Browser {
    trusted: Option<(Trusted, UnixTime)>,
    given: Vec<(Digest, UnixTime)>,
    /// Tokens given before this one belong to a trust that is over.
    first: usize,
    was_copied: bool,
}

impl Browser {
    pub(super) fn forget(&mut self) {
        self.trusted = None;
    }

    pub(super) fn was_copied(&self) -> bool {
        self.was_copied
    }

    fn give(&mut self, now: UnixTime) -> Digest {
        let token = Digest::of(&self.given.len().to_be_bytes());
        self.given.push((token, now));
        token
    }
}

impl World {
    pub(super) fn mail(&mut self) {
        let sent: Vec<UnixTime> = self.mailed.iter().map(|mailed| mailed.sent).collect();
        let now = self.now;
        if self.session().is_none() || may_send(&sent, now).is_err() {
            return;
        }
        let within_hour = sent.iter().filter(|at| now.as_secs() - at.as_secs() < 3600).count();
        assert!(within_hour < 5, "a sixth mail within an hour");
        let state = MailCodeState { expires: after(now, MAILED_S), tries: 0, over: false };
        self.mailed.push(Mailed { state, sent: now, typed: 0, has_proven: false });
    }

    /// Only the newest is looked at, whichever is typed.
    pub(super) fn type_mailed(&mut self, which: Mail) {
        let now = self.now;
        if self.session().is_none() {
            return;
        }
        let Some(newest) = self.mailed.last_mut() else { return };
        let Ok(reserved) = newest.state.reserve(now) else { return };
        newest.state = reserved;
        newest.typed += 1;
        assert!(newest.typed <= 5, "a sixth try at one code");
        if which != Mail::Newest {
            return;
        }
        assert!(now.as_secs() < newest.sent.as_secs() + MAILED_S, "an expired code proves");
        assert!(!newest.has_proven, "a used code proves");
        (newest.has_proven, newest.state.over) = (true, true);
        self.become_session(Level::Mail, Shown::Mail);
    }

    pub(super) fn choose_release(&mut self) {
        if self.power() != Power::Everything || self.active().is_empty() {
            return;
        }
        assert!(self.is_enough(), "a release for {:?}", self.session);
        self.release = Some(Opened { state: Release::FRESH, at: Vec::new() });
        self.releases.clear();
    }

    pub(super) fn open_release(&mut self, is_right: bool) {
        let now = self.now;
        if self.session().is_none() || !self.releases.reserve(now) {
            return;
        }
        let Some(release) = self.release.as_mut().filter(|_| is_right) else { return };
        self.releases.clear();
        let Some(used) = release.state.used(now) else {
            assert_eq!(release.times(), 5, "used up too early");
            return;
        };
        if used != release.state {
            let last_s = release.at.last().map_or(0, |at| at.as_secs());
            assert!(now.as_secs() >= last_s + 7200, "opened while it is open");
            release.at.push(now);
        }
        release.state = used;
        assert!(release.times() <= 5, "opened a sixth time");
        assert!(
            !release.state.is_open(after(*release.at.last().unwrap(), 7200)),
            "open for more than two hours"
        );
    }

    /// Whoever showed a code may have this browser trusted.
    pub(super) fn trust(&mut self) {
        let now = self.now;
        if !self.session().is_some_and(|(_, shown)| *shown == Shown::Code) {
            return;
        }
        self.browser.first = self.browser.given.len();
        let (current, expires) = (self.browser.give(now), after(now, TRUSTED_S));
        let trusted = Trusted { current, previous: None, rotated: now, expires };
        self.browser.trusted = Some((trusted, now));
    }

    pub(super) fn show(&mut self, which: usize) {
        let (now, browser) = (self.now, &mut self.browser);
        let Some(at) = which.checked_rem(browser.given.len()) else { return };
        let token = browser.given[at].0;
        let Some((trusted, since)) = &browser.trusted else { return };
        let newest = browser.given.len() - 1;
        let replaced = browser.given.get(at + 1).map(|(_, when)| now.as_secs() - when.as_secs());
        match trusted.show(token, now) {
            trusted::Shown::Trusted => {
                assert!(at >= browser.first, "a token of a trust that is over");
                assert!(now.as_secs() < since.as_secs() + TRUSTED_S, "trusted for longer than it should be");
                assert!(replaced.is_none_or(|s| s < 60 && at + 1 == newest), "an old token is trusted");
                let (trusted, since) = (trusted.clone(), *since);
                if at == newest {
                    let next = browser.give(now);
                    browser.trusted = Some((trusted.rotated(next, now), since));
                }
            }
            trusted::Shown::Copied => {
                assert!(replaced.is_some_and(|s| s >= 60), "the newest token is taken for a copy");
                browser.was_copied = true;
                browser.forget();
            }
            trusted::Shown::Nothing => {
                let is_last_but_one = at >= browser.first && at + 1 >= newest;
                let is_over = now.as_secs() >= since.as_secs() + TRUSTED_S;
                assert!(is_over || !is_last_but_one, "a copied token leaves the browser trusted");
            }
        }
    }
}

fn after(now: UnixTime, seconds: u64) -> UnixTime {
    UnixTime::from_secs(now.as_secs() + seconds)
}
