//! andOTP, plain and encrypted under a password. <https://github.com/andOTP/andOTP/wiki>
//!
//! Encrypted files are bytes without any mark. The newer kind begins with how often PBKDF2 goes round; the older kind is
//! nonce and contents alone, with a key that is the SHA-256 of the password, and is found only if the member says what
//! the file is. Files for OpenPGP are not read.

use serde::Deserialize;

use crate::transfer::draft::{Draft, Pace, Spelled};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{Key, Opened, gcm_open, pbkdf2_sha1, sha256};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError};

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    issuer: Loose,
    #[serde(default)]
    label: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    r#type: Loose,
    #[serde(default)]
    algorithm: Loose,
    #[serde(default)]
    period: Loose,
    #[serde(default)]
    counter: Loose,
}

const NONCE: usize = 12;
const SALT: usize = 12;
const TAG: usize = 16;
/// The app picks between 140,000 and 160,000.
const PLAUSIBLE_ROUNDS: core::ops::RangeInclusive<u32> = 1_000..=1_000_000;

/// Whether the bytes may be an encrypted file of the newer kind.
pub(in crate::transfer) fn is_sealed(bytes: &[u8]) -> bool {
    let rounds = bytes.first_chunk().map(|rounds| u32::from_be_bytes(*rounds));
    bytes.len() > 4 + SALT + NONCE + TAG && rounds.is_some_and(|rounds| PLAUSIBLE_ROUNDS.contains(&rounds))
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let is_plain = source.bytes.trim_ascii_start().starts_with(b"[");
    if is_plain {
        return rows(source, source.bytes);
    }
    rows(source, &open(source)?)
}

fn rows(source: Source<'_>, json: &[u8]) -> Result<Import, TransferError> {
    let entries: Vec<Raw<'_>> = json::file(source.format, json)?;
    json::rows(source.format, entries, |entry: &Entry| Some(row(entry)))
}

fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    if source.bytes.len() < NONCE + TAG {
        return Err(source.malformed(Part::Structure));
    }
    let password = source.typed()?;
    let newer = is_sealed(source.bytes).then(|| open_newer(source, password)).transpose()?.flatten();
    let older = || open_with(&sha256(password.as_bytes()), source.bytes);
    newer.or_else(older).ok_or(source.wrong_password())
}

fn open_newer(source: Source<'_>, password: &str) -> Result<Option<Opened>, TransferError> {
    let Some((rounds, rest)) = source.bytes.split_first_chunk() else { return Ok(None) };
    let Some((salt, rest)) = rest.split_at_checked(SALT) else { return Ok(None) };
    let rounds = u32::from_be_bytes(*rounds);
    let key = pbkdf2_sha1(password, salt, rounds.into()).map_err(|error| source.underivable(&error))?;
    Ok(open_with(&key, rest))
}

fn open_with(key: &Key, bytes: &[u8]) -> Option<Opened> {
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    gcm_open(key, nonce, sealed, &[])
}

fn row(entry: &Entry) -> Row {
    json::row(&entry.issuer, &entry.label, draft(entry))
}

fn draft(entry: &Entry) -> Result<Draft<'_>, Reason> {
    let pace = match entry.r#type.needed(Part::Type)?.to_ascii_uppercase().as_str() {
        "TOTP" => Pace::Totp,
        "HOTP" => Pace::Hotp,
        "STEAM" => Pace::Steam,
        other => return Err(Reason::kind(other)),
    };
    Ok(Draft {
        pace,
        algorithm: entry.algorithm.needed_algorithm()?,
        digits: Some(entry.digits.needed_number(Part::Digits)?),
        period: entry.period.number(Part::Period)?,
        counter: entry.counter.number(Part::Counter)?,
        ..Draft::new(
            entry.issuer.text(Part::Issuer)?,
            entry.label.text(Part::User)?,
            Spelled::Base32(entry.secret.needed(Part::Secret)?),
        )
    })
}
