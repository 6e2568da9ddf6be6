//! FreeOTP+, which has no encrypted export. <https://github.com/helloworld1/FreeOTPPlus>

use serde::Deserialize;
use zeroize::Zeroizing;

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
    issuer_ext: Loose,
    #[serde(default)]
    issuer_alt: Loose,
    #[serde(default)]
    label: Loose,
    #[serde(default)]
    label_alt: Loose,
    #[serde(default)]
    period: Loose,
    /// Java's bytes, which have a sign.
    secret: Zeroizing<Vec<i8>>,
    #[serde(default)]
    r#type: Loose,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    json::rows(source.format, file.tokens, |token: &Token| Some(row(token)))
}

/// The app makes Steam's codes for whatever has the issuer Steam, so only the member knows what the key is for.
fn row(token: &Token) -> Row {
    let (issuer, user) = (issuer(token), user(token));
    let secret = Zeroizing::new(token.secret.iter().map(|byte| byte.cast_unsigned()).collect::<Vec<_>>());
    match draft(token, &secret) {
        Ok(draft) if issuer.shown() == "Steam" && draft.pace == Pace::Totp => {
            let steam = Draft { pace: Pace::Steam, digits: None, ..draft.clone() };
            ask(vec![Part::Type], &[steam, draft])
        }
        draft => json::row(issuer, user, draft),
    }
}

/// What the member renamed an issuer to, if so.
fn issuer(token: &Token) -> &Loose {
    if token.issuer_alt.shown().is_empty() { &token.issuer_ext } else { &token.issuer_alt }
}

fn user(token: &Token) -> &Loose {
    if token.label_alt.shown().is_empty() { &token.label } else { &token.label_alt }
}

fn draft<'a>(token: &'a Token, secret: &'a [u8]) -> Result<Draft<'a>, Reason> {
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
        counter: token.counter.number(Part::Counter)?,
        ..Draft::new(issuer(token).text(Part::Issuer)?, user(token).text(Part::User)?, Spelled::Bytes(secret))
    })
}
