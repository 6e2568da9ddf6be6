//! Which entry is whose.

use std::fmt;

use ldap3::{ldap_escape, parse_filter};

/// Where the ID stands in a [`LdapFilter`].
const ID: &str = "{}";

/// A search filter (RFC 4515) in which `{}` stands for the ID, once: with two, one person could have two IDs here.
#[derive(Clone, PartialEq, Eq)]
pub struct LdapFilter(String);

impl LdapFilter {
    /// The filter written as `text`; `None` if it is none, or has not exactly one `{}`.
    pub fn parse(text: &str) -> Option<Self> {
        let filter = Self(text.trim().to_owned());
        (filter.0.matches(ID).count() == 1 && parse_filter(filter.of("x")).is_ok()).then_some(filter)
    }

    /// The filter for that ID, which stands for itself whatever is in it (RFC 4515 §3).
    pub fn of(&self, id: &str) -> String {
        self.0.replacen(ID, &ldap_escape(id), 1)
    }
}

impl fmt::Debug for LdapFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_for_itself() {
        let check = |template: &str, id: &str, expected: &str| {
            assert_eq!(LdapFilter::parse(template).unwrap().of(id), expected);
        };
        check("(uid={})", "ab12345", "(uid=ab12345)");
        check("(uid={})", "*", "(uid=\\2a)");
        check("(uid={})", "x)(uid=*", "(uid=x\\29\\28uid=\\2a)");
        check("(uid={})", "a\\b\0", "(uid=a\\5cb\\00)");
        check("(uid={})", "{}", "(uid={})");
        check("(&(objectClass=person)(uid={}))", "太郎", "(&(objectClass=person)(uid=太郎))");
    }

    #[test]
    fn what_is_no_filter_for_an_id_is_refused() {
        for text in ["", "(uid=*)", "uid", "(uid={}", "(|(uid={})(mail={}))", "(uid={}))"] {
            assert_eq!(LdapFilter::parse(text), None, "{text}");
        }
    }
}
