//! Where tests read the mail: an SMTP server on loopback, and what stands in the mails that it took.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod letter;
mod receiver;

pub use letter::Letter;
pub use receiver::{Asks, PASSWORD, Receiver, USER};
