//! Mails by SMTP: lettre over rustls.

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::config::{Smtp, TlsMode};
use crate::service::{Fate, Post, WrittenMail};

/// How long the other server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

/// Carries mails to one server.
pub struct SmtpPost {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why no mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The certificate of the other server's authority.
    #[error("smtp_ca has no certificate that can be read")]
    Certificate(#[source] lettre::transport::smtp::Error),
    /// The file with it.
    #[error("smtp_ca cannot be read")]
    File(#[from] std::io::Error),
}

impl SmtpPost {
    /// What carries mails as `smtp` says. Nothing is sent yet.
    ///
    /// # Errors
    /// Every [`SmtpError`].
    pub fn new(smtp: &Smtp) -> Result<Self, SmtpError> {
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .timeout(Some(PATIENCE))
            .tls(tls(smtp)?);
        if let Some((user, password)) = &smtp.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
        }
        Ok(Self { transport: transport.build(), from: smtp.from.clone() })
    }

    fn message(&self, mail: &WrittenMail) -> Option<Message> {
        let to = mail.to.parse().ok()?;
        let message = Message::builder().from(self.from.clone()).to(to).subject(&mail.subject);
        message.header(ContentType::TEXT_PLAIN).body(mail.text.clone()).ok()
    }
}

#[async_trait]
impl Post for SmtpPost {
    /// Only the answer's number is logged: its text may name the address.
    async fn send(&self, mail: &WrittenMail) -> Fate {
        let Some(message) = self.message(mail) else {
            tracing::warn!("a mail was not sent: its address is none");
            return Fate::Refused;
        };
        let Err(error) = self.transport.send(message).await else { return Fate::Sent };
        let status = error.status().map(|code| code.to_string()).unwrap_or_default();
        let is_permanent = error.is_permanent();
        tracing::warn!(status, is_permanent, is_timeout = error.is_timeout(), "a mail was not sent");
        if is_permanent { Fate::Refused } else { Fate::Later }
    }
}

fn tls(smtp: &Smtp) -> Result<Tls, SmtpError> {
    if smtp.tls == TlsMode::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(smtp.host.clone());
    if let Some(path) = &smtp.ca {
        let ca = Certificate::from_pem(&std::fs::read(path)?).map_err(SmtpError::Certificate)?;
        parameters = parameters.add_root_certificate(ca);
    }
    let parameters = parameters.build_rustls().map_err(SmtpError::Certificate)?;
    Ok(match smtp.tls {
        TlsMode::Implicit => Tls::Wrapper(parameters),
        TlsMode::Starttls | TlsMode::None => Tls::Required(parameters),
    })
}
