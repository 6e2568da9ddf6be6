//! One record, as bytes: the header with its wraps in the clear, the contents sealed.
//!
//! The whole header is bound to the contents as associated data, so a wrap or generation from another record is
//! noticed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::kdf::KdfParams;
use super::key::{DataKey, Kek, Random, make_bytes};
use super::reader::Reader;
use super::wrap::{DEVICE, PASSPHRASE, RECOVERY, SealedKey, Wrap, passphrase_params};
use super::{Contents, RecoveryCode, VaultError};

/// The record format that this version writes: 2, with what servers issued. It reads 1, too.
pub const FORMAT: u8 = 2;
/// The format that laid down the wraps. A wrap is kept byte for byte when its record is written anew, so its context
/// must not change with the record's format.
const WRAP_FORMAT: u8 = 1;
const MOST_WRAPS: usize = 8;
/// Contents are padded to a multiple of this, so that a record's length tells little of what it holds.
const PAD: usize = 1024;
/// 16 MiB: far above any real vault, and a bound on what a forged length can make us do.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What a record is for. It is written into the magic bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A vault in the browser's storage: `WRFV`.
    Vault,
    /// A backup file: `WRFB`.
    Backup,
}

impl Purpose {
    fn magic(self) -> &'static [u8; 4] {
        match self {
            Self::Vault => b"WRFV",
            Self::Backup => b"WRFB",
        }
    }
}

/// Which vault a record belongs to. Random; says nothing about its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultId(pub(super) [u8; 16]);

impl VaultId {
    /// A fresh id.
    pub fn make(random: &dyn Random) -> Self {
        Self(make_bytes(random))
    }
}

/// Who a record is and which edition of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Vault or backup.
    pub purpose: Purpose,
    /// Which vault.
    pub vault: VaultId,
    /// Counts up with every save; the highest one that authenticates counts.
    pub generation: u64,
}

impl Header {
    /// What never changes over a record's generations and belongs to every wrap: magic, the wraps' format, vault id.
    pub(super) fn identity(&self) -> [u8; 21] {
        self.beginning(WRAP_FORMAT)
    }

    /// The first bytes of a record of this format.
    fn beginning(&self, format: u8) -> [u8; 21] {
        let mut bytes = [0; 21];
        bytes[..4].copy_from_slice(self.purpose.magic());
        bytes[4] = format;
        bytes[5..].copy_from_slice(&self.vault.0);
        bytes
    }
}

/// A record, read but not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    format: u8,
    header: Header,
    wraps: Vec<Wrap>,
    nonce: [u8; 24],
    sealed: Vec<u8>,
}

impl Envelope {
    /// Seals `contents` under `key`, reachable by `wraps`.
    pub fn seal(
        header: Header,
        wraps: Vec<Wrap>,
        contents: &Contents,
        key: &DataKey,
        random: &dyn Random,
    ) -> Self {
        let plain = padded(contents.to_json());
        let nonce = make_bytes(random);
        let payload = Payload { msg: &plain, aad: &clear_part(FORMAT, &header, &wraps) };
        let sealed =
            cipher(key).encrypt(&XNonce::from(nonce), payload).expect("the contents are far below 256 GiB");
        Self { format: FORMAT, header, wraps, nonce, sealed }
    }

    /// Reads a record's structure. Nothing is decrypted, so nothing is yet known to be authentic.
    ///
    /// # Errors
    /// [`VaultError::NotARecord`], [`VaultError::Newer`], [`VaultError::WeakKdf`], or [`VaultError::Malformed`] with
    /// the part.
    pub fn from_bytes(purpose: Purpose, bytes: &[u8]) -> Result<Self, VaultError> {
        let mut reader = Reader::new(bytes);
        if reader.array("magic").map_err(|_| VaultError::NotARecord)? != *purpose.magic() {
            return Err(VaultError::NotARecord);
        }
        let [format] = reader.array("format")?;
        match format {
            1..=FORMAT => read_body(purpose, format, &mut reader),
            0 => Err(VaultError::Malformed { part: "format" }),
            format => Err(VaultError::Newer { format }),
        }
    }

    /// The record as bytes: docs/VAULT.md.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = clear_part(self.format, &self.header, &self.wraps);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&u32_len(self.sealed.len()).to_be_bytes());
        bytes.extend_from_slice(&self.sealed);
        bytes
    }

    /// Who the record says it is; authentic only once it has been opened.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The ways to the data key.
    pub fn wraps(&self) -> &[Wrap] {
        &self.wraps
    }

    /// How to derive the key from the passphrase, if this record has a passphrase.
    pub fn kdf_params(&self) -> Option<&KdfParams> {
        self.wraps.iter().find_map(|wrap| match wrap {
            Wrap::Passphrase { params, .. } => Some(params),
            _ => None,
        })
    }

    /// True if a recovery code opens this record.
    pub fn has_recovery(&self) -> bool {
        self.wraps.iter().any(|wrap| matches!(wrap, Wrap::Recovery { .. }))
    }

    /// True if the device key opens this record.
    pub fn has_device(&self) -> bool {
        self.wraps.iter().any(|wrap| matches!(wrap, Wrap::Device { .. }))
    }

    /// The data key by the key derived from the passphrase.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Altered`], [`VaultError::NoSuchWrap`].
    pub fn unwrap_by_passphrase(&self, kek: &Kek) -> Result<DataKey, VaultError> {
        self.unwrap(|wrap| matches!(wrap, Wrap::Passphrase { .. }))?.open(&self.header, kek)
    }

    /// The data key by the device key.
    ///
    /// # Errors
    /// As [`Envelope::unwrap_by_passphrase`].
    pub fn unwrap_by_device(&self, kek: &Kek) -> Result<DataKey, VaultError> {
        self.unwrap(|wrap| matches!(wrap, Wrap::Device { .. }))?.open(&self.header, kek)
    }

    /// The data key by the recovery code.
    ///
    /// # Errors
    /// As [`Envelope::unwrap_by_passphrase`].
    pub fn unwrap_by_recovery(&self, code: &RecoveryCode) -> Result<DataKey, VaultError> {
        self.unwrap(|wrap| matches!(wrap, Wrap::Recovery { .. }))?.open_by_code(&self.header, code)
    }

    /// The contents, if `key` is this record's and not a bit was changed.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if it does not authenticate, [`VaultError::Contents`] if it cannot be understood.
    pub fn open(&self, key: &DataKey) -> Result<Contents, VaultError> {
        let payload = Payload { msg: &self.sealed, aad: &clear_part(self.format, &self.header, &self.wraps) };
        let plain =
            cipher(key).decrypt(&XNonce::from(self.nonce), payload).map_err(|_| VaultError::Altered)?;
        Contents::from_json(&Zeroizing::new(plain)).map_err(|_| VaultError::Contents)
    }

    fn unwrap(&self, kind: impl Fn(&Wrap) -> bool) -> Result<&Wrap, VaultError> {
        self.wraps.iter().find(|wrap| kind(wrap)).ok_or(VaultError::NoSuchWrap)
    }
}

