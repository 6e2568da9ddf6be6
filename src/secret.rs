//! The bytes of a key, and how people spell them.
//!
//! A [`Secret`] is wiped when it goes, compared in constant time and never printed by `Debug`. Spelling is
//! read generously and every spelling stands in a table of the tests; what cannot be read is an error that
//! says where. This module knows nothing about what a key is for.

use core::fmt;

use base32::Alphabet;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const ALPHABET: Alphabet = Alphabet::Rfc4648 { padding: false };

/// Keys shorter than this many bytes are easily guessed: RFC 4226 §4 asks for 16, and 10 is what many
/// services really give.
const SHORT: usize = 10;

/// A key: 1 to 512 bytes.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Why bytes or text are not a key. Positions count characters of what was typed, from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing but spaces, hyphens or padding.
    #[error("the secret is empty")]
    Empty,
    /// A character that does not belong into a key.
    #[error("character {position} of the secret cannot be {found:?}")]
    Character {
        /// Where, in characters of what was typed, from 1.
        position: usize,
        /// What stands there.
        found: char,
        /// What it probably was; empty if there is no good guess.
        likely: &'static [char],
    },
    /// So many characters never come out of writing whole bytes: one or more are missing or too many.
    #[error("a secret cannot have {characters} characters")]
    Length {
        /// How many characters were there, without spaces, hyphens and padding.
        characters: usize,
    },
    /// More bytes than [`Secret::MAX_BYTES`].
    #[error("the secret must have at most 512 bytes, got {bytes}")]
    TooLong {
        /// How many bytes there were.
        bytes: usize,
    },
}

impl Secret {
    /// The longest key, in bytes.
    pub const MAX_BYTES: usize = 512;

    /// The key made of `bytes`, which it takes over.
    ///
    /// # Errors
    /// [`SecretError::Empty`] and [`SecretError::TooLong`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SecretError> {
        let bytes = Zeroizing::new(bytes);
        match bytes.len() {
            0 => Err(SecretError::Empty),
            1..=Self::MAX_BYTES => Ok(Self(bytes)),
            bytes => Err(SecretError::TooLong { bytes }),
        }
    }

    /// The key spelled in base32 (RFC 4648 §6).
    ///
    /// Capitals, small and full-width letters and digits are alike. White space, zero-width characters and
    /// hyphens of every kind are skipped, padding may stand at the end in any number, and bits left over
    /// after the last whole byte are ignored, as other authenticators do.
    ///
    /// # Errors
    /// Every [`SecretError`].
    pub fn parse(typed: &str) -> Result<Self, SecretError> {
        let mut letters = Zeroizing::new(String::with_capacity(typed.len()));
        let mut padding = None;
        for (at, found) in typed.chars().enumerate().filter(|(_, c)| !is_skipped(*c)) {
            match (narrow(found).to_ascii_uppercase(), padding) {
                ('=', _) => padding = padding.or(Some((at, found))),
                ('A'..='Z' | '2'..='7', Some((at, sign))) => return Err(wrong(at, sign, &[])),
                (letter @ ('A'..='Z' | '2'..='7'), None) => letters.push(letter),
                (other, _) => return Err(wrong(at, found, likely_letter(other))),
            }
        }
        let characters = letters.len();
        if matches!(characters % 8, 1 | 3 | 6) {
            return Err(SecretError::Length { characters });
        }
        let bytes = base32::decode(ALPHABET, &letters).expect("only letters of the alphabet were kept");
        Self::from_bytes(bytes)
    }

    /// The key spelled in hexadecimal (RFC 4648 §8), as generous about case, width, spaces and hyphens as
    /// [`Secret::parse`]. Many keys can be read both ways, so only the member can say that this one is meant.
    ///
    /// # Errors
    /// Every [`SecretError`].
    pub fn parse_hex(typed: &str) -> Result<Self, SecretError> {
        let mut nibbles = Zeroizing::new(Vec::with_capacity(typed.len()));
        for (at, found) in typed.chars().enumerate().filter(|(_, c)| !is_skipped(*c)) {
            let digit = narrow(found);
            let nibble = digit.to_digit(16).ok_or_else(|| wrong(at, found, likely_digit(digit)))?;
            nibbles.push(nibble as u8);
        }
        let characters = nibbles.len();
        if characters % 2 == 1 {
            return Err(SecretError::Length { characters });
        }
        Self::from_bytes(nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
    }

    /// The bytes themselves. Every use shows up in a search for this name.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The key in base32 (RFC 4648 §6): capitals, no padding.
    pub fn to_base32(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.len().div_ceil(5) * 8));
        for block in self.0.chunks(5) {
            // Whole blocks only: for shorter ones `encode` outgrows its buffer and leaves the old one unwiped.
            let mut whole = Zeroizing::new([0; 5]);
            whole[..block.len()].copy_from_slice(block);
            let letters = Zeroizing::new(base32::encode(ALPHABET, &*whole));
            text.push_str(&letters[..(block.len() * 8).div_ceil(5)]);
        }
        text
    }

    /// How many bytes, 1 to 512.
    #[expect(clippy::len_without_is_empty, reason = "a key is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the key has fewer than 10 bytes, which deserves a warning.
    pub fn is_short(&self) -> bool {
        self.len() < SHORT
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn wrong(at: usize, found: char, likely: &'static [char]) -> SecretError {
    SecretError::Character { position: at + 1, found, likely }
}

/// What people and printers confuse with letters of base32, which has no 0, 1, 8 and 9.
fn likely_letter(found: char) -> &'static [char] {
    match found {
        '0' => &['O'],
        '1' => &['I', 'L'],
        '8' => &['B'],
        _ => &[],
    }
}

fn likely_digit(found: char) -> &'static [char] {
    match found {
        'O' | 'o' => &['0'],
        'I' | 'i' | 'L' | 'l' => &['1'],
        _ => &[],
    }
}

/// The ASCII twin of a full-width form (U+FF01 to U+FF5E), else the character itself.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(c as u32 - 0xFEE0).expect("U+0021 to U+007E are characters")
        }
        _ => c,
    }
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_hyphen(c)
}

/// What comes along unseen when text is copied from a page: zero-width, soft hyphen, direction marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Hyphens and dashes, and the long-vowel marks that a Japanese keyboard gives for the same key.
fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{30FC}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF70}'
    )
}

#[cfg(test)]
mod tests;
