//! One file out of a ZIP archive that is encrypted with AES-256 (WinZip's AE-1 and AE-2).
//! <https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.10.TXT>, <https://www.winzip.com/en/support/aes-encryption/>
//!
//! Archives in several volumes, of more than 4 GiB (ZIP64) and with the older encryption are not opened.

use miniz_oxide::inflate::decompress_slice_iter_to_slice;
use zeroize::Zeroizing;

use super::sealed::{Opened, zip_open};

/// What an archive begins with.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

const LOCAL: usize = 30;
const CENTRAL: usize = 46;
const END: usize = 22;
/// In the flags: encrypted.
const SEALED: usize = 1;
/// In place of the compression: AES, and the compression in an extra field of this number.
const AES: usize = 99;
const AES_FIELD: usize = 0x9901;
const AES_256: u8 = 3;

/// A file in an archive, encrypted.
#[derive(Debug)]
pub(super) struct Member<'a> {
    sealed: &'a [u8],
    compression: usize,
    /// How many bytes it has when it is unpacked, as the archive says.
    pub(super) size: usize,
}

/// Why a file does not come out of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// The archive is not made as its format says, or ends early.
    Damaged,
    /// It is not encrypted, or in another way; or packed in another way.
    Otherwise,
    /// The password is another one, or what is encrypted was changed.
    WrongPassword,
}

/// The number of `count` bytes at `at`, the least first.
fn number(bytes: &[u8], at: usize, count: usize) -> Result<usize, Shut> {
    Ok(part(bytes, at, count)?.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

fn part(bytes: &[u8], at: usize, count: usize) -> Result<&[u8], Shut> {
    bytes.get(at..).and_then(|rest| rest.get(..count)).ok_or(Shut::Damaged)
}

/// The first file whose name ends in `ending`.
pub(super) fn find<'a>(archive: &'a [u8], ending: &str) -> Result<Member<'a>, Shut> {
    let end = archive.windows(4).rposition(|four| four == b"PK\x05\x06").ok_or(Shut::Damaged)?;
    part(archive, end, END)?;
    let count = number(archive, end + 10, 2)?;
    let mut at = number(archive, end + 16, 4)?;
    for _ in 0..count {
        if part(archive, at, 4)? != b"PK\x01\x02" {
            return Err(Shut::Damaged);
        }
        let [name, extra, comment] = [28, 30, 32].map(|place| number(archive, at + place, 2));
        let (name, extra, comment) = (name?, extra?, comment?);
        if part(archive, at + CENTRAL, name)?.ends_with(ending.as_bytes()) {
            return member(archive, at, part(archive, at + CENTRAL + name, extra)?);
        }
        at += CENTRAL + name + extra + comment;
    }
    Err(Shut::Otherwise)
}

/// The file whose entry in the directory is at `at`.
fn member<'a>(archive: &'a [u8], at: usize, extra: &[u8]) -> Result<Member<'a>, Shut> {
    let is_aes = number(archive, at + 8, 2)? & SEALED != 0 && number(archive, at + 10, 2)? == AES;
    let compression = if is_aes { aes_field(extra)? } else { None };
    let compression = compression.ok_or(Shut::Otherwise)?;
    let [packed, size, local] = [20, 24, 42].map(|place| number(archive, at + place, 4));
    let local = local?;
    let header = part(archive, local, LOCAL)?;
    // The lengths before the contents may differ from those in the directory.
    let before = LOCAL + number(header, 26, 2)? + number(header, 28, 2)?;
    Ok(Member { sealed: part(archive, local + before, packed?)?, compression, size: size? })
}

/// The compression that the field for AES names, if the key has 256 bits.
fn aes_field(extra: &[u8]) -> Result<Option<usize>, Shut> {
    let mut at = 0;
    while at < extra.len() {
        let (id, length) = (number(extra, at, 2)?, number(extra, at + 2, 2)?);
        let field = part(extra, at + 4, length)?;
        if id == AES_FIELD {
            let compression = number(field, 5, 2)?;
            return Ok((field[4] == AES_256).then_some(compression));
        }
        at += 4 + length;
    }
    Ok(None)
}

impl Member<'_> {
    /// Decrypts and unpacks it. Its `size` is for the caller to bound.
    pub(super) fn open(&self, password: &str) -> Result<Opened, Shut> {
        let packed = zip_open(password, self.sealed).ok_or(Shut::WrongPassword)?;
        match self.compression {
            0 if packed.len() == self.size => Ok(packed),
            8 => {
                let mut file = Zeroizing::new(vec![0; self.size]);
                let input = core::iter::once(&packed[..]);
                match decompress_slice_iter_to_slice(&mut file, input, false, true) {
                    Ok(length) if length == self.size => Ok(file),
                    _ => Err(Shut::Damaged),
                }
            }
            0 => Err(Shut::Damaged),
            _ => Err(Shut::Otherwise),
        }
    }
}
