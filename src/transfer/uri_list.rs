//! Lists of `otpauth:` URIs, a line each; Google's migration URIs may stand among them.

use zeroize::Zeroizing;

use super::migration::{self, Sets};
use super::{Format, Import, MAX_ENTRIES, Row, TransferError};
use crate::account::Account;
use crate::otpauth;

/// What the lines of `text` say. A line that cannot be read is a refused row; blank lines and lines of comment (`#`)
/// are passed over. If there are only migration URIs, the format is [`Format::Migration`].
///
/// # Errors
/// [`TransferError::Unknown`] without any URI, [`TransferError::TooMany`], and for a migration URI every error of
/// [`migration::read`] and [`Sets::add`].
pub fn read(text: &str) -> Result<Import, TransferError> {
    if !lines(text).any(is_uri) {
        return Err(TransferError::Unknown);
    }
    let mut rows = Vec::new();
    let mut sets = Sets::default();
    for line in lines(text) {
        if migration::is_uri(line) {
            sets.add(migration::read(line)?)?;
        } else {
            let account = otpauth::parse_imported(line);
            rows.push(account.map_or_else(|error| Row::refused("", "", error.into()), Row::of_uri));
        }
        if rows.len() > MAX_ENTRIES {
            return Err(TransferError::TooMany { most: MAX_ENTRIES });
        }
    }
    let parts = sets.import();
    let import = if rows.is_empty() {
        parts
    } else {
        rows.extend(parts.rows);
        Import { sets: parts.sets, ..Import::of(Format::UriList, rows) }
    };
    if import.rows.len() > MAX_ENTRIES {
        return Err(TransferError::TooMany { most: MAX_ENTRIES });
    }
    Ok(import)
}

/// True if the first line that says something is a URI of a key.
#[cfg(feature = "transfer")]
pub(super) fn is_list(text: &str) -> bool {
    lines(text).next().is_some_and(is_uri)
}

/// True if all lines are Google's URIs.
#[cfg(feature = "transfer")]
pub(super) fn is_migration(text: &str) -> bool {
    lines(text).all(migration::is_uri)
}

/// The URIs of `accounts`, a line each, from which [`read`] reads the same accounts.
pub fn write<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Zeroizing<String> {
    let uris: Vec<_> = accounts.into_iter().map(otpauth::print).collect();
    let mut text = Zeroizing::new(String::with_capacity(uris.iter().map(|uri| uri.len() + 1).sum()));
    for uri in &uris {
        text.push_str(uri);
        text.push('\n');
    }
    text
}

fn is_uri(line: &str) -> bool {
    otpauth::is_uri(line) || migration::is_uri(line)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
