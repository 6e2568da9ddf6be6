//! One-time codes: HOTP (RFC 4226), TOTP (RFC 6238) and Steam's own alphabet.
//!
//! The time is an argument. All three are one function of a key and a counter; for TOTP and Steam the counter
//! is the number of the period (RFC 6238 §4.2). Values outside their limits cannot be built.

mod code;
mod values;

pub use code::Code;
pub use values::{Algorithm, Digits, OtpError, Period, UnixTime};

use crate::secret::Secret;

/// What makes the counter go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The clock (RFC 6238).
    Totp {
        /// How long one code lives.
        period: Period,
    },
    /// The member, code by code (RFC 4226).
    Hotp {
        /// The counter of the code to show now.
        counter: u64,
    },
    /// The clock, 30 s, written with five of Steam's 26 letters and digits.
    Steam,
}

impl Kind {
    /// The word of the Key URI format for it: `totp`, `hotp` or `steam`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp { .. } => "totp",
            Self::Hotp { .. } => "hotp",
            Self::Steam => "steam",
        }
    }

    /// The counter of the code to show now; `None` where the clock counts.
    pub const fn counter(self) -> Option<u64> {
        match self {
            Self::Hotp { counter } => Some(counter),
            Self::Totp { .. } | Self::Steam => None,
        }
    }
}

/// A key with all that is needed to make codes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otp {
    secret: Secret,
    algorithm: Algorithm,
    digits: Digits,
    kind: Kind,
}

impl Otp {
    /// Puts the parts together. Steam knows one algorithm (SHA-1) and one length (5), so for
    /// [`Kind::Steam`] these stand whatever is given.
    pub fn new(secret: Secret, algorithm: Algorithm, digits: Digits, kind: Kind) -> Self {
        let (algorithm, digits) = match kind {
            Kind::Steam => (Algorithm::Sha1, Digits::STEAM),
            Kind::Totp { .. } | Kind::Hotp { .. } => (algorithm, digits),
        };
        Self { secret, algorithm, digits, kind }
    }

    /// The key.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The hash of the HMAC.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The length of a code.
    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// What makes the counter go on.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How long one code lives; `None` for HOTP, whose codes live until they are used.
    pub fn period(&self) -> Option<Period> {
        match self.kind {
            Kind::Totp { period } => Some(period),
            Kind::Steam => Some(Period::STEAM),
            Kind::Hotp { .. } => None,
        }
    }

    /// The code for the moment `at`, or for the current counter of HOTP.
    pub fn code(&self, at: UnixTime) -> Code {
        code::compute(self, self.counter(at))
    }

    /// The code that follows the one of `at`; `None` for HOTP, where [`Otp::advanced`] goes on.
    pub fn next_code(&self, at: UnixTime) -> Option<Code> {
        self.period()?;
        Some(code::compute(self, self.counter(at) + 1))
    }

    /// Milliseconds from `at` until the code changes, 1 to the whole period; `None` for HOTP.
    pub fn valid_for_ms(&self, at: UnixTime) -> Option<u32> {
        let period = u64::from(self.period()?.seconds()) * 1000;
        let left = period - at.as_ms() % period;
        Some(u32::try_from(left).expect("a period has at most 86,400,000 ms"))
    }

    /// The same with HOTP's counter gone one further; `None` for the other kinds and after the last counter.
    pub fn advanced(&self) -> Option<Self> {
        let Kind::Hotp { counter } = self.kind else {
            return None;
        };
        let kind = Kind::Hotp { counter: counter.checked_add(1)? };
        Some(Self { kind, ..self.clone() })
    }

    fn counter(&self, at: UnixTime) -> u64 {
        match self.kind {
            Kind::Totp { period } => at.as_secs() / u64::from(period.seconds()),
            Kind::Steam => at.as_secs() / u64::from(Period::STEAM.seconds()),
            Kind::Hotp { counter } => counter,
        }
    }
}

#[cfg(test)]
mod tests;
