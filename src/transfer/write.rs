//! From accounts to a file of another program.

use zeroize::Zeroizing;

use super::formats::{aegis_write, cxf_write, warifu};
use super::{Format, Password, Reason, Refused, migration, uri_list};
use crate::account::Account;
use crate::otp::UnixTime;
use crate::vault::Random;

/// For whom to write, with what that takes.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// URIs, a line each. Not encrypted.
    UriList,
    /// URIs of Google's export, a line for each part. Not encrypted.
    Migration,
    /// FIDO Credential Exchange Format. Not encrypted.
    CredentialExchange {
        /// When it is written.
        now: UnixTime,
    },
    /// Aegis, encrypted.
    Aegis {
        /// Under which password.
        password: &'a Password,
    },
    /// Our own backup, encrypted.
    Warifu {
        /// Under which password.
        password: &'a Password,
        /// When it is written.
        now: UnixTime,
    },
}

/// A file, and what is not in it.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What the format has no way to say.
    pub refused: Vec<Refused>,
}

impl Target<'_> {
    /// The format it has.
    pub const fn format(&self) -> Format {
        match self {
            Self::UriList => Format::UriList,
            Self::Migration => Format::Migration,
            Self::CredentialExchange { .. } => Format::CredentialExchange,
            Self::Aegis { .. } => Format::Aegis,
            Self::Warifu { .. } => Format::Warifu,
        }
    }
}

/// Writes `accounts`. Deriving a key for an encrypted file takes a fifth of a second and up to 64 MiB by design.
pub fn write(accounts: &[Account], target: Target<'_>, random: &dyn Random) -> Written {
    match target {
        Target::UriList => Written::all(uri_list::write(accounts).as_bytes()),
        Target::Migration => google(accounts, random),
        Target::CredentialExchange { now } => cxf_write::write(accounts, now, random),
        Target::Aegis { password } => aegis_write::write(accounts, password, random),
        Target::Warifu { password, now } => Written::all(&warifu::write(accounts, password, now, random)),
    }
}

fn google(accounts: &[Account], random: &dyn Random) -> Written {
    let mut batch = [0; 4];
    random.fill(&mut batch);
    let migration::Written { uris, refused } =
        migration::write(accounts, i32::from_le_bytes(batch) & i32::MAX);
    let mut bytes = Zeroizing::new(Vec::with_capacity(uris.iter().map(|uri| uri.len() + 1).sum()));
    for uri in &uris {
        bytes.extend_from_slice(uri.as_bytes());
        bytes.push(b'\n');
    }
    Written { bytes, refused }
}

impl Written {
    pub(super) fn all(bytes: &[u8]) -> Self {
        Self { bytes: Zeroizing::new(bytes.to_vec()), refused: Vec::new() }
    }
}

/// Keeps what `entry` makes of each account, and apart from it what cannot be written.
pub(super) fn entries<T>(
    accounts: &[Account],
    entry: impl Fn(&Account) -> Result<T, Reason>,
) -> (Vec<T>, Vec<Refused>) {
    let (mut entries, mut refused) = (Vec::with_capacity(accounts.len()), Vec::new());
    for account in accounts {
        match entry(account) {
            Ok(entry) => entries.push(entry),
            Err(reason) => refused.push(Refused::of(account, reason)),
        }
    }
    (entries, refused)
}
