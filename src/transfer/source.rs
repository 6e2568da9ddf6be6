//! What every reader is given.

use super::sealed::TooMuch;
use super::{Format, Part, Password, TransferError};

/// A file, whose it is, and its password if there is one.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) format: Format,
    pub(super) bytes: &'a [u8],
    pub(super) password: Option<&'a Password>,
}

impl<'a> Source<'a> {
    /// The password as it was typed.
    pub(super) fn typed(&self) -> Result<&'a str, TransferError> {
        self.password().map(|password| password.typed().expose())
    }

    pub(super) fn password(&self) -> Result<&'a Password, TransferError> {
        self.password.ok_or(TransferError::PasswordNeeded { format: self.format })
    }

    pub(super) fn text(&self) -> Result<&'a str, TransferError> {
        str::from_utf8(self.bytes).map_err(|_| self.malformed(Part::Structure))
    }

    pub(super) fn malformed(&self, part: Part) -> TransferError {
        TransferError::Malformed { format: self.format, part }
    }

    pub(super) fn wrong_password(&self) -> TransferError {
        TransferError::WrongPassword { format: self.format }
    }

    pub(super) fn too_much(&self, _: TooMuch) -> TransferError {
        TransferError::TooMuchWork { format: self.format }
    }

    /// An error for versions other than those in `known`.
    pub(super) fn check_version(
        &self,
        version: u64,
        known: core::ops::RangeInclusive<u64>,
    ) -> Result<(), TransferError> {
        if known.contains(&version) {
            return Ok(());
        }
        Err(TransferError::Version { format: self.format, version })
    }
}
