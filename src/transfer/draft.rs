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

/// The row for drafts that are one entry's possible meanings; all are refused if the first is.
pub(super) fn ask(unclear: Vec<Part>, drafts: &[Draft<'_>]) -> Row {
    let Some(first) = drafts.first() else {
        return Row::refused("", "", Reason::Malformed { part: Part::Entry });
    };
    if drafts.len() == 1 {
        return first.row();
    }
    match drafts.iter().map(|draft| draft.account().map(Choice)).collect() {
        Ok(choices) => Row::Question(Question { unclear, choices }),
        Err(reason) => Row::refused(first.issuer, first.user, reason),
    }
}

fn name(part: Part, text: &str) -> Result<Name, Reason> {
    Name::new(text).map_err(|NameError::TooLong { characters }| Reason::TooLong {
        part,
        most: Name::MAX_CHARACTERS,
        found: characters,
    })
}
