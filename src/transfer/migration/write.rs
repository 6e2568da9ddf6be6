//! Writing an export, in parts small enough for a phone's camera.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::payload::{
    ALGORITHM, BATCH_ID, BATCH_INDEX, BATCH_SIZE, COUNTER, DIGITS, ISSUER, NAME, PARAMETERS, SECRET, TYPE,
    VERSION,
};
use super::wire::{push_bytes, push_varint};
use crate::account::Account;
use crate::otp::{Algorithm, Kind, Period};
use crate::transfer::{Part, Reason, Refused};

/// How many accounts one part holds at most, as in the app.
pub const ACCOUNTS_PER_PART: usize = 10;
/// How many bytes of accounts one part holds, unless one alone has more: with this a QR code stays under version 25,
/// which cameras read from a screen.
const BYTES_PER_PART: usize = 700;

/// An export.
#[derive(Clone, Debug)]
pub struct Written {
    /// A URI for each part, each for a QR code of its own.
    pub uris: Vec<Zeroizing<String>>,
    /// What the app has no way to keep: other periods than 30 seconds, 7 digits, Steam.
    pub refused: Vec<Refused>,
}

/// The export of `accounts`, whose parts belong together by `batch`, which is best a random number.
pub fn write(accounts: &[Account], batch: i32) -> Written {
    let mut written = Written { uris: Vec::new(), refused: Vec::new() };
    let mut messages = Vec::with_capacity(accounts.len());
    for account in accounts {
        match parameters(account) {
            Ok(message) => messages.push(message),
            Err(reason) => written.refused.push(Refused::of(account, reason)),
        }
    }
    let parts = parts(&messages);
    for (index, part) in parts.iter().enumerate() {
        written.uris.push(uri(part, index, parts.len(), batch));
    }
    written
}

fn parts(messages: &[Zeroizing<Vec<u8>>]) -> Vec<&[Zeroizing<Vec<u8>>]> {
    let mut parts = Vec::new();
    let mut rest = messages;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(ACCOUNTS_PER_PART).take_while(|message| {
            bytes += message.len();
            bytes <= BYTES_PER_PART
        });
        let (part, others) = rest.split_at(fits.count().max(1));
        parts.push(part);
        rest = others;
    }
    parts
}

fn parameters(account: &Account) -> Result<Zeroizing<Vec<u8>>, Reason> {
    let otp = &account.otp;
    let unwritable = |part| Reason::Unwritable { part };
    let (kind, counter) = match otp.kind() {
        Kind::Totp { period: Period::HALF_MINUTE } => (2, 0),
        Kind::Totp { .. } => return Err(unwritable(Part::Period)),
        Kind::Hotp { counter } if i64::try_from(counter).is_ok() => (1, counter),
        Kind::Hotp { .. } => return Err(unwritable(Part::Counter)),
        Kind::Steam => return Err(unwritable(Part::Type)),
    };
    let digits = match otp.digits().get() {
        6 => 1,
        8 => 2,
        _ => return Err(unwritable(Part::Digits)),
    };
    let algorithm = match otp.algorithm() {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
    };
    let (issuer, user) = (account.issuer.as_str(), account.user.as_str());
    let room = otp.secret().len() + issuer.len() + user.len() + 64;
    let mut message = Zeroizing::new(Vec::with_capacity(room));
    push_bytes(&mut message, SECRET, otp.secret().expose()); // the export is the keys themselves
    push_bytes(&mut message, NAME, name(issuer, user).as_bytes());
    push_bytes(&mut message, ISSUER, issuer.as_bytes());
    push_varint(&mut message, ALGORITHM, algorithm);
    push_varint(&mut message, DIGITS, digits);
    push_varint(&mut message, TYPE, kind);
    push_varint(&mut message, COUNTER, counter);
    Ok(message)
}

/// The user's name. Where that has a colon, the issuer stands before it, so that no part of it is taken for one.
fn name(issuer: &str, user: &str) -> String {
    if user.contains(':') { format!("{issuer}:{user}") } else { user.into() }
}

fn uri(part: &[Zeroizing<Vec<u8>>], index: usize, size: usize, batch: i32) -> Zeroizing<String> {
    let room: usize = part.iter().map(|message| message.len() + 8).sum();
    let mut payload = Zeroizing::new(Vec::with_capacity(room + 64));
    part.iter().for_each(|message| push_bytes(&mut payload, PARAMETERS, message));
    push_varint(&mut payload, VERSION, 1);
    push_varint(&mut payload, BATCH_SIZE, size as u64);
    push_varint(&mut payload, BATCH_INDEX, index as u64);
    push_varint(&mut payload, BATCH_ID, i64::from(batch) as u64);
    let data = Zeroizing::new(STANDARD.encode(&*payload));
    let mut uri = Zeroizing::new(String::with_capacity(3 * data.len() + 64));
    uri.push_str("otpauth-migration://offline?data=");
    uri.extend(utf8_percent_encode(&data, NON_ALPHANUMERIC));
    uri
}
