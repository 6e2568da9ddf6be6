//! The vault: everything that is kept, sealed as one record under one data key.
//!
//! ```text
//! passphrase ──Argon2id──► Kek ─┐
//! recovery code ──HKDF───► Kek ─┼─ wraps ─► DataKey ── seals ─► Contents
//! device key ────────────► Kek ─┘
//! ```
//!
//! A record ([`Envelope`]) carries its wraps with it, so any single copy of it is enough. [`slots`] decides which of
//! several copies counts. Nothing in this module knows where records lie, what time it is or where random bytes
//! come from. docs/VAULT.md has the format byte by byte.

pub mod backup;
mod contents;
mod envelope;
mod issued;
mod kdf;
mod key;
mod passphrase;
mod reader;
mod recovery;
pub mod slots;
mod wrap;

pub use contents::{Binned, Contents, ContentsError, Entry, EntryId};
pub use envelope::{Envelope, FORMAT, Header, Purpose, VaultId};
pub use issued::{Issued, Waiting};
#[cfg(feature = "kdf")]
pub use kdf::derive;
pub use kdf::{KdfError, KdfParams};
pub use key::{DataKey, Kek, Random};
pub use passphrase::{Passphrase, PassphraseError};
pub use recovery::{RecoveryCode, RecoveryCodeError};
pub use wrap::Wrap;

/// Why a record could not be read or opened. Carries no byte of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The bytes do not begin as a vault or backup record does.
    #[error("not a Warifu record")]
    NotARecord,
    /// The record was written by a newer version; it may be kept, but not changed.
    #[error("record format {format} is newer than {FORMAT}")]
    Newer {
        /// The format number that the record names.
        format: u8,
    },
    /// The record ends early, goes on too long, or names an impossible length.
    #[error("the record is damaged: {part}")]
    Malformed {
        /// Which part of the record.
        part: &'static str,
    },
    /// A passphrase wrap asks for less work than is safe: under 19 MiB or under 2 passes.
    #[error("the key derivation is too weak: {memory_kib} KiB, {passes} passes")]
    WeakKdf {
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        passes: u32,
    },
    /// The record has no wrap of the kind asked for.
    #[error("the record cannot be opened this way")]
    NoSuchWrap,
    /// The passphrase, recovery code or device key is another one.
    #[error("wrong key")]
    WrongKey,
    /// The key is right, but the record was changed after it was written.
    #[error("the record was altered")]
    Altered,
    /// The record opened, but what it holds cannot be understood.
    #[error("the contents cannot be read")]
    Contents,
}
