//! What a session may do about its member's keys.

use warifu::otp::UnixTime;

use crate::domain::session::{Level, Power, Session};
use crate::domain::{KeyState, SessionToken};
use crate::service::{Service, ServiceError};
use crate::store::{KeyRow, Member, Transaction};

/// A session of somebody who may do something.
pub(super) struct InCharge {
    pub(super) session: Session,
    pub(super) member: Member,
    pub(super) keys: Vec<KeyRow>,
    pub(super) power: Power,
}

impl InCharge {
    /// The same, if everything is allowed.
    pub(super) fn of_everything(self) -> Result<Self, ServiceError> {
        if self.power == Power::Everything { Ok(self) } else { Err(ServiceError::CodeNeeded) }
    }

    /// The member's active keys.
    pub(super) fn active(&self) -> impl Iterator<Item = &KeyRow> {
        self.keys.iter().filter(|key| key.state == KeyState::Active)
    }
}

impl Service {
    /// Who is signed in far enough to do something; nobody else decides about this member's keys meanwhile.
    pub(super) async fn in_charge(
        &self,
        tx: &mut dyn Transaction,
        token: &SessionToken,
    ) -> Result<InCharge, ServiceError> {
        let (session, member) = self.signed_in_alone(tx, token.digest()).await?;
        let keys = tx.keys_of(member.id).await?;
        let since: Vec<UnixTime> =
            keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.since).collect();
        match session.power(&since) {
            Power::Nothing => Err(ServiceError::NoSession),
            power => Ok(InCharge { session, member, keys, power }),
        }
    }

    /// A new session in the place of one that came by mail to a key: what it proved must outlive its asking for another.
    pub(super) async fn promoted(
        &self,
        tx: &mut dyn Transaction,
        token: &SessionToken,
        charge: &InCharge,
        now: UnixTime,
    ) -> Result<SessionToken, ServiceError> {
        if charge.session.level == Level::Code || charge.active().next().is_none() {
            return Ok(token.clone());
        }
        tx.drop_session(token.digest()).await?;
        self.make_session(tx, charge.member.id, Level::Code, now).await
    }
}
