//! AES-256: GCM (NIST SP 800-38D), CBC with PKCS #7 padding for older formats, and what ZIP archives have.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit, StreamCipher};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Key, Opened};

/// Opens ciphertext with its tag of 16 bytes at the end. `None` for another key, a changed text, or a nonce that has not
/// 12 bytes.
pub(in crate::transfer) fn gcm_open(key: &Key, nonce: &[u8], sealed: &[u8], bound: &[u8]) -> Option<Opened> {
    let nonce = Nonce::try_from(nonce).ok()?;
    let payload = Payload { msg: sealed, aad: bound };
    Aes256Gcm::new((&**key).into()).decrypt(&nonce, payload).ok().map(Zeroizing::new)
}

/// Seals, with the tag at the end.
pub(in crate::transfer) fn gcm_seal(key: &Key, nonce: &[u8; 12], text: &[u8]) -> Vec<u8> {
    let sealed = Aes256Gcm::new((&**key).into()).encrypt(&Nonce::from(*nonce), text);
    sealed.expect("no text here is near AES-GCM's limit of 64 GiB")
}

/// Opens CBC. `None` if the length or the padding cannot be right, which another key mostly gives.
pub(in crate::transfer) fn cbc_open(key: &Key, iv: &[u8; 16], sealed: &[u8]) -> Option<Opened> {
    let cipher = cbc::Decryptor::<aes::Aes256>::new((&**key).into(), iv.into());
    cipher.decrypt_padded_vec::<Pkcs7>(sealed).ok().map(Zeroizing::new)
}

/// Opens a file of a ZIP archive (WinZip's AE-1 and AE-2 with a key of 256 bits): salt, two bytes that know the password,
/// the file in AES-CTR with a counter from 1 whose least byte is first, and the beginning of its HMAC-SHA-1. `None` for
/// another password or a changed text.
pub(in crate::transfer) fn zip_open(password: &str, sealed: &[u8]) -> Option<Opened> {
    let (salt, rest) = sealed.split_at_checked(16)?;
    let (check, rest) = rest.split_at_checked(2)?;
    let (text, tag) = rest.split_at_checked(rest.len().checked_sub(10)?)?;
    let mut keys = Zeroizing::new([0; 66]);
    pbkdf2::pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, 1000, &mut *keys);
    let (key, rest) = keys.split_first_chunk::<32>()?;
    let (mac_key, known) = rest.split_at(32);
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(mac_key).expect("HMAC takes keys of any length");
    mac.update(text);
    if known != check || mac.verify_truncated_left(tag).is_err() {
        return None;
    }
    let mut counter = [0; 16];
    counter[0] = 1;
    let mut opened = Zeroizing::new(text.to_vec());
    ctr::Ctr128LE::<aes::Aes256>::new(key.into(), &counter.into()).apply_keystream(&mut opened);
    Some(opened)
}

/// Whether `tag` is the HMAC-SHA-256 of `parts`, one after the other.
pub(in crate::transfer) fn hmac_sha256_is(tag: &[u8], key: &Key, parts: &[&[u8]]) -> bool {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&**key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.verify_slice(tag).is_ok()
}
