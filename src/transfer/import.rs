//! What was read: rows to show, to ask about and to add.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{Format, Part, PartSet, Reason, crossing};
use crate::account::{Account, Name};
use crate::otp::{Algorithm, Digits, Kind, Otp};

/// What a file holds, entry by entry, in the file's order. Nothing is added by reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Whose format it was.
    pub format: Format,
    /// The entries.
    pub rows: Vec<Row>,
    /// The sets of parts that a Google export had, with those that are missing.
    pub sets: Vec<PartSet>,
    /// How many entries make no codes at all: passwords, notes, groups.
    pub others: usize,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// An account that can be added.
    Account {
        /// The account.
        #[serde(with = "crossing")]
        account: Account,
        /// What the member should know of it.
        warnings: Vec<Warning>,
    },
    /// The file does not say what the key is for: only the member can.
    Question(Question),
    /// It cannot be added.
    Refused(Refused),
}

/// What to know of an account that can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// The key has fewer than 10 bytes.
    ShortSecret,
    /// Codes have other than 6 to 8 digits.
    UnusualDigits,
    /// The file does not say it, so what every program takes it for was taken: TOTP, SHA1, 6 digits, a
    /// counter of 0.
    Assumed {
        /// Which.
        part: Part,
    },
}

/// Several accounts that an entry may stand for. They have the same names and the same key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What the file does not say.
    pub unclear: Vec<Part>,
    /// What it may mean, the likeliest first: 2 to 18. Whoever has the old program open can compare codes.
    pub choices: Vec<Choice>,
    /// What to know of it whichever it means.
    pub warnings: Vec<Warning>,
}

/// One of the accounts that an entry may stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Choice(
    #[serde(with = "crossing")]
    /// The account.
    pub Account,
);

/// An entry that cannot be added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The issuer, as far as it can be read; at most 256 characters.
    pub issuer: String,
    /// The user, as far as it can be read; at most 256 characters.
    pub user: String,
    /// Why.
    pub reason: Reason,
}

/// As [`Name`], so that no log has them.
impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused").field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl Warning {
    /// A name for programs that will not change.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ShortSecret => "short_secret",
            Self::UnusualDigits => "unusual_digits",
            Self::Assumed { .. } => "assumed",
        }
    }

    /// What to know of `account`.
    pub fn of(account: &Account) -> Vec<Self> {
        let otp = &account.otp;
        let short = otp.secret().is_short().then_some(Self::ShortSecret);
        let unusual = otp.kind() != Kind::Steam && !otp.digits().is_usual();
        short.into_iter().chain(unusual.then_some(Self::UnusualDigits)).collect()
    }
}

impl Refused {
    pub(super) fn of(account: &Account, reason: Reason) -> Self {
        Self { issuer: account.issuer.as_str().into(), user: account.user.as_str().into(), reason }
    }
}

impl Import {
    pub(super) fn of(format: Format, rows: Vec<Row>) -> Self {
        Self { format, rows, sets: Vec::new(), others: 0 }
    }

    /// The accounts that need no answer.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.rows.iter().filter_map(Row::account)
    }
}

impl Row {
    /// `account` with what to know of it.
    pub fn new(account: Account) -> Self {
        let warnings = Warning::of(&account);
        Self::Account { account, warnings }
    }

    /// Notes that the file does not say `part`, unless that is just what is asked.
    pub(super) fn assume(&mut self, part: Part) {
        let warning = Warning::Assumed { part };
        match self {
            Self::Account { warnings, .. } => warnings.push(warning),
            Self::Question(question) if !question.unclear.contains(&part) => question.warnings.push(warning),
            Self::Question(_) | Self::Refused(_) => {}
        }
    }

    /// The account of a URI. Some programs write Steam's keys as TOTP with 5 digits, so for such a one the member is asked.
    pub(super) fn of_uri(account: Account) -> Self {
        let (otp, steam) = (&account.otp, steam(&account));
        let same = (otp.digits(), otp.algorithm(), otp.period());
        let is_alike = same == (steam.otp.digits(), steam.otp.algorithm(), steam.otp.period());
        let may_be_steam = account.issuer.as_str().eq_ignore_ascii_case("steam") && is_alike;
        if otp.kind() == Kind::Steam || !may_be_steam {
            return Self::new(account);
        }
        let choices = vec![Choice(steam), Choice(account)];
        Self::Question(Question { unclear: vec![Part::Type], choices, warnings: Vec::new() })
    }

    /// The account, if it can be added without an answer.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Account { account, .. } => Some(account),
            Self::Question(_) | Self::Refused(_) => None,
        }
    }

    /// The accounts it may stand for: one, several, or none if it is refused.
    pub fn choices(&self) -> Vec<&Account> {
        match self {
            Self::Account { account, .. } => vec![account],
            Self::Question(question) => question.choices.iter().map(|choice| &choice.0).collect(),
            Self::Refused(_) => Vec::new(),
        }
    }

    /// What to know of `account`, one of [`Row::choices`].
    pub fn warnings(&self, account: &Account) -> Vec<Warning> {
        match self {
            Self::Account { warnings, .. } => warnings.clone(),
            Self::Question(question) => {
                Warning::of(account).into_iter().chain(question.warnings.iter().copied()).collect()
            }
            Self::Refused(_) => Vec::new(),
        }
    }

    /// Issuer and user, to be shown.
    pub fn names(&self) -> (&str, &str) {
        match (self, self.choices().first()) {
            (Self::Refused(refused), _) => (&refused.issuer, &refused.user),
            (_, Some(account)) => (account.issuer.as_str(), account.user.as_str()),
            (_, None) => ("", ""),
        }
    }

    pub(super) fn refused(issuer: &str, user: &str, reason: Reason) -> Self {
        let cut = |text: &str| Name::clean(text).chars().take(Name::MAX_CHARACTERS).collect();
        Self::Refused(Refused { issuer: cut(issuer), user: cut(user), reason })
    }
}

/// The same key for Steam's codes.
fn steam(account: &Account) -> Account {
    let otp = Otp::new(account.otp.secret().clone(), Algorithm::Sha1, Digits::SIX, Kind::Steam);
    Account { otp, ..account.clone() }
}
