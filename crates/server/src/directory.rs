//! Who knows members' passwords: our own database, or the university's LDAP directory.
//!
//! A directory judges; it keeps no tries and writes no log of who signed in, which the service does for all of them alike.

mod ldap;
mod local;

use std::error::Error;

use async_trait::async_trait;

use crate::domain::MemberName;
use crate::password::{BusyError, HashedPassword, PlainPassword};
pub use ldap::{LdapDirectory, LdapFilter, LdapSetupError};
pub use local::Local;

/// What judges an ID and a password.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Who they belong to. Known and unknown IDs ask for the same steps.
    ///
    /// # Errors
    /// Every [`DirectoryError`]: then nothing was judged.
    async fn ask(&self, asked: Asked) -> Result<Found, DirectoryError>;

    /// Whether the passwords are those in our own database.
    fn is_own(&self) -> bool;
}

/// An ID and a password, and what our own database keeps of that ID's password. Its Debug has neither.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The ID.
    pub name: MemberName,
    /// The password.
    pub password: PlainPassword,
    /// What is kept; [`HashedPassword::NOBODYS`] if nothing is.
    pub kept: HashedPassword,
}

/// What a directory says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// ID and password do not go together: which of them is wrong, is not said.
    Nobody,
    /// They are a member's whom we keep ourselves.
    Ours,
    /// They are a person's of another directory, who may be new here.
    Theirs(Addresses),
}

/// A person's mail addresses, in no order that means anything.
#[derive(Clone, PartialEq, Eq)]
pub struct Addresses(Vec<String>);

/// Why a directory did not judge. Holds nothing secret, and no ID.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Too many are asking.
    #[error(transparent)]
    Busy(#[from] BusyError),
    /// It is away, too slow, or not the one we trust.
    #[error("the directory does not answer")]
    Away(#[source] Box<dyn Error + Send + Sync>),
    /// It answers, but not to us, or with something else than a judgement: its result code (RFC 4511 §4.1.9).
    #[error("the directory answered {step} with {code}")]
    Unwilling {
        /// What it was asked to do.
        step: &'static str,
        /// Its result code.
        code: u32,
    },
}

impl Addresses {
    /// Those of `values` that are addresses.
    pub fn new(values: impl IntoIterator<Item = String>) -> Self {
        let trimmed = values.into_iter().map(|value| value.trim().to_owned());
        Self(trimmed.filter(|value| value.parse::<lettre::Address>().is_ok()).collect())
    }

    /// The one to use where `current` was used before: that one while it is there, else the first.
    pub fn choose<'a>(&'a self, current: Option<&'a str>) -> Option<&'a str> {
        let is_there = |current: &&str| self.0.iter().any(|address| address.eq_ignore_ascii_case(current));
        current.filter(is_there).or(self.0.first().map(String::as_str))
    }
}

/// An address tells who somebody is, so a log must not have it by accident.
impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Addresses")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[&str], current: Option<&str>, expected: Option<&str>) {
        let addresses = Addresses::new(values.iter().map(ToString::to_string));
        assert_eq!(addresses.choose(current), expected, "{values:?} {current:?}");
    }

    #[test]
    fn an_address_stays_while_it_is_there() {
        let both = ["a@example.com", "b@example.com"];
        check(&both, None, Some("a@example.com"));
        check(&both, Some("b@example.com"), Some("b@example.com"));
        check(&both, Some("B@Example.com"), Some("B@Example.com")); // else every sign-in would tell of a change
        check(&both, Some("c@example.com"), Some("a@example.com"));
        check(&[], Some("c@example.com"), None);
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        check(&["", "nobody", " ", "a@b@c", "a@example.com\nBcc: x@example.com"], None, None);
        check(&["none", " a@example.com "], None, Some("a@example.com"));
    }

    #[test]
    fn nothing_of_a_person_is_shown() {
        let password = PlainPassword::new(zeroize::Zeroizing::new("hidden".into())).unwrap();
        let asked =
            Asked { name: MemberName::parse("taro").unwrap(), password, kept: HashedPassword::NOBODYS };
        let shown = "Asked { name: MemberName, password: PlainPassword, kept: HashedPassword }";
        assert_eq!(format!("{asked:?}"), shown);
        assert_eq!(format!("{:?}", Addresses::new(["a@example.com".to_owned()])), "Addresses");
    }
}
