//! The walks: each a way a member goes, in both browsers, with the packaged extension.
#![allow(clippy::unwrap_used, reason = "a walk is a test")]

mod draft;
mod drivers;
mod manual;
mod scan;
mod spellings;
