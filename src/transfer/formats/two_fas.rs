//! 2FAS, plain and encrypted; schemas 1 to 4. The format is that of the app's own sources
//! (<https://github.com/twofas/2fas-android>); nothing else describes it.

use serde::Deserialize;

use crate::transfer::draft::{Draft, Pace, Spelled};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{Opened, base64, gcm_open, pbkdf2_sha256};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Row, TransferError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    schema_version: u64,
    #[serde(borrow, default)]
    services: Vec<Raw<'a>>,
    services_encrypted: Option<String>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    otp: Otp,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Otp {
    issuer: Loose,
    account: Loose,
    digits: Loose,
    period: Loose,
    algorithm: Loose,
    counter: Loose,
    token_type: Loose,
}

const ROUNDS: u64 = 10_000;

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    source.check_version(file.schema_version, 1..=4)?;
    match file.services_encrypted {
        None => rows(source, file.services),
        Some(sealed) => {
            let opened = open(source, &sealed)?;
            rows(source, json::file(source.format, &opened)?)
        }
    }
}

fn rows(source: Source<'_>, services: Vec<Raw<'_>>) -> Result<Import, TransferError> {
    json::rows(source.format, services, |service: &Service| Some(row(service)))
}

/// Contents with their tag, salt and nonce, each in base64.
fn open(source: Source<'_>, sealed: &str) -> Result<Opened, TransferError> {
    let parts: Vec<&str> = sealed.split(':').collect();
    let [contents, salt, nonce] = parts[..] else { return Err(source.malformed(Part::Contents)) };
    let contents = base64(contents).ok_or(source.malformed(Part::Contents))?;
    let salt = base64(salt).ok_or(source.malformed(Part::Salt))?;
    let nonce = base64(nonce).ok_or(source.malformed(Part::Nonce))?;
    let key = pbkdf2_sha256(source.typed()?, &salt, ROUNDS).map_err(|error| source.underivable(&error))?;
    gcm_open(&key, &nonce, &contents, &[]).ok_or(source.wrong_password())
}

fn row(service: &Service) -> Row {
    json::row(issuer(service), &service.otp.account, draft(service))
}

/// What the member may have renamed is shown in the app, and the issuer of the QR code is not.
fn issuer(service: &Service) -> &Loose {
    if service.name.shown().trim().is_empty() { &service.otp.issuer } else { &service.name }
}

/// The app takes what is missing for what a QR code means that says nothing.
fn draft(service: &Service) -> Result<Draft<'_>, Reason> {
    let otp = &service.otp;
    let pace = match otp.token_type.text(Part::Type)? {
        "" | "TOTP" => Pace::Totp,
        "HOTP" => Pace::Hotp,
        "STEAM" => Pace::Steam,
        other => return Err(Reason::kind(other)),
    };
    Ok(Draft {
        pace,
        algorithm: otp.algorithm.algorithm()?.unwrap_or_default(),
        digits: otp.digits.number(Part::Digits)?,
        period: otp.period.number(Part::Period)?,
        counter: otp.counter.number(Part::Counter)?,
        ..Draft::new(
            issuer(service).text(Part::Issuer)?,
            otp.account.text(Part::User)?,
            Spelled::Base32(service.secret.needed(Part::Secret)?),
        )
    })
}
