//! Authenticator (authenticator.cc): an object of records by their ids, plain or encrypted in one of three ways. The
//! format is that of the extension's own sources (<https://github.com/Authenticator-Extension/Authenticator>,
//! `src/models/storage.ts`).

mod record;
mod unlock;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::transfer::json::{self, Loose, Raw, unreadable};
use crate::transfer::source::Source;
use crate::transfer::{Import, MAX_ENTRIES, Reason, Row, TransferError};
use record::Record;
use unlock::Keys;

/// As much of a record as says what it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    data_type: Loose,
    #[serde(default)]
    key_id: Loose,
    #[serde(default)]
    data: Loose,
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    hash: Loose,
    #[serde(default)]
    r#type: Loose,
    #[serde(default)]
    encrypted: bool,
    #[serde(default)]
    index: Loose,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A record whose secret may be encrypted.
    Record,
    /// A record that is encrypted as a whole.
    Sealed,
    /// A key, a setting, a group.
    Other,
}

impl Head {
    fn kind(&self) -> Kind {
        match (self.data_type.shown(), &self.secret, &self.data) {
            ("EncOTPStorage", ..) => Kind::Sealed,
            ("OTPStorage", ..) => Kind::Record,
            ("", Loose::Text(_), _) => Kind::Record,
            _ => Kind::Other,
        }
    }
}

/// Whether the records may be this extension's, and if so whether they need the password.
pub(in crate::transfer) fn recognise(records: &BTreeMap<String, Raw<'_>>) -> Option<bool> {
    let heads = records.values().filter_map(|record| serde_json::from_str::<Head>(record.get()).ok());
    let ours: Vec<_> = heads
        .filter(|head| match head.kind() {
            Kind::Record => {
                head.hash.text(crate::transfer::Part::Entry).is_ok() && !matches!(head.r#type, Loose::Missing)
            }
            Kind::Sealed => true,
            Kind::Other => false,
        })
        .collect();
    (!ours.is_empty()).then(|| ours.iter().any(|head| head.encrypted || head.kind() == Kind::Sealed))
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let records: BTreeMap<String, Raw<'_>> = json::file(source.format, source.bytes)?;
    let mut keys = Keys::new(source, &records);
    let mut import = Import::of(source.format, Vec::new());
    for record in in_order(&records) {
        match row(record, &mut keys)? {
            Some(_) if import.rows.len() == MAX_ENTRIES => {
                return Err(TransferError::TooMany { most: MAX_ENTRIES });
            }
            Some(row) => import.rows.push(row),
            None => import.others += 1,
        }
    }
    let is_sealed = |row: &Row| matches!(row, Row::Refused(refused) if refused.reason == Reason::Sealed);
    if !keys.any_opened() && import.rows.iter().any(is_sealed) {
        return Err(source.wrong_password());
    }
    Ok(import)
}

/// The records as the extension shows them.
fn in_order<'a>(records: &BTreeMap<String, Raw<'a>>) -> Vec<Raw<'a>> {
    let mut ordered: Vec<_> = records.values().copied().collect();
    let index = |record: &Raw<'_>| match serde_json::from_str::<Head>(record.get()) {
        Ok(Head { index: Loose::Whole(index), .. }) => index,
        _ => u64::MAX,
    };
    ordered.sort_by_cached_key(index);
    ordered
}

fn row(raw: Raw<'_>, keys: &mut Keys<'_>) -> Result<Option<Row>, TransferError> {
    if !raw.get().starts_with('{') {
        return Ok(None);
    }
    let Ok(head) = serde_json::from_str::<Head>(raw.get()) else { return Ok(Some(unreadable())) };
    match head.kind() {
        Kind::Other => Ok(None),
        Kind::Record if !head.encrypted => Ok(Some(read_record(raw.get().as_bytes(), None))),
        Kind::Record => {
            let opened = keys.open_secret(head.secret.shown())?;
            Ok(Some(
                opened.map_or_else(|| sealed(raw), |secret| read_record(raw.get().as_bytes(), Some(&secret))),
            ))
        }
        Kind::Sealed => {
            let opened = keys.open_record(head.key_id.shown(), head.data.shown())?;
            Ok(Some(opened.map_or_else(|| sealed(raw), |json| read_record(&json, None))))
        }
    }
}

fn read_record(json: &[u8], secret: Option<&str>) -> Row {
    serde_json::from_slice::<Record>(json).map_or_else(|_| unreadable(), |record| record.row(secret))
}

fn sealed(raw: Raw<'_>) -> Row {
    let record = serde_json::from_str::<Record>(raw.get()).unwrap_or_default();
    Row::refused(record.issuer(), record.account.shown(), Reason::Sealed)
}
