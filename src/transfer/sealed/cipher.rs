//! AES-256: GCM (NIST SP 800-38D), and CBC with PKCS #7 padding for older formats.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
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

/// Whether `tag` is the HMAC-SHA-256 of `parts`, one after the other.
pub(in crate::transfer) fn hmac_sha256_is(tag: &[u8], key: &Key, parts: &[&[u8]]) -> bool {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&**key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.verify_slice(tag).is_ok()
}
