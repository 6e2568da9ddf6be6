//! Codes that are mailed, and the mails.

use std::fmt;

use serde::{Deserialize, Serialize};
use warifu::otp::UnixTime;
use zeroize::Zeroizing;

use crate::audit::{Entry, Event};
use crate::domain::address::RecoveryAddress;
use crate::domain::mail_code::{MailCode, MailCodeState, Refusal, may_send};
use crate::domain::session::Level;
use crate::domain::throttle::Limits;
use crate::domain::{Digest, MemberId, SessionToken, TypedCode, hours, later};
use crate::keyring::{KeyringError, Place};
use crate::service::{Service, ServiceError, earlier};
use crate::store::{Factor, Mail, MailedCode, Member, Proves, Transaction};

/// A mail as it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenMail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The text holds a code.
impl fmt::Debug for WrittenMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenMail")
    }
}

/// The counter over all codes mailed to a member: each allows five tries, and a new one is mailed every minute.
const ALL_CODES: Limits = Limits { free: 25, first_pause_s: 30, longest_pause_s: 3600, stop_at: 100 };

/// To whom a code is mailed, for which session alone it counts, and to which address if not the one that is kept.
pub(super) struct Mailing<'a> {
    pub(super) member: &'a Member,
    pub(super) session: Digest,
    pub(super) new: Option<&'a RecoveryAddress>,
}

impl Service {
    /// Mails a code that counts for this session alone; `write` makes the mail from it.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::TooSoon`], and whatever keeps the store from answering.
    pub async fn mail_code(
        &self,
        token: &SessionToken,
        write: impl FnOnce(&str, &MailCode) -> WrittenMail + Send,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        // Alone: two that ask at once must not both be the first.
        let (_, member) = self.signed_in_alone(&mut *tx, token.digest()).await?;
        let mailing = Mailing { member: &member, session: token.digest(), new: None };
        self.send_code(&mut *tx, mailing, write, now).await?;
        Ok(tx.commit().await?)
    }

    /// Mails a code, unless one was mailed a moment ago.
    pub(super) async fn send_code(
        &self,
        tx: &mut dyn Transaction,
        mailing: Mailing<'_>,
        write: impl FnOnce(&str, &MailCode) -> WrittenMail + Send,
        now: UnixTime,
    ) -> Result<(), ServiceError> {
        let member = mailing.member;
        let sent = tx.mail_codes_sent(member.id, earlier(now, hours(1))).await?;
        may_send(&sent, now).map_err(|wait| ServiceError::TooSoon { wait })?;
        let code = MailCode::make(self.policy.mail_code.spelling(), &*self.random);
        let to = mailing.new.map_or(member.mail.as_str(), RecoveryAddress::as_str);
        let mail = self.sealed_mail(member, &write(to, &code), now)?;
        tx.add_mail_code(&self.code_row(&mailing, &code, now)?).await?;
        Ok(tx.add_mail(&mail).await?)
    }

    fn code_row(
        &self,
        mailing: &Mailing<'_>,
        code: &MailCode,
        now: UnixTime,
    ) -> Result<MailedCode, ServiceError> {
        let (id, member, session) = (self.make_row(), mailing.member.id, mailing.session);
        let sealed = self.ring.seal(code_place(&id, &member), code.expose().as_bytes(), &*self.random)?;
        let address = mailing.new.map(|new| new.as_str().to_owned());
        let expires = later(now, self.policy.mail_code.enrolment());
        let state = MailCodeState { expires, tries: 0, over: false };
        Ok(MailedCode { id, member, session, sealed, address, sent: now, state })
    }

    pub(in crate::service) fn sealed_mail(
        &self,
        member: &Member,
        mail: &WrittenMail,
        now: UnixTime,
    ) -> Result<Mail, ServiceError> {
        let id = self.make_row();
        let json = Zeroizing::new(serde_json::to_vec(mail).expect("texts are JSON"));
        let sealed = self.ring.seal(mail_place(&id, &member.id), &json, &*self.random)?;
        Ok(Mail { id, member: member.id, sealed, made: now, tries: 0 })
    }

    pub(in crate::service) fn make_row(&self) -> [u8; 16] {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        id
    }

    /// A new session in the place of the old one, for whoever types the newest code that was mailed for it.
    ///
    /// # Errors
    /// [`ServiceError::Wrong`], [`ServiceError::MailCode`], [`ServiceError::NoSession`], and whatever keeps the store
    /// from answering.
    pub async fn prove_mail(
        &self,
        token: &SessionToken,
        typed: Option<&TypedCode>,
    ) -> Result<SessionToken, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (_, member) = self.signed_in_alone(&mut *tx, token.digest()).await?;
        let mailed = tx.newest_mail_code(token.digest(), Proves::Kept).await?;
        if !self.spend_mail_code(&mut *tx, member.id, mailed, typed, now).await? {
            tx.commit().await?;
            return Err(ServiceError::Wrong);
        }
        tx.drop_session(token.digest()).await?;
        let token = self.make_session(&mut *tx, member.id, Level::Mail, now).await?;
        self.note(&mut *tx, Entry::new(Event::MailProven, now).of(member.id)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whether `typed` is the mailed code, now spent. A try that was judged is counted, and noted if it was wrong.
    pub(super) async fn spend_mail_code(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        mailed: Option<MailedCode>,
        typed: Option<&TypedCode>,
        now: UnixTime,
    ) -> Result<bool, ServiceError> {
        let mailed = mailed.ok_or(ServiceError::MailCode(Refusal::Over))?;
        mailed.state.reserve(now).map_err(ServiceError::MailCode)?;
        let guard = Factor::mail_code(member);
        tx.add_guard(guard).await?;
        self.reserve(tx, guard, &ALL_CODES, now).await?;
        if !tx.reserve_mail_try(&mailed.id, now).await? {
            return Err(ServiceError::MailCode(Refusal::TooManyTries));
        }
        let right = self.ring.unseal(code_place(&mailed.id, &member), &mailed.sealed)?;
        let is_right =
            std::str::from_utf8(&right).is_ok_and(|right| typed.is_some_and(|typed| typed.is(right)));
        if is_right && tx.consume_mail_code(&mailed.id, now).await? {
            tx.clear_tries(guard).await?;
            return Ok(true);
        }
        self.note(tx, Entry::new(Event::MailRefused, now).of(member)).await?;
        Ok(false)
    }

    /// The newest mails, as they are sent.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering.
    pub async fn mails(&self, most: u32) -> Result<Vec<WrittenMail>, ServiceError> {
        let mails = self.store.read().await?.mails(most).await?;
        mails.iter().map(|mail| self.written(mail)).collect()
    }

    /// A mail as it is sent.
    pub(in crate::service) fn written(&self, mail: &Mail) -> Result<WrittenMail, ServiceError> {
        let json = self.ring.unseal(mail_place(&mail.id, &mail.member), &mail.sealed)?;
        serde_json::from_slice(&json).map_err(|_| KeyringError::Sealed.into())
    }
}

fn code_place<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "mail_codes", row, owner: member.as_bytes(), purpose: "code" }
}

fn mail_place<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "outbox", row, owner: member.as_bytes(), purpose: "mail" }
}
