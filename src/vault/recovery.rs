//! The recovery code: 160 random bits, shown once, that open the vault when the passphrase is lost.

use core::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::key::{Kek, Random, make_bytes};
use crate::secret::{Secret, SecretError};

/// How many groups of four characters a recovery code is shown in.
const GROUPS: usize = 8;
const GROUP_CHARACTERS: usize = 4;

/// 160 bits, as 8 groups of 4 base32 characters.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<[u8; 20]>);

/// What was typed is not a recovery code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// A character that a recovery code cannot have, or too few to read at all.
    #[error("not readable as a recovery code: {0}")]
    Spelling(SecretError),
    /// Not 32 characters.
    #[error("a recovery code has 32 characters in 8 groups")]
    Length,
}

impl RecoveryCode {
    /// A fresh code.
    pub fn make(random: &dyn Random) -> Self {
        Self(Zeroizing::new(make_bytes(random)))
    }

    /// Reads a code as typed: case, spaces and hyphens do not matter.
    ///
    /// # Errors
    /// [`RecoveryCodeError`] naming the character, or that the length is another one.
    pub fn parse(text: &str) -> Result<Self, RecoveryCodeError> {
        let read = Secret::parse(text).map_err(|error| match error {
            SecretError::Length { .. } | SecretError::TooLong { .. } => RecoveryCodeError::Length,
            other => RecoveryCodeError::Spelling(other),
        })?;
        let bytes = read.expose().try_into().map_err(|_| RecoveryCodeError::Length)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The eight groups, for showing once and for asking two of them back.
    pub fn groups(&self) -> [Zeroizing<String>; GROUPS] {
        let text = Zeroizing::new(base32::encode(base32::Alphabet::Rfc4648 { padding: false }, &*self.0));
        core::array::from_fn(|group| {
            let from = group * GROUP_CHARACTERS;
            Zeroizing::new(text[from..from + GROUP_CHARACTERS].to_owned())
        })
    }

    /// The key that this code gives with `salt` (HKDF-SHA-256, RFC 5869; 160 random bits need no slow derivation).
    pub(super) fn derive(&self, salt: &[u8; 16]) -> Kek {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), &*self.0)
            .expand(b"warifu recovery v1", &mut *key)
            .expect("32 bytes are within what HKDF gives");
        Kek::from_bytes(*key)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            (0..).zip(bytes).for_each(|(count, byte)| *byte = count);
        }
    }

    #[test]
    fn groups_read_back_however_they_are_typed() {
        let code = RecoveryCode::make(&Counting);
        let groups = code.groups();
        assert!(groups.iter().all(|group| group.len() == 4));
        let words: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
        for typed in [
            words.join(" "),
            words.join("-"),
            words.concat().to_lowercase(),
            format!("  {}\n", words.join(" ")),
        ] {
            assert_eq!(*RecoveryCode::parse(&typed).unwrap().0, *code.0, "{typed}");
        }
    }

    #[test]
    fn other_lengths_and_characters_are_named() {
        assert_eq!(RecoveryCode::parse("ABCD EFGH").unwrap_err(), RecoveryCodeError::Length);
        assert_eq!(RecoveryCode::parse(&"ABCD ".repeat(9)).unwrap_err(), RecoveryCodeError::Length);
        let zero = RecoveryCode::parse(&"ABC0 ".repeat(8)).unwrap_err();
        assert!(matches!(
            zero,
            RecoveryCodeError::Spelling(SecretError::Character { position: 4, found: '0', .. })
        ));
    }

    #[test]
    fn is_not_printed() {
        assert_eq!(format!("{:?}", RecoveryCode::make(&Counting)), "RecoveryCode");
    }
}
