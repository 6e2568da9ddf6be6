//! What a page asks of the worker, and what the worker answers: both as bytes, so that the two modules share nothing
//! else and no passphrase or key becomes a JavaScript string.
//!
//! A page posts `{ request, data }` to `work.js`, or to `move.js` if the task is about files of other programs
//! ([`Task::moves`]): `request` is a `Uint8Array` made by [`Task::to_bytes`], and `data` what the task speaks of: the
//! RGBA bytes of a picture, the bytes of a file. It gets a `Uint8Array` back, for [`Answer::from_bytes`], with the tag
//! of its request. `null` instead says that the worker broke down over a request and is gone: start another one, and
//! count what was asked of the old one as failed. Before the answer to [`Task::ReadQr`] come numbers: the pass that
//! begins now, from 0. Reading ends by itself when the patience of its task does; a page that has waited for far longer
//! than that ends the worker.
//!
//! Numbers are little-endian. Page and worker are always of one version, so the bytes carry none.

mod moving;
mod reader;

use zeroize::Zeroizing;

use crate::otp::UnixTime;
use crate::qr::{Found, PictureError};
use crate::transfer::{Format, Import, Password, Refused, TransferError};
use crate::vault::{KdfParams, Kek, Passphrase};
pub use moving::Aim;
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
        /// For how many milliseconds to look closer and closer while nothing is found. The first pass, which finds nearly
        /// all there is, may take four times as long.
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
    /// Read the file of another program that is posted beside the task.
    ReadFile {
        /// Whose format the member says it is; `None`: its contents tell.
        format: Option<Format>,
        /// What was typed, if the file is sealed.
        password: Option<Password>,
    },
    /// Write the accounts of the [`Import`] that is posted beside the task, as [`Import::to_bytes`] makes it.
    WriteFile {
        /// For whom.
        aim: Aim,
        /// When it is written.
        now: UnixTime,
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
    /// What the file holds.
    Import(Import),
    /// The file cannot be read, and why.
    NoImport(TransferError),
    /// The file.
    Written {
        /// Its bytes.
        file: Zeroizing<Vec<u8>>,
        /// What the format has no way to say.
        refused: Vec<Refused>,
    },
}

impl Task {
    /// The task as a request with a tag, which the answer will have too.
    pub fn to_bytes(&self, tag: u32) -> Zeroizing<Vec<u8>> {
        // Enough for everything, so that a passphrase is never left behind in an outgrown buffer.
        let passphrase = self.passphrase().map_or(&[][..], |passphrase| passphrase.expose().as_bytes());
        let password = self.password().map_or(0, moving::size);
        let mut bytes = Zeroizing::new(Vec::with_capacity(64 + passphrase.len() + password));
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
            Self::ReadFile { format, .. } => bytes.extend([3, moving::number(*format)]),
            Self::WriteFile { aim, now } => {
                bytes.extend([4, aim.number()]);
                bytes.extend(now.as_ms().to_le_bytes());
            }
        }
        bytes.extend(passphrase);
        if let Some(password) = self.password() {
            moving::push_password(&mut bytes, password);
        }
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
            3 => Self::ReadFile {
                format: moving::format(reader.u8()?)?,
                password: moving::password(&mut reader)?,
            },
            4 => {
                let aim = reader.u8()?;
                let now = UnixTime::from_ms(reader.u64()?);
                Self::WriteFile { aim: Aim::of(aim, moving::password(&mut reader)?)?, now }
            }
            _ => return None,
        };
        reader.is_empty().then_some((tag, task))
    }

    fn passphrase(&self) -> Option<&Passphrase> {
        match self {
            Self::DeriveKey { passphrase, .. } | Self::IsCommon { passphrase } => Some(passphrase),
            Self::ReadQr { .. } | Self::ReadFile { .. } | Self::WriteFile { .. } => None,
        }
    }

    fn password(&self) -> Option<&Password> {
        match self {
            Self::ReadFile { password, .. } => password.as_ref(),
            Self::WriteFile { aim, .. } => aim.password(),
            Self::ReadQr { .. } | Self::DeriveKey { .. } | Self::IsCommon { .. } => None,
        }
    }

    /// True if it is about files of other programs, whose readers are a module of their own.
    pub const fn moves(&self) -> bool {
        matches!(self, Self::ReadFile { .. } | Self::WriteFile { .. })
    }
}

impl Answer {
    /// The answer to the request with this tag.
    pub fn to_bytes(&self, tag: u32) -> Zeroizing<Vec<u8>> {
        let rows = if let Self::Import(import) = self { import.to_bytes() } else { Zeroizing::default() };
        let size = match self {
            Self::Codes(codes) => codes.iter().map(|code| code.bytes.len() + 36).sum(),
            Self::Written { file, .. } => file.len(),
            _ => rows.len(),
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
            Self::Import(_) => {
                bytes.push(5);
                bytes.extend(rows.iter());
            }
            Self::NoImport(error) => {
                bytes.push(6);
                moving::push_json(&mut bytes, error);
            }
            Self::Written { file, refused } => {
                bytes.push(7);
                bytes.extend((file.len() as u32).to_le_bytes());
                bytes.extend(file.iter());
                moving::push_json(&mut bytes, refused);
            }
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
            5 => Self::Import(Import::from_bytes(reader.rest())?),
            6 => Self::NoImport(moving::json(&mut reader)?),
            7 => {
                let size = reader.u32()?.try_into().ok()?;
                let file = Zeroizing::new(reader.take(size)?.to_vec());
                Self::Written { file, refused: moving::json(&mut reader)? }
            }
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
