//! Ente Auth: a list of URIs, or that list encrypted. A parameter of the app's own says how a code is shown there, and
//! whether it is in the app's trash.
//! <https://github.com/ente-io/ente/blob/main/docs/docs/auth/migration/export.md>

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::transfer::json;
use crate::transfer::query::Uri;
use crate::transfer::sealed::{Opened, Work, argon2id, base64, secretstream_open};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError, uri_list};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    version: u64,
    kdf_params: KdfParams,
    encrypted_data: String,
    encryption_nonce: String,
}

/// As libsodium names them; memory in bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KdfParams {
    mem_limit: u64,
    ops_limit: u64,
    salt: String,
}

/// The parameter that only Ente Auth writes.
const DISPLAY: &str = "codeDisplay";

/// How a code is shown in the app, as far as it matters here.
#[derive(Deserialize)]
struct Display {
    trashed: Option<bool>,
}

/// Whether a line is the app's.
pub(in crate::transfer) fn is_line(line: &str) -> bool {
    Uri::split(line).has(DISPLAY)
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    if !source.bytes.trim_ascii_start().starts_with(b"{") {
        return list(source, source.text()?);
    }
    let opened = open(source)?;
    list(source, str::from_utf8(&opened).map_err(|_| source.malformed(Part::Contents))?)
}

fn list(source: Source<'_>, text: &str) -> Result<Import, TransferError> {
    match uri_list::read_with(text, row) {
        Err(TransferError::Unknown) => Err(source.malformed(Part::Contents)),
        import => Ok(Import { format: source.format, ..import? }),
    }
}

/// The row that a line makes; `None` if it is in the app's trash.
fn row(line: &str) -> Option<Row> {
    let uri = Uri::split(line);
    match is_trashed(&uri) {
        Some(true) => None,
        Some(false) => Some(shown_row(uri)),
        None => Some(Row::refused("", "", Reason::Malformed { part: Part::Parameter })),
    }
}

/// `None` if it cannot be read.
fn is_trashed(uri: &Uri<'_>) -> Option<bool> {
    let displays: Option<Vec<_>> = uri.values(DISPLAY).map(display).collect();
    Some(displays?.iter().any(|display| display.trashed == Some(true)))
}

fn display(escaped: &str) -> Option<Display> {
    let spaced = escaped.replace('+', " "); // as the app's language writes spaces
    serde_json::from_slice(&percent_decode_str(&spaced).collect::<Vec<_>>()).ok()
}

/// A note of any length may stand in what is for the app alone, so it counts for none of a URI's limits. A counter that is
/// not said is 0 in the app, and older exports have `Algorithm.sha1`, a name of the app's own language, for SHA1.
fn shown_row(mut uri: Uri<'_>) -> Row {
    uri.remove(DISPLAY);
    uri.change("algorithm", |value| value.strip_prefix("Algorithm.").unwrap_or(value));
    let needs_counter = uri.has_type("hotp") && !uri.has("counter");
    if needs_counter {
        uri.add("counter", "0");
    }
    let mut row = uri_list::row(&uri.join());
    if needs_counter {
        row.assume(Part::Counter);
    }
    row
}

fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    let sealed: Sealed = json::file(source.format, source.bytes)?;
    source.check_version(sealed.version, 1..=1)?;
    let salt = base64(&sealed.kdf_params.salt).ok_or(source.malformed(Part::Salt))?;
    let header = base64(&sealed.encryption_nonce).ok_or(source.malformed(Part::Nonce))?;
    let contents = base64(&sealed.encrypted_data).ok_or(source.malformed(Part::Contents))?;
    let KdfParams { mem_limit, ops_limit, .. } = sealed.kdf_params;
    let work = Work { memory_kib: mem_limit / 1024, passes: ops_limit, lanes: 1 };
    let key = argon2id(source.typed()?, &salt, work).map_err(|error| source.underivable(&error))?;
    secretstream_open(&key, &header, &contents).ok_or(source.wrong_password())
}
