//! Judging a code by a member's keys, and spending it.

use warifu::otp::UnixTime;

use super::Reason;
use crate::domain::throttle::Limits;
use crate::domain::{Judged, KeyId, KeyState, Throttle, TypedCode, judge, step_of, until};
use crate::service::{Service, ServiceError};
use crate::store::{Factor, KeyRow, Transaction};

enum Found {
    Right {
        key: KeyId,
        step: u64,
    },
    /// The code of a step that is still to come, and the one that was shown before.
    Ahead {
        key: KeyId,
        step: u64,
        before: Option<u64>,
        seconds: i64,
    },
    Not(Reason),
}

/// So many steps may lie between two codes by which a clock is told to be ahead: five minutes.
const RESYNC: u64 = 10;

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
                // No moment is kept where it does not keep the counter: a clock corrected by a second must not lock.
                let locked_until = if guard.is_forgotten() { now } else { Throttle::FRESH.locked_until };
                tx.give_back_try(guard, locked_until).await?;
                Ok(Err(Reason::Replay))
            }
            Found::Ahead { key, step, before, seconds } => {
                tx.note_ahead(key, step).await?;
                let is_second = before.is_some_and(|before| (before + 1..=before + RESYNC).contains(&step));
                Ok(Err(if is_second { Reason::ClockOff { seconds } } else { Reason::Wrong }))
            }
            Found::Not(reason) => Ok(Err(reason)),
        }
    }

    /// What the code is for any of the member's keys; the best of it counts.
    ///
    /// A code of a step to come is told only after another such code (RFC 4226 §7.4): else whoever guesses learns of a
    /// hit before the code counts, and uses it when it does.
    fn find(&self, keys: &[KeyRow], code: &TypedCode, now: UnixTime) -> Result<Found, ServiceError> {
        let (mut worst, mut ahead) = (Reason::Wrong, None);
        for key in keys.iter().filter(|key| key.state == KeyState::Active) {
            match judge(&self.seed(key)?, code, now, key.last_step) {
                Judged::Right(approved) => return Ok(Found::Right { key: key.id, step: approved.step() }),
                Judged::Replay => worst = Reason::Replay,
                Judged::ClockOff { seconds, step } if step > step_of(now) => {
                    ahead =
                        ahead.or(Some(Found::Ahead { key: key.id, step, before: key.ahead_step, seconds }));
                }
                Judged::ClockOff { seconds, .. } if worst == Reason::Wrong => {
                    worst = Reason::ClockOff { seconds }
                }
                Judged::ClockOff { .. } | Judged::Wrong => {}
            }
        }
        if let (Reason::Wrong, Some(ahead)) = (worst, ahead) {
            return Ok(ahead);
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
