//! The values of a code's making, each within its limits from the moment it exists.

use core::fmt;
use core::str::FromStr;

/// A moment: milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(u64);

/// The hash of the HMAC (RFC 6238 §1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// What nearly everybody uses, and what the Key URI format means when it says nothing.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// The length of a code: 6 to 8, or 5 to 10 where it was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(u8);

/// How long a code lives: 1 to 86,400 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(u32);

/// A value outside its limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtpError {
    /// A length we do not make.
    #[error("digits must be {min} to {max}, got {found}")]
    Digits {
        /// The shortest allowed here.
        min: u8,
        /// The longest allowed here.
        max: u8,
        /// What was asked for.
        found: u64,
    },
    /// A period of no time, or longer than a day.
    #[error("period must be 1 to 86400 seconds, got {found}")]
    Period {
        /// What was asked for, in seconds.
        found: u64,
    },
    /// A hash other than SHA-1, SHA-256 and SHA-512.
    #[error("unknown algorithm {found:?}")]
    Algorithm {
        /// Its name, at most 32 characters of it.
        found: String,
    },
}

impl UnixTime {
    /// The moment `ms` milliseconds after the start of 1970.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// The moment `secs` seconds after the start of 1970; the last moment there is, if that is beyond it.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the start of 1970.
    pub const fn as_ms(self) -> u64 {
        self.0
    }

    /// Whole seconds since the start of 1970.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }
}

impl Algorithm {
    /// The name as the Key URI format writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = OtpError;

    /// Reads `SHA1`, `sha-1`, `HmacSHA1`, `HMAC-SHA-1` and so on.
    fn from_str(name: &str) -> Result<Self, OtpError> {
        let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_')).collect();
        let plain = plain.to_ascii_uppercase();
        match plain.strip_prefix("HMAC").unwrap_or(&plain) {
            "SHA1" => Ok(Self::Sha1),
            "SHA256" => Ok(Self::Sha256),
            "SHA512" => Ok(Self::Sha512),
            _ => Err(OtpError::Algorithm { found: name.chars().take(32).collect() }),
        }
    }
}

impl Digits {
    /// What the Key URI format means when it says nothing.
    pub const SIX: Self = Self(6);
    pub(super) const STEAM: Self = Self(5);

    /// A length of 6 to 8 (RFC 4226 §5.3).
    ///
    /// # Errors
    /// [`OtpError::Digits`].
    pub fn new(digits: u64) -> Result<Self, OtpError> {
        Self::between(6, 8, digits)
    }

    /// A length of 5 to 10, for keys that another program already uses in this way. Deserves a warning
    /// unless [`Digits::is_usual`].
    ///
    /// # Errors
    /// [`OtpError::Digits`].
    pub fn imported(digits: u64) -> Result<Self, OtpError> {
        Self::between(5, 10, digits)
    }

    /// The number, 5 to 10.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether it is 6 to 8.
    pub const fn is_usual(self) -> bool {
        matches!(self.0, 6..=8)
    }

    fn between(min: u8, max: u8, found: u64) -> Result<Self, OtpError> {
        u8::try_from(found)
            .ok()
            .filter(|digits| (min..=max).contains(digits))
            .map(Self)
            .ok_or(OtpError::Digits { min, max, found })
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::SIX
    }
}

impl Period {
    /// What the Key URI format means when it says nothing.
    pub const HALF_MINUTE: Self = Self(30);
    /// The longest, in seconds: one day.
    pub const MAX_SECONDS: u32 = 86_400;
    pub(super) const STEAM: Self = Self::HALF_MINUTE;

    /// A period of 1 to 86,400 seconds.
    ///
    /// # Errors
    /// [`OtpError::Period`].
    pub fn new(seconds: u64) -> Result<Self, OtpError> {
        u32::try_from(seconds)
            .ok()
            .filter(|seconds| (1..=Self::MAX_SECONDS).contains(seconds))
            .map(Self)
            .ok_or(OtpError::Period { found: seconds })
    }

    /// Its seconds, 1 to 86,400.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::HALF_MINUTE
    }
}
