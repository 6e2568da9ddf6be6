//! Real browsers with the packaged extension, worked as a person works them.
//!
//! [`Browser`] starts Chromium or Firefox in a throw-away profile, [`Page`] finds things by their visible words and
//! acts by real input events, [`Site`] serves the pages on which codes are scanned. The walks themselves lie in
//! `tests/walks`. Nothing here knows how the extension is made: only its words, its manifest and its addresses.

mod axe;
mod browser;
mod chromium;
mod driver;
mod firefox;
mod harness;
mod judge;
mod keys;
mod log;
mod looks;
pub mod member;
mod options;
mod page;
mod pdf;
pub mod practice;
mod process;
mod qr;
mod rules;
pub mod sample;
pub mod server;
mod site;
mod traces;
mod words;

pub use axe::axe;
pub use browser::Browser;
pub use driver::{Bring, Doc, Driver, Key, Place, Pointer, Step};
pub use harness::{dist, finish, in_both_languages, is_long, once, root, twice, walk};
pub use judge::{Totp, now};
pub use looks::{look_at, look_at_widths};
pub use member::Member;
pub use options::{Colors, Kind, Language, Options};
pub use page::{PATIENCE, Page, patiently};
pub use pdf::pdf;
pub use process::Profile;
pub use qr::Qr;
pub use rules::Rules;
pub use server::Server;
pub use site::Site;
pub use traces::{Traces, base32};
pub use words::Words;
