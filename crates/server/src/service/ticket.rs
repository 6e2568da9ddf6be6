//! Making tickets.

use std::time::Duration;

use warifu::account::Name;
use warifu::enrol::{Offer, Ticket as Secret};
use zeroize::Zeroizing;

use super::notice::Notice;
use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::enrolment::{Intent, begin};
use crate::domain::{Digest, KeyId, KeyState, MemberId, MemberName, WishId, later, ticket};
use crate::store::{KeyRow, Member, Ticket, Transaction};

/// Where a ticket comes from, which says how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketLife {
    /// The portal: ten minutes.
    Portal,
    /// The help desk: a day.
    HelpDesk,
}

impl TicketLife {
    fn span(self) -> Duration {
        match self {
            Self::Portal => ticket::PORTAL,
            Self::HelpDesk => ticket::HELP_DESK,
        }
    }
}

impl Service {
    /// An offer of one key to the member called `name`. A lost key dies with it, and so do the
    /// member's sessions and trusted browsers.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchMember`], [`ServiceError::Enrolment`], and whatever keeps the store from answering.
    pub async fn make_ticket(
        &self,
        name: &MemberName,
        intent: Intent,
        life: TicketLife,
    ) -> Result<Offer, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let member = tx.member(name).await?.ok_or(ServiceError::NoSuchMember)?;
        let offer = self.add_ticket(&mut *tx, &member, intent, (life, None)).await?;
        tx.commit().await?;
        Ok(offer)
    }

    /// A ticket in a transaction of which this is the last thing, since it is noted.
    pub(super) async fn add_ticket(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        intent: Intent,
        (life, wish): (TicketLife, Option<WishId>),
    ) -> Result<Offer, ServiceError> {
        let now = self.clock.now();
        let lost = self.revoke_lost(tx, member.id, intent).await?;
        if let Some(lost) = &lost {
            self.notify(tx, member.id, &Notice::KeyLost { device: &lost.device }, now).await?;
        }
        let secret = self.make_secret();
        let digest = Digest::of(secret.expose());
        let expires = later(now, life.span());
        tx.add_ticket(&Ticket { digest, member: member.id, intent, expires, wish }).await?;
        if let Some(lost) = lost {
            self.note(tx, Entry::new(Event::Revoked, now).of(member.id).key(lost.id)).await?;
        }
        let entry = Entry::new(Event::TicketMade, now).of(member.id).detail(intent.as_str());
        self.note(tx, entry).await?;
        let [issuer, user] = [&self.policy.issuer, member.name.as_str()].map(shown);
        Ok(Offer { origin: self.origin.clone(), ticket: secret, issuer, user })
    }

    /// The key that was revoked, if one was.
    pub(super) async fn revoke_lost(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        intent: Intent,
    ) -> Result<Option<KeyRow>, ServiceError> {
        tx.lock_member(member).await?;
        let keys = tx.keys_of(member).await?;
        let active: Vec<KeyId> =
            keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.id).collect();
        let Some(lost) = begin(intent, &active, self.policy.allowed())? else { return Ok(None) };
        let is_new = tx.move_key(lost, KeyState::Active, KeyState::Revoked, self.clock.now()).await?;
        if is_new {
            tx.drop_browsers(member).await?;
            tx.drop_release(member).await?; // else it would be a way in with no key at all
            tx.drop_sessions(member).await?;
            tx.void_pending(member, self.clock.now()).await?; // an offer may stand open where the device was taken
        }
        Ok(keys.into_iter().find(|key| is_new && key.id == lost))
    }

    fn make_secret(&self) -> Secret {
        let mut bytes = Zeroizing::new([0; 32]);
        self.random.fill(&mut *bytes);
        Secret::from_bytes(*bytes)
    }
}

/// A name as authenticators show it; what is too long for them is cut.
pub(super) fn shown(text: &str) -> Name {
    let cut: String = text.chars().take(Name::MAX_CHARACTERS).collect();
    Name::new(&cut).expect("cut to what a name may have")
}
