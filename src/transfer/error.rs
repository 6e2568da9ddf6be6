//! Why a file as a whole cannot be read.

use serde::{Deserialize, Serialize};

use super::{Format, Part};

/// Why a file cannot be read. Has nothing of the file in it but numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum TransferError {
    /// It is of no format that we know.
    #[error("no known format")]
    Unknown,
    /// The file, or a part of it, has more bytes than allowed.
    #[error("at most {most} bytes, got {found}")]
    TooLarge {
        /// The most allowed.
        most: usize,
        /// How many there were.
        found: usize,
    },
    /// There are more entries than allowed.
    #[error("at most {most} entries")]
    TooMany {
        /// The most allowed.
        most: usize,
    },
    /// It is sealed under a password, and none was given.
    #[error("a file of {format} that needs its password")]
    PasswordNeeded {
        /// Whose format it is.
        format: Format,
    },
    /// The password is another one, or what is sealed was changed: many formats cannot tell.
    #[error("the password does not open this file of {format}")]
    WrongPassword {
        /// Whose format it is.
        format: Format,
    },
    /// It ends early, or is not made as the format says.
    #[error("a damaged file of {format}: {part}")]
    Malformed {
        /// Whose format it is.
        format: Format,
        /// Which part.
        part: Part,
    },
    /// A version of the format that we do not know.
    #[error("version {version} of {format} is not known")]
    Version {
        /// Whose format it is.
        format: Format,
        /// The version, as the file says.
        version: u64,
    },
    /// A kind of file that cannot be opened with a password at all.
    #[error("a file of {format} that cannot be opened: {how}")]
    Unsupported {
        /// Whose format it is.
        format: Format,
        /// What would help.
        how: Remedy,
    },
    /// Making the key from the password would take more work or memory than we do for a file.
    #[error("a file of {format} asks for too much work to make its key")]
    TooMuchWork {
        /// Whose format it is.
        format: Format,
    },
}

/// What to do with a file that cannot be opened as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Remedy {
    /// It is bound to an account there: export again under a password of its own, or without one.
    #[error("export it again under a password of its own")]
    ExportWithPassword,
    /// It is bound to a phone or an account there: export again under a password, or without one.
    #[error("it has no wrap for a password")]
    NoPasswordSlot,
    /// It is a ZIP archive: unpack it, and give the file in it.
    #[error("unpack it first")]
    Unpack,
}

impl TransferError {
    /// A name for programs that will not change, unlike the message.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_format",
            Self::TooLarge { .. } => "too_large",
            Self::TooMany { .. } => "too_many",
            Self::PasswordNeeded { .. } => "password_needed",
            Self::WrongPassword { .. } => "wrong_password",
            Self::Malformed { .. } => "damaged",
            Self::Version { .. } => "unknown_version",
            Self::Unsupported { .. } => "unsupported",
            Self::TooMuchWork { .. } => "too_much_work",
        }
    }
}
