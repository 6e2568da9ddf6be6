//! Accounts made up at random, and backup files of them written by the core.

use anyhow::{Context, Result};
use warifu::otpauth;
use warifu::vault::{Contents, Entry, EntryId, KdfParams, Passphrase, Random, backup, derive};

use crate::practice::uri_of;
use crate::traces::base32;

/// The system's randomness, as the core wants it.
struct System;

impl Random for System {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system has randomness");
    }
}

/// An account that nobody has.
#[derive(Clone, Debug)]
pub struct Sample {
    /// 18 random letters.
    pub issuer: String,
    /// 17 random letters.
    pub user: String,
    /// 20 random bytes.
    pub key: Vec<u8>,
}

impl Sample {
    /// A new one.
    pub fn random() -> Self {
        let mut key = vec![0; 20];
        System.fill(&mut key);
        Self { issuer: letters(18), user: letters(17), key }
    }

    /// The key as a member types it.
    pub fn base32(&self) -> String {
        base32(&self.key)
    }

    /// The text of its QR code.
    pub fn uri(&self) -> String {
        uri_of(&self.issuer, &self.user, &self.base32())
    }
}

/// Random lower-case letters.
pub fn letters(count: usize) -> String {
    let mut bytes = vec![0; count];
    System.fill(&mut bytes);
    bytes.into_iter().map(|byte| char::from(b'a' + byte % 26)).collect()
}

/// A number below `limit`.
pub fn below(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    System.fill(&mut bytes);
    u64::from_le_bytes(bytes) % limit
}

/// The bytes of a backup file with these accounts, opened by the passphrase.
///
/// # Errors
/// When the core refuses an account.
pub fn backup_of(samples: &[Sample], passphrase: &str) -> Result<Vec<u8>> {
    let entry = |sample: &Sample| {
        let account = otpauth::parse(&sample.uri()).context("a sample's URI")?;
        Ok(Entry {
            id: EntryId::make(&System),
            account,
            pinned: false,
            added: warifu::otp::UnixTime::from_secs(0),
            source: None,
            issued: None,
        })
    };
    let entries = samples.iter().map(entry).collect::<Result<_>>()?;
    let params = KdfParams::make(&System);
    let kek = derive(&Passphrase::typed(passphrase.into()), &params)?;
    Ok(backup::seal(&Contents { entries, ..Contents::default() }, &kek, params, &System))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backup_opens_with_its_passphrase() {
        let samples = [Sample::random(), Sample::random()];
        let bytes = backup_of(&samples, "four words are enough").unwrap();
        let (envelope, params) = backup::read(&bytes).unwrap();
        let kek = derive(&Passphrase::typed("four words are enough".into()), &params).unwrap();
        let contents = backup::open(&envelope, &kek).unwrap();
        let users: Vec<&str> = contents.entries.iter().map(|entry| entry.account.user.as_str()).collect();
        assert_eq!(users, samples.iter().map(|sample| sample.user.as_str()).collect::<Vec<_>>());
    }
}
