//! The walks: each a way a member goes, in both browsers, with the packaged extension.
#![allow(clippy::unwrap_used, reason = "a walk is a test")]

mod drivers;
