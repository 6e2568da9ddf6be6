//! A ticket for a seed.

use warifu::account::Name;
use warifu::enrol::{Binding, Parameters, SealError, Ticket as Secret, seal};
use warifu::otp::UnixTime;
use warifu::secret;
use warifu::vault::Random;
use zeroize::Zeroizing;

use super::{Service, ServiceError, seed_place};
use crate::audit::{Entry, Event};
use crate::domain::enrolment::deadlines;
use crate::domain::ticket::Redeem;
use crate::domain::{Digest, EnrolmentId, KeyId, KeyState, MemberId};
use crate::store::{Enrolment, Factor, Key, TicketRow, Transaction, Way};

/// As many keys may wait for their first code at once; an older one makes room.
const MOST_PENDING: usize = 5;
/// RFC 4226 §4: the seed's length in bytes.
const SEED: usize = 20;

/// What a holder calls a device: at most 64 characters, maybe none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceLabel(Name);

/// More than 64 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a device's name must have at most 64 characters")]
pub struct DeviceLabelError;

/// What an authenticator shows.
#[derive(Clone, Debug)]
pub struct RedeemRequest {
    /// The ticket.
    pub ticket: Secret,
    /// The public half of its X25519 key pair.
    pub client: [u8; 32],
    /// What the device is called.
    pub device: DeviceLabel,
}

/// What it gets.
#[derive(Debug)]
pub struct Redeemed {
    /// The way to the key.
    pub enrolment: EnrolmentId,
    /// The key.
    pub key: KeyId,
    /// Its bytes, sealed for this authenticator.
    pub sealed_seed: Vec<u8>,
    /// Until when it may be confirmed.
    pub expires: UnixTime,
}

impl DeviceLabel {
    /// The name in `text`, at most 64 characters, cleaned as names of accounts are.
    ///
    /// # Errors
    /// [`DeviceLabelError`].
    pub fn new(text: &str) -> Result<Self, DeviceLabelError> {
        if text.chars().count() > 64 {
            return Err(DeviceLabelError);
        }
        Name::new(text).map(Self).map_err(|_| DeviceLabelError)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Service {
    /// A pending key for a ticket. The same authenticator gets the same key again, if its reply was lost.
    ///
    /// # Errors
    /// [`ServiceError::Gone`], [`ServiceError::PublicKey`], and whatever keeps the store from answering.
    pub async fn redeem(&self, request: &RedeemRequest) -> Result<Redeemed, ServiceError> {
        let now = self.clock.now();
        let digest = Digest::of(request.ticket.expose());
        let mut tx = self.begin(now).await?;
        let found = tx.ticket(digest).await?.ok_or(ServiceError::Gone)?;
        // The member before the ticket, as whoever ends a member's tickets locks them; and of two equal requests at once
        // the second finds what the first was given.
        tx.lock_member(found.member).await?;
        let ticket = tx.ticket(digest).await?.ok_or(ServiceError::Gone)?;
        let enrolment = match (ticket.state.redeem(&request.client, now), ticket.enrolment) {
            (Redeem::First, _) => self.spend_ticket(&mut *tx, digest, &ticket, request, now).await?,
            (Redeem::Again, Some(id)) => tx.enrolment(id).await?.ok_or(ServiceError::Gone)?,
            (Redeem::Again, None) | (Redeem::Gone, _) => return Err(ServiceError::Gone),
        };
        let redeemed = self.hand_out(&mut *tx, enrolment, &request.client).await?;
        tx.commit().await?;
        Ok(redeemed)
    }

    async fn spend_ticket(
        &self,
        tx: &mut dyn Transaction,
        digest: Digest,
        ticket: &TicketRow,
        request: &RedeemRequest,
        now: UnixTime,
    ) -> Result<Enrolment, ServiceError> {
        let (id, key) = (EnrolmentId::make(&*self.random), KeyId::make(&*self.random));
        if !tx.redeem_ticket(digest, &request.client, id, now).await? {
            return Err(ServiceError::Gone);
        }
        let (member, intent, wish) = (ticket.member, ticket.intent, ticket.wish);
        let enrolment = Enrolment { id, member, key, intent, way: Way::Sealed, wish };
        self.add_pending(tx, &enrolment, &request.device, now).await?;
        self.note(tx, Entry::new(Event::Redeemed, now).of(ticket.member).key(key)).await?;
        Ok(enrolment)
    }

    /// A fresh pending key at the end of `enrolment`, and the counters for its codes.
    pub(super) async fn add_pending(
        &self,
        tx: &mut dyn Transaction,
        enrolment: &Enrolment,
        device: &DeviceLabel,
        now: UnixTime,
    ) -> Result<(), ServiceError> {
        self.make_room(tx, enrolment.member, now).await?;
        tx.add_key(&self.make_key(enrolment.key, enrolment.member, device, now)?).await?;
        tx.add_enrolment(enrolment).await?;
        tx.add_guard(Factor::first_code(enrolment.id)).await?;
        Ok(tx.add_guard(Factor::code(enrolment.member)).await?)
    }

    /// A fresh key, sealed for its row.
    fn make_key(
        &self,
        id: KeyId,
        member: MemberId,
        device: &DeviceLabel,
        now: UnixTime,
    ) -> Result<Key, ServiceError> {
        let mut seed = Zeroizing::new([0; SEED]);
        self.random.fill(&mut *seed);
        let sealed = self.ring.seal(seed_place(&id, &member), &*seed, &*self.random)?;
        let [_, expires] = deadlines(now);
        Ok(Key { id, member, device: device.0.as_str().to_owned(), sealed, made: now, expires })
    }

    /// An unfinished enrolment never blocks the next: the oldest ones make room.
    async fn make_room(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        now: UnixTime,
    ) -> Result<(), ServiceError> {
        tx.lock_member(member).await?;
        let keys = tx.keys_of(member).await?;
        let pending: Vec<KeyId> =
            keys.iter().filter(|key| key.state == KeyState::Pending).map(|key| key.id).collect();
        let surplus = (pending.len() + 1).saturating_sub(MOST_PENDING);
        for id in &pending[..surplus] {
            tx.move_key(*id, KeyState::Pending, KeyState::Expired, now).await?;
        }
        Ok(())
    }

    async fn hand_out(
        &self,
        tx: &mut dyn Transaction,
        enrolment: Enrolment,
        client: &[u8; 32],
    ) -> Result<Redeemed, ServiceError> {
        let key = tx.key(enrolment.key).await?.filter(|key| key.state == KeyState::Pending);
        let key = key.ok_or(ServiceError::Gone)?;
        let seed = self.seed(&key)?;
        let sealed_seed = seal_for(&seed, client, enrolment.id, key.id, &*self.random)?;
        Ok(Redeemed { enrolment: enrolment.id, key: key.id, sealed_seed, expires: key.expires })
    }
}

fn seal_for(
    seed: &secret::Secret,
    client: &[u8; 32],
    enrolment: EnrolmentId,
    key: KeyId,
    random: &dyn Random,
) -> Result<Vec<u8>, ServiceError> {
    let (enrolment, key) = (enrolment.to_string(), key.to_string());
    let binding = Binding { enrolment: &enrolment, key: &key, parameters: Parameters::USUAL };
    seal(seed, client, binding, random).map_err(|error| match error {
        SealError::PublicKey => ServiceError::PublicKey,
        SealError::Id | SealError::Sealed => unreachable!("ids have 22 characters, and nothing is opened"),
    })
}
