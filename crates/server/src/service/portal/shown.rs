//! A key on the key page: an offer for the extension and, for everything else, a pending key that the page shows. Whichever
//! is confirmed first counts; the other one expires.

use warifu::account::Account;
use warifu::enrol::Offer;
use warifu::otp::UnixTime;

use crate::audit::{Entry, Event};
use crate::domain::session::Session;
use crate::domain::{EnrolmentId, Intent, KeyId, KeyState, SessionToken, TypedCode, WishId};
use crate::service::ticket::shown;
use crate::service::{Confirmed, DeviceLabel, First, Service, ServiceError, TicketLife};
use crate::store::{Enrolment, KeyRow, Member, Transaction, Way};

/// What a member wants a key for.
#[derive(Clone, Debug)]
pub struct KeyWish {
    /// Why.
    pub intent: Intent,
    /// What the device is called until its member names it again; without a name, as the one whose place it takes.
    pub device: DeviceLabel,
    /// Whether it is wished from on campus.
    pub is_on_campus: bool,
    /// Whether a key that waits for its first code is given up.
    pub anew: bool,
}

/// A pending key as the page shows it.
#[derive(Clone, Debug)]
pub struct ShownKey {
    /// The way to it.
    pub enrolment: EnrolmentId,
    /// What it was asked for.
    pub intent: Intent,
    /// What the device is called.
    pub device: String,
    /// Issuer, user and key, as an authenticator keeps them.
    pub account: Account,
}

/// A key that the page showed and that still waits for its first code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingKey {
    /// What it was asked for.
    pub intent: Intent,
    /// What the device is called.
    pub device: String,
}

impl Service {
    /// A fresh offer and the session that waits for its key, beside a pending key that [`Service::shown_key`] then
    /// gives. A key that was shown before and still waits is shown again, so that a phone that has it can go on.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::CodeNeeded`], [`ServiceError::OnCampusOnly`],
    /// [`ServiceError::Enrolment`], and whatever keeps the store from answering.
    pub async fn wish_key(
        &self,
        token: &SessionToken,
        wish: &KeyWish,
    ) -> Result<(SessionToken, Offer), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let charge = self.in_charge(&mut *tx, token).await?.of_everything()?;
        if !self.registration(&charge.member, &charge.keys).allows(now, wish.is_on_campus) {
            return Err(ServiceError::OnCampusOnly);
        }
        let token = self.promoted(&mut *tx, token, &charge, now).await?;
        let wish = &wish.clone().named_after(&charge.keys);
        let member = charge.member;
        tx.wait_for_key(token.digest(), now).await?;
        let (made, id) = self.show_key(&mut *tx, &member, wish, now).await?;
        let offer = self.add_ticket(&mut *tx, &member, wish.intent, (TicketLife::Portal, id)).await?;
        if let Some(key) = made {
            self.note(&mut *tx, Entry::new(Event::Shown, now).of(member.id).key(key)).await?;
        }
        tx.commit().await?;
        Ok((token, offer))
    }

    /// The key that was made, unless one for the same purpose waits already, and the wish that it belongs to.
    async fn show_key(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        wish: &KeyWish,
        now: UnixTime,
    ) -> Result<(Option<KeyId>, Option<WishId>), ServiceError> {
        let waiting = tx.shown_enrolment(member.id, now).await?.filter(|found| found.intent == wish.intent);
        match waiting {
            Some(same) if !wish.anew => return Ok((None, same.wish)),
            Some(old) => {
                tx.move_key(old.key, KeyState::Pending, KeyState::Expired, now).await?;
                if let Some(old) = old.wish {
                    tx.void_wish(old, now).await?;
                }
            }
            None => {}
        }
        let (id, key) = (EnrolmentId::make(&*self.random), KeyId::make(&*self.random));
        let (member, intent, made) = (member.id, wish.intent, Some(WishId::make(&*self.random)));
        let enrolment = Enrolment { id, member, key, intent, way: Way::Shown, wish: made };
        self.add_pending(tx, &enrolment, &wish.device, now).await?;
        Ok((Some(key), made))
    }

    /// The pending key that the page shows to a session that asked for one; `None` if there is none or its day is over.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps store or key ring from answering.
    pub async fn shown_key(&self, token: &SessionToken) -> Result<Option<ShownKey>, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (session, member) = self.signed_in(&mut *tx, token.digest()).await?;
        let enrolment = match may_see(&session) {
            true => tx.shown_enrolment(member.id, now).await?,
            false => None,
        };
        let Some(enrolment) = enrolment else { return Ok(None) };
        let key = tx.key(enrolment.key).await?.ok_or(ServiceError::Gone)?;
        tx.commit().await?;
        let account = self.account(&member, &key)?;
        let Enrolment { id, intent, .. } = enrolment;
        Ok(Some(ShownKey { enrolment: id, intent, device: key.device, account }))
    }

    /// Issuer, user and key, as an authenticator keeps them.
    pub(super) fn account(&self, member: &Member, key: &KeyRow) -> Result<Account, ServiceError> {
        let [issuer, user] = [&self.policy.issuer, member.name.as_str()].map(shown);
        Ok(Account { issuer, user, otp: crate::domain::otp(&self.seed(key)?) })
    }

    /// The key that the page showed and that still waits for its first code. One that was shown beside an offer which the
    /// extension took, or for the place of a key that is gone, is no longer asked for.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn waiting_key(&self, member: &Member) -> Result<Option<WaitingKey>, ServiceError> {
        let mut tx = self.store.read().await?;
        let Some(Enrolment { key, intent, .. }) = tx.shown_enrolment(member.id, self.clock.now()).await?
        else {
            return Ok(None);
        };
        let keys = tx.keys_of(member.id).await?;
        let active = || keys.iter().filter(|key| key.state == KeyState::Active);
        let is_there = intent.key().is_none_or(|old| active().any(|key| key.id == old));
        let shown = keys.iter().find(|row| row.id == key).filter(|_| is_there);
        let waiting = shown.filter(|shown| active().all(|key| key.since < shown.since));
        Ok(waiting.map(|key| WaitingKey { intent, device: key.device.clone() }))
    }

    /// Makes a key that the page shows active by its first code.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and every error of [`Service::confirm`].
    pub async fn confirm_shown(
        &self,
        token: &SessionToken,
        enrolment: EnrolmentId,
        code: Option<TypedCode>,
    ) -> Result<Confirmed, ServiceError> {
        let (session, member) = self.session(token).await?;
        let found = self.store.read().await?.enrolment(enrolment).await?;
        let mine = found.filter(|found| found.member == member.id && found.way == Way::Shown);
        let key = mine.filter(|_| may_see(&session)).ok_or(ServiceError::Gone)?.key;
        let code = code.ok_or(ServiceError::Wrong)?; // what cannot be a code is no guess
        self.confirm(&First { enrolment, key, code, proof: None }).await
    }
}

impl KeyWish {
    /// The same with the name of the key that is replaced, unless there is one already.
    fn named_after(mut self, keys: &[KeyRow]) -> Self {
        let old = keys.iter().find(|key| self.intent.key() == Some(key.id));
        if let Some(old) = old.filter(|_| self.device.as_str().is_empty()) {
            self.device = DeviceLabel::new(&old.device).unwrap_or_default();
        }
        self
    }
}

/// Whoever was allowed to ask for a key, and nobody else, sees it before it counts.
fn may_see(session: &Session) -> bool {
    session.asked.is_some()
}
