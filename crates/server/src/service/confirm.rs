//! A key's first code.

use warifu::enrol::StatusProof;
use warifu::otp::UnixTime;

use super::notice::Notice;
use super::status::is_timely;
use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::enrolment::finish;
use crate::domain::throttle::Limits;
use crate::domain::{Approved, EnrolmentId, Judged, KeyId, KeyState, TypedCode, judge, until};
use crate::store::{Enrolment, Factor, KeyRow, Transaction};

/// What an authenticator shows to make its key count.
#[derive(Clone, Debug)]
pub struct First {
    /// The way to the key.
    pub enrolment: EnrolmentId,
    /// The key.
    pub key: KeyId,
    /// Its code.
    pub code: TypedCode,
    /// When the reply to an earlier one was lost: a status proof and its time.
    pub proof: Option<(UnixTime, StatusProof)>,
}

/// The key counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The keys that it took the place of; none if it counted already.
    pub replaced: Vec<KeyId>,
}

impl Service {
    /// Makes a pending key active, and those it replaces superseded.
    ///
    /// # Errors
    /// [`ServiceError::Wrong`], [`ServiceError::ClockOff`], [`ServiceError::Locked`], [`ServiceError::Expired`],
    /// [`ServiceError::Gone`], [`ServiceError::Enrolment`], and whatever keeps the store from answering.
    pub async fn confirm(&self, first: &First) -> Result<Confirmed, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let enrolment = tx.enrolment(first.enrolment).await?.filter(|found| found.key == first.key);
        let enrolment = enrolment.ok_or(ServiceError::Gone)?;
        let key = tx.key(first.key).await?.ok_or(ServiceError::Gone)?;
        match key.state {
            KeyState::Active if self.is_proven(&key, first, now)? => Ok(Confirmed { replaced: Vec::new() }),
            KeyState::Pending if now < key.expires => {
                let confirmed = self.judge_first(&mut *tx, &enrolment, &key, &first.code, now).await;
                if matches!(confirmed, Ok(_) | Err(ServiceError::Wrong | ServiceError::ClockOff { .. })) {
                    tx.commit().await?; // a wrong try counts; after any other error nothing was done
                }
                confirmed
            }
            KeyState::Pending | KeyState::Expired => Err(ServiceError::Expired),
            _ => Err(ServiceError::Gone),
        }
    }

    async fn judge_first(
        &self,
        tx: &mut dyn Transaction,
        enrolment: &Enrolment,
        key: &KeyRow,
        code: &TypedCode,
        now: UnixTime,
    ) -> Result<Confirmed, ServiceError> {
        let guard = Factor::first_code(enrolment.id);
        self.reserve(tx, guard, &self.policy.limits(), now).await?;
        match judge(&self.seed(key)?, code, now, key.last_step) {
            Judged::Right(approved) => self.activate(tx, enrolment, &approved, now).await,
            Judged::ClockOff { seconds, .. } => {
                self.refuse(tx, key, now, "clock_off").await?;
                Err(ServiceError::ClockOff { seconds })
            }
            Judged::Wrong | Judged::Replay => {
                self.refuse(tx, key, now, "wrong").await?;
                Err(ServiceError::Wrong)
            }
        }
    }

    async fn activate(
        &self,
        tx: &mut dyn Transaction,
        enrolment: &Enrolment,
        approved: &Approved,
        now: UnixTime,
    ) -> Result<Confirmed, ServiceError> {
        tx.lock_member(enrolment.member).await?;
        tx.clear_tries(Factor::code(enrolment.member)).await?; // before the keys' rows, as whoever judges a code locks them
        let keys = tx.keys_of(enrolment.member).await?;
        let active: Vec<KeyId> =
            keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.id).collect();
        let replaced = finish(enrolment.intent, &active, self.policy.allowed())?;
        if !tx.activate(enrolment.key, approved.step(), now).await? {
            return Err(ServiceError::Gone);
        }
        for id in &replaced {
            tx.move_key(*id, KeyState::Active, KeyState::Superseded, now).await?;
        }
        if let Some(wish) = enrolment.wish {
            tx.void_wish(wish, now).await?; // one wish is one key
        }
        tx.clear_tries(Factor::first_code(enrolment.id)).await?;
        let device = keys.iter().find(|key| key.id == enrolment.key).map_or("", |key| &key.device);
        self.notify(tx, enrolment.member, &Notice::KeyAdded { key: enrolment.key, device }, now).await?;
        self.note(tx, Entry::new(Event::Confirmed, now).of(enrolment.member).key(enrolment.key)).await?;
        for id in &replaced {
            self.note(tx, Entry::new(Event::Superseded, now).of(enrolment.member).key(*id)).await?;
        }
        Ok(Confirmed { replaced })
    }

    async fn refuse(
        &self,
        tx: &mut dyn Transaction,
        key: &KeyRow,
        now: UnixTime,
        why: &str,
    ) -> Result<(), ServiceError> {
        let entry = Entry::new(Event::ConfirmRefused, now).of(key.member).key(key.id).detail(why);
        self.note(tx, entry).await
    }

    /// Counts a try, or says for how long none is judged.
    pub(super) async fn reserve(
        &self,
        tx: &mut dyn Transaction,
        guard: Factor,
        limits: &Limits,
        now: UnixTime,
    ) -> Result<(), ServiceError> {
        if tx.reserve_try(guard, now, limits).await?.is_some() {
            return Ok(());
        }
        match tx.throttle(guard).await? {
            Some(throttle) if throttle.tries < limits.stop_at => {
                Err(ServiceError::Locked { wait: until(now, throttle.locked_until) })
            }
            _ => Err(ServiceError::Stopped),
        }
    }

    fn is_proven(&self, key: &KeyRow, first: &First, now: UnixTime) -> Result<bool, ServiceError> {
        let Some((at, proof)) = &first.proof else { return Ok(false) };
        let right = StatusProof::derive(&self.seed(key)?, &key.id.to_string(), *at, &self.origin);
        Ok(is_timely(*at, now) && *proof == right)
    }
}
