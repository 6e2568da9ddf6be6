//! From a passphrase to a key: Argon2id (RFC 9106), version 0x13.

use super::VaultError;
use super::key::{Random, make_bytes};

/// How much work one guess at a passphrase costs, and the salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
}

/// The least work that is accepted when a record is opened (OWASP, Password Storage Cheat Sheet).
const LEAST_MEMORY_KIB: u32 = 19 * 1024;
const LEAST_PASSES: u32 = 2;
/// The most, so that a forged record cannot tie a browser up for minutes.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 4;

impl KdfParams {
    /// What new wraps are made with: 64 MiB, 3 passes, 1 lane, a fresh salt.
    pub fn make(random: &dyn Random) -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1, salt: make_bytes(random) }
    }

    /// Parameters as a record names them.
    ///
    /// # Errors
    /// [`VaultError::WeakKdf`] under 19 MiB or 2 passes; [`VaultError::Malformed`] above 1 GiB, 16 passes or
    /// 4 lanes, or without a lane.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32, salt: [u8; 16]) -> Result<Self, VaultError> {
        if memory_kib < LEAST_MEMORY_KIB || passes < LEAST_PASSES {
            return Err(VaultError::WeakKdf { memory_kib, passes });
        }
        if memory_kib > MOST_MEMORY_KIB || passes > MOST_PASSES || !(1..=MOST_LANES).contains(&lanes) {
            return Err(VaultError::Malformed { part: "key derivation" });
        }
        Ok(Self { memory_kib, passes, lanes, salt })
    }

    /// Memory in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(&self) -> u32 {
        self.passes
    }

    /// Lanes (Argon2's degree of parallelism).
    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// The salt.
    pub fn salt(&self) -> &[u8; 16] {
        &self.salt
    }
}

/// A key could not be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// There was not enough memory, or the worker that derives ended early.
    #[error("the key could not be derived on this machine")]
    Unavailable,
}

/// The key that `passphrase` gives with `params`. Takes a fifth of a second and up to 64 MiB by design.
///
/// # Errors
/// [`KdfError::Unavailable`] if Argon2 refuses, which checked parameters leave no reason for.
#[cfg(feature = "kdf")]
pub fn derive(passphrase: &super::Passphrase, params: &KdfParams) -> Result<super::Kek, KdfError> {
    use argon2::{Algorithm, Argon2, Params, Version};
    use zeroize::Zeroizing;

    let work = Params::new(params.memory_kib, params.passes, params.lanes, Some(32))
        .map_err(|_| KdfError::Unavailable)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, work)
        .hash_password_into(passphrase.expose().as_bytes(), &params.salt, &mut *key)
        .map_err(|_| KdfError::Unavailable)?;
    Ok(super::Kek::from_bytes(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_and_absurd_work_is_refused() {
        let new = |memory, passes, lanes| KdfParams::new(memory, passes, lanes, [0; 16]);
        assert!(new(19 * 1024, 2, 1).is_ok());
        let weak = |memory_kib, passes| Err(VaultError::WeakKdf { memory_kib, passes });
        assert_eq!(new(19 * 1024 - 1, 2, 1), weak(19 * 1024 - 1, 2));
        assert_eq!(new(64 * 1024, 1, 1), weak(64 * 1024, 1));
        let absurd = Err(VaultError::Malformed { part: "key derivation" });
        assert_eq!(new(u32::MAX, 3, 1), absurd);
        assert_eq!(new(64 * 1024, u32::MAX, 1), absurd);
        assert_eq!(new(64 * 1024, 3, 0), absurd);
    }

    /// The reference implementation, `argon2 warifu-test-salt -id -t 3 -k 65536 -p 1 -l 32` (Debian package `argon2`).
    #[cfg(feature = "kdf")]
    #[test]
    fn derives_as_the_reference_does() {
        let params = KdfParams::new(64 * 1024, 3, 1, *b"warifu-test-salt").unwrap();
        let passphrase = crate::vault::Passphrase::typed("correct horse battery staple".to_owned());
        let kek = derive(&passphrase, &params).unwrap();
        let hex: String = kek.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "b41a52007edf689c9a515ac1482f725a9084c2b3a4c9b0acb4f3ba8c9e8fb7ce");
    }
}
