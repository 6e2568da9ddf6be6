//! Takes a record apart from front to back, without ever reading past its end.

use super::VaultError;

pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn take(&mut self, length: usize, part: &'static str) -> Result<&'a [u8], VaultError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(VaultError::Malformed { part })?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self, part: &'static str) -> Result<[u8; N], VaultError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(VaultError::Malformed { part })?;
        self.0 = rest;
        Ok(*taken)
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), VaultError> {
        if self.0.is_empty() { Ok(()) } else { Err(VaultError::Malformed { part: "end" }) }
    }
}
