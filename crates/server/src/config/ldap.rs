//! Who judges passwords.

use std::path::PathBuf;

use axum::http::Uri;

use super::{AccountPassword, Config, ConfigError, TlsMode, is_loopback};
use crate::directory::LdapFilter;

/// The directory.
#[derive(Clone, Debug)]
pub struct Ldap {
    /// Where it is: scheme, name and port alone.
    pub url: String,
    /// How the way there is protected.
    pub tls: TlsMode,
    /// Below which entry members are.
    pub base: String,
    /// Which entry is whose.
    pub filter: LdapFilter,
    /// Name and password of who looks for them, if not everybody may.
    pub account: Option<(String, AccountPassword)>,
    /// The attribute with the recovery address.
    pub mail: String,
    /// The certificate of its authority, if the system does not know that.
    pub ca: Option<PathBuf>,
}

impl Config {
    /// The directory that judges passwords; `None` if our own database does.
    ///
    /// # Errors
    /// [`ConfigError::Ldap`].
    pub fn ldap(&self) -> Result<Option<Ldap>, ConfigError> {
        let Some(url) = self.ldap_url.as_deref() else { return self.without_url() };
        let (url, tls) = self.way_there(url)?;
        let base = self.ldap_base.clone().filter(|base| base.contains('='));
        let base =
            base.ok_or(ConfigError::Ldap("ldap_base must be a name, such as dc=example,dc=ac,dc=jp"))?;
        let filter = LdapFilter::parse(self.ldap_filter.as_deref().unwrap_or("(uid={})"));
        let filter =
            filter.ok_or(ConfigError::Ldap("ldap_filter must be a filter with one {}, such as (uid={})"))?;
        let mail = self.ldap_mail.clone().unwrap_or("mail".into());
        if !is_attribute(&mail) {
            return Err(ConfigError::Ldap("ldap_mail must be one attribute, such as mail"));
        }
        let (account, ca) = (self.account()?, self.ldap_ca.clone());
        Ok(Some(Ldap { url, tls, base, filter, account, mail, ca }))
    }

    /// Half a directory is none: it may be that its URL was forgotten.
    fn without_url(&self) -> Result<Option<Ldap>, ConfigError> {
        let alone = [
            (self.ldap_tls.is_some(), "ldap_tls needs ldap_url"),
            (self.ldap_base.is_some(), "ldap_base needs ldap_url"),
            (self.ldap_filter.is_some(), "ldap_filter needs ldap_url"),
            (self.ldap_bind_dn.is_some(), "ldap_bind_dn needs ldap_url"),
            (self.ldap_bind_password.is_some(), "ldap_bind_password needs ldap_url"),
            (self.ldap_mail.is_some(), "ldap_mail needs ldap_url"),
            (self.ldap_ca.is_some(), "ldap_ca needs ldap_url"),
        ];
        let first = alone.into_iter().find(|(is_set, _)| *is_set);
        first.map_or(Ok(None), |(_, why)| Err(ConfigError::Ldap(why)))
    }

    /// The URL is written anew from its parts, so that what was checked is what is connected to.
    fn way_there(&self, url: &str) -> Result<(String, TlsMode), ConfigError> {
        const URL: ConfigError =
            ConfigError::Ldap("ldap_url must be ldap:// or ldaps:// with name and maybe port, nothing more");
        let url: Uri = url.trim().parse().map_err(|_| URL)?;
        let (Some(scheme), Some(host)) = (url.scheme_str(), url.host()) else { return Err(URL) };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
        let has_user = url.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if host.is_empty() || !host.chars().all(is_plain) || has_user {
            return Err(URL);
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(URL);
        }
        let (port, usual) = match scheme {
            "ldap" => (389, TlsMode::Starttls),
            "ldaps" => (636, TlsMode::Implicit),
            _ => return Err(URL),
        };
        let tls = self.ldap_tls.unwrap_or(usual);
        if (tls == TlsMode::Implicit) != (usual == TlsMode::Implicit) {
            return Err(ConfigError::Ldap("ldap_tls is implicit for ldaps:// and never for ldap://"));
        }
        if tls == TlsMode::None && !is_loopback(host) {
            return Err(ConfigError::Ldap("ldap_tls may be none on loopback only"));
        }
        Ok((format!("{scheme}://{host}:{}", url.port_u16().unwrap_or(port)), tls))
    }

    /// Without a password the account would be nobody in particular (RFC 4513 §5.1.2).
    fn account(&self) -> Result<Option<(String, AccountPassword)>, ConfigError> {
        match (self.ldap_bind_dn.clone(), self.ldap_bind_password.clone()) {
            (Some(dn), Some(password)) if dn.is_empty() || password.expose().is_empty() => {
                Err(ConfigError::Ldap("ldap_bind_dn and ldap_bind_password must not be empty"))
            }
            (Some(dn), Some(password)) => Ok(Some((dn, password))),
            (None, None) => Ok(None),
            _ => Err(ConfigError::Ldap("ldap_bind_dn and ldap_bind_password go together")),
        }
    }
}

