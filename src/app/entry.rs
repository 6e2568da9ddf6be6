//! The form for typing a key by hand: texts as they stand in its fields, and the account they mean.

use core::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::account::{Account, Name, NameError};
use crate::otp::{Algorithm, Digits, Kind, Otp, OtpError, Period};
use crate::otpauth::{self, UriError};
use crate::secret::{Secret, SecretError};

/// What the member chose as the type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindChoice {
    /// Time based.
    #[default]
    Totp,
    /// Counter based.
    Hotp,
    /// Steam.
    Steam,
}

/// The fields as typed. Kept as a draft in memory while the member looks at another page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct EntryForm {
    /// 発行者.
    pub issuer: String,
    /// シークレット: the key, or a whole otpauth URI.
    pub secret: String,
    /// ユーザー名.
    pub user: String,
    /// True while ▶その他 is open.
    pub more: bool,
    /// 桁数.
    pub digits: String,
    /// タイプ.
    #[zeroize(skip)]
    pub kind: KindChoice,
    /// Seconds; for time-based codes.
    pub period: String,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: String,
    /// The next counter; for counter-based codes.
    pub counter: String,
    /// True if the member says that the key is written in hexadecimal digits. Never guessed.
    pub hex: bool,
}

impl Default for EntryForm {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            secret: String::new(),
            user: String::new(),
            more: false,
            digits: "6".to_owned(),
            kind: KindChoice::Totp,
            period: "30".to_owned(),
            algorithm: "SHA1".to_owned(),
            counter: "0".to_owned(),
            hex: false,
        }
    }
}

