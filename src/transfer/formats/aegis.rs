//! Aegis, plain and encrypted. <https://github.com/beemdevelopment/Aegis/blob/master/docs/vault.md>

use serde::Deserialize;

use crate::transfer::draft::{Draft, Pace, Spelled};
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{Key, Opened, gcm_open, hex, scrypt};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Remedy, Row, TransferError};

#[derive(Deserialize)]
struct File<'a> {
    version: u64,
    #[serde(borrow)]
    header: Header<'a>,
    #[serde(borrow)]
    db: Raw<'a>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    slots: Option<Vec<Raw<'a>>>,
    params: Option<Params>,
}

#[derive(Deserialize)]
struct Params {
    nonce: String,
    tag: String,
}

/// How the master key is sealed under a password. Other kinds of slots have a key in the phone's hardware.
#[derive(Deserialize)]
struct Slot {
    key: String,
    key_params: Params,
    n: u64,
    r: u64,
    p: u64,
    salt: String,
}

#[derive(Deserialize)]
struct SlotType {
    r#type: u64,
}

const PASSWORD_SLOT: u64 = 1;
/// More than anybody makes: each costs a guess of scrypt.
const MOST_SLOTS: usize = 8;

#[derive(Deserialize)]
struct Contents<'a> {
    version: u64,
    #[serde(borrow)]
    entries: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    r#type: Loose,
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    issuer: Loose,
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    algo: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    period: Loose,
    #[serde(default)]
    counter: Loose,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    source.check_version(file.version, 1..=1)?;
    match (&file.header.slots, &file.header.params) {
        (Some(slots), Some(params)) => contents(source, &open(source, slots, params, file.db)?),
        (None, None) => contents(source, file.db.get().as_bytes()),
        _ => Err(source.malformed(Part::Header)),
    }
}

fn contents(source: Source<'_>, json: &[u8]) -> Result<Import, TransferError> {
    let contents: Contents<'_> = json::file(source.format, json)?;
    source.check_version(contents.version, 1..=3)?;
    json::rows(source.format, contents.entries, |entry: &Entry| Some(row(entry)))
}

fn open(
    source: Source<'_>,
    slots: &[Raw<'_>],
    params: &Params,
    db: Raw<'_>,
) -> Result<Opened, TransferError> {
    let key = master_key(source, slots)?;
    let sealed: String = json::file(source.format, db.get().as_bytes())?;
    let sealed = crate::transfer::sealed::base64(&sealed).ok_or(source.malformed(Part::Contents))?;
    unwrap(source, &key, params, &sealed)?.ok_or(source.malformed(Part::Contents))
}

fn master_key(source: Source<'_>, slots: &[Raw<'_>]) -> Result<Key, TransferError> {
    let mut tried = 0;
    for slot in slots.iter().take(MOST_SLOTS) {
        let SlotType { r#type } = json::file(source.format, slot.get().as_bytes())?;
        if r#type != PASSWORD_SLOT {
            continue;
        }
        tried += 1;
        let slot: Slot = json::file(source.format, slot.get().as_bytes())?;
        let salt = hex(&slot.salt).ok_or(source.malformed(Part::Salt))?;
        let sealed = hex(&slot.key).ok_or(source.malformed(Part::Header))?;
        let password = source.typed()?;
        let key =
            scrypt(password, &salt, (slot.n, slot.r, slot.p)).map_err(|error| source.underivable(&error))?;
        let master = unwrap(source, &key, &slot.key_params, &sealed)?;
        if let Some(master) = master {
            let master: [u8; 32] = master[..].try_into().map_err(|_| source.malformed(Part::Header))?;
            return Ok(Key::new(master));
        }
    }
    match tried {
        0 => Err(TransferError::Unsupported { format: source.format, how: Remedy::NoPasswordSlot }),
        _ => Err(source.wrong_password()),
    }
}

fn unwrap(
    source: Source<'_>,
    key: &Key,
    params: &Params,
    sealed: &[u8],
) -> Result<Option<Opened>, TransferError> {
    let nonce = hex(&params.nonce).ok_or(source.malformed(Part::Nonce))?;
    let tag = hex(&params.tag).ok_or(source.malformed(Part::Header))?;
    Ok(gcm_open(key, &nonce, &[sealed, &tag].concat(), &[]))
}

fn row(entry: &Entry) -> Row {
    json::row(&entry.issuer, &entry.name, draft(entry))
}

fn draft(entry: &Entry) -> Result<Draft<'_>, Reason> {
    let info = &entry.info;
    let kind = entry.r#type.needed(Part::Type)?;
    let pace = match kind {
        "totp" => Pace::Totp,
        "hotp" => Pace::Hotp,
        "steam" => Pace::Steam,
        other => return Err(Reason::kind(other)),
    };
    let period = info.period.number(Part::Period)?;
    if pace != Pace::Hotp && period.is_none() {
        return Err(Reason::Missing { part: Part::Period });
    }
    Ok(Draft {
        pace,
        algorithm: info.algo.needed_algorithm()?,
        digits: Some(info.digits.needed_number(Part::Digits)?),
        period,
        counter: info.counter.number(Part::Counter)?,
        ..Draft::new(
            entry.issuer.text(Part::Issuer)?,
            entry.name.text(Part::User)?,
            Spelled::Base32(info.secret.needed(Part::Secret)?),
        )
    })
}