/// An attribute's name (RFC 4512 §1.4), without options.
fn is_attribute(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::super::tests::config;
    use super::*;

    const BASE: &str = "ldap_base = \"dc=example,dc=ac,dc=jp\"\n";

    fn read(text: &str) -> Result<Option<Ldap>, String> {
        config(text).unwrap().ldap().map_err(|error| error.to_string())
    }

    #[test]
    fn passwords_go_where_they_are_safe() {
        let check = |text: &str, expected: Result<(&str, TlsMode), &str>| {
            let ldap = read(&format!("{BASE}{text}")).map(|ldap| ldap.map(|ldap| (ldap.url, ldap.tls)));
            let expected = expected.map(|(url, tls)| Some((url.to_owned(), tls)));
            assert_eq!(ldap, expected.map_err(str::to_owned), "{text}");
        };
        let url = "ldap_url must be ldap:// or ldaps:// with name and maybe port, nothing more";
        let implicit = "ldap_tls is implicit for ldaps:// and never for ldap://";
        let loopback = "ldap_tls may be none on loopback only";
        check("ldap_url = \"ldaps://ldap.example\"", Ok(("ldaps://ldap.example:636", TlsMode::Implicit)));
        check("ldap_url = \"ldap://ldap.example/\"", Ok(("ldap://ldap.example:389", TlsMode::Starttls)));
        check("ldap_url = \"ldaps://ldap:3269\"", Ok(("ldaps://ldap:3269", TlsMode::Implicit)));
        check("ldap_url = \"ldap://ldap.example\"\nldap_tls = \"implicit\"", Err(implicit));
        check("ldap_url = \"ldaps://ldap.example\"\nldap_tls = \"starttls\"", Err(implicit));
        check("ldap_url = \"ldaps://127.0.0.1\"\nldap_tls = \"none\"", Err(implicit));
        check("ldap_url = \"ldap://ldap.example\"\nldap_tls = \"none\"", Err(loopback));
        check("ldap_url = \"ldap://127.0.0.1.example\"\nldap_tls = \"none\"", Err(loopback));
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            let at = format!("ldap://{host}:3890");
            check(&format!("ldap_url = \"{at}\"\nldap_tls = \"none\""), Ok((at.as_str(), TlsMode::None)));
        }
        for odd in
            ["ldapi://x", "https://x", "ldap:x", "ldap://u:p@x", "ldap://x/dc=y", "ldap://x?y", "x", ""]
        {
            check(&format!("ldap_url = \"{odd}\""), Err(url));
        }
    }

    #[test]
    fn half_a_directory_is_refused_by_name() {
        let check = |text: &str, expected: &str| assert_eq!(read(text).unwrap_err(), expected, "{text}");
        assert!(read("").unwrap().is_none());
        check(BASE, "ldap_base needs ldap_url");
        check("ldap_tls = \"none\"", "ldap_tls needs ldap_url");
        check("ldap_bind_password = \"x\"", "ldap_bind_password needs ldap_url");
        let url = "ldap_url = \"ldaps://ldap.example\"\n";
        check(url, "ldap_base must be a name, such as dc=example,dc=ac,dc=jp");
        let all = format!("{url}{BASE}");
        let filter = "ldap_filter must be a filter with one {}, such as (uid={})";
        check(&format!("{all}ldap_filter = \"(uid=*)\""), filter);
        check(&format!("{all}ldap_mail = \"mail, cn\""), "ldap_mail must be one attribute, such as mail");
        let together = "ldap_bind_dn and ldap_bind_password go together";
        check(&format!("{all}ldap_bind_dn = \"cn=x\""), together);
        check(&format!("{all}ldap_bind_password = \"x\""), together);
        let empty = "ldap_bind_dn and ldap_bind_password must not be empty";
        check(&format!("{all}ldap_bind_dn = \"cn=x\"\nldap_bind_password = \"\""), empty);
        let said = config("ldap_tls = \"maybe\"").unwrap_err().to_string();
        assert!(said.contains("maybe"), "{said}");
    }

    #[test]
    fn the_account_s_password_is_not_shown() {
        let text =
            "ldap_url = \"ldaps://ldap.example\"\nldap_bind_dn = \"cn=x\"\nldap_bind_password = \"hidden\"";
        let config = config(&format!("{BASE}{text}")).unwrap();
        let ldap = config.ldap().unwrap().unwrap();
        assert_eq!(ldap.account.as_ref().unwrap().1.expose(), "hidden");
        assert!(!format!("{config:?} {ldap:?}").contains("hidden"));
        let said = super::super::tests::config("ldap_bind_password = 12345").unwrap_err().to_string();
        assert!(said.contains("put it in double quotes") && !said.contains("12345"), "{said}");
    }
}
