//! What a vault holds, and its form as JSON inside the sealed record.
//!
//! Every field is named in docs/VAULT.md. An unknown field is an error: dropping it would lose what a newer version
//! wrote. So a new field means a new record format.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::issued::{Issued, IssuedRecord, Waiting, WaitingRecord};
use super::key::{Random, make_bytes};
use crate::account::{Account, Name};
use crate::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use crate::secret::Secret;

/// Which entry. Random, so that two pages never give the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId([u8; 8]);

impl EntryId {
    /// A fresh id.
    pub fn make(random: &dyn Random) -> Self {
        Self(make_bytes(random))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl FromStr for EntryId {
    type Err = ContentsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed =
            text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| well_formed);
        number.map(|number| Self(number.to_be_bytes())).ok_or(ContentsError { field: "id" })
    }
}

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which entry.
    pub id: EntryId,
    /// Whose code, and how it is computed.
    pub account: Account,
    /// Shown before all others.
    pub pinned: bool,
    /// When it was added here.
    pub added: UnixTime,
    /// The host of the page it was scanned from, if it was.
    pub source: Option<Name>,
    /// What the server that handed it out knows of it, if one did.
    pub issued: Option<Issued>,
}

/// A deleted or replaced entry, kept until the member empties the bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binned {
    /// What was deleted.
    pub entry: Entry,
    /// When.
    pub deleted: UnixTime,
}

/// Everything in a vault. Entries stand in the member's own order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// What gives codes.
    pub entries: Vec<Entry>,
    /// What was deleted, newest last.
    pub bin: Vec<Binned>,
    /// What a server offered and has not handed out yet.
    pub waiting: Vec<Waiting>,
}

/// The contents cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the contents have an unreadable {field}")]
pub struct ContentsError {
    /// Which field, or `json`.
    pub field: &'static str,
}

/// Generous upper bound of one entry's JSON, so that the buffer with the keys never has to move and leave a copy.
const ENTRY_BYTES: usize = 4096;

impl Contents {
    /// As JSON in UTF-8.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        let records = ContentsRecord {
            accounts: self.entries.iter().map(EntryRecord::from).collect(),
            bin: self.bin.iter().map(BinnedRecord::from).collect(),
            waiting: self.waiting.iter().map(WaitingRecord::from).collect(),
        };
        let room = (self.entries.len() + self.bin.len() + self.waiting.len() + 1) * ENTRY_BYTES;
        let mut json = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *json, &records).expect("writing records to memory cannot fail");
        json
    }

    /// Reads what [`Contents::to_json`] wrote; spaces may follow.
    ///
    /// # Errors
    /// [`ContentsError`] naming the field.
    pub fn from_json(json: &[u8]) -> Result<Self, ContentsError> {
        let records: ContentsRecord =
            serde_json::from_slice(json).map_err(|_| ContentsError { field: "json" })?;
        Ok(Self {
            entries: records.accounts.into_iter().map(Entry::try_from).collect::<Result<_, _>>()?,
            bin: records.bin.into_iter().map(Binned::try_from).collect::<Result<_, _>>()?,
            waiting: records.waiting.iter().map(Waiting::try_from).collect::<Result<_, _>>()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentsRecord {
    accounts: Vec<EntryRecord>,
    bin: Vec<BinnedRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<WaitingRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BinnedRecord {
    deleted: u64,
    account: EntryRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRecord {
    id: String,
    issuer: String,
    user: String,
    secret: Zeroizing<String>,
    algorithm: String,
    digits: u8,
    #[serde(rename = "type")]
    kind: KindRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
    pinned: bool,
    added: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<IssuedRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindRecord {
    Totp,
    Hotp,
    Steam,
}

impl From<&Entry> for EntryRecord {
    fn from(entry: &Entry) -> Self {
        let otp = &entry.account.otp;
        let (kind, period, counter) = match otp.kind() {
            Kind::Totp { period } => (KindRecord::Totp, Some(period.seconds()), None),
            Kind::Hotp { counter } => (KindRecord::Hotp, None, Some(counter)),
            Kind::Steam => (KindRecord::Steam, None, None),
        };
        Self {
            id: entry.id.to_string(),
            issuer: entry.account.issuer.as_str().to_owned(),
            user: entry.account.user.as_str().to_owned(),
            secret: otp.secret().to_base32(),
            algorithm: otp.algorithm().to_string(),
            digits: otp.digits().get(),
            kind,
            period,
            counter,
            pinned: entry.pinned,
            added: entry.added.as_ms(),
            source: entry.source.as_ref().map(|source| source.as_str().to_owned()),
            issued: entry.issued.as_ref().map(IssuedRecord::from),
        }
    }
}

impl TryFrom<EntryRecord> for Entry {
    type Error = ContentsError;

    fn try_from(record: EntryRecord) -> Result<Self, Self::Error> {
        let name = |field, text: &str| Name::new(text).map_err(|_| ContentsError { field });
        Ok(Self {
            id: record.id.parse()?,
            account: Account {
                issuer: name("issuer", &record.issuer)?,
                user: name("user", &record.user)?,
                otp: read_otp(&record)?,
            },
            pinned: record.pinned,
            added: UnixTime::from_ms(record.added),
            source: record.source.as_deref().map(|source| name("source", source)).transpose()?,
            issued: record.issued.map(Issued::try_from).transpose()?,
        })
    }
}

fn read_otp(record: &EntryRecord) -> Result<Otp, ContentsError> {
    let secret = Secret::parse(&record.secret).map_err(|_| ContentsError { field: "secret" })?;
    let algorithm: Algorithm = record.algorithm.parse().map_err(|_| ContentsError { field: "algorithm" })?;
    let digits = || Digits::imported(record.digits.into()).map_err(|_| ContentsError { field: "digits" });
    let kind = match (&record.kind, record.period, record.counter) {
        (KindRecord::Totp, Some(period), None) => {
            Kind::Totp { period: Period::new(period.into()).map_err(|_| ContentsError { field: "period" })? }
        }
        (KindRecord::Hotp, None, Some(counter)) => Kind::Hotp { counter },
        (KindRecord::Steam, None, None) => Kind::Steam,
        _ => return Err(ContentsError { field: "type" }),
    };
    Ok(Otp::new(secret, algorithm, digits()?, kind))
}

impl From<&Binned> for BinnedRecord {
    fn from(binned: &Binned) -> Self {
        Self { deleted: binned.deleted.as_ms(), account: EntryRecord::from(&binned.entry) }
    }
}

impl TryFrom<BinnedRecord> for Binned {
    type Error = ContentsError;

    fn try_from(record: BinnedRecord) -> Result<Self, Self::Error> {
        Ok(Self { deleted: UnixTime::from_ms(record.deleted), entry: record.account.try_into()? })
    }
}
