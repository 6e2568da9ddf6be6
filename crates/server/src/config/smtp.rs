//! Where mails go.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Config, ConfigError};

/// How the way to the next server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// From the first byte, usually on port 465.
    Implicit,
    /// From STARTTLS on, usually on port 587; without it nothing is sent.
    Starttls,
    /// Not at all: on loopback only.
    None,
}

/// A password among the settings. Wiped when it goes, never printed by `Debug`.
#[derive(Clone, Deserialize)]
pub struct SmtpPassword(Zeroizing<String>);

/// The next server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub tls: SmtpTls,
    /// User and password, if it asks for them.
    pub login: Option<(String, SmtpPassword)>,
    /// Whom mails come from.
    pub from: Mailbox,
    /// The certificate of its authority, if the system does not know that.
    pub ca: Option<PathBuf>,
}

impl SmtpPassword {
    /// The password, for signing in.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SmtpPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpPassword")
    }
}

impl Config {
    /// Where mails go; `None` if they are not sent.
    ///
    /// # Errors
    /// [`ConfigError::Smtp`].
    pub fn smtp(&self) -> Result<Option<Smtp>, ConfigError> {
        let Some(host) = self.smtp_host.clone() else { return Ok(None) };
        let from = self.smtp_from.as_deref().and_then(|from| from.parse().ok());
        let from =
            from.ok_or(ConfigError::Smtp("smtp_from must be an address, such as MFA <mfa@example.ac.jp>"))?;
        let is_local = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        if self.smtp_tls == SmtpTls::None && !is_local {
            return Err(ConfigError::Smtp("smtp_tls may be none on loopback only"));
        }
        let login = match (self.smtp_user.clone(), self.smtp_password.clone()) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => return Err(ConfigError::Smtp("smtp_user and smtp_password go together")),
        };
        let port = self.smtp_port.unwrap_or(if self.smtp_tls == SmtpTls::Implicit { 465 } else { 587 });
        Ok(Some(Smtp { host, port, tls: self.smtp_tls, login, from, ca: self.smtp_ca.clone() }))
    }
}
