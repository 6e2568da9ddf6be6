//! Where mails go.

use std::path::PathBuf;

use lettre::message::Mailbox;

use super::{AccountPassword, Config, ConfigError, TlsMode, is_loopback};

/// The next server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub tls: TlsMode,
    /// User and password, if it asks for them.
    pub login: Option<(String, AccountPassword)>,
    /// Whom mails come from.
    pub from: Mailbox,
    /// The certificate of its authority, if the system does not know that.
    pub ca: Option<PathBuf>,
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
        if self.smtp_tls == TlsMode::None && !is_loopback(&host) {
            return Err(ConfigError::Smtp("smtp_tls may be none on loopback only"));
        }
        let login = match (self.smtp_user.clone(), self.smtp_password.clone()) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => return Err(ConfigError::Smtp("smtp_user and smtp_password go together")),
        };
        let port = self.smtp_port.unwrap_or(if self.smtp_tls == TlsMode::Implicit { 465 } else { 587 });
        Ok(Some(Smtp { host, port, tls: self.smtp_tls, login, from, ca: self.smtp_ca.clone() }))
    }
}
