//! An account as a file spells it, before it is judged: the one place where foreign values become ours.

use super::{Part, Question, Reason, Row};
use crate::account::{Account, Name, NameError};
use crate::otp::{Algorithm, Digits, Kind, Otp, Period};
use crate::secret::Secret;
use crate::transfer::Choice;

/// A key as a file spells it.
#[allow(dead_code, reason = "only the other formats spell keys")]
#[derive(Clone, Copy)]
pub(super) enum Spelled<'a> {
    Base32(&'a str),
    Hex(&'a str),
    Bytes(&'a [u8]),
}

/// What makes the counter go on, by name.
#[allow(dead_code, reason = "Google's export does not know Steam")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    Totp,
    Hotp,
    Steam,
}

/// An account as a file spells it. What is `None` was not said, and has the value that the Key URI format gives it;
/// readers of formats that always say it refuse the entry before.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    pub(super) issuer: &'a str,
    pub(super) user: &'a str,
    pub(super) secret: Spelled<'a>,
    pub(super) pace: Pace,
    pub(super) algorithm: Algorithm,
    pub(super) digits: Option<u64>,
    pub(super) period: Option<u64>,
    pub(super) counter: Option<u64>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(issuer: &'a str, user: &'a str, secret: Spelled<'a>) -> Self {
        Self {
            issuer,
            user,
            secret,
            pace: Pace::Totp,
            algorithm: Algorithm::Sha1,
            digits: None,
            period: None,
            counter: None,
        }
    }

    /// The row that it makes.
    pub(super) fn row(&self) -> Row {
        match self.account() {
            Ok(account) => Row::new(account),
            Err(reason) => Row::refused(self.issuer, self.user, reason),
        }
    }

    pub(super) fn account(&self) -> Result<Account, Reason> {
        let issuer = name(Part::Issuer, self.issuer)?;
        let user = name(Part::User, self.user)?;
        Ok(Account { issuer, user, otp: self.otp()? })
    }

    fn otp(&self) -> Result<Otp, Reason> {
        let secret = match self.secret {
            Spelled::Base32(text) => Secret::parse(text)?,
            Spelled::Hex(text) => Secret::parse_hex(text)?,
            Spelled::Bytes(bytes) => Secret::from_bytes(bytes.to_vec())?,
        };
        let period = self.period.map(Period::new).transpose()?.unwrap_or_default();
        let kind = match self.pace {
            Pace::Totp => Kind::Totp { period },
            Pace::Hotp => {
                Kind::Hotp { counter: self.counter.ok_or(Reason::Missing { part: Part::Counter })? }
            }
            Pace::Steam => return self.steam(secret, period),
        };
        let digits = self.digits.map(Digits::imported).transpose()?.unwrap_or_default();
        Ok(Otp::new(secret, self.algorithm, digits, kind))
    }

    fn steam(&self, secret: Secret, period: Period) -> Result<Otp, Reason> {
        let steam = Otp::new(secret, Algorithm::Sha1, Digits::SIX, Kind::Steam);
        for (part, fits) in [
            (Part::Digits, self.digits.is_none_or(|digits| digits == u64::from(steam.digits().get()))),
            (Part::Period, Some(period) == steam.period()),
            (Part::Algorithm, self.algorithm == steam.algorithm()),
        ] {
            if !fits {
                return Err(Reason::Steam { part });
            }
        }
        Ok(steam)
    }
}

/// The row for drafts that are one entry's possible meanings: those that make an account, or the first one's refusal.
pub(super) fn ask(unclear: Vec<Part>, drafts: &[Draft<'_>]) -> Row {
    let mut choices: Vec<_> = drafts.iter().filter_map(|draft| draft.account().ok()).map(Choice).collect();
    match (choices.len(), drafts.first()) {
        (0, Some(first)) => first.row(),
        (0, None) => Row::refused("", "", Reason::Malformed { part: Part::Entry }),
        (1, _) => Row::new(choices.remove(0).0),
        _ => Row::Question(Question { unclear, choices, warnings: Vec::new() }),
    }
}

fn name(part: Part, text: &str) -> Result<Name, Reason> {
    Name::new(text).map_err(|NameError::TooLong { characters }| Reason::TooLong {
        part,
        most: Name::MAX_CHARACTERS,
        found: characters,
    })
}

/// The row for what password managers keep beside a login: a URI, `steam://` with a key, or a key alone. Names that the
/// URI does not have are those of the login.
#[cfg(feature = "transfer")]
pub(super) fn login_row(code: &str, issuer: &str, user: &str) -> Row {
    let row = login_account(code.trim(), issuer, user);
    row.map_or_else(|reason| Row::refused(issuer, user, reason), Row::of_uri)
}

/// The same where the names are always those of the login, also if it has none.
#[cfg(feature = "transfer")]
pub(super) fn named_login_row(code: &str, issuer: &str, user: &str) -> Row {
    let account = || {
        let account = login_account(code.trim(), issuer, user)?;
        Ok(Account { issuer: name(Part::Issuer, issuer)?, user: name(Part::User, user)?, ..account })
    };
    account().map_or_else(|reason| Row::refused(issuer, user, reason), Row::of_uri)
}

#[cfg(feature = "transfer")]
fn login_account(code: &str, issuer: &str, user: &str) -> Result<Account, Reason> {
    let is = |scheme: &str| code.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if is("steam://") {
        let secret = Spelled::Base32(&code["steam://".len()..]);
        return Draft { pace: Pace::Steam, ..Draft::new(issuer, user, secret) }.account();
    }
    if !code.contains("://") {
        return Draft::new(issuer, user, Spelled::Base32(code)).account();
    }
    let mut account = crate::otpauth::parse_imported(code)?;
    if account.issuer.is_empty() {
        account.issuer = name(Part::Issuer, issuer)?;
    }
    if account.user.is_empty() {
        account.user = name(Part::User, user)?;
    }
    Ok(account)
}
