//! Moving in and out: what other programs write, as accounts, and our accounts as they read them.
//!
//! [`detect`] knows a format by its contents, [`read`] turns a file into an [`Import`]: rows to show, to ask about and
//! to add. Nothing is guessed: what the file does not say is a [`Question`], what we cannot keep is [`Refused`] with the
//! [`Reason`]. Every format is described in docs/FORMATS.md.
//!
//! The types, lists of URIs and Google's export are always there. The other formats (feature `transfer`) bring their
//! ciphers with them, so the popup leaves them to the worker, which answers with [`Import::to_bytes`].

mod answers;
mod crossing;
#[cfg(feature = "transfer")]
mod csv;
#[cfg(feature = "transfer")]
mod detect;
mod draft;
mod error;
mod format;
#[cfg(feature = "transfer")]
mod formats;
mod import;
#[cfg(feature = "transfer")]
mod json;
pub mod migration;
mod part;
mod password;
#[cfg(feature = "transfer")]
mod query;
#[cfg(feature = "transfer")]
mod read;
mod reason;
#[cfg(feature = "transfer")]
mod sealed;
#[cfg(feature = "transfer")]
mod source;
pub mod uri_list;
#[cfg(feature = "transfer")]
mod write;
#[cfg(feature = "transfer")]
mod zip;

pub use answers::{Answer, Answers};
#[cfg(feature = "transfer")]
pub use detect::{Detected, detect};
pub use error::{Remedy, TransferError};
pub use format::{Format, UnknownFormat};
pub use import::{Choice, Import, Question, Refused, Row, Warning};
pub use migration::PartSet;
pub use part::Part;
pub use password::Password;
#[cfg(feature = "transfer")]
pub use read::{read, read_as};
pub use reason::Reason;
#[cfg(feature = "transfer")]
pub use write::{Target, Written, write};

/// The largest file, in bytes. Pictures of the services may stand in it.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most entries of a file that make codes.
pub const MAX_ENTRIES: usize = 5_000;

#[cfg(test)]
#[cfg(feature = "transfer")]
mod tests;
