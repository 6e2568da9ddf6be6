//! What a session may do about its member's keys.

use warifu::otp::UnixTime;

use crate::domain::grace::Grace;
use crate::domain::session::{Level, Power, Session};
use crate::domain::{KeyState, SessionToken};
use crate::service::{Service, ServiceError};
use crate::store::{KeyRow, Member, Transaction};

/// Whether a member's first key may be given.
pub(super) struct Registration<'a> {
    service: &'a Service,
    /// The member's time to register; `None` if there is none or a key counted already.
    grace: Option<Grace>,
}

impl Registration<'_> {
    /// Until when it may be given from anywhere, if that is over some day.
    pub(super) fn ends(&self) -> Option<UnixTime> {
        self.grace.map(|grace| grace.ends)
    }

    /// Whether it may be given at `now`.
    pub(super) fn allows(&self, now: UnixTime, is_on_campus: bool) -> bool {
        let rule = self.service.policy.grace.then_on_campus;
        self.grace.is_none_or(|grace| grace.allows(now, is_on_campus, rule))
    }
}

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

    /// The member's time to register, which is over for good once a key counted.
    pub(super) fn registration(&self, member: &Member, keys: &[KeyRow]) -> Registration<'_> {
        let counted = |key: &KeyRow| !matches!(key.state, KeyState::Pending | KeyState::Expired);
        let length = Some(self.policy.grace.days.get()).filter(|days| *days > 0 && !keys.iter().any(counted));
        Registration { service: self, grace: length.map(|length| Grace::of(member.added, length)) }
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
