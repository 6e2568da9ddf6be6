//! Showing that one holds a key, without saying a code.

use core::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Origin;
use crate::otp::UnixTime;
use crate::secret::Secret;

/// HMAC-SHA-256 over key id, time and server, under a key derived from the seed. Compared in constant time.
#[derive(Clone)]
pub struct StatusProof([u8; 32]);

impl StatusProof {
    /// The proof of holding `seed`, the key called `key`, made at `at` for the server at `origin`.
    pub fn derive(seed: &Secret, key: &str, at: UnixTime, origin: &Origin) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, seed.expose()) // the proof's key is made of the seed's bytes
            .expand(b"status-v1", &mut *secret)
            .expect("32 bytes are within what HKDF gives");
        let mut mac = Hmac::<Sha256>::new_from_slice(&*secret).expect("HMAC takes keys of any length");
        for part in [key.as_bytes(), &at.as_ms().to_be_bytes(), origin.as_str().as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Self(mac.finalize().into_bytes().into())
    }

    /// Takes 32 bytes as a proof.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for StatusProof {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for StatusProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusProof")
    }
}
