//! What every reader is given.

use super::sealed::DeriveError;
use super::{Format, Part, Password, TransferError};

/// A file, whose it is, and its password if there is one.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) format: Format,
    pub(super) bytes: &'a [u8],
    pub(super) password: Option<&'a Password>,
}

/// The bytes of a text without the mark (U+FEFF) that editors on Windows put in front. Other bytes stay as they are: what is
/// sealed may begin in any way.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF");
    text.filter(|text| str::from_utf8(text).is_ok()).unwrap_or(bytes)
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

    pub(super) fn underivable(&self, error: &DeriveError) -> TransferError {
        match error {
            DeriveError::TooMuch => TransferError::TooMuchWork { format: self.format },
            DeriveError::Impossible => self.malformed(Part::KeyDerivation),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[u8]) {
        assert_eq!(without_mark(bytes), expected, "{bytes:?}");
    }

    #[test]
    fn only_a_text_loses_its_mark() {
        check(b"", b"");
        check(b"a", b"a");
        check(b"\xEF\xBB\xBF", b"");
        check(b"\xEF\xBB\xBFa", b"a");
        check(b"\xEF\xBB\xBF\xEF\xBB\xBFa", b"\xEF\xBB\xBFa");
        check(b"a\xEF\xBB\xBF", b"a\xEF\xBB\xBF");
        check(b"\xEF\xBBa", b"\xEF\xBBa");
        check(b"\xEF\xBB\xBF\xFF", b"\xEF\xBB\xBF\xFF"); // no text
    }
}
