//! Bitwarden and Bitwarden Authenticator: JSON, plain or under a password of its own.
//! <https://bitwarden.com/help/encrypted-export/>, and the open sources of the clients.

use hkdf::Hkdf;
use serde::Deserialize;
use sha2::Sha256;

use crate::transfer::draft::login_row;
use crate::transfer::json::{self, Loose, Raw};
use crate::transfer::sealed::{
    DeriveError, Key, Opened, Work, argon2id, base64, cbc_open, hmac_sha256_is, pbkdf2_sha256,
};
use crate::transfer::source::Source;
use crate::transfer::{Import, Part, Reason, Remedy, Row, TransferError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    encrypted: bool,
    #[serde(default)]
    password_protected: bool,
    #[serde(borrow, default)]
    items: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sealed {
    salt: String,
    kdf_type: u64,
    kdf_iterations: u64,
    #[serde(default)]
    kdf_memory: Option<u64>,
    #[serde(default)]
    kdf_parallelism: Option<u64>,
    data: String,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    login: Option<Login>,
}

#[derive(Deserialize)]
struct Login {
    #[serde(default)]
    username: Loose,
    #[serde(default)]
    totp: Loose,
}

/// The keys for encrypting and for authenticating.
struct Keys {
    cipher: Key,
    mac: Key,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    match (file.encrypted, file.password_protected) {
        (false, _) => rows(source, file),
        (true, true) => rows(source, json::file(source.format, &open(source)?)?),
        // Bound to the key of an account.
        (true, false) => {
            Err(TransferError::Unsupported { format: source.format, how: Remedy::ExportWithPassword })
        }
    }
}

fn rows(source: Source<'_>, file: File<'_>) -> Result<Import, TransferError> {
    json::rows(source.format, file.items, row)
}

fn row(item: &Item) -> Option<Row> {
    let login = item.login.as_ref()?;
    let (issuer, user) = (&item.name, &login.username);
    let texts = || -> Result<_, Reason> {
        Ok((login.totp.text(Part::Secret)?, issuer.text(Part::Issuer)?, user.text(Part::User)?))
    };
    match texts() {
        Ok((totp, ..)) if totp.trim().is_empty() => None,
        Ok((totp, issuer, user)) => Some(login_row(totp, issuer, user)),
        Err(reason) => Some(Row::refused(issuer.shown(), user.shown(), reason)),
    }
}

fn open(source: Source<'_>) -> Result<Opened, TransferError> {
    let sealed: Sealed = json::file(source.format, source.bytes)?;
    let text = CipherText::read(&sealed.data).ok_or(source.malformed(Part::Contents))?;
    let keys = keys(source, &sealed)?;
    if !hmac_sha256_is(&text.mac, &keys.mac, &[&text.iv, &text.sealed]) {
        return Err(source.wrong_password());
    }
    cbc_open(&keys.cipher, &text.iv, &text.sealed).ok_or(source.malformed(Part::Contents))
}

fn keys(source: Source<'_>, sealed: &Sealed) -> Result<Keys, TransferError> {
    let password = source.typed()?;
    let work = |memory_mib: u64, lanes| Work {
        memory_kib: memory_mib.saturating_mul(1024),
        passes: sealed.kdf_iterations,
        lanes,
    };
    let key: Result<Key, DeriveError> = match (sealed.kdf_type, sealed.kdf_memory, sealed.kdf_parallelism) {
        (0, ..) => pbkdf2_sha256(password, sealed.salt.as_bytes(), sealed.kdf_iterations),
        (1, Some(memory), Some(lanes)) => {
            argon2id(password, &*crate::transfer::sealed::sha256(sealed.salt.as_bytes()), work(memory, lanes))
        }
        _ => return Err(source.malformed(Part::KeyDerivation)),
    };
    let key = key.map_err(|error| source.underivable(&error))?;
    Ok(Keys { cipher: expand(&key, b"enc"), mac: expand(&key, b"mac") })
}

fn expand(key: &Key, purpose: &[u8]) -> Key {
    let mut expanded = Key::default();
    let hkdf = Hkdf::<Sha256>::from_prk(&**key).expect("a key of 32 bytes is long enough");
    hkdf.expand(purpose, &mut *expanded).expect("HKDF gives 32 bytes");
    expanded
}

/// `2.iv|contents|mac`, each in base64: AES-256-CBC with HMAC-SHA-256.
struct CipherText {
    iv: [u8; 16],
    sealed: Opened,
    mac: Opened,
}

impl CipherText {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("2.")?.split('|');
        let (iv, sealed, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let iv = base64(iv)?[..].try_into().ok()?;
        parts.next().is_none().then_some(Self { iv, sealed: base64(sealed)?, mac: base64(mac)? })
    }
}
