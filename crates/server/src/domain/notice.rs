//! What a notice is answered with: "this was not me".

use std::fmt;

use warifu::vault::Random;
use zeroize::Zeroizing;

use super::mail_code::spell;
use super::recovery::LETTERS;
use super::{Digest, TypedCode};

/// 80 bits, so that a hash of it is kept and tries need no counter.
const CHARACTERS: usize = 16;

/// The code in a notice. Wiped when it goes, never printed by `Debug`.
#[derive(Clone)]
pub struct NoticeCode(Zeroizing<String>);

impl NoticeCode {
    /// A fresh one.
    pub fn make(random: &dyn Random) -> Self {
        Self(spell(LETTERS, CHARACTERS, random))
    }

    /// What is stored of it.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// What is stored of the code that was typed.
    pub fn digest_of(typed: &TypedCode) -> Digest {
        Digest::of(typed.expose().as_bytes())
    }

    /// The code as it is mailed, in groups of four.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + CHARACTERS / 4));
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }
}

impl fmt::Debug for NoticeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoticeCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counted;

    #[test]
    fn what_is_typed_is_found_again() {
        let code = NoticeCode::make(&Counted::new(9));
        let typed = TypedCode::read(&code.grouped().to_lowercase()).unwrap();
        assert_eq!(NoticeCode::digest_of(&typed), code.digest());
        assert_eq!((code.grouped().len(), format!("{code:?}").as_str()), (19, "NoticeCode"));
    }
}
