//! A passphrase: what the member types to open the vault or a backup.

use core::fmt;

use zeroize::Zeroizing;

/// The least number of characters of a new passphrase, unless it has [`LEAST_WORDS`] words.
const LEAST_CHARACTERS: usize = 12;
const LEAST_WORDS: usize = 4;
/// Above this, typing is no longer what happened.
const MOST_CHARACTERS: usize = 1024;

/// A passphrase as typed. Pages hand over its NFKC form, so that full-width letters and either way of writing an
/// accent open the same vault.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

/// Why a new passphrase is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Fewer than 12 characters, and fewer than 4 words.
    #[error("a passphrase has at least 12 characters or 4 words, got {characters} characters")]
    TooShort {
        /// How many were typed.
        characters: usize,
    },
    /// More than 1,024 characters.
    #[error("a passphrase has at most 1024 characters, got {characters}")]
    TooLong {
        /// How many were typed.
        characters: usize,
    },
    /// It is one of those that are tried first.
    #[error("this passphrase is too common")]
    Common,
}

impl Passphrase {
    /// Whatever was typed to open something. It need not be a good one: it opens or it does not.
    pub fn typed(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// A new passphrase, judged by length only; the list of common ones is asked separately.
    ///
    /// # Errors
    /// [`PassphraseError::TooShort`] or [`PassphraseError::TooLong`].
    pub fn choose(text: String) -> Result<Self, PassphraseError> {
        let passphrase = Self::typed(text);
        let characters = passphrase.expose().trim().chars().count();
        let words = passphrase.expose().split_whitespace().filter(|word| word.chars().count() > 1).count();
        if characters < LEAST_CHARACTERS && words < LEAST_WORDS {
            return Err(PassphraseError::TooShort { characters });
        }
        if characters > MOST_CHARACTERS {
            return Err(PassphraseError::TooLong { characters });
        }
        Ok(passphrase)
    }

    /// The text, for deriving a key from it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), PassphraseError>) {
        assert_eq!(Passphrase::choose(text.to_owned()).map(|_| ()), expected, "{text:?}");
    }

    #[test]
    fn length_or_words_decide() {
        check("twelve chars", Ok(()));
        check("eleven char", Err(PassphraseError::TooShort { characters: 11 }));
        check("さくら ふじ うめ きく", Ok(())); // four words, twelve characters
        check("an ox is up", Ok(())); // four short words of more than one letter
        check("a b c d e", Err(PassphraseError::TooShort { characters: 9 })); // letters are not words
        check("            ", Err(PassphraseError::TooShort { characters: 0 }));
        check(&"a".repeat(1025), Err(PassphraseError::TooLong { characters: 1025 }));
    }

    #[test]
    fn is_not_printed() {
        assert_eq!(format!("{:?}", Passphrase::typed("open sesame".to_owned())), "Passphrase");
    }
}