impl fmt::Debug for EntryForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryForm")
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 発行者.
    Issuer,
    /// シークレット.
    Secret,
    /// ユーザー名.
    User,
    /// 桁数.
    Digits,
    /// The period.
    Period,
    /// The algorithm.
    Algorithm,
    /// The counter.
    Counter,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Neither issuer nor user says whose code this is.
    #[error("an account needs an issuer or a user")]
    Nameless,
    /// The key.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The otpauth URI in the place of the key.
    #[error(transparent)]
    Uri(#[from] UriError),
    /// A name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A number or choice outside what is allowed.
    #[error(transparent)]
    Otp(#[from] OtpError),
    /// Not a whole number, or too large a one.
    #[error("not a whole number")]
    NotANumber,
}

/// The first field that is wrong, in the form's order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field:?}: {problem}")]
pub struct FormError {
    /// Which field.
    pub field: Field,
    /// What is wrong.
    pub problem: Problem,
}

impl EntryForm {
    /// The account that the form means. A whole otpauth URI in the key's field brings its own parameters; a name that
    /// was typed beside it is the member's wish and stands.
    ///
    /// # Errors
    /// [`FormError`]: the first field that is wrong.
    pub fn read(&self) -> Result<Account, FormError> {
        let issuer = at(Field::Issuer, Name::new(&self.issuer))?;
        let account = match otpauth::is_uri(&self.secret) {
            true => self.read_uri(issuer)?,
            false => self.read_key(issuer)?,
        };
        match account.issuer.is_empty() && account.user.is_empty() {
            true => Err(FormError { field: Field::Issuer, problem: Problem::Nameless }),
            false => Ok(account),
        }
    }

    fn read_uri(&self, issuer: Name) -> Result<Account, FormError> {
        let read = at(Field::Secret, otpauth::parse(self.secret.trim()))?;
        let user = at(Field::User, Name::new(&self.user))?;
        let or = |typed: Name, read: Name| if typed.is_empty() { read } else { typed };
        Ok(Account { issuer: or(issuer, read.issuer), user: or(user, read.user), otp: read.otp })
    }

    fn read_key(&self, issuer: Name) -> Result<Account, FormError> {
        let secret = if self.hex { Secret::parse_hex(&self.secret) } else { Secret::parse(&self.secret) };
        let secret = at(Field::Secret, secret)?;
        let digits =
            at(Field::Digits, whole_number(&self.digits).and_then(|digits| Ok(Digits::new(digits)?)))?;
        let kind = self.read_kind()?;
        let user = at(Field::User, Name::new(&self.user))?;
        let algorithm: Algorithm = at(Field::Algorithm, self.algorithm.parse())?;
        Ok(Account { issuer, user, otp: Otp::new(secret, algorithm, digits, kind) })
    }

    fn read_kind(&self) -> Result<Kind, FormError> {
        let period = || whole_number(&self.period).and_then(|period| Ok(Period::new(period)?));
        match self.kind {
            KindChoice::Totp => Ok(Kind::Totp { period: at(Field::Period, period())? }),
            KindChoice::Hotp => Ok(Kind::Hotp { counter: at(Field::Counter, whole_number(&self.counter))? }),
            KindChoice::Steam => Ok(Kind::Steam),
        }
    }
}

fn at<T, E: Into<Problem>>(field: Field, result: Result<T, E>) -> Result<T, FormError> {
    result.map_err(|problem| FormError { field, problem: problem.into() })
}

/// A whole number, also in full-width digits, as a Japanese keyboard gives them.
/// The whole number that is typed, full-width digits included.
///
/// # Errors
/// [`Problem::NotANumber`].
pub fn whole_number(text: &str) -> Result<u64, Problem> {
    let digits = text.trim().chars().map(|c| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        c => c,
    });
    let digits: String = digits.collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).ok_or(Problem::NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::UnixTime;

    fn form(issuer: &str, secret: &str) -> EntryForm {
        changed(EntryForm::default(), |form| {
            form.issuer = issuer.to_owned();
            form.secret = secret.to_owned();
        })
    }

    fn changed(mut form: EntryForm, change: impl FnOnce(&mut EntryForm)) -> EntryForm {
        change(&mut form);
        form
    }

    #[test]
    fn the_defaults_are_the_manuals() {
        let account = form("大阪公立大学", " JBSW Y3DP EHPK 3PXP ").read().unwrap();
        assert_eq!(account.issuer.as_str(), "大阪公立大学");
        assert_eq!(account.otp.digits(), Digits::SIX);
        assert_eq!(account.otp.kind(), Kind::Totp { period: Period::HALF_MINUTE });
        assert_eq!(account.otp.algorithm(), Algorithm::Sha1);
    }

    #[test]
    fn a_pasted_uri_is_taken_whole_and_typed_names_stand() {
        let uri = "  OTPAUTH://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&digits=8&period=60\n";
        let account = form("大阪公立大学", uri).read().unwrap();
        assert_eq!((account.issuer.as_str(), account.user.as_str()), ("大阪公立大学", "alice"));
        assert_eq!(account.otp.digits().get(), 8);
        let account = form("", uri).read().unwrap();
        assert_eq!(account.issuer.as_str(), "Example");
    }

    #[test]
    fn hex_is_read_only_where_the_member_says_so() {
        let hex = changed(form("x", "48656c6c6f21deadbeef"), |form| form.hex = true);
        let base32 = form("x", "JBSWY3DPEHPK3PXP");
        let at = UnixTime::from_secs(0);
        assert_eq!(hex.read().unwrap().otp.code(at).as_str(), base32.read().unwrap().otp.code(at).as_str());
    }

    fn check(change: impl FnOnce(&mut EntryForm), field: Field) {
        let wrong = changed(form("x", "JBSWY3DPEHPK3PXP"), change);
        assert_eq!(wrong.read().unwrap_err().field, field);
    }

    #[test]
    fn the_wrong_field_is_named() {
        check(|form| form.issuer.clear(), Field::Issuer);
        check(|form| form.issuer = "x".repeat(257), Field::Issuer);
        check(|form| form.secret = "JBSW0".to_owned(), Field::Secret);
        check(|form| form.secret = "otpauth://totp/x".to_owned(), Field::Secret);
        check(|form| form.digits = "9".to_owned(), Field::Digits);
        check(|form| form.digits = "six".to_owned(), Field::Digits);
        check(|form| form.period = "0".to_owned(), Field::Period);
        check(|form| form.period = "-30".to_owned(), Field::Period);
        check(|form| form.algorithm = "MD5".to_owned(), Field::Algorithm);
        check(|form| form.user = "x".repeat(257), Field::User);
        check(
            |form| {
                form.kind = KindChoice::Hotp;
                form.counter = "18446744073709551616".to_owned();
            },
            Field::Counter,
        );
    }

    #[test]
    fn full_width_numbers_are_numbers() {
        let full = changed(form("x", "JBSWY3DPEHPK3PXP"), |form| form.period = "６０".to_owned());
        assert_eq!(full.read().unwrap().otp.period().unwrap().seconds(), 60);
    }

    #[test]
    fn a_draft_reads_back_and_is_not_printed() {
        let draft = form("x", "JBSWY3DP");
        let stored = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<EntryForm>(&stored).unwrap(), draft);
        assert_eq!(format!("{draft:?}"), "EntryForm");
    }
}
