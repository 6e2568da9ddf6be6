//! Google Authenticator's export: `otpauth-migration://offline?data=…`, a protocol buffer in base64, in several parts
//! if there are many accounts.
//!
//! The schema was never published by Google; it is known from the app and written down by many, for instance in the
//! sources of Aegis and of the npm package `@otplib/otplib`-based exporters. Field numbers are in `payload.rs`.
//! Periods are always 30 seconds, which is all that the app knows.

mod payload;
mod set;
mod wire;
mod write;

pub use set::{Part as MigrationPart, PartSet, Sets};
pub use write::{ACCOUNTS_PER_PART, Written, write};

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::{Format, Part, Reason, TransferError};

/// The longest URI, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// The most accounts in one URI.
pub const MAX_ENTRIES: usize = 100;

const SCHEME: &str = "otpauth-migration:";

/// Padding may be missing, and left-over bits are ignored, as phones do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// True if `text` begins as a migration URI does, whatever follows.
pub fn is_uri(text: &str) -> bool {
    text.trim_start().get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

/// The part of an export that `uri` holds. Escapes may be missing, as in text copied from a QR code.
///
/// # Errors
/// [`TransferError::TooLarge`] over [`MAX_BYTES`], [`TransferError::TooMany`] over [`MAX_ENTRIES`],
/// [`TransferError::Version`] for other than version 1 and 2, else [`TransferError::Malformed`] with the part.
pub fn read(uri: &str) -> Result<MigrationPart, TransferError> {
    let uri = uri.trim();
    if uri.len() > MAX_BYTES {
        return Err(TransferError::TooLarge { most: MAX_BYTES, found: uri.len() });
    }
    let data = data(uri)?;
    let bytes = BASE64.decode(&*data).map_err(|_| malformed(Part::Contents))?;
    payload::read(&Zeroizing::new(bytes))
}

/// Why a URI among others was not read, from the error of [`read`] or [`Sets::add`].
pub(super) fn reason(error: &TransferError) -> Reason {
    match error {
        TransferError::TooLarge { most, found } => {
            Reason::TooLong { part: Part::Uri, most: *most, found: *found }
        }
        TransferError::Version { version, .. } => {
            let (min, max) = payload::VERSIONS.into_inner();
            Reason::Range { part: Part::Version, min, max, found: *version }
        }
        TransferError::Malformed { part, .. } => Reason::Malformed { part: *part },
        // Nobody counts how many more there are than allowed.
        TransferError::TooMany { .. } => Reason::Malformed { part: Part::Contents },
        TransferError::Unknown
        | TransferError::PasswordNeeded { .. }
        | TransferError::WrongPassword { .. }
        | TransferError::Unsupported { .. }
        | TransferError::TooMuchWork { .. } => Reason::Malformed { part: Part::Uri }, // not of this format
    }
}

/// The base64 of the URI's one parameter.
fn data(uri: &str) -> Result<Zeroizing<Vec<u8>>, TransferError> {
    if !is_uri(uri) {
        return Err(malformed(Part::Scheme));
    }
    let (_, query) = uri.split_once('?').ok_or(malformed(Part::Contents))?;
    let mut values = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, data) = values.find(|(name, _)| *name == "data").ok_or(malformed(Part::Contents))?;
    let mut text = Zeroizing::new(Vec::with_capacity(data.len()));
    text.extend(
        percent_decode_str(data).filter(|byte| !byte.is_ascii_whitespace() || *byte == b' ').map(plain),
    );
    Ok(text)
}

/// Base64 for what other ways of escaping, and the alphabet for URLs, make of it.
fn plain(byte: u8) -> u8 {
    match byte {
        b' ' | b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

fn malformed(part: Part) -> TransferError {
    TransferError::Malformed { format: Format::Migration, part }
}

#[cfg(test)]
mod tests;
