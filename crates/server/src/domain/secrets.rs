//! What is shown once and stored hashed, and what a member types. All are wiped when they go and never printed.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use warifu::vault::Random;
use zeroize::Zeroizing;

/// The longest code that anybody types, in characters.
const LONGEST: usize = 32;

/// SHA-256 of 256 random bits: found again, never turned back. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

/// A code as its member typed it, without what only makes it readable: full-width forms are narrowed, spaces and
/// hyphens left out, letters made capitals.
#[derive(Clone)]
pub struct TypedCode(Zeroizing<String>);

impl Digest {
    /// The hash of `secret`.
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest")
    }
}

impl TypedCode {
    /// What was typed; `None` if nothing is left or it is longer than any code.
    pub fn read(typed: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::with_capacity(LONGEST));
        for typed in typed.chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c)) {
            let plain = narrow(typed).to_ascii_uppercase();
            if code.len() == LONGEST || !plain.is_ascii_alphanumeric() {
                return None;
            }
            code.push(plain);
        }
        Some(Self(code)).filter(|code| !code.0.is_empty())
    }

    /// The code, for judging it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is `right`, told in a time that does not depend on where they differ.
    pub fn is(&self, right: &str) -> bool {
        self.0.as_bytes().ct_eq(right.as_bytes()).into()
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode")
    }
}

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<[u8; 32]>);

        impl $name {
            /// A fresh one.
            pub fn make(random: &dyn Random) -> Self {
                let mut bytes = Zeroizing::new([0; 32]);
                random.fill(&mut *bytes);
                Self(bytes)
            }

            /// The one written as `text`; `None` if that is not 43 characters of base64url.
            pub fn parse(text: &str) -> Option<Self> {
                let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?);
                Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
            }

            /// The 43 characters, to be shown once.
            pub fn to_text(&self) -> Zeroizing<String> {
                Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*self.0))
            }

            /// What is stored of it.
            pub fn digest(&self) -> Digest {
                Digest::of(&*self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

token!(
    /// What a relying party shows to be asked for.
    PartyToken
);
token!(
    /// What a signed-in browser shows.
    SessionToken
);
token!(
    /// What a trusted browser shows.
    BrowserToken
);

/// The ASCII twin of a full-width form (U+FF01 to U+FF5E), else the character itself.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Option<&str>) {
        let read = TypedCode::read(typed);
        assert_eq!(read.as_ref().map(TypedCode::expose), expected, "{typed:?}");
    }

    #[test]
    fn codes_are_read_however_they_are_typed() {
        check("123456", Some("123456"));
        check(" 123 456\n", Some("123456"));
        check("１２３ー４５６", Some("123456")); // a Japanese keyboard's digits and hyphen
        check("abcde-fghjk", Some("ABCDEFGHJK"));
        check("", None);
        check(" - ", None);
        check("12345é", None);
        check(&"1".repeat(33), None);
    }

    #[test]
    fn nothing_is_printed() {
        let token = PartyToken::parse(&"A".repeat(43)).unwrap();
        let code = TypedCode::read("123456").unwrap();
        assert_eq!(format!("{token:?} {:?} {code:?}", token.digest()), "PartyToken Digest TypedCode");
    }
}
