//! A backup: the contents in a file of their own, under a passphrase of their own.

use super::key::{DataKey, Kek, Random};
use super::{Contents, Envelope, Header, KdfParams, Purpose, VaultError, VaultId, Wrap};

/// The ending of a backup file's name.
pub const EXTENSION: &str = "warifu";

/// The bytes of a backup file with `contents`, opened by the passphrase that gave `kek` with `params`. The data key
/// is fresh, so a backup tells nothing about the vault it came from.
pub fn seal(contents: &Contents, kek: &Kek, params: KdfParams, random: &dyn Random) -> Vec<u8> {
    let header = Header { purpose: Purpose::Backup, vault: VaultId::make(random), generation: 1 };
    let key = DataKey::make(random);
    let wrap = Wrap::passphrase(&header, &key, kek, params, random);
    Envelope::seal(header, vec![wrap], contents, &key, random).to_bytes()
}

/// A backup file's structure, and with it the parameters that its passphrase needs.
///
/// # Errors
/// [`VaultError::NotARecord`], [`VaultError::Newer`], [`VaultError::Malformed`], [`VaultError::WeakKdf`], or
/// [`VaultError::NoSuchWrap`] for a file that no passphrase opens.
pub fn read(bytes: &[u8]) -> Result<(Envelope, KdfParams), VaultError> {
    let envelope = Envelope::from_bytes(Purpose::Backup, bytes)?;
    let params = *envelope.kdf_params().ok_or(VaultError::NoSuchWrap)?;
    Ok((envelope, params))
}

/// The contents of a backup read by [`read`], with the key that its passphrase gave.
///
/// # Errors
/// [`VaultError::WrongKey`], [`VaultError::Altered`], [`VaultError::Contents`].
pub fn open(envelope: &Envelope, kek: &Kek) -> Result<Contents, VaultError> {
    envelope.open(&envelope.unwrap_by_passphrase(kek)?)
}
