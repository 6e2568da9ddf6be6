//! What a page asks of the worker, and what the worker answers: both as bytes, so that the two modules share nothing
//! else and no passphrase or key becomes a JavaScript string.
//!
//! A page posts `{ request, pixels }` to `work.js`: `request` is a `Uint8Array` made by [`Task::to_bytes`], and
//! `pixels`, for [`Task::ReadQr`] only, the RGBA bytes of the picture. It gets a `Uint8Array` back, for
//! [`Answer::from_bytes`], with the tag of its request. `null` instead says that the worker broke down over a
//! request and is gone: start another one, and count what was asked of the old one as failed. Before the answer to
//! [`Task::ReadQr`] come numbers: the pass that begins now, from 0. Reading ends by itself when the patience of its
//! task does; a page that has waited for far longer than that ends the worker.
//!
//! Numbers are little-endian. Page and worker are always of one version, so the bytes carry none.

mod reader;

use zeroize::Zeroizing;

use crate::qr::{Found, PictureError};
use crate::vault::{KdfParams, Kek, Passphrase};
use reader::Reader;

/// Something that takes its time.
#[derive(Clone, Debug)]
pub enum Task {
    /// Read every QR code of the picture that is posted beside the task.
    ReadQr {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
        /// For how many milliseconds to look closer and closer while nothing is found.
        patience_ms: u32,
    },
    /// Derive a key from a passphrase.
    DeriveKey {
        /// What was typed.
        passphrase: Passphrase,
        /// How much work, and the salt.
        params: KdfParams,
    },
    /// Tell whether a passphrase is one of those that are tried first.
    IsCommon {
        /// What was typed.
        passphrase: Passphrase,
    },
}

/// How it went.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Every code that could be read; maybe none.
    Codes(Vec<Found>),
    /// The picture was not looked at, and why.
    Picture(PictureError),
    /// The key.
    Key(Kek),
    /// The key could not be derived.
    NoKey,
    /// Whether the passphrase is a common one.
    Common(bool),
}

impl Task {
    /// The task as a request with a tag, which the answer will have too.
    pub fn to_bytes(&self, tag: u32) -> Zeroizing<Vec<u8>> {
        // Enough for everything, so that a passphrase is never left behind in an outgrown buffer.
        let passphrase = self.passphrase().map_or(&[][..], |passphrase| passphrase.expose().as_bytes());
        let mut bytes = Zeroizing::new(Vec::with_capacity(64 + passphrase.len()));
        bytes.extend(tag.to_le_bytes());
        match self {
            Self::ReadQr { width, height, patience_ms } => {
                bytes.push(0);
                for number in [width, height, patience_ms] {
                    bytes.extend(number.to_le_bytes());
                }
            }
            Self::DeriveKey { params, .. } => {
                bytes.push(1);
                for number in [params.memory_kib(), params.passes(), params.lanes()] {
                    bytes.extend(number.to_le_bytes());
                }
                bytes.extend(params.salt());
            }
            Self::IsCommon { .. } => bytes.push(2),
        }
        bytes.extend(passphrase);
        bytes
    }

    /// Tag and task of a request; `None` if it is none.
    pub fn from_bytes(bytes: &[u8]) -> Option<(u32, Self)> {
        let mut reader = Reader(bytes);
        let tag = reader.u32()?;
        let task = match reader.u8()? {
            0 => Self::ReadQr { width: reader.u32()?, height: reader.u32()?, patience_ms: reader.u32()? },
            1 => Self::DeriveKey { params: params(&mut reader)?, passphrase: passphrase(&mut reader)? },
            2 => Self::IsCommon { passphrase: passphrase(&mut reader)? },
            _ => return None,
        };
        reader.is_empty().then_some((tag, task))
    }

    fn passphrase(&self) -> Option<&Passphrase> {
        match self {
            Self::ReadQr { .. } => None,
            Self::DeriveKey { passphrase, .. } | Self::IsCommon { passphrase } => Some(passphrase),
        }
    }
}

impl Answer {
    /// The answer to the request with this tag.
    pub fn to_bytes(&self, tag: u32) -> Zeroizing<Vec<u8>> {
        let size = if let Self::Codes(codes) = self {
            codes.iter().map(|code| code.bytes.len() + 36).sum()
        } else {
            0
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(64 + size));
        bytes.extend(tag.to_le_bytes());
        match self {
            Self::Codes(codes) => {
                bytes.push(0);
                codes.iter().for_each(|code| push_code(&mut bytes, code));
            }
            Self::Picture(error) => {
                let (kind, first, second) = picture_error(error);
                bytes.extend([1, kind]);
                bytes.extend((first as u64).to_le_bytes());
                bytes.extend((second as u64).to_le_bytes());
            }
            Self::Key(key) => {
                bytes.push(2);
                bytes.extend(key.expose());
            }
            Self::NoKey => bytes.push(3),
            Self::Common(common) => bytes.extend([4, u8::from(*common)]),
        }
        bytes
    }

    /// Tag and answer; `None` if the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<(u32, Self)> {
        let mut reader = Reader(bytes);
        let tag = reader.u32()?;
        let answer = match reader.u8()? {
            0 => Self::Codes(codes(&mut reader)?),
            1 => Self::Picture(reader.picture_error()?),
            2 => Self::Key(Kek::from_bytes(reader.array()?)),
            3 => Self::NoKey,
            4 => Self::Common(reader.u8()? != 0),
            _ => return None,
        };
        reader.is_empty().then_some((tag, answer))
    }
}

fn params(reader: &mut Reader<'_>) -> Option<KdfParams> {
    let (memory_kib, passes, lanes) = (reader.u32()?, reader.u32()?, reader.u32()?);
    KdfParams::new(memory_kib, passes, lanes, reader.array()?).ok()
}

fn passphrase(reader: &mut Reader<'_>) -> Option<Passphrase> {
    let text = str::from_utf8(reader.rest()).ok()?;
    Some(Passphrase::typed(text.into()))
}

fn push_code(bytes: &mut Vec<u8>, code: &Found) {
    code.corners.as_flattened().iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend((code.bytes.len() as u32).to_le_bytes());
    bytes.extend(code.bytes.iter());
}

fn codes(reader: &mut Reader<'_>) -> Option<Vec<Found>> {
    let mut codes = Vec::new();
    while !reader.is_empty() {
        codes.push(reader.code()?);
    }
    Some(codes)
}

fn picture_error(error: &PictureError) -> (u8, usize, usize) {
    match *error {
        PictureError::Empty => (0, 0, 0),
        PictureError::TooLarge { width, height } => (1, width, height),
        PictureError::Length { expected, found } => (2, expected, found),
    }
}

#[cfg(test)]
mod tests;
