//! The `otpauth:` URI, both ways, per Google's "Key URI Format".
//!
//! Generous about spelling: scheme, type, parameter names and algorithms in any case, escapes where none are
//! needed, unescaped Unicode, spaces and hyphens in the secret, parameters in any order, unknown ones beside
//! them. Strict about meaning: what would make another code, or cannot be read, is an error that names the part.
//!
//! Where the format leaves a choice:
//! - An issuer as parameter wins over a prefix of the label. A prefix that says the same is taken off; any other
//!   stays as the beginning of the user name, so nothing is lost.
//! - `+` is a space in parameters, as PHP and Android write it, and a plus in the label, where mail addresses
//!   stand. We write `%2B` and `%20`.
//! - A `#` must be escaped: it would cut off what follows.
//! - Missing `algorithm`, `digits` and `period` mean SHA1, 6 and 30, as the format says. Known parameters are
//!   checked even where the type has no use for them.
//! - Steam is the type `steam` (Aegis) or `encoder=steam` (KeePassXC).

mod error;
mod label;
mod parameters;
mod print;

pub use error::UriError;
pub use print::print;

use crate::account::Account;
use crate::otp::{Algorithm, Digits, Kind, Otp, OtpError, Period};
use crate::secret::Secret;
use parameters::Parameters;

/// The longest URI, in bytes.
pub const MAX_BYTES: usize = 4096;
/// The most parameters a URI may have.
pub const MAX_PARAMETERS: usize = 32;

/// The account that a URI describes, with 6 to 8 digits.
///
/// # Errors
/// Every [`UriError`].
pub fn parse(uri: &str) -> Result<Account, UriError> {
    read(uri, Digits::new)
}

/// The account that a URI describes, with 5 to 10 digits, for keys that another program already uses in this
/// way. More than 8 or fewer than 6 deserve a warning: [`Digits::is_usual`].
///
/// # Errors
/// Every [`UriError`].
pub fn parse_imported(uri: &str) -> Result<Account, UriError> {
    read(uri, Digits::imported)
}

/// True if `text` begins as an otpauth URI does, whatever follows.
pub fn is_uri(text: &str) -> bool {
    text.trim_start().get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("otpauth:"))
}

fn read(uri: &str, digits: fn(u64) -> Result<Digits, OtpError>) -> Result<Account, UriError> {
    let (kind, label, query) = split(uri.trim())?;
    let label = parameters::decode(label, "label", parameters::Plus::Stays)?;
    let parameters = Parameters::read(query)?;
    let (issuer, user) = label::names(&label, parameters.get("issuer"))?;
    let otp = otp(kind, &parameters, digits)?;
    Ok(Account { issuer, user, otp })
}

/// Type, label and query, still escaped.
fn split(uri: &str) -> Result<(&str, &str, &str), UriError> {
    if uri.len() > MAX_BYTES {
        return Err(UriError::TooLong { bytes: uri.len() });
    }
    let (scheme, rest) = uri.split_once("://").ok_or(UriError::Scheme)?;
    if !scheme.eq_ignore_ascii_case("otpauth") {
        return Err(UriError::Scheme);
    }
    if rest.contains('#') {
        return Err(UriError::Fragment);
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, label) = path.split_once('/').unwrap_or((path, ""));
    Ok((kind, label, query))
}

fn otp(
    kind: &str,
    parameters: &Parameters,
    digits: fn(u64) -> Result<Digits, OtpError>,
) -> Result<Otp, UriError> {
    let period = parameters.number("period")?.map(Period::new).transpose()?;
    let counter = parameters.number("counter")?;
    let kind = match kind_of(kind, parameters.get("encoder"))? {
        "totp" => Kind::Totp { period: period.unwrap_or_default() },
        "hotp" => Kind::Hotp { counter: counter.ok_or(UriError::Missing { part: "counter" })? },
        _ => return steam(parameters, period),
    };
    let digits = parameters.number("digits")?.map(digits).transpose()?.unwrap_or_default();
    Ok(Otp::new(secret(parameters)?, algorithm(parameters)?, digits, kind))
}

fn steam(parameters: &Parameters, period: Option<Period>) -> Result<Otp, UriError> {
    let steam = Otp::new(secret(parameters)?, Algorithm::Sha1, Digits::SIX, Kind::Steam);
    let digits = parameters.number("digits")?;
    for (part, fits) in [
        ("digits", digits.is_none_or(|digits| digits == u64::from(steam.digits().get()))),
        ("period", period.is_none_or(|period| Some(period) == steam.period())),
        ("algorithm", algorithm(parameters)? == steam.algorithm()),
    ] {
        if !fits {
            return Err(UriError::Steam { part });
        }
    }
    Ok(steam)
}

/// `totp`, `hotp` or `steam`.
fn kind_of(kind: &str, encoder: Option<&str>) -> Result<&'static str, UriError> {
    let known = ["totp", "hotp", "steam"].into_iter().find(|known| kind.eq_ignore_ascii_case(known));
    match (known.ok_or(UriError::Type)?, encoder) {
        (known, None) => Ok(known),
        ("totp" | "steam", Some(encoder)) if encoder.eq_ignore_ascii_case("steam") => Ok("steam"),
        _ => Err(UriError::Encoder),
    }
}

fn secret(parameters: &Parameters) -> Result<Secret, UriError> {
    let spelled = parameters.get("secret").ok_or(UriError::Missing { part: "secret" })?;
    Ok(Secret::parse(spelled)?)
}

fn algorithm(parameters: &Parameters) -> Result<Algorithm, UriError> {
    let named = parameters.get("algorithm").map(str::parse).transpose()?;
    Ok(named.unwrap_or_default())
}

#[cfg(test)]
mod tests;
