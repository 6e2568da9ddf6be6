//! Recovery codes: ten at once, each good for one sign-in to the portal.

use crate::audit::{Entry, Event};
use crate::domain::recovery::RecoveryCode;
use crate::domain::{MemberId, SessionToken, TypedCode};
use crate::keyring::Place;
use crate::service::notice::Notice;
use crate::service::{Service, ServiceError};
use crate::store::{Factor, KeptRecoveryCode};

impl Service {
    /// Ten recovery codes in the place of all older ones, and the session that goes on.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::CodeNeeded`], and whatever keeps store or key ring from answering.
    pub async fn make_recovery_codes(
        &self,
        token: &SessionToken,
    ) -> Result<(SessionToken, Vec<RecoveryCode>), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let charge = self.in_charge(&mut *tx, token).await?.of_everything()?;
        if charge.active().next().is_none() {
            return Err(ServiceError::CodeNeeded); // a way back to nothing would be a way around the first key
        }
        let member = charge.member.id;
        let token = self.promoted(&mut *tx, token, &charge, now).await?;
        tx.drop_recovery_codes(member).await?;
        let codes = RecoveryCode::make(&*self.random).to_vec();
        for code in &codes {
            let id = self.make_row();
            let sealed = self.ring.seal(place_of(&id, &member), code.expose().as_bytes(), &*self.random)?;
            tx.add_recovery_code(&KeptRecoveryCode { id, member, sealed }).await?;
        }
        self.notify(&mut *tx, member, &Notice::RecoveryMade, now).await?;
        self.note(&mut *tx, Entry::new(Event::RecoveryMade, now).of(member)).await?;
        tx.commit().await?;
        Ok((token, codes))
    }

    /// A new session in the place of the old one, for whoever types one of the codes, which is spent.
    ///
    /// # Errors
    /// [`ServiceError::Wrong`], [`ServiceError::Locked`], [`ServiceError::Stopped`], [`ServiceError::NoSession`], and
    /// whatever keeps store or key ring from answering.
    pub async fn prove_recovery(
        &self,
        token: &SessionToken,
        typed: Option<&TypedCode>,
    ) -> Result<SessionToken, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (_, member) = self.signed_in_alone(&mut *tx, token.digest()).await?;
        let guard = Factor::recovery(member.id);
        tx.add_guard(guard).await?;
        self.reserve(&mut *tx, guard, &self.policy.limits(), now).await?;
        let kept = tx.recovery_codes(member.id).await?;
        let found = match typed.and_then(RecoveryCode::read) {
            Some(typed) => self.find_recovery(&kept, &typed)?,
            None => None,
        };
        let spent = match found {
            Some(found) => tx.consume_recovery_code(&found.id, now).await?,
            None => false,
        };
        if !spent {
            self.note(&mut *tx, Entry::new(Event::RecoveryRefused, now).of(member.id)).await?;
            tx.commit().await?;
            return Err(ServiceError::Wrong);
        }
        tx.clear_tries(guard).await?;
        let token = self.replace_session(&mut *tx, token, member.id, now).await?;
        self.notify(&mut *tx, member.id, &Notice::RecoveryUsed { left: kept.len() - 1 }, now).await?;
        self.note(&mut *tx, Entry::new(Event::RecoveryUsed, now).of(member.id)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// All are opened whichever is right, so that the time does not tell.
    fn find_recovery<'a>(
        &self,
        kept: &'a [KeptRecoveryCode],
        typed: &RecoveryCode,
    ) -> Result<Option<&'a KeptRecoveryCode>, ServiceError> {
        let mut found = None;
        for code in kept {
            let right = self.ring.unseal(place_of(&code.id, &code.member), &code.sealed)?;
            if std::str::from_utf8(&right).is_ok_and(|right| typed.is(right)) {
                found = Some(code);
            }
        }
        Ok(found)
    }
}

/// Where a recovery code lies.
fn place_of<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "recovery_codes", row, owner: member.as_bytes(), purpose: "code" }
}
