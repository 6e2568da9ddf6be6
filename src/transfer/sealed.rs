//! Opening what other programs seal: ciphers and key derivations, bounded, without any format.

mod cipher;
mod derive;
mod stream;

pub(super) use cipher::{cbc_open, gcm_open, gcm_seal, hmac_sha256_is, zip_open};
pub(super) use derive::{
    DeriveError, Key, Work, argon2id, evp_md5, pbkdf2_sha1, pbkdf2_sha256, scrypt, sha256,
};
pub(super) use stream::secretstream_open;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// What was sealed, opened.
pub(super) type Opened = Zeroizing<Vec<u8>>;

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that `text` spells in base64.
pub(super) fn base64(text: &str) -> Option<Opened> {
    BASE64.decode(text.trim()).ok().map(Zeroizing::new)
}

/// Bytes in base64, without padding.
pub(super) fn to_base64(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(STANDARD_NO_PAD.encode(bytes))
}

/// Bytes in base64, with padding.
pub(super) fn to_padded_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes in base64 for URLs, without padding.
pub(super) fn to_url_base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes in hexadecimal, small letters.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that `text` spells in hexadecimal.
pub(super) fn hex(text: &str) -> Option<Opened> {
    let digits = text.as_bytes();
    let pair = |pair: &[u8]| {
        let [high, low] = [pair[0], *pair.get(1)?].map(|digit| char::from(digit).to_digit(16));
        Some((high? << 4 | low?) as u8)
    };
    digits.chunks(2).map(pair).collect::<Option<Vec<_>>>().map(Zeroizing::new)
}
