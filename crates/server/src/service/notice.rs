//! Notices by mail of what changed, and the answer "this was not me".

mod text;

use std::time::Duration;

use warifu::otp::UnixTime;

use super::{Service, ServiceError, WrittenMail};
use crate::audit::{Entry, Event};
use crate::domain::address::RecoveryAddress;
use crate::domain::notice::NoticeCode;
use crate::domain::release::Release;
use crate::domain::{KeyId, KeyState, MemberId, TypedCode, days, later};
use crate::store::{Moved, SentNotice, Transaction};

/// What a member is told.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) enum Notice<'a> {
    /// A key counts from now on.
    KeyAdded { key: KeyId, device: &'a str },
    /// A key that counts was shown once more.
    ShownAgain { key: KeyId, device: &'a str },
    /// A key was said to be lost.
    KeyLost { device: &'a str },
    /// The directory has another recovery address from now on; this goes to the old one.
    AddressFollowed,
    /// The member proved another one; this goes to the old one, which can be had back.
    AddressChanged { to: &'a RecoveryAddress },
    /// Recovery codes were made.
    RecoveryMade,
    /// A recovery code was used; so many are left.
    RecoveryUsed { left: usize },
    /// A release code was chosen.
    ReleaseMade,
    /// It was used, and this is what is left of it.
    ReleaseUsed(Release),
    /// It was taken away.
    ReleaseRevoked,
}

/// What "this was not me" ended besides what it always ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What became of the recovery address.
    pub address: Address,
}

/// What became of a recovery address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// It is as it was.
    Kept,
    /// It is again the one before the change.
    TakenBack,
}

/// For how long a change of the recovery address can be taken back by whoever reads the old one.
const TAKEN_BACK_WITHIN: Duration = days(7);

impl Service {
    /// Mails a notice with what it can be answered with.
    pub(in crate::service) async fn notify(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        notice: &Notice<'_>,
        now: UnixTime,
    ) -> Result<(), ServiceError> {
        let Some(member) = tx.member_by_id(member).await? else { return Ok(()) };
        let code = NoticeCode::make(&*self.random);
        let key = match notice {
            Notice::KeyAdded { key, .. } | Notice::ShownAgain { key, .. } => Some(*key),
            _ => None,
        };
        let moved = match notice {
            Notice::AddressChanged { to } => {
                Some(Moved { from: member.mail.clone(), to: to.as_str().into() })
            }
            _ => None,
        };
        tx.add_notice(code.digest(), &SentNotice { member: member.id, made: now, key, moved }).await?;
        let subject = format!("[{}] {}", self.policy.issuer, text::SUBJECT);
        let text = text::write(notice, member.name.as_str(), &self.origin, &code, now);
        let mail = WrittenMail { to: member.mail.clone(), subject, text };
        Ok(tx.add_mail(&self.sealed_mail(&member, &mail, now)?).await?)
    }

    /// A member says that it was somebody else: sessions, trusted browsers, release and recovery codes and whatever
    /// might still lead to a key end, and so does the key that the notice was about; of an address it takes back. `None` if `typed` was not
    /// the code of a notice, or of one that was answered before.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn not_me(&self, typed: &TypedCode) -> Result<Option<Ended>, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let digest = NoticeCode::digest_of(typed);
        let Some(sent) = tx.answer_notice(digest, now).await? else { return Ok(None) };
        let member = sent.member;
        tx.lock_member(member).await?;
        // The key first: who is signing in with it waits here, and leaves no trusted browser behind.
        let revoked = match sent.key {
            Some(key) if tx.move_key(key, KeyState::Active, KeyState::Revoked, now).await? => Some(key),
            _ => None,
        };
        tx.drop_sessions(member).await?;
        tx.drop_browsers(member).await?;
        tx.drop_release(member).await?;
        tx.drop_recovery_codes(member).await?;
        tx.void_pending(member, now).await?;
        let address = self.take_back(&mut *tx, &sent, now).await?;
        self.note(&mut *tx, Entry::new(Event::NotMe, now).of(member)).await?;
        if let Some(key) = revoked {
            self.note(&mut *tx, Entry::new(Event::Revoked, now).of(member).key(key)).await?;
        }
        if address == Address::TakenBack {
            self.note(&mut *tx, Entry::new(Event::AddressChanged, now).of(member).detail("taken back"))
                .await?;
        }
        tx.commit().await?;
        Ok(Some(Ended { address }))
    }

    /// Gives a member the address back that the notice went to, unless it was changed again or long ago.
    async fn take_back(
        &self,
        tx: &mut dyn Transaction,
        sent: &SentNotice,
        now: UnixTime,
    ) -> Result<Address, ServiceError> {
        let Some(moved) = sent.moved.as_ref().filter(|_| now < later(sent.made, TAKEN_BACK_WITHIN)) else {
            return Ok(Address::Kept);
        };
        let is_there = tx.member_by_id(sent.member).await?.is_some_and(|member| member.mail == moved.to);
        if !is_there || !self.directory.is_own() {
            return Ok(Address::Kept);
        }
        tx.set_mail(sent.member, &moved.from).await?;
        Ok(Address::TakenBack)
    }
}
