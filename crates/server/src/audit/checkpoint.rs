//! Signed sums of a chain (Ed25519, RFC 8032).

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use warifu::otp::UnixTime;

use super::Head;
use crate::domain::WriterId;

/// What checkpoints are signed with. Never printed.
pub struct AuditKey(SigningKey);

/// What a checkpoint's signature is checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPublicKey(VerifyingKey);

/// How far a chain had come, and a signature under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose chain.
    pub writer: WriterId,
    /// Its end then.
    pub head: Head,
    /// When.
    pub at: UnixTime,
    /// Over all of it.
    pub signature: [u8; 64],
}

/// A checkpoint as a line of JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    writer: String,
    count: u64,
    head: String,
    at_ms: u64,
    key_id: String,
    signature: String,
}

impl AuditKey {
    /// The key made of these 32 secret bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half, for whoever verifies.
    pub fn public(&self) -> AuditPublicKey {
        AuditPublicKey(self.0.verifying_key())
    }

    /// A checkpoint of the chain of `writer` that ends in `head`.
    pub fn sign(&self, writer: WriterId, head: Head, at: UnixTime) -> Checkpoint {
        let signature = self.0.sign(&message(writer, head, at)).to_bytes();
        Checkpoint { writer, head, at, signature }
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey")
    }
}

impl AuditPublicKey {
    /// Whether `checkpoint` was signed with this key.
    pub fn signed(&self, checkpoint: &Checkpoint) -> bool {
        let message = message(checkpoint.writer, checkpoint.head, checkpoint.at);
        self.0.verify_strict(&message, &Signature::from_bytes(&checkpoint.signature)).is_ok()
    }

    /// Its first eight bytes in hexadecimal: enough to tell two keys apart.
    pub fn id(&self) -> String {
        self.0.as_bytes()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Checkpoint {
    /// The line that is written to the checkpoint file.
    pub fn to_line(&self, key: &AuditPublicKey) -> String {
        let spell = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let written = Written {
            writer: self.writer.to_string(),
            count: self.head.seq,
            head: spell(&self.head.hash),
            at_ms: self.at.as_ms(),
            key_id: key.id(),
            signature: spell(&self.signature),
        };
        serde_json::to_string(&written).expect("texts and numbers are JSON")
    }

    /// The checkpoint written in `line`; `None` if it is none.
    pub fn parse(line: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(line).ok()?;
        let read = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let hash = read(&written.head)?.try_into().ok()?;
        Some(Self {
            writer: WriterId::parse(&written.writer)?,
            head: Head { seq: written.count, hash },
            at: UnixTime::from_ms(written.at_ms),
            signature: read(&written.signature)?.try_into().ok()?,
        })
    }
}

fn message(writer: WriterId, head: Head, at: UnixTime) -> Vec<u8> {
    let numbers = [head.seq.to_be_bytes(), at.as_ms().to_be_bytes()].concat();
    [b"warifu audit checkpoint v1", writer.as_bytes().as_slice(), &head.hash, &numbers].concat()
}
