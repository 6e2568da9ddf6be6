//! What was mailed for a session.

use std::time::Duration;

use crate::domain::mail_code::may_send;
use crate::domain::{SessionToken, hours, until};
use crate::service::{Service, ServiceError, earlier};
use crate::store::Proves;

/// What was mailed for a session to the address that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailed {
    /// Whether a code was.
    pub is_there: bool,
    /// Whether one was mailed lately that does not count for this session.
    pub is_elsewhere: bool,
    /// For how long the newest code still counts; `None` if it does not.
    pub left: Option<Duration>,
    /// In how long another code may be mailed; `None` for now.
    pub resend_in: Option<Duration>,
}

impl Service {
    /// What was mailed for this session, and when something may be.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn mailed(&self, token: &SessionToken) -> Result<Mailed, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let member = tx.session_owner(token.digest()).await?.ok_or(ServiceError::NoSession)?;
        let mailed = tx.newest_mail_code(token.digest(), Proves::Kept).await?;
        let sent = tx.mail_codes_sent(member, earlier(now, hours(1))).await?;
        let is_there = mailed.is_some();
        let counts = mailed.filter(|mailed| mailed.state.reserve(now).is_ok());
        let left = counts.map(|mailed| until(now, mailed.state.expires));
        let resend_in = may_send(&sent, now).err();
        Ok(Mailed { is_there, is_elsewhere: !is_there && !sent.is_empty(), left, resend_in })
    }
}
