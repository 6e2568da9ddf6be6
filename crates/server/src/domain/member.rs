//! What a member signs in with.

use std::fmt;

use super::secrets::narrow;

/// A member's ID: trimmed, narrowed, in small letters; 1 to 64 of `a-z 0-9 . _ @ -`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberName(String);

/// Why a text is no member's ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemberNameError {
    /// Nothing there.
    #[error("an ID must not be empty")]
    Empty,
    /// More than 64 characters.
    #[error("an ID must have at most 64 characters, got {characters}")]
    TooLong {
        /// How many there were.
        characters: usize,
    },
    /// A character that no ID has.
    #[error("an ID cannot have {found:?}")]
    Character {
        /// That one.
        found: char,
    },
}

impl MemberName {
    /// The longest ID, in characters.
    pub const MAX_CHARACTERS: usize = 64;

    /// The ID typed as `text`.
    ///
    /// # Errors
    /// Every [`MemberNameError`].
    pub fn parse(text: &str) -> Result<Self, MemberNameError> {
        let name: String = text.trim().chars().map(|c| narrow(c).to_ascii_lowercase()).collect();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '@' | '-');
        match (name.chars().count(), name.chars().find(|c| !is_plain(*c))) {
            (0, _) => Err(MemberNameError::Empty),
            (characters, _) if characters > Self::MAX_CHARACTERS => {
                Err(MemberNameError::TooLong { characters })
            }
            (_, Some(found)) => Err(MemberNameError::Character { found }),
            (_, None) => Ok(Self(name)),
        }
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An ID tells who somebody is, so a log must not have it by accident.
impl fmt::Debug for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberName")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, MemberNameError>) {
        let read = MemberName::parse(text);
        assert_eq!(read.as_ref().map(MemberName::as_str).map_err(|error| *error), expected, "{text:?}");
    }

    #[test]
    fn ids_are_folded() {
        check(" AB12345\u{3000}", Ok("ab12345"));
        check("ａｂ１２３４５", Ok("ab12345")); // typed with the Japanese input method on
        check("taro.osaka@omu", Ok("taro.osaka@omu"));
        check("", Err(MemberNameError::Empty));
        check("a b", Err(MemberNameError::Character { found: ' ' }));
        check("太郎", Err(MemberNameError::Character { found: '太' }));
        check(&"a".repeat(65), Err(MemberNameError::TooLong { characters: 65 }));
    }
}
