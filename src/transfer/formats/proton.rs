//! Proton Authenticator, plain and encrypted, version 1. The format is that of the app's own sources
//! (<https://github.com/protonpass/proton-pass-common>).

use serde::Deserialize;

use crate::secret::Secret;
use crate::transfer::draft::{Draft, Pace, Spelled, login_row};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{Opened, Work, argon2id, base64, gcm_open};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError};

#[derive(Deserialize)]
struct File<'a> {
    version: u64,
    #[serde(borrow)]
    entries: Option<Vec<Raw<'a>>>,
    salt: Option<String>,
    content: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    content: Content,
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    uri: Loose,
    #[serde(default)]
    entry_type: Loose,
    #[serde(default)]
    name: Loose,
}

const WORK: Work = Work { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
const BOUND: &[u8] = b"proton.authenticator.export.v1";
const NONCE: usize = 12;

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    source.check_version(file.version, 1..=1)?;
    match (file.entries, file.salt, file.content) {
        (Some(entries), None, None) => rows(source, entries),
        (None, Some(salt), Some(content)) => {
            let opened = open(source, &salt, &content)?;
            let file: File<'_> = json::file(source.format, &opened)?;
            source.check_version(file.version, 1..=1)?;
            rows(source, file.entries.ok_or(source.malformed(Part::Contents))?)
        }
        _ => Err(source.malformed(Part::Structure)),
    }
}

fn rows(source: Source<'_>, entries: Vec<Raw<'_>>) -> Result<Import, TransferError> {
    json::rows(source.format, entries, |entry: &Entry| Some(row(&entry.content)))
}

fn open(source: Source<'_>, salt: &str, content: &str) -> Result<Opened, TransferError> {
    let salt = base64(salt).ok_or(source.malformed(Part::Salt))?;
    let content = base64(content).ok_or(source.malformed(Part::Contents))?;
    let (nonce, sealed) = content.split_at_checked(NONCE).ok_or(source.malformed(Part::Nonce))?;
    let key = argon2id(source.typed()?, &salt, WORK).map_err(|error| source.underivable(&error))?;
    gcm_open(&key, nonce, sealed, BOUND).ok_or(source.wrong_password())
}

fn row(content: &Content) -> Row {
    let texts = || -> Result<_, Reason> {
        match content.entry_type.needed(Part::Type)? {
            "Totp" | "Steam" => Ok((content.uri.needed(Part::Uri)?, content.name.text(Part::User)?)),
            other => Err(Reason::kind(other)),
        }
    };
    match texts() {
        Ok((uri, name)) => uri_row(uri, name),
        Err(reason) => Row::refused("", content.name.shown(), reason),
    }
}

fn uri_row(uri: &str, name: &str) -> Row {
    match uri.strip_prefix("steam://") {
        Some(secret) => steam_row(secret, name),
        None => login_row(uri, "", name),
    }
}

/// Steam itself spells keys in base64, and so may the app. What can be read both ways is base32, as in the app; what can be
/// read in neither is refused for what is wrong with it as base32.
fn steam_row(secret: &str, name: &str) -> Row {
    let bytes = if Secret::parse(secret).is_ok() { None } else { base64(secret) };
    let spelled = bytes.as_deref().map_or(Spelled::Base32(secret), |bytes| Spelled::Bytes(bytes));
    Draft { pace: Pace::Steam, ..Draft::new("Steam", name, spelled) }.row()
}
