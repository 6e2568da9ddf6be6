//! A wrap: the data key, sealed under one of the member's keys.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::envelope::Header;
use super::kdf::KdfParams;
use super::key::{DataKey, Kek, Random, make_bytes};
use super::{RecoveryCode, VaultError};

pub(super) const PASSPHRASE: u8 = 1;
pub(super) const RECOVERY: u8 = 2;
/// Kept free for WebAuthn PRF, so that a passkey's number never changes.
#[expect(dead_code, reason = "the number is taken; the wrap is read as Other until passkeys are offered")]
pub(super) const PASSKEY: u8 = 3;
pub(super) const DEVICE: u8 = 4;

/// The data key under one key-encryption key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// Tells at once, and without doubt, whether a key is the right one (AEADs alone do not commit to their key).
    pub(super) commitment: [u8; 32],
    pub(super) nonce: [u8; 24],
    pub(super) sealed: [u8; 48],
}

/// One way to the data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrap {
    /// By the member's passphrase.
    Passphrase {
        /// How the passphrase becomes a key.
        params: KdfParams,
        /// The data key.
        key: SealedKey,
    },
    /// By the recovery code.
    Recovery {
        /// Salt of the derivation.
        salt: [u8; 16],
        /// The data key.
        key: SealedKey,
    },
    /// By a key that lies beside the vault: no protection against someone who copies both.
    Device {
        /// The data key.
        key: SealedKey,
    },
    /// A kind this version does not know, kept byte for byte.
    Other {
        /// Its number.
        kind: u8,
        /// Its bytes.
        body: Vec<u8>,
    },
}

impl Wrap {
    /// Wraps `data` under `kek`, which was derived from a passphrase with `params`.
    pub fn passphrase(
        header: &Header,
        data: &DataKey,
        kek: &Kek,
        params: KdfParams,
        random: &dyn Random,
    ) -> Self {
        let key = seal(data, kek, &context(header, PASSPHRASE, &passphrase_params(&params)), random);
        Self::Passphrase { params, key }
    }

    /// Wraps `data` under `code`.
    pub fn recovery(header: &Header, data: &DataKey, code: &RecoveryCode, random: &dyn Random) -> Self {
        let salt = make_bytes(random);
        let key = seal(data, &code.derive(&salt), &context(header, RECOVERY, &salt), random);
        Self::Recovery { salt, key }
    }

    /// Wraps `data` under the device key `kek`.
    pub fn device(header: &Header, data: &DataKey, kek: &Kek, random: &dyn Random) -> Self {
        Self::Device { key: seal(data, kek, &context(header, DEVICE, &[]), random) }
    }

    /// The data key, opened with `kek`: the key derived from the passphrase, or the device key.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] for another key, [`VaultError::Altered`] for a changed wrap,
    /// [`VaultError::NoSuchWrap`] for a kind that takes another key.
    pub(super) fn open(&self, header: &Header, kek: &Kek) -> Result<DataKey, VaultError> {
        match self {
            Self::Passphrase { params, key } => {
                open(key, kek, &context(header, PASSPHRASE, &passphrase_params(params)))
            }
            Self::Device { key } => open(key, kek, &context(header, DEVICE, &[])),
            Self::Recovery { .. } | Self::Other { .. } => Err(VaultError::NoSuchWrap),
        }
    }

    /// The data key, opened with the recovery code.
    ///
    /// # Errors
    /// As [`Wrap::open`].
    pub(super) fn open_by_code(&self, header: &Header, code: &RecoveryCode) -> Result<DataKey, VaultError> {
        let Self::Recovery { salt, key } = self else { return Err(VaultError::NoSuchWrap) };
        open(key, &code.derive(salt), &context(header, RECOVERY, salt))
    }
}

/// The parameters as they stand in the record.
pub(super) fn passphrase_params(params: &KdfParams) -> [u8; 28] {
    let mut bytes = [0; 28];
    bytes[..4].copy_from_slice(&params.memory_kib().to_be_bytes());
    bytes[4..8].copy_from_slice(&params.passes().to_be_bytes());
    bytes[8..12].copy_from_slice(&params.lanes().to_be_bytes());
    bytes[12..].copy_from_slice(params.salt());
    bytes
}

/// What a wrap is bound to: the vault, the kind and its parameters. Not the generation, or every save would need
/// the member's key.
fn context(header: &Header, kind: u8, params: &[u8]) -> Vec<u8> {
    [&header.identity()[..], &[kind], params].concat()
}

fn seal(data: &DataKey, kek: &Kek, context: &[u8], random: &dyn Random) -> SealedKey {
    let nonce = make_bytes(random);
    let payload = Payload { msg: data.expose(), aad: context };
    let sealed = cipher(kek)
        .encrypt(&XNonce::from(nonce), payload)
        .expect("32 bytes are within what the cipher takes");
    let sealed = sealed.try_into().expect("the tag adds 16 bytes to 32");
    SealedKey { commitment: commitment(kek, context), nonce, sealed }
}

fn open(key: &SealedKey, kek: &Kek, context: &[u8]) -> Result<DataKey, VaultError> {
    if !bool::from(commitment(kek, context).ct_eq(&key.commitment)) {
        return Err(VaultError::WrongKey);
    }
    let payload = Payload { msg: &key.sealed, aad: context };
    let opened = cipher(kek).decrypt(&XNonce::from(key.nonce), payload).map_err(|_| VaultError::Altered)?;
    let opened = Zeroizing::new(opened);
    let bytes = opened.as_slice().try_into().map_err(|_| VaultError::Altered)?;
    Ok(DataKey::from_bytes(bytes))
}

fn cipher(kek: &Kek) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*expand(kek, b"warifu wrap v1", &[])).into())
}

fn commitment(kek: &Kek, context: &[u8]) -> [u8; 32] {
    *expand(kek, b"warifu commit v1", context)
}

fn expand(kek: &Kek, purpose: &[u8], context: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, kek.expose())
        .expand_multi_info(&[purpose, context], &mut *bytes)
        .expect("32 bytes are within what HKDF gives");
    bytes
}
