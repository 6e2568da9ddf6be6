//! A member's time to register (E10).

use warifu::otp::UnixTime;

use super::Service;
use crate::domain::KeyState;
use crate::domain::grace::Grace;
use crate::store::{KeyRow, Member};

/// What a member may do without a key.
pub(super) struct Registration {
    /// The member's time to register, over from the beginning where the policy gives none; `None` once a key counted.
    grace: Option<Grace>,
    /// Whether the first key is given on campus only once that is over.
    then_on_campus: bool,
}

impl Registration {
    /// Until when a first key is given from anywhere.
    pub(super) fn ends(&self) -> Option<UnixTime> {
        self.grace.map(|grace| grace.ends)
    }

    /// Whether signing in needs no key yet.
    pub(super) fn lasts(&self, now: UnixTime) -> bool {
        self.grace.is_some_and(|grace| grace.lasts(now))
    }

    /// Whether a key may be given.
    pub(super) fn allows(&self, now: UnixTime, is_on_campus: bool) -> bool {
        self.grace.is_none_or(|grace| grace.allows(now, is_on_campus, self.then_on_campus))
    }
}

impl Service {
    /// The member's time to register, which is over for good once one of `keys`, the member's own, counted.
    pub(super) fn registration(&self, member: &Member, keys: &[KeyRow]) -> Registration {
        let counted = |key: &KeyRow| !matches!(key.state, KeyState::Pending | KeyState::Expired);
        let length = self.policy.grace_days(member.group.as_ref());
        let grace = (!keys.iter().any(counted)).then(|| Grace::of(member.added, length));
        Registration { grace, then_on_campus: self.policy.grace.then_on_campus }
    }
}
