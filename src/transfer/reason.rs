//! Why one entry of a file cannot be added.

use serde::{Deserialize, Serialize};

use super::Part;
use crate::account::NameError;
use crate::otp::OtpError;
use crate::otpauth::UriError;
use crate::secret::SecretError;

/// Why an entry is refused. Has no secret in it, and of what others wrote only the name of an algorithm or kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Reason {
    /// A part without which there is no code.
    #[error("{part} is missing")]
    Missing {
        /// Which.
        part: Part,
    },
    /// A part stands twice and says two things.
    #[error("{part} stands twice with different values")]
    Twice {
        /// Which.
        part: Part,
    },
    /// A part that is not of the type, or not in the spelling, that the format has for it.
    #[error("{part} cannot be read")]
    Malformed {
        /// Which.
        part: Part,
    },
    /// A number outside its limits.
    #[error("{part} must be {min} to {max}, got {found}")]
    Range {
        /// Which.
        part: Part,
        /// The smallest allowed.
        min: u64,
        /// The largest allowed.
        max: u64,
        /// What it was; `u64::MAX` stands for anything larger, too.
        found: u64,
    },
    /// More of something than allowed.
    #[error("{part} must have at most {most}, got {found}")]
    TooLong {
        /// Which: characters of a name, bytes of a secret or URI, parameters.
        part: Part,
        /// The most allowed.
        most: usize,
        /// How many there were.
        found: usize,
    },
    /// The secret has no bytes.
    #[error("the secret is empty")]
    SecretEmpty,
    /// A character that does not belong into a key.
    #[error("character {position} of the secret cannot be {found:?}")]
    SecretCharacter {
        /// Where, from 1.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// So many characters never come out of writing whole bytes.
    #[error("a secret cannot have {characters} characters")]
    SecretLength {
        /// How many there were.
        characters: usize,
    },
    /// An algorithm other than SHA1, SHA256 and SHA512.
    #[error("unknown algorithm {found:?}")]
    Algorithm {
        /// Its name, at most 32 characters of it.
        found: String,
    },
    /// A kind of code that we do not make.
    #[error("unknown kind {found:?}")]
    Kind {
        /// Its name, at most 32 characters of it.
        found: String,
    },
    /// Steam has 5 digits, 30 seconds and SHA1; the entry says otherwise.
    #[error("{part} is not Steam's")]
    Steam {
        /// Which of the three.
        part: Part,
    },
    /// The format that is written has no way to say it.
    #[error("the format cannot say this {part}")]
    Unwritable {
        /// Which.
        part: Part,
    },
    /// It is sealed, and the password does not open it although it opens others.
    #[error("the password does not open this entry")]
    Sealed,
}

impl Reason {
    /// A name for programs that will not change, unlike the message.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Twice { .. } => "twice",
            Self::Malformed { .. } => "malformed",
            Self::Range { .. } => "range",
            Self::TooLong { .. } => "too_long",
            Self::SecretEmpty => "secret_empty",
            Self::SecretCharacter { .. } => "secret_character",
            Self::SecretLength { .. } => "secret_length",
            Self::Algorithm { .. } => "algorithm",
            Self::Kind { .. } => "kind",
            Self::Steam { .. } => "steam",
            Self::Unwritable { .. } => "unwritable",
            Self::Sealed => "sealed",
        }
    }

    /// The part that is wrong.
    pub const fn part(&self) -> Part {
        match self {
            Self::Missing { part }
            | Self::Twice { part }
            | Self::Malformed { part }
            | Self::Range { part, .. }
            | Self::TooLong { part, .. }
            | Self::Steam { part }
            | Self::Unwritable { part } => *part,
            Self::SecretEmpty | Self::SecretCharacter { .. } | Self::SecretLength { .. } => Part::Secret,
            Self::Algorithm { .. } => Part::Algorithm,
            Self::Kind { .. } => Part::Type,
            Self::Sealed => Part::Contents,
        }
    }

    /// An unknown kind, of whose name not too much is kept.
    pub(super) fn kind(found: &str) -> Self {
        Self::Kind { found: found.chars().take(32).collect() }
    }
}

impl From<SecretError> for Reason {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Empty => Self::SecretEmpty,
            SecretError::Character { position, found, .. } => Self::SecretCharacter { position, found },
            SecretError::Length { characters } => Self::SecretLength { characters },
            SecretError::TooLong { bytes } => {
                Self::TooLong { part: Part::Secret, most: crate::secret::Secret::MAX_BYTES, found: bytes }
            }
        }
    }
}

impl From<OtpError> for Reason {
    fn from(error: OtpError) -> Self {
        UriError::from(error).into()
    }
}

impl From<UriError> for Reason {
    fn from(error: UriError) -> Self {
        let part = Part::of_uri(error.part());
        match error {
            UriError::TooLong { bytes } => {
                Self::TooLong { part, most: crate::otpauth::MAX_BYTES, found: bytes }
            }
            UriError::TooManyParameters { found } => {
                Self::TooLong { part, most: crate::otpauth::MAX_PARAMETERS, found }
            }
            UriError::Name { error: NameError::TooLong { characters }, .. } => {
                Self::TooLong { part, most: crate::account::Name::MAX_CHARACTERS, found: characters }
            }
            UriError::Scheme
            | UriError::Type
            | UriError::Fragment
            | UriError::Escape { .. }
            | UriError::Utf8 { .. }
            | UriError::Number { .. }
            | UriError::Encoder => Self::Malformed { part },
            UriError::Twice { .. } => Self::Twice { part },
            UriError::Missing { .. } => Self::Missing { part },
            UriError::Secret(error) => error.into(),
            UriError::Algorithm { found } => Self::Algorithm { found },
            UriError::Range { min, max, found, .. } => Self::Range { part, min, max, found },
            UriError::Counter => Self::Range { part, min: 0, max: u64::MAX, found: u64::MAX },
            UriError::Steam { .. } => Self::Steam { part },
        }
    }
}
