//! From a password to a key, as other programs do it. What a file asks for is bounded: a hostile file must neither take
//! the memory nor the afternoon.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use DeriveError::{Impossible, TooMuch};

/// A key of 256 bits.
pub(in crate::transfer) type Key = Zeroizing<[u8; 32]>;

/// Why no key was made.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::transfer) enum DeriveError {
    /// More work, or more memory, than we do for a file.
    TooMuch,
    /// Numbers, or a salt, that the derivation does not allow: no program made a key with them.
    Impossible,
}

/// How much work a key takes, for those derivations that are told.
#[derive(Clone, Copy)]
pub(in crate::transfer) struct Work {
    pub(in crate::transfer) memory_kib: u64,
    pub(in crate::transfer) passes: u64,
    pub(in crate::transfer) lanes: u64,
}

/// Twice what Bitwarden allows; nobody else comes near.
const MOST_ROUNDS: u64 = 4_000_000;
/// 1 GiB, the most that Bitwarden and libsodium's "sensitive" ask for.
const MOST_MEMORY_KIB: u64 = 1024 * 1024;
/// Passes over all of that memory.
const MOST_PASSES_KIB: u64 = 8 * MOST_MEMORY_KIB;
const MOST_LANES: u64 = 16;

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2).
pub(in crate::transfer) fn pbkdf2_sha256(
    password: &str,
    salt: &[u8],
    rounds: u64,
) -> Result<Key, DeriveError> {
    let mut key = Key::default();
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, bounded(rounds)?, &mut *key);
    Ok(key)
}

/// PBKDF2 with HMAC-SHA-1.
pub(in crate::transfer) fn pbkdf2_sha1(password: &str, salt: &[u8], rounds: u64) -> Result<Key, DeriveError> {
    let mut key = Key::default();
    pbkdf2::pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, bounded(rounds)?, &mut *key);
    Ok(key)
}

fn bounded(rounds: u64) -> Result<u32, DeriveError> {
    match rounds {
        0 => Err(Impossible),
        1..=MOST_ROUNDS => Ok(rounds as u32),
        _ => Err(TooMuch),
    }
}

/// Argon2id, version 0x13 (RFC 9106).
pub(in crate::transfer) fn argon2id(password: &str, salt: &[u8], work: Work) -> Result<Key, DeriveError> {
    let params = work.params()?;
    // Argon2's own memory would end the program if there is not enough.
    let mut memory: Vec<Block> = Vec::new();
    memory.try_reserve_exact(params.block_count()).map_err(|_| TooMuch)?;
    memory.resize(params.block_count(), Block::default());
    let mut key = Key::default();
    let made = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        &mut *key,
        &mut memory,
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    made.map_err(|_| Impossible)?; // a salt of under 8 bytes
    Ok(key)
}

impl Work {
    fn params(self) -> Result<Params, DeriveError> {
        let Self { memory_kib, passes, lanes } = self;
        let most_passes = MOST_PASSES_KIB / memory_kib.max(1);
        if memory_kib > MOST_MEMORY_KIB || passes > most_passes || lanes > MOST_LANES {
            return Err(TooMuch);
        }
        Params::new(memory_kib as u32, passes as u32, lanes as u32, Some(32)).map_err(|_| Impossible)
    }
}

/// scrypt (RFC 7914) with N = `cost`.
pub(in crate::transfer) fn scrypt(
    password: &str,
    salt: &[u8],
    (cost, block, parallel): (u64, u64, u64),
) -> Result<Key, DeriveError> {
    if !cost.is_power_of_two() || cost == 1 || block == 0 || parallel == 0 {
        return Err(Impossible);
    }
    let kib = cost.saturating_mul(block) / 8;
    if block > 32 || parallel > 16 || kib > MOST_MEMORY_KIB / 2 || kib * parallel > MOST_PASSES_KIB {
        return Err(TooMuch);
    }
    let params = scrypt::Params::new(cost.trailing_zeros() as u8, block as u32, parallel as u32);
    let params = params.map_err(|_| Impossible)?;
    // scrypt's own memory would end the program if there is not enough: ask for as much before.
    let mut probe = Vec::<u8>::new();
    probe.try_reserve_exact((kib as usize + block as usize) * 1024).map_err(|_| TooMuch)?;
    drop(core::hint::black_box(probe));
    let mut key = Key::default();
    scrypt::scrypt(password.as_bytes(), salt, &params, &mut *key).map_err(|_| Impossible)?;
    Ok(key)
}

