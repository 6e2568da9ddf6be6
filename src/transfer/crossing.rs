//! Rows as bytes: from the worker, which reads files, to the page, which shows them. Keys cross as URIs inside them.

use serde::{Deserialize, Deserializer, Serializer, de};
use zeroize::Zeroizing;

use super::Import;
use crate::account::Account;
use crate::otpauth;

impl Import {
    /// The same as bytes, for another module of the same version; see [`Import::from_bytes`].
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Enough for everything, so that no key is left behind in an outgrown buffer.
        let accounts = self.rows.iter().map(|row| row.choices().len()).sum::<usize>();
        let room = (accounts + self.rows.len() + 1) * (otpauth::MAX_BYTES + 2048) + self.sets.len() * 1024;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *bytes, self).expect("rows are written to memory");
        bytes
    }

    /// What [`Import::to_bytes`] wrote; `None` if it did not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

pub(super) fn serialize<S: Serializer>(account: &Account, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&otpauth::print(account))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Account, D::Error> {
    let uri = Zeroizing::<String>::deserialize(deserializer)?;
    otpauth::parse_imported(&uri).map_err(|_| de::Error::custom("not an account"))
}
