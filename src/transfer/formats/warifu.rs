//! Our own backups: docs/VAULT.md.

use crate::account::Account;
use crate::otp::UnixTime;
use crate::transfer::sealed::{Work, argon2id};
use crate::transfer::source::Source;
use crate::transfer::{Import, MAX_ENTRIES, Part, Password, Row, TransferError};
use crate::vault::{self, Contents, Entry, EntryId, KdfParams, Kek, Random, VaultError};

/// What a backup begins with.
pub(in crate::transfer) const MAGIC: &[u8] = b"WRFB";

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let failed = |error| failure(source, &error);
    let (envelope, params) = vault::backup::read(source.bytes).map_err(failed)?;
    let work = Work {
        memory_kib: params.memory_kib().into(),
        passes: params.passes().into(),
        lanes: params.lanes().into(),
    };
    let key = argon2id(source.password()?.nfkc().expose(), params.salt(), work);
    let kek = Kek::from_bytes(*key.map_err(|error| source.underivable(&error))?);
    let contents = vault::backup::open(&envelope, &kek).map_err(failed)?;
    if contents.entries.len() > MAX_ENTRIES {
        return Err(TransferError::TooMany { most: MAX_ENTRIES });
    }
    let rows = contents.entries.into_iter().map(|entry| Row::new(entry.account));
    Ok(Import::of(source.format, rows.collect()))
}

pub(in crate::transfer) fn write(
    accounts: &[Account],
    password: &Password,
    now: UnixTime,
    random: &dyn Random,
) -> Vec<u8> {
    let entry = |account: &Account| Entry {
        id: EntryId::make(random),
        account: account.clone(),
        pinned: false,
        added: now,
        source: None,
        issued: None,
    };
    let contents = Contents { entries: accounts.iter().map(entry).collect(), ..Contents::default() };
    let params = KdfParams::make(random);
    let kek = vault::derive(password.nfkc(), &params).expect("Argon2 takes our own parameters");
    vault::backup::seal(&contents, &kek, params, random)
}

fn failure(source: Source<'_>, error: &VaultError) -> TransferError {
    match error {
        VaultError::WrongKey => source.wrong_password(),
        VaultError::Newer { format } => {
            TransferError::Version { format: source.format, version: (*format).into() }
        }
        VaultError::WeakKdf { .. } => source.malformed(Part::KeyDerivation),
        VaultError::NotARecord | VaultError::Malformed { .. } | VaultError::NoSuchWrap => {
            source.malformed(Part::Header)
        }
        VaultError::Altered | VaultError::Contents => source.malformed(Part::Contents),
    }
}
