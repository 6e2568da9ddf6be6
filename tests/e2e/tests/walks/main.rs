//! The walks: each a way a member goes, in both browsers, with the packaged extension.
#![allow(clippy::unwrap_used, reason = "a walk is a test")]

mod accessible;
mod backup;
mod bin;
mod captures;
mod crash;
mod draft;
mod drivers;
mod enrol;
mod export;
mod import;
mod list;
mod mailed;
mod manual;
mod picture;
mod portal;
mod protection;
mod saving;
mod scan;
mod select;
mod spellings;
mod steps;
mod traces;
