//! Notices by mail of what changed, and the answer "this was not me".

mod text;

use warifu::otp::UnixTime;

use super::{Service, ServiceError, WrittenMail};
use crate::audit::{Entry, Event};
use crate::domain::notice::NoticeCode;
use crate::domain::release::Release;
use crate::domain::{KeyId, KeyState, MemberId, TypedCode};
use crate::store::{SentNotice, Transaction};

/// What a member is told.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) enum Notice<'a> {
    /// A key counts from now on.
    KeyAdded { key: KeyId, device: &'a str },
    /// A key was said to be lost.
    KeyLost { device: &'a str },
    /// The recovery address is another one from now on; this goes to the old one.
    AddressChanged,
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
        let key = if let Notice::KeyAdded { key, .. } = notice { Some(*key) } else { None };
        tx.add_notice(code.digest(), &SentNotice { member: member.id, key }, now).await?;
        let subject = format!("[{}] {}", self.policy.issuer, text::SUBJECT);
        let text = text::write(notice, member.name.as_str(), &self.origin, &code, now);
        let mail = WrittenMail { to: member.mail.clone(), subject, text };
        Ok(tx.add_mail(&self.sealed_mail(&member, &mail, now)?).await?)
    }

    /// A member says that it was somebody else: sessions, trusted browsers, a release code and whatever might still lead
    /// to a key end, and so does the key that the notice was about. Whether `typed` was the code of a notice not answered before.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn not_me(&self, typed: &TypedCode) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let digest = NoticeCode::digest_of(typed);
        let Some(SentNotice { member, key }) = tx.answer_notice(digest, now).await? else { return Ok(false) };
        tx.lock_member(member).await?;
        tx.drop_sessions(member).await?;
        tx.drop_browsers(member).await?;
        tx.drop_release(member).await?;
        tx.void_pending(member, now).await?;
        let revoked = match key {
            Some(key) if tx.move_key(key, KeyState::Active, KeyState::Revoked, now).await? => Some(key),
            _ => None,
        };
        self.note(&mut *tx, Entry::new(Event::NotMe, now).of(member)).await?;
        if let Some(key) = revoked {
            self.note(&mut *tx, Entry::new(Event::Revoked, now).of(member).key(key)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
