//! A key's life: `pending → active → superseded → purged`, `active → revoked`, `pending → expired`.

use std::str::FromStr;

use super::Approved;

/// Where in its life a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Handed out; no code of it was seen yet.
    Pending,
    /// Its codes count.
    Active,
    /// A newer key took its place.
    Superseded,
    /// Said to be lost or stolen.
    Revoked,
    /// Never confirmed in time.
    Expired,
    /// Its bytes are gone; the row stays, so that its holder can be told.
    Purged,
}

/// A word that is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of a key")]
pub struct UnknownState;

impl KeyState {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Active, Self::Superseded, Self::Revoked, Self::Expired, Self::Purged];

    /// The word that stands in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Purged => "purged",
        }
    }

    /// Active, if this was pending and a code of it was right; else `None`.
    pub fn confirmed(self, _: &Approved) -> Option<Self> {
        (self == Self::Pending).then_some(Self::Active)
    }

    /// Superseded, if this was active; else `None`.
    pub fn superseded(self) -> Option<Self> {
        (self == Self::Active).then_some(Self::Superseded)
    }

    /// Revoked, if this was active; else `None`.
    pub fn revoked(self) -> Option<Self> {
        (self == Self::Active).then_some(Self::Revoked)
    }

    /// Expired, if this was pending; else `None`.
    pub fn expired(self) -> Option<Self> {
        (self == Self::Pending).then_some(Self::Expired)
    }

    /// Purged, if this was superseded; else `None`.
    pub fn purged(self) -> Option<Self> {
        (self == Self::Superseded).then_some(Self::Purged)
    }
}

impl FromStr for KeyState {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for state in KeyState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("Active".parse::<KeyState>(), Err(UnknownState));
    }

    #[test]
    fn there_is_no_other_way() {
        use KeyState::*;
        let after = |from: KeyState| [from.superseded(), from.revoked(), from.expired(), from.purged()];
        assert_eq!(after(Pending), [None, None, Some(Expired), None]);
        assert_eq!(after(Active), [Some(Superseded), Some(Revoked), None, None]);
        assert_eq!(after(Superseded), [None, None, None, Some(Purged)]);
        for last in [Revoked, Expired, Purged] {
            assert_eq!(after(last), [None; 4]);
        }
    }
}
