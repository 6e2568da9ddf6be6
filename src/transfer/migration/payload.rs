//! The message `MigrationPayload` and its `OtpParameters`.

use super::set::Part as MigrationPart;
use super::wire::{Broken, Fields, Value};
use super::{MAX_ENTRIES, malformed};
use crate::otp::Algorithm;
use crate::transfer::draft::{Draft, Pace, Spelled, ask};
use crate::transfer::{Format, Part, Reason, Row, TransferError};

/// The payload's fields.
pub(super) const PARAMETERS: u8 = 1;
pub(super) const VERSION: u8 = 2;
pub(super) const BATCH_SIZE: u8 = 3;
pub(super) const BATCH_INDEX: u8 = 4;
pub(super) const BATCH_ID: u8 = 5;
/// The fields of one account.
pub(super) const SECRET: u8 = 1;
pub(super) const NAME: u8 = 2;
pub(super) const ISSUER: u8 = 3;
pub(super) const ALGORITHM: u8 = 4;
pub(super) const DIGITS: u8 = 5;
pub(super) const TYPE: u8 = 6;
pub(super) const COUNTER: u8 = 7;

/// Version 2 added an id to each account.
pub(super) const VERSIONS: core::ops::RangeInclusive<u64> = 1..=2;

#[derive(Default)]
struct Parameters<'a> {
    secret: &'a [u8],
    name: &'a str,
    issuer: &'a str,
    algorithm: u64,
    digits: u64,
    kind: u64,
    counter: u64,
}

pub(super) fn read(message: &[u8]) -> Result<MigrationPart, TransferError> {
    let mut rows = Vec::new();
    let (mut version, mut size, mut index, mut batch) = (1, 1, 0, 0);
    for field in Fields(message) {
        let (number, value) = field.map_err(|Broken| malformed(Part::Structure))?;
        match (u8::try_from(number), value) {
            (Ok(PARAMETERS), Value::Bytes(bytes)) => rows.push(row(bytes)?),
            (Ok(VERSION), Value::Varint(number)) => version = number,
            (Ok(BATCH_SIZE), Value::Varint(number)) => size = number,
            (Ok(BATCH_INDEX), Value::Varint(number)) => index = number,
            (Ok(BATCH_ID), Value::Varint(number)) => batch = number as i64,
            (Ok(PARAMETERS..=BATCH_ID), _) => return Err(malformed(Part::Structure)),
            _ => {} // what later versions add
        }
        if rows.len() > MAX_ENTRIES {
            return Err(TransferError::TooMany { most: MAX_ENTRIES });
        }
    }
    if !VERSIONS.contains(&version) {
        return Err(TransferError::Version { format: Format::Migration, version });
    }
    if rows.is_empty() {
        return Err(malformed(Part::Contents));
    }
    MigrationPart::new(rows, batch, index, size).ok_or(malformed(Part::Batch))
}

fn row(message: &[u8]) -> Result<Row, TransferError> {
    let mut parameters = Parameters::default();
    for field in Fields(message) {
        let (number, value) = field.map_err(|Broken| malformed(Part::Structure))?;
        let text = |bytes| str::from_utf8(bytes).map_err(|_| malformed(Part::Structure));
        match (u8::try_from(number), value) {
            (Ok(SECRET), Value::Bytes(bytes)) => parameters.secret = bytes,
            (Ok(NAME), Value::Bytes(bytes)) => parameters.name = text(bytes)?,
            (Ok(ISSUER), Value::Bytes(bytes)) => parameters.issuer = text(bytes)?,
            (Ok(ALGORITHM), Value::Varint(number)) => parameters.algorithm = number,
            (Ok(DIGITS), Value::Varint(number)) => parameters.digits = number,
            (Ok(TYPE), Value::Varint(number)) => parameters.kind = number,
            (Ok(COUNTER), Value::Varint(number)) => parameters.counter = number,
            (Ok(SECRET..=COUNTER), _) => return Err(malformed(Part::Structure)),
            _ => {}
        }
    }
    Ok(parameters.row())
}

impl Parameters<'_> {
    /// A value of 0 says "unspecified". Every program reads that as what a QR code means when it says nothing, and so do
    /// we, with a warning; only a counter without a type is asked about.
    fn row(&self) -> Row {
        let (issuer, user) = self.names();
        let mut row = match self.drafts(issuer, user) {
            Ok(drafts) => ask(vec![Part::Type], &drafts),
            Err(reason) => Row::refused(issuer, user, reason),
        };
        let said = [(Part::Algorithm, self.algorithm), (Part::Digits, self.digits), (Part::Type, self.kind)];
        said.iter().filter(|(_, value)| *value == 0).for_each(|(part, _)| row.assume(*part));
        row
    }

    /// The app writes labels of QR codes into the name as they are, so the issuer may stand there once more, or only
    /// there.
    fn names(&self) -> (&str, &str) {
        match self.issuer.trim() {
            "" => self.name.split_once(':').unwrap_or(("", self.name)),
            issuer => {
                let rest = self.name.trim_start().strip_prefix(issuer).map(str::trim_start);
                (issuer, rest.and_then(|rest| rest.strip_prefix(':')).unwrap_or(self.name))
            }
        }
    }

    fn drafts<'a>(&'a self, issuer: &'a str, user: &'a str) -> Result<Vec<Draft<'a>>, Reason> {
        let draft = Draft {
            algorithm: algorithm(self.algorithm)?,
            digits: Some(digits(self.digits)?),
            counter: Some(self.counter),
            ..Draft::new(issuer, user, Spelled::Bytes(self.secret))
        };
        let paces = self.paces()?.iter();
        Ok(paces.map(|pace| Draft { pace: *pace, ..draft.clone() }).collect())
    }

    fn paces(&self) -> Result<&'static [Pace], Reason> {
        match (self.kind, self.counter) {
            (2, _) | (0, 0) => Ok(&[Pace::Totp]),
            (1, _) => Ok(&[Pace::Hotp]),
            (0, _) => Ok(&[Pace::Totp, Pace::Hotp]),
            (other, _) => Err(Reason::kind(&other.to_string())),
        }
    }
}

fn algorithm(number: u64) -> Result<Algorithm, Reason> {
    match number {
        0 | 1 => Ok(Algorithm::Sha1),
        2 => Ok(Algorithm::Sha256),
        3 => Ok(Algorithm::Sha512),
        4 => Err(Reason::Algorithm { found: "MD5".into() }),
        other => Err(Reason::Algorithm { found: other.to_string() }),
    }
}

fn digits(number: u64) -> Result<u64, Reason> {
    match number {
        0 | 1 => Ok(6),
        2 => Ok(8),
        _ => Err(Reason::Malformed { part: Part::Digits }),
    }
}
