//! A vault for Aegis, encrypted under a password.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::account::Account;
use crate::otp::{Kind, Period};
use crate::transfer::sealed::{Key, gcm_seal, scrypt, to_hex, to_padded_base64};
use crate::transfer::write::{Written, entries};
use crate::transfer::{Part, Password, Reason};
use crate::vault::Random;

#[derive(Serialize)]
struct File {
    version: u8,
    header: Header,
    db: String,
}

#[derive(Serialize)]
struct Header {
    slots: [Slot; 1],
    params: Params,
}

#[derive(Serialize)]
struct Params {
    nonce: String,
    tag: String,
}

#[derive(Serialize)]
struct Slot {
    r#type: u8,
    uuid: String,
    key: String,
    key_params: Params,
    n: u64,
    r: u64,
    p: u64,
    salt: String,
    repaired: bool,
    is_backup: bool,
}

#[derive(Serialize)]
struct Contents {
    version: u8,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    r#type: &'static str,
    uuid: String,
    name: String,
    issuer: String,
    note: &'static str,
    favorite: bool,
    icon: Option<&'static str>,
    info: Info,
}

#[derive(Serialize)]
struct Info {
    secret: Zeroizing<String>,
    algo: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
}

/// N, r and p, as the app itself has them.
const WORK: (u64, u64, u64) = (1 << 15, 8, 1);
const TAG: usize = 16;
/// Generous upper bound of an entry's JSON, so that the buffer with the keys never has to move and leave a copy.
const ENTRY_BYTES: usize = 6144;

pub(in crate::transfer) fn write(accounts: &[Account], password: &Password, random: &dyn Random) -> Written {
    let (entries, refused) = entries(accounts, |account| entry(account, random));
    let mut json = Zeroizing::new(Vec::with_capacity((entries.len() + 1) * ENTRY_BYTES));
    serde_json::to_writer(&mut *json, &Contents { version: 2, entries })
        .expect("entries are written to memory");

    let master = Key::new(bytes(random));
    let salt: [u8; 32] = bytes(random);
    let key =
        scrypt(password.typed().expose(), &salt, WORK).expect("the app's own work is within our bounds");
    let (wrapped, key_params) = seal(&key, &*master, random);
    let (sealed, params) = seal(&master, &json, random);
    let (n, r, p) = WORK;
    let slot = Slot {
        r#type: 1,
        uuid: uuid(random),
        key: to_hex(&wrapped),
        key_params,
        n,
        r,
        p,
        salt: to_hex(&salt),
        repaired: true,
        is_backup: false,
    };
    let header = Header { slots: [slot], params };
    let file = File { version: 1, header, db: to_padded_base64(&sealed) };
    let bytes = serde_json::to_vec_pretty(&file).expect("a file is written to memory");
    Written { bytes: Zeroizing::new(bytes), refused }
}

fn seal(key: &Key, text: &[u8], random: &dyn Random) -> (Vec<u8>, Params) {
    let nonce: [u8; 12] = bytes(random);
    let mut sealed = gcm_seal(key, &nonce, text);
    let tag = sealed.split_off(sealed.len() - TAG);
    (sealed, Params { nonce: to_hex(&nonce), tag: to_hex(&tag) })
}

fn entry(account: &Account, random: &dyn Random) -> Result<Entry, Reason> {
    let otp = &account.otp;
    let (kind, period, counter) = match otp.kind() {
        Kind::Totp { period } => ("totp", Some(period), None),
        Kind::Steam => ("steam", otp.period(), None),
        Kind::Hotp { counter } if i64::try_from(counter).is_ok() => ("hotp", None, Some(counter)),
        Kind::Hotp { .. } => return Err(Reason::Unwritable { part: Part::Counter }),
    };
    Ok(Entry {
        r#type: kind,
        uuid: uuid(random),
        name: account.user.as_str().into(),
        issuer: account.issuer.as_str().into(),
        note: "",
        favorite: false,
        icon: None,
        info: Info {
            secret: otp.secret().to_base32(),
            algo: otp.algorithm().as_str(),
            digits: otp.digits().get(),
            period: period.map(Period::seconds),
            counter,
        },
    })
}

fn bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

/// A random UUID (RFC 9562 §5.4).
fn uuid(random: &dyn Random) -> String {
    let mut id: [u8; 16] = bytes(random);
    id[6] = id[6] & 0x0F | 0x40;
    id[8] = id[8] & 0x3F | 0x80;
    let hex = to_hex(&id);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
