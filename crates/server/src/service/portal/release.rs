//! A temporary release (E9): a code that a member chose opens off-campus sign-in for two hours, five times.
//!
//! It lets a member sign in without the key at hand, and does nothing else: no session learns more by it.

use crate::audit::{Entry, Event};
use crate::domain::release::{OPEN, Release, ReleaseCode};
use crate::domain::throttle::Limits;
use crate::domain::{MemberId, SessionToken, TypedCode, later};
use crate::keyring::Place;
use crate::service::notice::Notice;
use crate::service::{Service, ServiceError};
use crate::store::{Factor, KeptRelease};

/// After so many wrong tries a release code opens nothing any more: 20 of 10,000.
const STOP_AT: u32 = 20;

impl Service {
    /// Chooses a release code, in the place of an older one, with all its uses ahead; the session that goes on.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`], [`ServiceError::NoSession`], [`ServiceError::CodeNeeded`], and whatever keeps store
    /// or key ring from answering.
    pub async fn set_release(
        &self,
        token: &SessionToken,
        code: &ReleaseCode,
    ) -> Result<SessionToken, ServiceError> {
        self.offers_releases()?;
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let charge = self.in_charge(&mut *tx, token).await?.of_everything()?;
        if charge.active().next().is_none() {
            return Err(ServiceError::CodeNeeded); // it would be a way around the first key
        }
        let member = charge.member.id;
        let token = self.promoted(&mut *tx, token, &charge, now).await?;
        let id = self.make_row();
        let sealed = self.ring.seal(place_of(&id, &member), code.expose().as_bytes(), &*self.random)?;
        tx.set_release(&KeptRelease { id, member, sealed, state: Release::FRESH }).await?;
        tx.add_guard(Factor::release(member)).await?;
        tx.clear_tries(Factor::release(member)).await?; // they were at another code
        self.notify(&mut *tx, member, &Notice::ReleaseMade, now).await?;
        self.note(&mut *tx, Entry::new(Event::ReleaseMade, now).of(member)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Takes a member's release code away; what it opened closes.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::Gone`] if there is none, and whatever keeps the store from answering.
    pub async fn revoke_release(&self, token: &SessionToken) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let member = self.in_charge(&mut *tx, token).await?.member.id;
        if !tx.drop_release(member).await? {
            return Err(ServiceError::Gone);
        }
        self.notify(&mut *tx, member, &Notice::ReleaseRevoked, now).await?;
        self.note(&mut *tx, Entry::new(Event::ReleaseRevoked, now).of(member)).await?;
        Ok(tx.commit().await?)
    }

    /// Opens sign-in for whoever knows password and release code. While it is open, typing the code again costs nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`], [`ServiceError::Wrong`] also if no code was chosen, [`ServiceError::UsedUp`],
    /// [`ServiceError::Locked`], [`ServiceError::Stopped`], [`ServiceError::NoSession`], and whatever keeps store or key
    /// ring from answering.
    pub async fn use_release(
        &self,
        token: &SessionToken,
        typed: Option<&TypedCode>,
    ) -> Result<Release, ServiceError> {
        self.offers_releases()?;
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (_, member) = self.signed_in_alone(&mut *tx, token.digest()).await?;
        let guard = Factor::release(member.id);
        tx.add_guard(guard).await?;
        self.reserve(&mut *tx, guard, &self.release_limits(), now).await?;
        let Some(kept) = self.find_release(tx.release(member.id).await?, typed)? else {
            self.note(&mut *tx, Entry::new(Event::ReleaseRefused, now).of(member.id)).await?;
            tx.commit().await?;
            return Err(ServiceError::Wrong);
        };
        tx.clear_tries(guard).await?;
        let opened = tx.use_release(&kept.id, now, later(now, OPEN)).await?;
        if let Some(opened) = opened.filter(|opened| *opened != kept.state) {
            self.notify(&mut *tx, member.id, &Notice::ReleaseUsed(opened), now).await?;
            self.note(&mut *tx, Entry::new(Event::ReleaseUsed, now).of(member.id)).await?;
        }
        tx.commit().await?;
        opened.ok_or(ServiceError::UsedUp)
    }

    /// Whether the policy lets members choose release codes.
    pub fn may_release(&self) -> bool {
        self.policy.release.allowed
    }

    /// A release code may have four digits only, so that its end comes sooner; another one is then chosen with the key.
    fn release_limits(&self) -> Limits {
        let limits = self.policy.limits();
        Limits { stop_at: limits.stop_at.min(STOP_AT), ..limits }
    }

    fn offers_releases(&self) -> Result<(), ServiceError> {
        if self.may_release() { Ok(()) } else { Err(ServiceError::NotOffered) }
    }

    fn find_release(
        &self,
        kept: Option<KeptRelease>,
        typed: Option<&TypedCode>,
    ) -> Result<Option<KeptRelease>, ServiceError> {
        let (Some(kept), Some(typed)) = (kept, typed) else { return Ok(None) };
        let right = self.ring.unseal(place_of(&kept.id, &kept.member), &kept.sealed)?;
        let is_right = std::str::from_utf8(&right).is_ok_and(|right| typed.is(right));
        Ok(is_right.then_some(kept))
    }
}

/// Where a release code lies.
fn place_of<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "releases", row, owner: member.as_bytes(), purpose: "code" }
}
