//! Judging a code by a member's keys, and spending it.

use warifu::otp::UnixTime;

use super::Reason;
use crate::domain::Throttle;
use crate::domain::throttle::Limits;
use crate::domain::{Judged, KeyId, KeyState, TypedCode, judge, until};
use crate::service::{Service, ServiceError};
use crate::store::{Factor, KeyRow, Transaction};

enum Found {
    Right { key: KeyId, step: u64 },
    Not(Reason),
}

impl Service {
    /// The key whose code it is, now spent, or why it is refused; `guard` counts the tries up to `limits`.
    pub(in crate::service) async fn spend_code(
        &self,
        tx: &mut dyn Transaction,
        (guard, limits): (Factor, Limits),
        keys: &[KeyRow],
        code: Option<&TypedCode>,
        now: UnixTime,
    ) -> Result<Result<KeyId, Reason>, ServiceError> {
        if tx.reserve_try(guard, now, &limits).await?.is_none() {
            let throttle = tx.throttle(guard).await?.filter(|throttle| throttle.tries < limits.stop_at);
            let wait = |until_s: u64| Reason::Locked { retry_after_s: until_s };
            let wait = throttle.map(|it| wait(until(now, it.locked_until).as_millis().div_ceil(1000) as u64));
            return Ok(Err(wait.unwrap_or(Reason::Stopped)));
        }
        let Some(code) = code else { return Ok(Err(Reason::Wrong)) };
        match self.find(keys, code, now)? {
            Found::Right { key, step } if tx.spend_step(key, step, now).await? => {
                tx.clear_tries(guard).await?;
                Ok(Ok(key))
            }
            Found::Right { .. } | Found::Not(Reason::Replay) => {
                tx.give_back_try(guard, Throttle::FRESH.locked_until).await?;
                Ok(Err(Reason::Replay))
            }
            Found::Not(reason) => Ok(Err(reason)),
        }
    }

    /// What the code is for any of the member's keys; the best of it counts.
    fn find(&self, keys: &[KeyRow], code: &TypedCode, now: UnixTime) -> Result<Found, ServiceError> {
        let mut worst = Reason::Wrong;
        for key in keys.iter().filter(|key| key.state == KeyState::Active) {
            match judge(&self.seed(key)?, code, now, key.last_step) {
                Judged::Right(approved) => return Ok(Found::Right { key: key.id, step: approved.step() }),
                Judged::Replay => worst = Reason::Replay,
                Judged::ClockOff { seconds } if worst == Reason::Wrong => {
                    worst = Reason::ClockOff { seconds }
                }
                Judged::ClockOff { .. } | Judged::Wrong => {}
            }
        }
        if worst == Reason::Wrong && self.is_of_old_key(keys, code, now)? {
            worst = Reason::OldKey;
        }
        Ok(Found::Not(worst))
    }

    fn is_of_old_key(&self, keys: &[KeyRow], code: &TypedCode, now: UnixTime) -> Result<bool, ServiceError> {
        for key in keys.iter().filter(|key| matches!(key.state, KeyState::Superseded | KeyState::Revoked)) {
            if matches!(judge(&self.seed(key)?, code, now, 0), Judged::Right(_)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
