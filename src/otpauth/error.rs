//! What can be wrong with a URI.

use crate::account::NameError;
use crate::otp::{OtpError, Period};
use crate::secret::SecretError;

/// Why text is not an `otpauth:` URI that we can keep. Has neither the URI nor the secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// More bytes than [`super::MAX_BYTES`].
    #[error("a URI must have at most 4096 bytes, got {bytes}")]
    TooLong {
        /// How many there were.
        bytes: usize,
    },
    /// It does not begin with `otpauth://`.
    #[error("the scheme is not otpauth")]
    Scheme,
    /// The type is none of `totp`, `hotp`, `steam`.
    #[error("unknown type")]
    Type,
    /// There is a `#`, which ends a URI's parameters.
    #[error("# must be written %23")]
    Fragment,
    /// More parameters than [`super::MAX_PARAMETERS`].
    #[error("a URI must have at most 32 parameters, got {found}")]
    TooManyParameters {
        /// How many there were.
        found: usize,
    },
    /// A `%` without two hexadecimal digits after it.
    #[error("% without two hexadecimal digits in {part}")]
    Escape {
        /// Where.
        part: &'static str,
    },
    /// The escapes stand for bytes that are not UTF-8.
    #[error("{part} is not UTF-8")]
    Utf8 {
        /// Which.
        part: &'static str,
    },
    /// A parameter stands twice and says two things.
    #[error("{part} stands twice with different values")]
    Twice {
        /// Which; `parameter` if it is none we know.
        part: &'static str,
    },
    /// A parameter without which there is no code.
    #[error("{part} is missing")]
    Missing {
        /// Which.
        part: &'static str,
    },
    /// The secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A name cannot be kept.
    #[error("{part}: {error}")]
    Name {
        /// `issuer` or `user`.
        part: &'static str,
        /// Why.
        error: NameError,
    },
    /// An algorithm other than SHA1, SHA256 and SHA512.
    #[error("unknown algorithm {found:?}")]
    Algorithm {
        /// Its name, at most 32 characters of it.
        found: String,
    },
    /// Something other than the digits 0 to 9 where a number must be.
    #[error("{part} is not a whole number")]
    Number {
        /// Where.
        part: &'static str,
    },
    /// A number outside its limits.
    #[error("{part} must be {min} to {max}, got {found}")]
    Range {
        /// Which.
        part: &'static str,
        /// The smallest allowed.
        min: u64,
        /// The largest allowed.
        max: u64,
        /// What it was; `u64::MAX` stands for anything larger, too.
        found: u64,
    },
    /// A counter that does not fit into its 64 bits (RFC 4226 §5.1).
    #[error("counter must be at most 18446744073709551615")]
    Counter,
    /// An `encoder` other than `steam`, or Steam's for HOTP.
    #[error("unknown encoder")]
    Encoder,
    /// Steam has 5 digits, 30 seconds and SHA1; the URI says otherwise.
    #[error("{part} is not Steam's")]
    Steam {
        /// Which of the three.
        part: &'static str,
    },
}

impl UriError {
    /// A name for programs that will not change, unlike the message.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::Scheme => "scheme",
            Self::Type => "type",
            Self::Fragment => "fragment",
            Self::TooManyParameters { .. } => "too_many_parameters",
            Self::Escape { .. } => "escape",
            Self::Utf8 { .. } => "utf8",
            Self::Twice { .. } => "twice",
            Self::Missing { .. } => "missing",
            Self::Secret(error) => secret_code(error),
            Self::Name { .. } => "name_too_long",
            Self::Algorithm { .. } => "algorithm",
            Self::Number { .. } => "number",
            Self::Range { .. } | Self::Counter => "range",
            Self::Encoder => "encoder",
            Self::Steam { .. } => "steam",
        }
    }

    /// The part of the URI that is wrong: a parameter's name, or `uri`, `scheme`, `type`, `label`, `user`,
    /// `parameter`.
    pub fn part(&self) -> &'static str {
        match self {
            Self::TooLong { .. } | Self::Fragment => "uri",
            Self::Scheme => "scheme",
            Self::Type => "type",
            Self::TooManyParameters { .. } => "parameter",
            Self::Secret(_) => "secret",
            Self::Algorithm { .. } => "algorithm",
            Self::Counter => "counter",
            Self::Encoder => "encoder",
            Self::Escape { part }
            | Self::Utf8 { part }
            | Self::Twice { part }
            | Self::Missing { part }
            | Self::Name { part, .. }
            | Self::Number { part }
            | Self::Range { part, .. }
            | Self::Steam { part } => part,
        }
    }
}

fn secret_code(error: &SecretError) -> &'static str {
    match error {
        SecretError::Empty => "secret_empty",
        SecretError::Character { .. } => "secret_character",
        SecretError::Length { .. } => "secret_length",
        SecretError::TooLong { .. } => "secret_too_long",
    }
}

impl From<OtpError> for UriError {
    fn from(error: OtpError) -> Self {
        match error {
            OtpError::Digits { min, max, found } => {
                Self::Range { part: "digits", min: min.into(), max: max.into(), found }
            }
            OtpError::Period { found } => {
                Self::Range { part: "period", min: 1, max: Period::MAX_SECONDS.into(), found }
            }
            OtpError::Algorithm { found } => Self::Algorithm { found },
        }
    }
}
