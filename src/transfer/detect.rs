//! Which format a file has, by its contents alone: names of files say nothing.

use super::{Format, uri_list};

/// What a file seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Whose format.
    pub format: Format,
    /// Whether it needs its password.
    pub sealed: bool,
}

/// The format of `bytes`; `None` if it is none that we know.
pub fn detect(bytes: &[u8]) -> Option<Detected> {
    let plain = |format| Detected { format, sealed: false };
    let text = str::from_utf8(bytes).ok()?;
    uri_list::is_list(text).then_some(plain(Format::UriList))
}
