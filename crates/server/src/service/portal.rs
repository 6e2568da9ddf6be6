//! The portal's own sign-in: a password, then a code that is mailed to the recovery address.

mod address;
mod admit;
mod again;
mod charge;
mod devices;
mod mail;
mod mailed;
mod recovery;
mod release;
mod second;
mod shown;
mod sign_in;

use super::{Service, ServiceError};
use crate::domain::session::{Level, Session};
use crate::domain::{Digest, KeyState, SessionToken};
use crate::store::{KeyRow, Member, Transaction};
pub use address::NewAddress;
pub use devices::{Device, Devices};
pub use mail::WrittenMail;
pub use mailed::Mailed;
pub use shown::{KeyWish, ShownKey, WaitingKey};

/// How far a member's enrolment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No key was confirmed since the session asked for one.
    Waiting,
    /// One was.
    Done,
}

/// The page on which a browser goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The one-time password is asked.
    Code,
    /// A code was mailed, or can be.
    Mail,
    /// Nothing is set up yet.
    Start,
    /// A key waits for its first code.
    Key,
    /// There are keys.
    Devices,
}

impl Service {
    /// Where the session goes on.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn home(&self, token: &SessionToken) -> Result<Home, ServiceError> {
        let (session, member) = self.session(token).await?;
        let keys = self.store.read().await?.keys_of(member.id).await?;
        let has_key = keys.iter().any(|key| key.state == KeyState::Active);
        Ok(match (session.level, has_key) {
            (Level::Password, true) => Home::Code,
            (Level::Password, false) => Home::Mail,
            _ if session.asked.is_some() && self.progress(token).await? == Progress::Waiting => Home::Key,
            (_, true) => Home::Devices,
            (_, false) => Home::Start,
        })
    }

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

    /// The same, while nobody else decides about this member. The member is locked before the session's row, as by those
    /// who end all sessions of a member: else each could wait for the other, or a session begin behind their back.
    async fn signed_in_alone(
        &self,
        tx: &mut dyn Transaction,
        digest: Digest,
    ) -> Result<(Session, Member), ServiceError> {
        let owner = tx.session_owner(digest).await?.ok_or(ServiceError::NoSession)?;
        tx.lock_member(owner).await?;
        self.signed_in(tx, digest).await
    }

    /// Ends a session, and the offers that nobody took up: they may stand in the history of a shared computer.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        if let Some(owner) = tx.session_owner(token.digest()).await? {
            tx.lock_member(owner).await?;
            tx.drop_session(token.digest()).await?;
            tx.void_offers(owner, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether a key was confirmed since this session asked for one.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn progress(&self, token: &SessionToken) -> Result<Progress, ServiceError> {
        let (session, member) = self.session(token).await?;
        let keys = self.store.read().await?.keys_of(member.id).await?;
        let is_new = |key: &KeyRow| {
            key.state == KeyState::Active && session.asked.is_some_and(|asked| key.since >= asked)
        };
        Ok(if keys.iter().any(is_new) { Progress::Done } else { Progress::Waiting })
    }
}
