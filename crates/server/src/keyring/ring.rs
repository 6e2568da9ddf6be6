//! Keys as values, and what they seal: XChaCha20-Poly1305, bound to table, row, owner and purpose.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use warifu::vault::Random;
use zeroize::Zeroizing;

use super::KeyringError;

const VERSION: u8 = 1;
/// Version, key id, nonce.
const HEAD: usize = 1 + 4 + 24;

/// Which key sealed a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RingKeyId([u8; 4]);

/// Where a sealed value lies. Moved to another row, or given to another owner, it does not open.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: &'a [u8],
    /// Whom the row belongs to.
    pub owner: &'a [u8],
    /// What the value is for.
    pub purpose: &'static str,
}

/// The keys, the newest last; one that is known but does not seal yet, maybe; and the seed of the audit log's signatures.
pub struct Ring {
    keys: Vec<RingKey>,
    next: Option<RingKey>,
    audit: Zeroizing<[u8; 32]>,
}

type RingKey = (RingKeyId, Zeroizing<[u8; 32]>);

impl RingKeyId {
    /// The id that `sealed` names; `None` if it is no sealed value.
    pub fn of(sealed: &[u8]) -> Option<Self> {
        Some(Self(*sealed.strip_prefix(&[VERSION])?.first_chunk()?))
    }

    /// Its four bytes.
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl fmt::Display for RingKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RingKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RingKeyId({self})")
    }
}

