//! Passwords among the settings.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use zeroize::Zeroizing;

/// The password with which the server signs in to another one. Wiped when it goes, never printed by `Debug`.
#[derive(Clone)]
pub struct AccountPassword(Zeroizing<String>);

impl AccountPassword {
    /// The password, for signing in.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What looks like a number is none of ours to show: the usual error would.
impl<'de> Deserialize<'de> for AccountPassword {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from);
        let text =
            text.map_err(|_| D::Error::custom("a password must be a text: put it in double quotes"))?;
        Ok(Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for AccountPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountPassword")
    }
}
