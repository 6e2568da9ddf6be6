//! The way to a key: what it is for, how long each part of it lives, and what it does to the keys that are there.

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{KeyId, hours, later, minutes};

/// How long a ticket's holder may ask again for the same seed.
pub const REDEEM: Duration = minutes(10);
/// How long a key may wait for its first code.
pub const PENDING: Duration = hours(24);

/// Why a new key is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// One more device.
    Add,
    /// Instead of this key, which works until the new one is confirmed.
    Replace(KeyId),
    /// This key is lost or stolen: it dies at once.
    Lost(KeyId),
}

/// Why there can be no new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// As many active keys as the policy allows.
    #[error("a member may have at most {most} keys")]
    TooMany {
        /// How many.
        most: usize,
    },
    /// The key to be replaced or lost is not an active key of this member.
    #[error("the key to be replaced is not active")]
    NotActive,
}

/// How many keys a member may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Only the newest counts.
    One,
    /// So many beside each other.
    UpTo(usize),
}

impl Intent {
    /// The word that stands in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace(_) => "replace",
            Self::Lost(_) => "lost",
        }
    }

    /// The key that this is about, if there is one.
    pub const fn key(self) -> Option<KeyId> {
        match self {
            Self::Add => None,
            Self::Replace(key) | Self::Lost(key) => Some(key),
        }
    }

    /// The intent written as word and key; `None` for what [`Intent::as_str`] and [`Intent::key`] never give.
    pub fn read(word: &str, key: Option<KeyId>) -> Option<Self> {
        match (word, key) {
            ("add", None) => Some(Self::Add),
            ("replace", Some(key)) => Some(Self::Replace(key)),
            ("lost", Some(key)) => Some(Self::Lost(key)),
            _ => None,
        }
    }
}

/// The key to be revoked before anything else is done.
///
/// # Errors
/// Every [`EnrolmentError`]: `active` are the member's active keys.
pub fn begin(intent: Intent, active: &[KeyId], allowed: Allowed) -> Result<Option<KeyId>, EnrolmentError> {
    if intent.key().is_some_and(|key| !active.contains(&key)) {
        return Err(EnrolmentError::NotActive);
    }
    match (intent, allowed) {
        (Intent::Add, Allowed::UpTo(most)) if active.len() >= most => Err(EnrolmentError::TooMany { most }),
        (Intent::Lost(key), _) => Ok(Some(key)),
        _ => Ok(None),
    }
}

/// The keys that a newly confirmed one takes the place of; `active` are the member's other active keys.
///
/// # Errors
/// [`EnrolmentError::TooMany`] if others were confirmed meanwhile.
pub fn finish(intent: Intent, active: &[KeyId], allowed: Allowed) -> Result<Vec<KeyId>, EnrolmentError> {
    let replaced = match allowed {
        Allowed::One => active.to_vec(),
        Allowed::UpTo(_) => active.iter().copied().filter(|key| intent.key() == Some(*key)).collect(),
    };
    match allowed {
        Allowed::UpTo(most) if active.len() - replaced.len() >= most => Err(EnrolmentError::TooMany { most }),
        _ => Ok(replaced),
    }
}

/// Until when the same authenticator gets the same seed again, and until when the key may be confirmed.
pub fn deadlines(begun: UnixTime) -> [UnixTime; 2] {
    [later(begun, REDEEM), later(begun, PENDING)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: KeyId = KeyId::from_bytes([1; 16]);
    const B: KeyId = KeyId::from_bytes([2; 16]);
    const TWO: Allowed = Allowed::UpTo(2);

    #[test]
    fn only_lost_revokes_at_once() {
        assert_eq!(begin(Intent::Add, &[A], TWO), Ok(None));
        assert_eq!(begin(Intent::Add, &[A, B], TWO), Err(EnrolmentError::TooMany { most: 2 }));
        assert_eq!(begin(Intent::Add, &[A], Allowed::One), Ok(None));
        assert_eq!(begin(Intent::Replace(A), &[A, B], TWO), Ok(None));
        assert_eq!(begin(Intent::Lost(A), &[A, B], TWO), Ok(Some(A)));
        assert_eq!(begin(Intent::Replace(B), &[A], TWO), Err(EnrolmentError::NotActive));
        assert_eq!(begin(Intent::Lost(B), &[], Allowed::One), Err(EnrolmentError::NotActive));
    }

    #[test]
    fn what_is_replaced_follows_intent_and_policy() {
        assert_eq!(finish(Intent::Add, &[A, B], Allowed::One), Ok(vec![A, B]));
        assert_eq!(finish(Intent::Add, &[A], TWO), Ok(vec![]));
        assert_eq!(finish(Intent::Add, &[A, B], TWO), Err(EnrolmentError::TooMany { most: 2 }));
        assert_eq!(finish(Intent::Replace(A), &[A, B], TWO), Ok(vec![A]));
        assert_eq!(finish(Intent::Replace(A), &[B], TWO), Ok(vec![])); // lost meanwhile
    }

    #[test]
    fn intents_read_back() {
        for intent in [Intent::Add, Intent::Replace(A), Intent::Lost(B)] {
            assert_eq!(Intent::read(intent.as_str(), intent.key()), Some(intent));
        }
        assert_eq!(Intent::read("add", Some(A)), None);
        assert_eq!(Intent::read("lost", None), None);
    }
}
