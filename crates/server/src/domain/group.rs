//! Groups of members, such as students and staff, for whom a rule may differ.

use std::fmt;

use serde::Deserialize;

/// A group's name: 1 to 32 of `a-z 0-9 -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct GroupName(String);

/// A text that names no group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a group's name has 1 to 32 of a-z, 0-9 and -")]
pub struct GroupNameError;

impl GroupName {
    /// The longest name, in characters.
    pub const MAX_CHARACTERS: usize = 32;

    /// The group written as `text`.
    ///
    /// # Errors
    /// [`GroupNameError`].
    pub fn parse(text: &str) -> Result<Self, GroupNameError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=Self::MAX_CHARACTERS).contains(&text.len()) && text.bytes().all(is_plain);
        fits.then(|| Self(text.to_owned())).ok_or(GroupNameError)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for GroupName {
    type Error = GroupNameError;

    fn try_from(text: String) -> Result<Self, GroupNameError> {
        Self::parse(&text)
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_plain_word() {
        for name in ["staff", "part-time", "2027"] {
            assert_eq!(GroupName::parse(name).map(|group| group.to_string()), Ok(name.to_owned()));
        }
        for other in ["", "Staff", "a b", "a,b", "a_b", "a%", "教員", &"a".repeat(33)] {
            assert_eq!(GroupName::parse(other), Err(GroupNameError), "{other}");
        }
    }
}
