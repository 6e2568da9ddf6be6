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
/// [`TransferError::Unknown`] without any URI, [`TransferError::TooMany`], and, if nothing else can be read, for a
/// migration URI every error of [`migration::read`] and [`Sets::add`].
pub fn read(text: &str) -> Result<Import, TransferError> {
    read_with(text, |line| Some(row(line)))
}

/// The same, with the rows that `row` makes of lines other than migration URIs; `None` for what is no code to add.
pub(super) fn read_with(text: &str, row: impl Fn(&str) -> Option<Row>) -> Result<Import, TransferError> {
    if !lines(text).any(is_uri) {
        return Err(TransferError::Unknown);
    }
    let mut list = List::default();
    for line in lines(text) {
        if migration::is_uri(line) {
            list.add_part(line);
        } else {
            list.add(row(line));
        }
        if list.rows.len() > MAX_ENTRIES {
            return Err(TransferError::TooMany { most: MAX_ENTRIES });
        }
    }
    list.import(if is_migration(text) { Format::Migration } else { Format::UriList })
}

/// The row that a URI of a key makes.
pub(super) fn row(uri: &str) -> Row {
    let account = otpauth::parse_imported(uri);
    account.map_or_else(|error| Row::refused("", "", error.into()), Row::of_uri)
}

/// What was read so far.
#[derive(Default)]
struct List {
    rows: Vec<Row>,
    others: usize,
    sets: Sets,
    /// Why a migration URI could not be read.
    error: Option<TransferError>,
}

impl List {
    fn add(&mut self, row: Option<Row>) {
        match row {
            Some(row) => self.rows.push(row),
            None => self.others += 1,
        }
    }

    /// One migration URI that is damaged spoils no other line.
    fn add_part(&mut self, uri: &str) {
        if let Err(error) = migration::read(uri).and_then(|part| self.sets.add(part)) {
            self.rows.push(Row::refused(Format::Migration.name(), "", migration::reason(&error)));
            self.error.get_or_insert(error);
        }
    }

    fn import(mut self, format: Format) -> Result<Import, TransferError> {
        let parts = self.sets.import();
        self.rows.extend(parts.rows);
        let is_readable = self.rows.iter().any(|row| !matches!(row, Row::Refused(_)));
        match self.error {
            Some(error) if !is_readable => Err(error),
            _ if self.rows.len() > MAX_ENTRIES => Err(TransferError::TooMany { most: MAX_ENTRIES }),
            _ => Ok(Import { sets: parts.sets, others: self.others, ..Import::of(format, self.rows) }),
        }
    }
}

/// True if the first line that says something is a URI of a key.
#[cfg(feature = "transfer")]
pub(super) fn is_list(text: &str) -> bool {
    lines(text).next().is_some_and(is_uri)
}

/// True if all lines are Google's URIs.
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

/// The lines that say something. A text that comes from no file may have a byte order mark still.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