impl Place<'_> {
    /// Each part after its length, so that no two places give the same bytes.
    fn associated(&self) -> Vec<u8> {
        let mut bytes = b"warifu at rest v1".to_vec();
        for part in [self.table.as_bytes(), self.row, self.owner, self.purpose.as_bytes()] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

impl Ring {
    /// A ring with one fresh key.
    pub fn make(random: &dyn Random) -> Self {
        Self { keys: Vec::new(), next: None, audit: make_bytes(random) }.with_fresh_key(random)
    }

    /// Reads lines of `key ID BYTES`, at most one of `next ID BYTES`, and one of `audit BYTES`; `#` begins a remark.
    ///
    /// # Errors
    /// [`KeyringError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let (mut keys, mut next, mut audit) = (Vec::new(), None, None);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["key", id, bytes] => keys.push((parse_id(id)?, parse_bytes(bytes)?)),
                ["next", id, bytes] if next.is_none() => next = Some((parse_id(id)?, parse_bytes(bytes)?)),
                ["audit", bytes] if audit.is_none() => audit = Some(parse_bytes(bytes)?),
                _ => return Err(KeyringError::Malformed { part: "line" }),
            }
        }
        match (keys.is_empty(), audit) {
            (false, Some(audit)) => Ok(Self { keys, next, audit }),
            (true, _) => Err(KeyringError::Malformed { part: "no key" }),
            (false, None) => Err(KeyringError::Malformed { part: "no audit seed" }),
        }
    }

    /// The text that [`Ring::parse`] reads.
    pub fn to_text(&self) -> Zeroizing<String> {
        let spell = |bytes: &[u8; 32]| Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let head = "# Warifu's key ring: without it no key in the database can be read. The last \"key\" seals, \"next\" will.\n";
        let mut text = Zeroizing::new(String::with_capacity(128 + self.keys.len() * 64));
        text.push_str(head);
        text.push_str(&Zeroizing::new(format!("audit {}\n", spell(&self.audit).as_str())));
        let keys = self.keys.iter().map(|key| ("key", key));
        for (word, (id, key)) in keys.chain(self.next.iter().map(|next| ("next", next))) {
            text.push_str(&Zeroizing::new(format!("{word} {id} {}\n", spell(key).as_str())));
        }
        text
    }

    /// The id of the key that seals.
    pub fn newest(&self) -> RingKeyId {
        self.keys.last().expect("a ring has a key").0
    }

    /// The seed of the audit log's signatures.
    pub fn audit_seed(&self) -> Zeroizing<[u8; 32]> {
        self.audit.clone()
    }

    /// The same with its next key at its end, else with a fresh one.
    pub fn with_next_key(&self, random: &dyn Random) -> Self {
        match &self.next {
            Some(next) => {
                let keys = [self.keys.as_slice(), std::slice::from_ref(next)].concat();
                Self { keys, next: None, audit: self.audit.clone() }
            }
            None => self.with_fresh_key(random),
        }
    }

    /// The same with a next key, if it has none: every node can know it before one seals with it.
    pub fn prepared(&self, random: &dyn Random) -> Self {
        let next = self.next.clone().unwrap_or_else(|| self.fresh_key(random));
        Self { keys: self.keys.clone(), next: Some(next), audit: self.audit.clone() }
    }

    fn with_fresh_key(&self, random: &dyn Random) -> Self {
        let keys = [self.keys.as_slice(), &[self.fresh_key(random)]].concat();
        Self { keys, next: self.next.clone(), audit: self.audit.clone() }
    }

    fn fresh_key(&self, random: &dyn Random) -> RingKey {
        let mut id = [0; 4];
        while id == [0; 4] || self.key(RingKeyId(id)).is_ok() {
            random.fill(&mut id);
        }
        (RingKeyId(id), make_bytes(random))
    }

    /// The same with the key that seals only, and the next one.
    pub fn newest_only(&self) -> Self {
        let newest = self.keys.last().expect("a ring has a key").clone();
        Self { keys: vec![newest], next: self.next.clone(), audit: self.audit.clone() }
    }

    /// The id of the key that will seal, if there is one.
    pub fn next(&self) -> Option<RingKeyId> {
        self.next.as_ref().map(|(id, _)| *id)
    }

    /// Seals `plain` for its place: version, key id, nonce, contents.
    pub fn seal(&self, place: Place<'_>, plain: &[u8], random: &dyn Random) -> Vec<u8> {
        let (id, key) = self.keys.last().expect("a ring has a key");
        let mut nonce = [0; 24];
        random.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: &place.associated() };
        let cipher = XChaCha20Poly1305::new((&**key).into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).expect("far below 256 GiB");
        [&[VERSION], id.0.as_slice(), &nonce, &sealed].concat()
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`KeyringError::NoSuchKey`] and [`KeyringError::Sealed`].
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyringError> {
        let id = RingKeyId::of(sealed).ok_or(KeyringError::Sealed)?;
        let (head, body) = sealed.split_first_chunk::<HEAD>().ok_or(KeyringError::Sealed)?;
        let nonce = XNonce::try_from(&head[5..]).expect("the head has 29 bytes");
        let cipher = XChaCha20Poly1305::new(self.key(id)?.into());
        let payload = Payload { msg: body, aad: &place.associated() };
        cipher.decrypt(&nonce, payload).map(Zeroizing::new).map_err(|_| KeyringError::Sealed)
    }

    fn key(&self, id: RingKeyId) -> Result<&[u8; 32], KeyringError> {
        let found = self.keys.iter().chain(&self.next).find(|(known, _)| *known == id);
        found.map(|(_, key)| &**key).ok_or(KeyringError::NoSuchKey { id })
    }
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ring")
    }
}

fn make_bytes(random: &dyn Random) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    random.fill(&mut *bytes);
    bytes
}

fn parse_id(text: &str) -> Result<RingKeyId, KeyringError> {
    let id = u32::from_str_radix(text, 16).ok().filter(|_| text.len() == 8);
    id.map(|id| RingKeyId(id.to_be_bytes())).ok_or(KeyringError::Malformed { part: "key id" })
}

fn parse_bytes(text: &str) -> Result<Zeroizing<[u8; 32]>, KeyringError> {
    let wrong = KeyringError::Malformed { part: "key bytes" };
    let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new) else { return Err(wrong) };
    bytes.as_slice().try_into().map(Zeroizing::new).map_err(|_| wrong)
}
