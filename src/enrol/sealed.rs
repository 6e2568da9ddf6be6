//! A seed on its way from the server to one authenticator: X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869),
//! XChaCha20-Poly1305.

use core::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::otp::{Algorithm, Digits, Period};
use crate::secret::Secret;
use crate::vault::Random;

const VERSION: u8 = 1;
const INFO: &[u8] = b"warifu sealed seed v1";
/// Version, the sender's public key, nonce.
const HEAD: usize = 1 + 32 + 24;

/// The private half of the key pair that an authenticator makes for one enrolment.
#[derive(Clone)]
pub struct ClientKey(StaticSecret);

/// What a sealed seed belongs to; sealed for one enrolment it does not open in another, nor for other codes. The ids are
/// the texts that stand in the answers.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The enrolment's id, at most 255 bytes.
    pub enrolment: &'a str,
    /// The key's id, at most 255 bytes.
    pub key: &'a str,
    /// How its codes are made: under other parameters the seed would open and every code be wrong.
    pub parameters: Parameters,
}

/// How a server has codes made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code.
    pub digits: Digits,
    /// How long a code lives.
    pub period: Period,
}

impl Parameters {
    /// Those that every authenticator knows: SHA-1, 6 digits, 30 s (RFC 6238 §4, RFC 4226 §5.3).
    pub const USUAL: Self =
        Self { algorithm: Algorithm::Sha1, digits: Digits::SIX, period: Period::HALF_MINUTE };
}

/// Why a seed could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The other side's public key is a point of small order: anybody could open the seed (RFC 7748 §6.1).
    #[error("the public key is not a usable one")]
    PublicKey,
    /// An id of more than 255 bytes.
    #[error("an id must have at most 255 bytes")]
    Id,
    /// Not the bytes that were sealed, or not for this key pair, enrolment and key.
    #[error("the sealed seed does not open")]
    Sealed,
}

impl ClientKey {
    /// A fresh key.
    pub fn make(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(&mut *bytes);
        Self::from_bytes(&bytes)
    }

    /// The key with these bytes, for resuming.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(StaticSecret::from(*bytes))
    }

    /// The 32 bytes, for keeping them sealed.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// What the server seals for.
    pub fn public(&self) -> [u8; 32] {
        PublicKey::from(&self.0).to_bytes()
    }

    /// The cipher of this key and `other`'s; `ends` are both public keys, the sender's first.
    fn cipher(&self, other: &[u8; 32], ends: [[u8; 32]; 2]) -> Result<XChaCha20Poly1305, SealError> {
        let shared = self.0.diffie_hellman(&PublicKey::from(*other));
        if !shared.was_contributory() {
            return Err(SealError::PublicKey);
        }
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(&ends.concat()), shared.as_bytes())
            .expand(INFO, &mut *key)
            .expect("32 bytes are within what HKDF gives");
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }
}

impl PartialEq for ClientKey {
    fn eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

impl Eq for ClientKey {}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientKey")
    }
}

/// `seed`, sealed for the authenticator with `client`'s private half.
///
/// # Errors
/// [`SealError::PublicKey`] and [`SealError::Id`].
pub fn seal(
    seed: &Secret,
    client: &[u8; 32],
    binding: Binding<'_>,
    random: &dyn Random,
) -> Result<Vec<u8>, SealError> {
    let once = ClientKey::make(random);
    let cipher = once.cipher(client, [once.public(), *client])?;
    let mut nonce = [0; 24];
    random.fill(&mut nonce);
    let payload = Payload { msg: seed.expose(), aad: &associated(binding)? };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).expect("a seed is far below 256 GiB");
    Ok([&[VERSION], once.public().as_slice(), &nonce, &sealed].concat())
}

/// The seed in `sealed`.
///
/// # Errors
/// [`SealError::Sealed`] if anything is not as it was sealed, and [`SealError::Id`].
pub fn open(sealed: &[u8], client: &ClientKey, binding: Binding<'_>) -> Result<Secret, SealError> {
    let (head, body) = sealed.split_first_chunk::<HEAD>().ok_or(SealError::Sealed)?;
    let (version, rest) = head.split_first().expect("the head has 57 bytes");
    let (sender, nonce) = rest.split_first_chunk::<32>().expect("the head has 57 bytes");
    if *version != VERSION {
        return Err(SealError::Sealed);
    }
    let cipher = client.cipher(sender, [*sender, client.public()]).map_err(|_| SealError::Sealed)?;
    let payload = Payload { msg: body, aad: &associated(binding)? };
    let nonce = XNonce::try_from(nonce).expect("the head has 57 bytes");
    let seed = cipher.decrypt(&nonce, payload).map_err(|_| SealError::Sealed)?;
    Secret::from_bytes(seed).map_err(|_| SealError::Sealed)
}

/// Both ids and the hash's name, each after its length, so that no two bindings give the same bytes; digits and period.
fn associated(binding: Binding<'_>) -> Result<Vec<u8>, SealError> {
    let mut bytes = INFO.to_vec();
    let Parameters { algorithm, digits, period } = binding.parameters;
    for text in [binding.enrolment, binding.key, algorithm.as_str()] {
        bytes.push(u8::try_from(text.len()).map_err(|_| SealError::Id)?);
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.push(digits.get());
    bytes.extend_from_slice(&period.seconds().to_be_bytes());
    Ok(bytes)
}
