//! Passwords among the settings.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

/// The password with which the server signs in to another one. Wiped when it goes, never printed by `Debug`.
#[derive(Clone, Deserialize)]
pub struct AccountPassword(Zeroizing<String>);

impl AccountPassword {
    /// The password, for signing in.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccountPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountPassword")
    }
}
