//! A password for a foreign file.

use crate::vault::Passphrase;

/// A password in both forms that programs make keys of. Normalising needs tables of Unicode, which the core does not
/// have, so whoever asks for the password gives both.
#[derive(Clone, Debug)]
pub struct Password {
    typed: Passphrase,
    nfkc: Passphrase,
}

impl Password {
    /// A password as it was typed, and its NFKC form.
    pub fn new(typed: Passphrase, nfkc: Passphrase) -> Self {
        Self { typed, nfkc }
    }

    /// As it was typed: what most programs make keys of.
    pub fn typed(&self) -> &Passphrase {
        &self.typed
    }

    /// Its NFKC form: what our own backups and those of authenticator.sh are sealed with.
    pub fn nfkc(&self) -> &Passphrase {
        &self.nfkc
    }
}
