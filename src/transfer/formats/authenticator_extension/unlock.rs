//! The three ways in which the extension encrypts.
//!
//! The first encrypts each secret under the passphrase with CryptoJS. The second does so under a random key, which lies
//! encrypted under the passphrase in the record `key`. The third, of version 8 and later, encrypts whole records; the
//! passphrase goes through Argon2id first, with the salt of a record of the type `Key`.

use std::collections::BTreeMap;

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::transfer::TransferError;
use crate::transfer::json::Raw;
use crate::transfer::sealed::{Opened, Work, argon2id, base64, cbc_open, evp_md5};
use crate::transfer::source::Source;

const WORK: Work = Work { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// More than anybody has: each costs a run of Argon2id.
const MOST_KEYS: usize = 4;

#[derive(Deserialize)]
struct OldKey {
    enc: String,
}

#[derive(Deserialize)]
struct Key {
    salt: String,
}

/// The passphrases that open records, made when they are first needed.
pub(super) struct Keys<'a> {
    source: Source<'a>,
    records: &'a BTreeMap<String, Raw<'a>>,
    made: BTreeMap<String, Option<Zeroizing<String>>>,
    opened: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(source: Source<'a>, records: &'a BTreeMap<String, Raw<'a>>) -> Self {
        Self { source, records, made: BTreeMap::new(), opened: false }
    }

    /// Whether the password opened anything yet.
    pub(super) fn any_opened(&self) -> bool {
        self.opened
    }

    /// A secret alone, by the first or second way.
    pub(super) fn open_secret(&mut self, sealed: &str) -> Result<Option<Zeroizing<String>>, TransferError> {
        let passphrase = self.old_passphrase()?;
        let opened = passphrase.and_then(|passphrase| crypto_js_open(sealed, &passphrase));
        let text =
            opened.and_then(|bytes| str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned())));
        self.opened |= text.is_some();
        Ok(text)
    }

    /// A whole record, by the third way.
    pub(super) fn open_record(&mut self, key: &str, sealed: &str) -> Result<Option<Opened>, TransferError> {
        let passphrase = self.passphrase_of(key)?;
        let opened = passphrase.and_then(|passphrase| crypto_js_open(sealed, &passphrase));
        // Without a tag, only what comes out tells.
        let opened = opened.filter(|json| json.starts_with(b"{") && str::from_utf8(json).is_ok());
        self.opened |= opened.is_some();
        Ok(opened)
    }

    fn old_passphrase(&self) -> Result<Option<Zeroizing<String>>, TransferError> {
        let typed = self.source.typed()?;
        let key = self.records.get("key").and_then(|key| serde_json::from_str::<OldKey>(key.get()).ok());
        let Some(OldKey { enc }) = key else { return Ok(Some(Zeroizing::new(typed.to_owned()))) };
        let key = crypto_js_open(&enc, typed).ok_or(self.source.wrong_password())?;
        let mut hex = Zeroizing::new(String::with_capacity(2 * key.len()));
        key.iter().for_each(|byte| hex.push_str(&format!("{byte:02x}")));
        Ok(Some(hex))
    }

    fn passphrase_of(&mut self, id: &str) -> Result<Option<Zeroizing<String>>, TransferError> {
        let typed = self.source.typed()?;
        if let Some(made) = self.made.get(id) {
            return Ok(made.clone());
        }
        if self.made.len() == MOST_KEYS {
            return Err(TransferError::TooMuchWork { format: self.source.format });
        }
        let made = self.records.get(id).and_then(|key| serde_json::from_str::<Key>(key.get()).ok());
        let made = made.map(|key| argon2id(typed, key.salt.as_bytes(), WORK)).transpose();
        let made = made.map_err(|error| self.source.underivable(&error))?;
        let made = made.map(|key| crate::transfer::sealed::to_base64(&*key));
        self.made.insert(id.to_owned(), made.clone());
        Ok(made)
    }
}

/// What CryptoJS encrypts with a passphrase: OpenSSL's `Salted__`, a salt, AES-256-CBC.
fn crypto_js_open(sealed: &str, passphrase: &str) -> Option<Opened> {
    let bytes = base64(sealed)?;
    let (salt, sealed) = bytes.strip_prefix(b"Salted__")?.split_first_chunk::<8>()?;
    let (key, iv) = evp_md5(passphrase.as_bytes(), salt);
    cbc_open(&key, &iv, sealed).filter(|opened| !opened.is_empty())
}
