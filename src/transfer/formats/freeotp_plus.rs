//! FreeOTP+, which has no encrypted export. <https://github.com/helloworld1/FreeOTPPlus>

use core::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::transfer::draft::{Draft, Pace, Spelled, ask};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    tokens: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    #[serde(default)]
    algo: Loose,
    #[serde(default)]
    counter: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    issuer_alt: Loose,
    #[serde(default)]
    issuer_ext: Loose,
    #[serde(default)]
    issuer_int: Loose,
    #[serde(default)]
    label: Loose,
    #[serde(default)]
    label_alt: Loose,
    #[serde(default)]
    period: Loose,
    secret: Key,
    #[serde(default)]
    r#type: Loose,
}

/// Java's bytes, which have a sign.
struct Key(Zeroizing<Vec<u8>>);

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    json::rows(source.format, file.tokens, |token: &Token| Some(row(token)))
}

/// Only the member knows what the key of something called Steam is for.
fn row(token: &Token) -> Row {
    match draft(token) {
        Ok(draft) if is_steam(token) && draft.pace == Pace::Totp => {
            let steam = Draft { pace: Pace::Steam, digits: None, ..draft.clone() };
            ask(vec![Part::Type], &[steam, draft])
        }
        draft => json::row(issuer(token), user(token), draft),
    }
}

/// The app makes Steam's codes for whatever the QR code's label gave the issuer Steam, also under another name; and the
/// member may have named Steam what is Steam's.
fn is_steam(token: &Token) -> bool {
    [&token.issuer_alt, &token.issuer_ext].iter().any(|issuer| issuer.shown() == "Steam")
}

/// What the member renamed it to, else what the QR code's label began with, else its parameter.
fn issuer(token: &Token) -> &Loose {
    let issuers = [&token.issuer_alt, &token.issuer_ext];
    issuers.into_iter().find(|issuer| !is_empty(issuer)).unwrap_or(&token.issuer_int)
}

fn user(token: &Token) -> &Loose {
    if is_empty(&token.label_alt) { &token.label } else { &token.label_alt }
}

fn is_empty(name: &Loose) -> bool {
    matches!(name.text(Part::Entry), Ok(""))
}

/// The app keeps the counter of the code before, so a key that begins at 0 and was never used has −1.
fn counter(token: &Token) -> Result<Option<u64>, Reason> {
    if let Loose::Negative(-1) = token.counter {
        return Ok(Some(0));
    }
    let next = |before: u64| before.checked_add(1).ok_or(Reason::Malformed { part: Part::Counter });
    token.counter.number(Part::Counter)?.map(next).transpose()
}

fn draft(token: &Token) -> Result<Draft<'_>, Reason> {
    let pace = match token.r#type.needed(Part::Type)? {
        "TOTP" => Pace::Totp,
        "HOTP" => Pace::Hotp,
        other => return Err(Reason::kind(other)),
    };
    Ok(Draft {
        pace,
        algorithm: token.algo.needed_algorithm()?,
        digits: Some(token.digits.needed_number(Part::Digits)?),
        period: token.period.number(Part::Period)?,
        counter: counter(token)?,
        ..Draft::new(
            issuer(token).text(Part::Issuer)?,
            user(token).text(Part::User)?,
            Spelled::Bytes(&token.secret.0),
        )
    })
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(SignedBytes)
    }
}

struct SignedBytes;

impl<'de> Visitor<'de> for SignedBytes {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Key, A::Error> {
        // Room for every key from the start: one that grows would leave pieces of itself behind. What does not fit in is
        // too long and refused.
        let mut bytes = Zeroizing::new(Vec::with_capacity(Secret::MAX_BYTES));
        while let Some(byte) = values.next_element::<i8>()? {
            bytes.push(byte.cast_unsigned());
        }
        Ok(Key(bytes))
    }
}