/// SHA-256 alone, as the oldest backups of andOTP have it.
pub(in crate::transfer) fn sha256(bytes: &[u8]) -> Key {
    Zeroizing::new(Sha256::digest(bytes).into())
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round, as CryptoJS has it for passphrases: a key and an initial vector.
pub(in crate::transfer) fn evp_md5(password: &[u8], salt: &[u8]) -> (Key, [u8; 16]) {
    let block = |before: &[u8]| -> Zeroizing<[u8; 16]> {
        Zeroizing::new(
            Md5::new().chain_update(before).chain_update(password).chain_update(salt).finalize().into(),
        )
    };
    let first = block(&[]);
    let second = block(&*first);
    let mut key = Key::default();
    key[..16].copy_from_slice(&*first);
    key[16..].copy_from_slice(&*second);
    (key, *block(&*second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::sealed::hex;

    fn is(key: &Key, expected: &str) {
        assert_eq!(&**key, &hex(expected).unwrap()[..]);
    }

    /// RFC 7914 §11 and §12, the first 32 bytes of each.
    #[test]
    fn published_vectors() {
        let key = pbkdf2_sha256("passwd", b"salt", 1).unwrap();
        is(&key, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        let key = pbkdf2_sha256("Password", b"NaCl", 80_000).unwrap();
        is(&key, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
        let key = scrypt("password", b"NaCl", (1024, 8, 16)).unwrap();
        is(&key, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162");
    }

    #[test]
    fn rounds_have_bounds() {
        for (rounds, expected) in [(0, Impossible), (MOST_ROUNDS + 1, TooMuch), (u64::MAX, TooMuch)] {
            assert_eq!(pbkdf2_sha256("a", b"salt", rounds).as_ref(), Err(&expected));
            assert_eq!(pbkdf2_sha1("a", b"salt", rounds), Err(expected));
        }
    }

    #[test]
    fn argon2_has_bounds() {
        for (salt, (memory_kib, passes, lanes), expected) in [
            ("salt1234", (MOST_MEMORY_KIB + 1, 1, 1), TooMuch),
            ("salt1234", (u64::MAX, 1, 1), TooMuch),
            ("salt1234", (1024, u64::MAX, 1), TooMuch),
            ("salt1234", (0, u64::MAX, 1), TooMuch),
            ("salt1234", (1024 * 1024, 9, 1), TooMuch),
            ("salt1234", (1024, 1, 17), TooMuch),
            ("salt1234", (1024, 1, 0), Impossible),
            ("salt1234", (0, 1, 1), Impossible),
            ("salt1234", (7, 1, 1), Impossible),
            ("salt1234", (15, 1, 2), Impossible), // 8 KiB for each lane
            ("salt1234", (1024, 0, 1), Impossible),
            ("salt123", (1024, 1, 1), Impossible),
            ("", (1024, 1, 1), Impossible),
        ] {
            let made = argon2id("a", salt.as_bytes(), Work { memory_kib, passes, lanes });
            assert_eq!(made, Err(expected), "{salt} {memory_kib} {passes} {lanes}");
        }
    }

    #[test]
    fn scrypt_has_bounds() {
        for (numbers, expected) in [
            ((0, 8, 1), Impossible),
            ((1, 8, 1), Impossible),
            ((3, 8, 1), Impossible),
            (((1 << 40) + 1, 8, 1), Impossible),
            ((1024, 0, 1), Impossible),
            ((1024, 8, 0), Impossible),
            ((1 << 30, 8, 1), TooMuch),
            ((1 << 63, 32, 16), TooMuch),
            ((1024, 8, u64::MAX), TooMuch),
            ((1024, u64::MAX, 1), TooMuch),
        ] {
            assert_eq!(scrypt("a", b"salt", numbers), Err(expected), "{numbers:?}");
        }
    }
}
