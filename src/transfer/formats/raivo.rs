//! Raivo OTP: its archive under the master password, or the JSON in it. All values are texts.
//! <https://github.com/raivo-otp/ios-application>

use serde::Deserialize;

use crate::transfer::draft::{Draft, Pace, Spelled};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::Opened;
use crate::transfer::source::Source;
use crate::transfer::zip::{self, Shut};
use crate::transfer::{Import, MAX_BYTES, Part, Reason, Remedy, Row, TransferError};

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    kind: Loose,
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    timer: Loose,
    #[serde(default)]
    counter: Loose,
    #[serde(default)]
    account: Loose,
    #[serde(default)]
    issuer: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    algorithm: Loose,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    if source.bytes.starts_with(zip::MAGIC) {
        rows(source, &open(source)?)
    } else {
        rows(source, source.bytes)
    }
}

fn rows(source: Source<'_>, json: &[u8]) -> Result<Import, TransferError> {
    let entries: Vec<Raw<'_>> = json::file(source.format, json)?;
    json::rows(source.format, entries, |entry: &Entry| Some(row(entry)))
}

/// The JSON; a page for printing lies beside it.
fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    let shut = |shut| match shut {
        Shut::Damaged => source.malformed(Part::Structure),
        Shut::Otherwise => TransferError::Unsupported { format: source.format, how: Remedy::Unpack },
        Shut::WrongPassword => source.wrong_password(),
    };
    let member = zip::find(source.bytes, ".json").map_err(shut)?;
    if member.size > MAX_BYTES {
        return Err(TransferError::TooLarge { most: MAX_BYTES, found: member.size });
    }
    member.open(source.typed()?).map_err(shut)
}

fn row(entry: &Entry) -> Row {
    json::row(&entry.issuer, &entry.account, draft(entry))
}

fn draft(entry: &Entry) -> Result<Draft<'_>, Reason> {
    let pace = match entry.kind.needed(Part::Type)?.to_ascii_uppercase().as_str() {
        "TOTP" => Pace::Totp,
        "HOTP" => Pace::Hotp,
        other => return Err(Reason::kind(other)),
    };
    // The other number of the two stands there, too, as 0.
    let (period, counter) = match pace {
        Pace::Hotp => (None, Some(entry.counter.needed_number(Part::Counter)?)),
        _ => (Some(entry.timer.needed_number(Part::Period)?), None),
    };
    Ok(Draft {
        pace,
        algorithm: entry.algorithm.needed_algorithm()?,
        digits: Some(entry.digits.needed_number(Part::Digits)?),
        period,
        counter,
        ..Draft::new(
            entry.issuer.text(Part::Issuer)?,
            entry.account.text(Part::User)?,
            Spelled::Base32(entry.secret.needed(Part::Secret)?),
        )
    })
}
