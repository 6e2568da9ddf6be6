//! What happened, in a chain that shows what was changed afterwards.
//!
//! Each writing process has a chain of its own: every entry carries the hash of itself and of the one before. At
//! intervals a signed [`Checkpoint`] says how many entries there are and what the last hash is. Edits, reorders and
//! every cut before the last checkpoint are found; entries after it can be cut off unseen, which is why checkpoints
//! also go to a file that another machine should collect.

mod chain;
mod checkpoint;
mod verify;

pub use chain::{Entry, Event, Head, Link};
pub use checkpoint::{AuditKey, AuditPublicKey, Checkpoint};
pub use verify::{Finding, verify};

#[cfg(test)]
mod tests;