/// Header and wraps as they stand in the record; also the associated data of the contents.
fn clear_part(format: u8, header: &Header, wraps: &[Wrap]) -> Vec<u8> {
    let mut bytes = header.beginning(format).to_vec();
    bytes.extend_from_slice(&header.generation.to_be_bytes());
    bytes.push(u8::try_from(wraps.len()).expect("a record has at most 8 wraps"));
    for wrap in wraps {
        let (kind, body) = wrap_body(wrap);
        bytes.push(kind);
        bytes.extend_from_slice(
            &u16::try_from(body.len()).expect("a wrap is read with a 16-bit length").to_be_bytes(),
        );
        bytes.extend_from_slice(&body);
    }
    bytes
}

fn wrap_body(wrap: &Wrap) -> (u8, Vec<u8>) {
    match wrap {
        Wrap::Passphrase { params, key } => (PASSPHRASE, with_key(&passphrase_params(params), key)),
        Wrap::Recovery { salt, key } => (RECOVERY, with_key(salt, key)),
        Wrap::Device { key } => (DEVICE, with_key(&[], key)),
        Wrap::Other { kind, body } => (*kind, body.clone()),
    }
}

fn with_key(params: &[u8], key: &SealedKey) -> Vec<u8> {
    [params, &key.commitment, &key.nonce, &key.sealed].concat()
}

fn read_body(purpose: Purpose, format: u8, reader: &mut Reader<'_>) -> Result<Envelope, VaultError> {
    let vault = VaultId(reader.array("vault id")?);
    let generation = u64::from_be_bytes(reader.array("generation")?);
    let wraps = read_wraps(reader)?;
    let nonce = reader.array("nonce")?;
    let length = u32::from_be_bytes(reader.array("length")?) as usize;
    if length > MOST_BYTES {
        return Err(VaultError::Malformed { part: "length" });
    }
    let sealed = reader.take(length, "contents")?.to_vec();
    reader.end()?;
    Ok(Envelope { format, header: Header { purpose, vault, generation }, wraps, nonce, sealed })
}

fn read_wraps(reader: &mut Reader<'_>) -> Result<Vec<Wrap>, VaultError> {
    let [count] = reader.array("wraps")?;
    if !(1..=MOST_WRAPS).contains(&usize::from(count)) {
        return Err(VaultError::Malformed { part: "wraps" });
    }
    (0..count).map(|_| read_wrap(reader)).collect()
}

fn read_wrap(reader: &mut Reader<'_>) -> Result<Wrap, VaultError> {
    let [kind] = reader.array("wrap kind")?;
    let length = u16::from_be_bytes(reader.array("wrap length")?);
    let body = reader.take(usize::from(length), "wrap")?;
    let mut reader = Reader::new(body);
    let wrap = match kind {
        PASSPHRASE => Wrap::Passphrase { params: read_params(&mut reader)?, key: read_key(&mut reader)? },
        RECOVERY => Wrap::Recovery { salt: reader.array("salt")?, key: read_key(&mut reader)? },
        DEVICE => Wrap::Device { key: read_key(&mut reader)? },
        kind => return Ok(Wrap::Other { kind, body: body.to_vec() }),
    };
    reader.end()?;
    Ok(wrap)
}

fn read_params(reader: &mut Reader<'_>) -> Result<KdfParams, VaultError> {
    let [memory, passes, lanes] = [reader.array("memory")?, reader.array("passes")?, reader.array("lanes")?];
    let [memory, passes, lanes] = [memory, passes, lanes].map(u32::from_be_bytes);
    KdfParams::new(memory, passes, lanes, reader.array("salt")?)
}

fn read_key(reader: &mut Reader<'_>) -> Result<SealedKey, VaultError> {
    Ok(SealedKey {
        commitment: reader.array("commitment")?,
        nonce: reader.array("wrap nonce")?,
        sealed: reader.array("wrapped key")?,
    })
}

/// JSON may end in spaces, so they are the padding.
fn padded(mut json: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let length = json.len().next_multiple_of(PAD);
    json.resize(length, b' ');
    json
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key.expose()).into())
}

fn u32_len(length: usize) -> u32 {
    u32::try_from(length).expect("contents are below 16 MiB")
}
