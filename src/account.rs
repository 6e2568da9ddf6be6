//! What is kept of an account: who gave the key, whose it is, and the key.

use core::fmt;

use crate::otp::{Kind, Otp};

/// The name of an issuer or a user: at most 256 characters, without white space at its ends. May be empty.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// More than [`Name::MAX_CHARACTERS`].
    #[error("a name must have at most 256 characters, got {characters}")]
    TooLong {
        /// How many there were.
        characters: usize,
    },
}

/// A key with the names of its issuer and its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who gave the key: a university, a service.
    pub issuer: Name,
    /// Whose key it is: a member's ID, a mail address.
    pub user: Name,
    /// The key and how codes are made of it.
    pub otp: Otp,
}

impl Name {
    /// The longest name, in characters.
    pub const MAX_CHARACTERS: usize = 256;

    /// The name in `text`. Line breaks and tabs become spaces; other control characters, characters that
    /// turn the direction of writing and those without width that join nothing are left out, so that one
    /// name cannot be dressed up as another.
    ///
    /// # Errors
    /// [`NameError::TooLong`].
    pub fn new(text: &str) -> Result<Self, NameError> {
        let name = Self::clean(text);
        match name.chars().count() {
            0..=Self::MAX_CHARACTERS => Ok(Self(name)),
            characters => Err(NameError::TooLong { characters }),
        }
    }

    /// What is kept of `text`, however long.
    pub(crate) fn clean(text: &str) -> String {
        let kept: String = text.chars().filter_map(shown).collect();
        kept.trim().into()
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names tell who somebody is, so a log must not have them by accident.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name")
    }
}

impl Account {
    /// Whether both make the same codes: key, algorithm, digits and kind agree. HOTP's counter may differ,
    /// since it only tells how far one has gone.
    pub fn same_key(&self, other: &Self) -> bool {
        let (a, b) = (&self.otp, &other.otp);
        let same_kind = match (a.kind(), b.kind()) {
            (Kind::Hotp { .. }, Kind::Hotp { .. }) => true,
            (a, b) => a == b,
        };
        same_kind && a.algorithm() == b.algorithm() && a.digits() == b.digits() && a.secret() == b.secret()
    }

    /// Whether issuer and user are the same.
    pub fn same_name(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.user == other.user
    }
}

/// What stands for `c` in a name. Zero-width joiners stay: Persian, Indic scripts and emoji are written with them.
fn shown(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{206F}' | '\u{FEFF}' => None,
        _ => Some(c).filter(|c| !c.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::{Algorithm, Digits, Period};
    use crate::secret::Secret;

    fn check(text: &str, expected: &str) {
        assert_eq!(Name::new(text).unwrap().as_str(), expected, "{text:?}");
    }

    #[test]
    fn names_are_what_is_seen() {
        check("大阪公立大学", "大阪公立大学");
        check("  大阪公立大学\u{3000}\n", "大阪公立大学");
        check("Osaka\nMetropolitan\tUniversity", "Osaka Metropolitan University");
        check("a\0b\u{7f}c\u{9b}d", "abcd");
        check("bank\u{202E}moc.live\u{202C}", "bankmoc.live");
        check("\u{2067}a\u{2069}\u{200E}\u{200F}\u{61C}", "a");
        check("a\u{200B}b\u{2060}c\u{FEFF}", "abc");
        check("👩\u{200D}💻", "👩\u{200D}💻");
        check("می\u{200C}خواهم", "می\u{200C}خواهم");
        check("", "");
        check(" \u{200E} ", "");
    }

    #[test]
    fn at_most_256_characters() {
        check(&format!(" {} \u{202E}", "鍵".repeat(256)), &"鍵".repeat(256));
        assert_eq!(Name::new(&"鍵".repeat(257)), Err(NameError::TooLong { characters: 257 }));
    }

    fn account(user: &str, key: &[u8], digits: u64, kind: Kind) -> Account {
        let secret = Secret::from_bytes(key.to_vec()).unwrap();
        let otp = Otp::new(secret, Algorithm::Sha1, Digits::new(digits).unwrap(), kind);
        Account { issuer: Name::new("OMU").unwrap(), user: Name::new(user).unwrap(), otp }
    }

    #[test]
    fn same_key_looks_at_what_makes_the_code() {
        let totp = Kind::Totp { period: Period::HALF_MINUTE };
        let minute = Kind::Totp { period: Period::new(60).unwrap() };
        let one = account("a", b"key", 6, totp);
        assert!(one.same_key(&account("b", b"key", 6, totp)));
        for other in [
            account("a", b"kez", 6, totp),
            account("a", b"key", 8, totp),
            account("a", b"key", 6, minute),
            account("a", b"key", 6, Kind::Hotp { counter: 0 }),
            account("a", b"key", 6, Kind::Steam),
        ] {
            assert!(!one.same_key(&other));
        }
        let [first, fifth] = [1, 5].map(|counter| account("a", b"key", 6, Kind::Hotp { counter }));
        assert!(first.same_key(&fifth) && first != fifth);
    }

    #[test]
    fn same_name_looks_at_both_names() {
        let [a, b] = ["a", "b"].map(|user| account(user, b"key", 6, Kind::Steam));
        assert!(a.same_name(&account("a", b"other", 8, Kind::Steam)) && !a.same_name(&b));
    }

    #[test]
    fn debug_shows_no_name() {
        let shown = format!("{:?}", account("x7734", b"key", 6, Kind::Steam));
        assert!(!shown.contains("x7734") && !shown.contains("OMU"), "{shown}");
    }
}
