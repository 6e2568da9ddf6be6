//! Whether a chain is as it was written.

use std::fmt;

use super::{AuditPublicKey, Checkpoint, Head, Link};
use crate::domain::WriterId;

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Entry number `seq` was altered, moved, or stands where another was.
    Altered {
        /// The first one that does not follow.
        seq: u64,
    },
    /// A checkpoint counted more entries than there are.
    Cut {
        /// How many there are.
        found: u64,
        /// How many there were.
        counted: u64,
    },
    /// Up to a checkpoint the entries are not those that were there.
    Rewritten {
        /// The checkpoint's count.
        counted: u64,
    },
    /// A checkpoint is not signed by the server's key.
    Forged {
        /// The checkpoint's count.
        counted: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered { seq } => write!(f, "entry {seq} does not follow the one before it"),
            Self::Cut { found, counted } => write!(f, "{counted} entries were counted, {found} are there"),
            Self::Rewritten { counted } => write!(f, "the first {counted} entries are not those counted"),
            Self::Forged { counted } => write!(f, "the checkpoint of {counted} entries is not signed"),
        }
    }
}

/// How many entries the chain of `writer` has, if it is whole and agrees with every one of its checkpoints.
///
/// # Errors
/// The first [`Finding`].
pub fn verify<'a>(
    writer: WriterId,
    links: impl IntoIterator<Item = &'a Link>,
    checkpoints: &[Checkpoint],
    key: &AuditPublicKey,
) -> Result<u64, Finding> {
    let mine = || checkpoints.iter().filter(|checkpoint| checkpoint.writer == writer);
    if let Some(forged) = mine().find(|checkpoint| !key.signed(checkpoint)) {
        return Err(Finding::Forged { counted: forged.head.seq });
    }
    let mut head = Head::start(writer);
    for link in links {
        if !head.is_followed_by(link) {
            return Err(Finding::Altered { seq: head.seq + 1 });
        }
        head = link.head();
        if let Some(other) =
            mine().find(|checkpoint| checkpoint.head.seq == head.seq && checkpoint.head != head)
        {
            return Err(Finding::Rewritten { counted: other.head.seq });
        }
    }
    match mine().map(|checkpoint| checkpoint.head.seq).max() {
        Some(counted) if counted > head.seq => Err(Finding::Cut { found: head.seq, counted }),
        _ => Ok(head.seq),
    }
}
