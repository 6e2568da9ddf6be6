//! Recovery addresses that members choose themselves (P4).

use std::fmt;

use serde::Deserialize;

use super::policy::Members;
use super::secrets::narrow;

/// A recovery address that the policy allows. It tells who somebody is, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryAddress(String);

/// Why a text is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No address, or one that mail from elsewhere does not reach.
    #[error("that is not a mail address")]
    Shape,
    /// The part before the `@` is too short or too long.
    #[error("the part before the @ must have {least} to {most} characters")]
    LocalPart {
        /// The shortest, in characters.
        least: u32,
        /// The longest.
        most: u32,
    },
    /// An address of the university, which cannot be read by whoever cannot sign in.
    #[error("an address of the university recovers nothing")]
    University,
}

/// A domain such as `omu.ac.jp`, in small letters, with all below it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MailDomain(String);

/// A text that is not a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a domain is written as in example.ac.jp")]
pub struct MailDomainError;

impl RecoveryAddress {
    /// The address that was typed: spaces around it do not count, and full-width letters are as good as others.
    ///
    /// # Errors
    /// Every [`AddressError`].
    pub fn read(typed: &str, rules: &Members) -> Result<Self, AddressError> {
        let text: String = typed.trim().chars().map(narrow).collect();
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Shape)?;
        let is_address = text.parse::<lettre::Address>().is_ok();
        if !is_address || !domain.contains('.') || domain.starts_with('[') {
            return Err(AddressError::Shape);
        }
        let [least, most] = [rules.local_part_least.get(), rules.local_part_most.get()];
        if !(least as usize..=most as usize).contains(&local.chars().count()) {
            return Err(AddressError::LocalPart { least, most });
        }
        match rules.own_domains.iter().any(|own| own.holds(domain)) {
            true => Err(AddressError::University),
            false => Ok(Self(text)),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RecoveryAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryAddress")
    }
}

impl MailDomain {
    /// Whether `domain` is this one or lies below it.
    fn holds(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        domain.strip_suffix(&self.0).is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }
}

impl TryFrom<String> for MailDomain {
    type Error = MailDomainError;

    fn try_from(text: String) -> Result<Self, MailDomainError> {
        let is_label = |label: &str| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_domain = text.contains('.') && text.split('.').all(is_label);
        is_domain.then(|| Self(text.to_ascii_lowercase())).ok_or(MailDomainError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Policy;

    fn check(preset: &str, typed: &str, expected: Result<&str, AddressError>) {
        let rules = Policy::preset(preset).unwrap().member;
        let read = RecoveryAddress::read(typed, &rules);
        assert_eq!(read.as_ref().map(RecoveryAddress::as_str).map_err(|error| *error), expected, "{typed}");
    }

    #[test]
    fn addresses_are_read_as_they_are_meant() {
        check("omu", "taro@example.com", Ok("taro@example.com"));
        check("omu", " taro@example.com\u{3000}", Ok("taro@example.com"));
        check("omu", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", Ok("taro@example.com"));
        check("omu", "taro+mfa@mail.example.co.jp", Ok("taro+mfa@mail.example.co.jp"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "taro",
            "taro@",
            "@example.com",
            "taro@localhost",
            "taro@[192.0.2.1]",
            "ta ro@example.com",
            "taro@example.com\nBcc: x@example.com",
            "taro@example..com",
            "<taro@example.com>",
        ] {
            check("nist", typed, Err(AddressError::Shape));
        }
    }

    #[test]
    fn the_local_part_has_the_presets_length() {
        let omu = AddressError::LocalPart { least: 3, most: 30 };
        check("omu", "ab@example.com", Err(omu));
        check("omu", &format!("{}@example.com", "a".repeat(31)), Err(omu));
        let [shortest, longest] = ["abc@example.com".to_owned(), format!("{}@example.com", "a".repeat(30))];
        for fits in [shortest, longest] {
            check("omu", &fits, Ok(&fits));
        }
        check("nist", "a@example.com", Ok("a@example.com"));
    }

    #[test]
    fn the_universitys_own_addresses_recover_nothing() {
        for typed in ["taro@omu.ac.jp", "taro@st.omu.ac.jp", "taro@ST.OMU.AC.JP"] {
            check("omu", typed, Err(AddressError::University));
        }
        check("omu", "taro@notomu.ac.jp", Ok("taro@notomu.ac.jp"));
        check("osaka-u", "taro@ecs.osaka-u.ac.jp", Err(AddressError::University));
    }

    #[test]
    fn domains_in_the_rules_are_domains() {
        for text in ["", "omu", "@omu.ac.jp", ".ac.jp", "omu.ac.jp.", "大学.jp"] {
            assert_eq!(MailDomain::try_from(text.to_owned()), Err(MailDomainError), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_address() {
        let address = RecoveryAddress::read("taro@example.com", &Policy::preset("nist").unwrap().member);
        assert_eq!(format!("{address:?}"), "Ok(RecoveryAddress)");
    }
}
