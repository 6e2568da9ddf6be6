//! The portal's own sign-in: a password, then a code that is mailed to the recovery address.

mod mail;
mod sign_in;

use warifu::enrol::Offer;

use super::{Service, ServiceError, TicketLife};
use crate::domain::session::{Level, Session};
use crate::domain::{Digest, Intent, KeyState, SessionToken};
use crate::store::{KeyRow, Member, Transaction};
pub use mail::WrittenMail;

/// How far a member's enrolment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No key was confirmed since the member signed in.
    Waiting,
    /// One was.
    Done,
}

impl Service {
    /// The session and the member that `token` stands for.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn session(&self, token: &SessionToken) -> Result<(Session, Member), ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        let found = self.signed_in(&mut *tx, token.digest()).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn signed_in(
        &self,
        tx: &mut dyn Transaction,
        digest: Digest,
    ) -> Result<(Session, Member), ServiceError> {
        let session = tx.use_session(digest, self.clock.now()).await?.ok_or(ServiceError::NoSession)?;
        let member = tx.member_by_id(session.member).await?.ok_or(ServiceError::NoSession)?;
        Ok((session, member))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        tx.drop_session(token.digest()).await?;
        Ok(tx.commit().await?)
    }

    /// A fresh offer for the member who is signed in with password and mailed code.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and every error of [`Service::make_ticket`].
    pub async fn portal_offer(&self, token: &SessionToken) -> Result<Offer, ServiceError> {
        let (session, member) = self.session(token).await?;
        if session.level != Level::Mail {
            return Err(ServiceError::NoSession);
        }
        self.make_ticket(&member.name, Intent::Add, TicketLife::Portal).await
    }

    /// Whether a key was confirmed since this session began.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn progress(&self, token: &SessionToken) -> Result<Progress, ServiceError> {
        let (session, member) = self.session(token).await?;
        let keys = self.store.read().await?.keys_of(member.id).await?;
        let is_new = |key: &KeyRow| key.state == KeyState::Active && key.since >= session.made;
        Ok(if keys.iter().any(is_new) { Progress::Done } else { Progress::Waiting })
    }
}
