//! Recovery codes: ten of 50 random bits, each good for one sign-in.

use std::fmt;

use subtle::ConstantTimeEq;
use warifu::vault::Random;
use zeroize::Zeroizing;

use super::TypedCode;
use super::mail_code::spell;

/// How many are made at once.
pub const COUNT: usize = 10;
/// 32 letters and digits (RFC 4648 §6), so that a code has 50 bits.
pub(super) const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CHARACTERS: usize = 10;

/// A recovery code. Wiped when it goes, never printed by `Debug`.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A fresh set.
    pub fn make(random: &dyn Random) -> [Self; COUNT] {
        std::array::from_fn(|_| Self(spell(LETTERS, CHARACTERS, random)))
    }

    /// The code that was typed; `None` if it cannot be one. What people take for one another is read as the one
    /// that a code can have.
    pub fn read(typed: &TypedCode) -> Option<Self> {
        let meant = |c| match c {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other,
        };
        let code: Zeroizing<String> = Zeroizing::new(typed.expose().chars().map(meant).collect());
        let fits = code.len() == CHARACTERS && code.bytes().all(|c| LETTERS.contains(&c));
        fits.then_some(Self(code))
    }

    /// Whether it is `right`, told in a time that does not depend on where they differ.
    pub fn is(&self, right: &str) -> bool {
        self.0.as_bytes().ct_eq(right.as_bytes()).into()
    }

    /// The code, for sealing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The code as it is shown once: `ABCDE-FGHIJ`.
    pub fn grouped(&self) -> Zeroizing<String> {
        let (first, second) = self.0.split_at(CHARACTERS / 2);
        Zeroizing::new(format!("{first}-{second}"))
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
    use crate::testing::Counted;

    #[test]
    fn ten_different_codes_that_read_back() {
        let codes = RecoveryCode::make(&Counted::new(3));
        for (at, code) in codes.iter().enumerate() {
            let typed = TypedCode::read(&code.grouped().to_lowercase()).unwrap();
            assert_eq!(RecoveryCode::read(&typed).unwrap().expose(), code.expose());
            assert!(codes[..at].iter().all(|other| other.expose() != code.expose()));
        }
        assert_eq!(format!("{:?}", codes[0]), "RecoveryCode");
    }

    #[test]
    fn what_looks_alike_is_read_alike() {
        let read = |typed| RecoveryCode::read(&TypedCode::read(typed).unwrap());
        assert_eq!(read("0000011111").unwrap().expose(), "OOOOOIIIII");
        assert_eq!(read("8bbbb-22222").unwrap().expose(), "BBBBB22222");
        for wrong in ["ABCDE", "ABCDEFGHIJK", "ABCDEFGHI9"] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }
}
