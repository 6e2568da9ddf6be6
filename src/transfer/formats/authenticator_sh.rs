//! Authenticator (authenticator.sh), plain and encrypted. The format is that of the extension's own sources
//! (<https://github.com/authenticator-sh/2fa>, `src/utils/backup-file.ts`).

use serde::Deserialize;

use crate::transfer::draft::{Draft, Spelled};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{Opened, base64, gcm_open, pbkdf2_sha256};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError};

/// What the extension names its encrypted files.
pub(in crate::transfer) const SEALED: &str = "authenticator-encrypted-backup";

#[derive(Deserialize)]
struct File<'a> {
    format: Option<String>,
    #[serde(borrow)]
    accounts: Option<Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
struct Sealed {
    v: u64,
    kdf: String,
    iterations: u64,
    salt: String,
    data: String,
}

#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    issuer: Loose,
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    algorithm: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    period: Loose,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    match (file.format.as_deref(), file.accounts) {
        (Some(SEALED), None) => rows(source, json::file(source.format, &open(source)?)?),
        (None, Some(accounts)) => rows(source, accounts),
        _ => Err(source.malformed(Part::Structure)),
    }
}

fn rows(source: Source<'_>, accounts: Vec<Raw<'_>>) -> Result<Import, TransferError> {
    json::rows(source.format, accounts, |account: &Account| Some(row(account)))
}

/// `v1.nonce.contents`, both in base64. The key is made of the password's NFKC form.
fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    let sealed: Sealed = json::file(source.format, source.bytes)?;
    source.check_version(sealed.v, 1..=1)?;
    if sealed.kdf != "PBKDF2-SHA256" {
        return Err(source.malformed(Part::KeyDerivation));
    }
    let (nonce, contents) = sealed
        .data
        .strip_prefix("v1.")
        .and_then(|data| data.split_once('.'))
        .ok_or(source.malformed(Part::Contents))?;
    let salt = base64(&sealed.salt).ok_or(source.malformed(Part::Salt))?;
    let nonce = base64(nonce).ok_or(source.malformed(Part::Nonce))?;
    let contents = base64(contents).ok_or(source.malformed(Part::Contents))?;
    let key = pbkdf2_sha256(source.password()?.nfkc().expose(), &salt, sealed.iterations);
    let key = key.map_err(|error| source.underivable(&error))?;
    gcm_open(&key, &nonce, &contents, &[]).ok_or(source.wrong_password())
}

fn row(account: &Account) -> Row {
    json::row(&account.issuer, &account.name, draft(account))
}

fn draft(account: &Account) -> Result<Draft<'_>, Reason> {
    Ok(Draft {
        algorithm: account.algorithm.needed_algorithm()?,
        digits: Some(account.digits.needed_number(Part::Digits)?),
        period: Some(account.period.needed_number(Part::Period)?),
        ..Draft::new(
            account.issuer.text(Part::Issuer)?,
            account.name.text(Part::User)?,
            Spelled::Base32(account.secret.needed(Part::Secret)?),
        )
    })
}
