//! libsodium's `crypto_secretstream_xchacha20poly1305`, as far as one message goes.
//! <https://doc.libsodium.org/secret-key_cryptography/secretstream>

use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20::{ChaCha20, R20, hchacha};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Key, Opened};

/// The tag of a stream's last message.
const FINAL: u8 = 3;
const BLOCK: usize = 64;

/// Opens a stream that is one message, its last. `None` for another key, a changed text, or a stream of more messages.
pub(in crate::transfer) fn secretstream_open(key: &Key, header: &[u8], sealed: &[u8]) -> Option<Opened> {
    let (input, rest) = header.split_first_chunk::<16>()?;
    let rest: &[u8; 8] = rest.try_into().ok()?;
    let (tag, sealed) = sealed.split_first()?;
    let (text, mac) = sealed.split_last_chunk::<16>()?;
    let mut nonce = [0; 12];
    nonce[0] = 1; // the number of the message, little-endian
    nonce[4..].copy_from_slice(rest);
    let subkey = Zeroizing::new(hchacha::<R20>((&**key).into(), input.into()));
    let mut cipher = ChaCha20::new(&subkey, &nonce.into());

    let mut first = Zeroizing::new([0; BLOCK]);
    cipher.apply_keystream(&mut *first);
    let mut second = Zeroizing::new([0; BLOCK]);
    second[0] = *tag;
    cipher.apply_keystream(&mut *second);
    let opened_tag = core::mem::replace(&mut second[0], *tag);

    let mut authenticated = Zeroizing::new(second.to_vec());
    authenticated.extend_from_slice(text);
    // libsodium pads by the length of the text alone, with the sign turned around; the format has kept that.
    let padded = BLOCK + text.len() + text.len() % 16;
    authenticated.resize(padded, 0);
    authenticated.extend(0_u64.to_le_bytes());
    authenticated.extend(((BLOCK + text.len()) as u64).to_le_bytes());
    let computed = Poly1305::new_from_slice(&first[..32]).ok()?.compute_unpadded(&authenticated);
    if !bool::from(computed.ct_eq(mac)) || opened_tag != FINAL {
        return None;
    }
    let mut opened = Zeroizing::new(text.to_vec());
    cipher.seek(2 * BLOCK as u64);
    cipher.apply_keystream(&mut opened);
    Some(opened)
}
