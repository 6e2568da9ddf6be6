//! Which part of a file or of an account is meant.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A part of a file or of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// Who gave the key.
    Issuer,
    /// Whose key it is.
    User,
    /// The key.
    Secret,
    /// The hash.
    Algorithm,
    /// The length of a code.
    Digits,
    /// How long a code lives.
    Period,
    /// HOTP's counter.
    Counter,
    /// TOTP, HOTP or another kind.
    Type,
    /// How a code is written.
    Encoder,
    /// A URI's label.
    Label,
    /// A parameter of a URI that we do not know.
    Parameter,
    /// A URI as a whole.
    Uri,
    /// A URI's scheme.
    Scheme,
    /// An entry as a whole.
    Entry,
    /// A Google export's count of parts.
    Batch,
    /// The JSON, CSV or binary structure.
    Structure,
    /// What says how the contents are sealed.
    Header,
    /// How a password becomes a key.
    KeyDerivation,
    /// A salt.
    Salt,
    /// A nonce or initial vector.
    Nonce,
    /// The sealed contents.
    Contents,
    /// The format's version.
    Version,
}

impl Part {
    /// A name for programs that will not change: `issuer`, `key_derivation`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::User => "user",
            Self::Secret => "secret",
            Self::Algorithm => "algorithm",
            Self::Digits => "digits",
            Self::Period => "period",
            Self::Counter => "counter",
            Self::Type => "type",
            Self::Encoder => "encoder",
            Self::Label => "label",
            Self::Parameter => "parameter",
            Self::Uri => "uri",
            Self::Scheme => "scheme",
            Self::Entry => "entry",
            Self::Batch => "batch",
            Self::Structure => "structure",
            Self::Header => "header",
            Self::KeyDerivation => "key_derivation",
            Self::Salt => "salt",
            Self::Nonce => "nonce",
            Self::Contents => "contents",
            Self::Version => "version",
        }
    }

    /// The part of a URI that [`crate::otpauth::UriError`] names.
    pub(super) fn of_uri(name: &str) -> Self {
        const PARTS: [Part; 13] = [
            Part::Issuer,
            Part::User,
            Part::Secret,
            Part::Algorithm,
            Part::Digits,
            Part::Period,
            Part::Counter,
            Part::Type,
            Part::Encoder,
            Part::Label,
            Part::Parameter,
            Part::Uri,
            Part::Scheme,
        ];
        PARTS.into_iter().find(|part| part.id() == name).unwrap_or(Self::Parameter)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id().replace('_', " "))
    }
}
