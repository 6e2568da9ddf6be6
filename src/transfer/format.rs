//! The formats, by name.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// A program's format, as docs/FORMATS.md describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// `otpauth:` URIs, a line each.
    UriList,
    /// Google Authenticator's `otpauth-migration:` URIs.
    Migration,
    /// Authenticator (authenticator.cc), the browser extension.
    AuthenticatorExtension,
    /// Authenticator (authenticator.sh), the browser extension.
    AuthenticatorSh,
    /// Aegis.
    Aegis,
    /// 2FAS.
    TwoFas,
    /// Bitwarden, the password manager.
    Bitwarden,
    /// Bitwarden Authenticator.
    BitwardenAuthenticator,
    /// Ente Auth.
    Ente,
    /// Proton Authenticator.
    Proton,
    /// andOTP.
    AndOtp,
    /// FreeOTP+.
    FreeOtpPlus,
    /// Raivo OTP.
    Raivo,
    /// KeePassXC's CSV.
    KeePassXc,
    /// FIDO Credential Exchange Format.
    CredentialExchange,
    /// Our own backup.
    Warifu,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::UriList,
        Self::Migration,
        Self::AuthenticatorExtension,
        Self::AuthenticatorSh,
        Self::Aegis,
        Self::TwoFas,
        Self::Bitwarden,
        Self::BitwardenAuthenticator,
        Self::Ente,
        Self::Proton,
        Self::AndOtp,
        Self::FreeOtpPlus,
        Self::Raivo,
        Self::KeePassXc,
        Self::CredentialExchange,
        Self::Warifu,
    ];

    /// A name for programs, which [`str::parse`] reads.
    pub const fn id(self) -> &'static str {
        match self {
            Self::UriList => "uris",
            Self::Migration => "google",
            Self::AuthenticatorExtension => "authenticator-extension",
            Self::AuthenticatorSh => "authenticator-sh",
            Self::Aegis => "aegis",
            Self::TwoFas => "2fas",
            Self::Bitwarden => "bitwarden",
            Self::BitwardenAuthenticator => "bitwarden-authenticator",
            Self::Ente => "ente",
            Self::Proton => "proton",
            Self::AndOtp => "andotp",
            Self::FreeOtpPlus => "freeotp-plus",
            Self::Raivo => "raivo",
            Self::KeePassXc => "keepassxc",
            Self::CredentialExchange => "cxf",
            Self::Warifu => "warifu",
        }
    }

    /// The program's name, the same in every language; for lists of URIs the scheme.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UriList => "otpauth",
            Self::Migration => "Google Authenticator",
            Self::AuthenticatorExtension => "Authenticator (authenticator.cc)",
            Self::AuthenticatorSh => "Authenticator (authenticator.sh)",
            Self::Aegis => "Aegis",
            Self::TwoFas => "2FAS",
            Self::Bitwarden => "Bitwarden",
            Self::BitwardenAuthenticator => "Bitwarden Authenticator",
            Self::Ente => "Ente Auth",
            Self::Proton => "Proton Authenticator",
            Self::AndOtp => "andOTP",
            Self::FreeOtpPlus => "FreeOTP+",
            Self::Raivo => "Raivo OTP",
            Self::KeePassXc => "KeePassXC",
            Self::CredentialExchange => "FIDO Credential Exchange",
            Self::Warifu => "Warifu",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No format has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such format")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(id: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.id() == id).ok_or(UnknownFormat)
    }
}
