//! The portal's own sign-in: a password, then a code that is mailed to the recovery address.

use serde::{Deserialize, Serialize};
use warifu::enrol::Offer;
use warifu::otp::UnixTime;
use zeroize::Zeroizing;

use super::{Service, ServiceError, TicketLife};
use crate::audit::{Entry, Event};
use crate::domain::mail_code::{MailCode, MailCodeState, Refusal, may_send};
use crate::domain::session::{Level, Session};
use crate::domain::throttle::Limits;
use crate::domain::{Digest, Intent, KeyState, MemberId, MemberName, SessionToken, TypedCode, later};
use crate::keyring::{KeyringError, Place};
use crate::password::{HashedPassword, PlainPassword};
use crate::store::{Factor, KeyRow, Mail, MailedCode, Member, Transaction};

/// Passwords rest from the first wrong one on, but never for long: anybody may try anybody's.
const PASSWORD: Limits = Limits { free: 1, first_pause_s: 1, longest_pause_s: 300, stop_at: u32::MAX };

/// How far a member's enrolment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No key was confirmed since the member signed in.
    Waiting,
    /// One was.
    Done,
}

/// A mail as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenMail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl Service {
    /// Sets a member's password.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchMember`], [`ServiceError::Busy`], and whatever keeps the store from answering.
    pub async fn set_password(&self, name: &MemberName, password: PlainPassword) -> Result<(), ServiceError> {
        let hashed = self.hasher.hash(password, &*self.random).await?;
        let mut tx = self.begin(self.clock.now()).await?;
        let member = tx.member(name).await?.ok_or(ServiceError::NoSuchMember)?.id;
        let sealed = self.ring.seal(password_place(&member), &hashed.to_bytes(), &*self.random)?;
        tx.set_password(member, &sealed).await?;
        Ok(tx.commit().await?)
    }

    /// A session for whoever knows the password. Known and unknown IDs cost the same queries and the same work.
    ///
    /// # Errors
    /// [`ServiceError::SignIn`], [`ServiceError::Locked`], [`ServiceError::Busy`], and whatever keeps the store from
    /// answering.
    pub async fn sign_in(
        &self,
        name: &MemberName,
        password: PlainPassword,
    ) -> Result<SessionToken, ServiceError> {
        let now = self.clock.now();
        let guard = Factor::password(name);
        let mut tx = self.begin(now).await?;
        tx.add_guard(guard).await?;
        self.reserve(&mut *tx, guard, &PASSWORD, now).await?;
        let member = tx.member(name).await?.map(|member| member.id);
        let hashed = self.hashed_password(&mut *tx, member).await?;
        tx.commit().await?; // the try counts, whatever becomes of this request; hashing takes long
        let is_right = self.hasher.is(password, hashed).await?;
        let mut tx = self.begin(now).await?;
        let Some(member) = member.filter(|_| is_right) else {
            self.note(&mut *tx, Entry::new(Event::SignInRefused, now)).await?;
            tx.commit().await?;
            return Err(ServiceError::SignIn);
        };
        tx.clear_tries(guard).await?;
        let token = self.make_session(&mut *tx, member, Level::Password, now).await?;
        self.note(&mut *tx, Entry::new(Event::SignedIn, now).of(member)).await?;
        tx.commit().await?;
        Ok(token)
    }

    async fn hashed_password(
        &self,
        tx: &mut dyn Transaction,
        member: Option<MemberId>,
    ) -> Result<HashedPassword, ServiceError> {
        let id = member.unwrap_or(MemberId::from_bytes([0; 16]));
        let Some(sealed) = tx.password(id).await? else { return Ok(HashedPassword::NOBODYS) };
        let bytes = self.ring.unseal(password_place(&id), &sealed)?;
        Ok(HashedPassword::read(&bytes).unwrap_or(HashedPassword::NOBODYS))
    }

    async fn make_session(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        level: Level,
        now: UnixTime,
    ) -> Result<SessionToken, ServiceError> {
        let token = SessionToken::make(&*self.random);
        tx.add_session(token.digest(), &Session { member, level, made: now, seen: now }).await?;
        Ok(token)
    }

    /// The session and the member that `token` stands for.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn session(&self, token: &SessionToken) -> Result<(Session, Member), ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        let found = self.signed_in(&mut *tx, token.digest()).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn signed_in(
        &self,
        tx: &mut dyn Transaction,
        digest: Digest,
    ) -> Result<(Session, Member), ServiceError> {
        let session = tx.use_session(digest, self.clock.now()).await?.ok_or(ServiceError::NoSession)?;
        let member = tx.member_by_id(session.member).await?.ok_or(ServiceError::NoSession)?;
        Ok((session, member))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        tx.drop_session(token.digest()).await?;
        Ok(tx.commit().await?)
    }

    /// Mails a code that counts for this session alone; `write` makes the mail from it.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::TooSoon`], and whatever keeps the store from answering.
    pub async fn mail_code(
        &self,
        token: &SessionToken,
        write: impl FnOnce(&Member, &MailCode) -> WrittenMail + Send,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (_, member) = self.signed_in(&mut *tx, token.digest()).await?;
        let hour_ago = UnixTime::from_ms(now.as_ms().saturating_sub(3_600_000));
        let sent = tx.mail_codes_sent(member.id, hour_ago).await?;
        may_send(&sent, now).map_err(|wait| ServiceError::TooSoon { wait })?;
        let code = MailCode::make(self.policy.mail_code.spelling(), &*self.random);
        tx.add_mail_code(&self.mailed(&member, token.digest(), &code, now)?).await?;
        tx.add_mail(&self.sealed_mail(&member, &write(&member, &code), now)?).await?;
        Ok(tx.commit().await?)
    }

    fn mailed(
        &self,
        member: &Member,
        session: Digest,
        code: &MailCode,
        now: UnixTime,
    ) -> Result<MailedCode, ServiceError> {
        let id = self.make_row();
        let sealed = self.ring.seal(code_place(&id, &member.id), code.expose().as_bytes(), &*self.random)?;
        let expires = later(now, self.policy.mail_code.enrolment());
        let state = MailCodeState { expires, tries: 0, over: false };
        Ok(MailedCode { id, member: member.id, session, sealed, sent: now, state })
    }

    fn sealed_mail(&self, member: &Member, mail: &WrittenMail, now: UnixTime) -> Result<Mail, ServiceError> {
        let id = self.make_row();
        let json = Zeroizing::new(serde_json::to_vec(mail).expect("texts are JSON"));
        let sealed = self.ring.seal(mail_place(&id, &member.id), &json, &*self.random)?;
        Ok(Mail { id, member: member.id, sealed, made: now })
    }

    fn make_row(&self) -> [u8; 16] {
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
        let (_, member) = self.signed_in(&mut *tx, token.digest()).await?;
        let mailed = tx.newest_mail_code(token.digest()).await?;
        let mailed = mailed.ok_or(ServiceError::MailCode(Refusal::Over))?;
        mailed.state.reserve(now).map_err(ServiceError::MailCode)?;
        if !tx.reserve_mail_try(&mailed.id, now).await? {
            return Err(ServiceError::MailCode(Refusal::TooManyTries));
        }
        let right = self.ring.unseal(code_place(&mailed.id, &member.id), &mailed.sealed)?;
        let is_right =
            std::str::from_utf8(&right).is_ok_and(|right| typed.is_some_and(|typed| typed.is(right)));
        if !is_right || !tx.consume_mail_code(&mailed.id, now).await? {
            self.note(&mut *tx, Entry::new(Event::MailRefused, now).of(member.id)).await?;
            tx.commit().await?;
            return Err(ServiceError::Wrong);
        }
        tx.drop_session(token.digest()).await?;
        let token = self.make_session(&mut *tx, member.id, Level::Mail, now).await?;
        self.note(&mut *tx, Entry::new(Event::MailProven, now).of(member.id)).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// A fresh offer for the member who is signed in with password and mailed code.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and every error of [`Service::make_ticket`].
    pub async fn portal_offer(&self, token: &SessionToken) -> Result<Offer, ServiceError> {
        let (session, member) = self.session(token).await?;
        if session.level != Level::Mail {
            return Err(ServiceError::NoSession);
        }
        self.make_ticket(&member.name, Intent::Add, TicketLife::Portal).await
    }

    /// Whether a key was confirmed since this session began.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn progress(&self, token: &SessionToken) -> Result<Progress, ServiceError> {
        let (session, member) = self.session(token).await?;
        let keys = self.store.read().await?.keys_of(member.id).await?;
        let is_new = |key: &KeyRow| key.state == KeyState::Active && key.since >= session.made;
        Ok(if keys.iter().any(is_new) { Progress::Done } else { Progress::Waiting })
    }

    /// The newest mails, as they are sent.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering.
    pub async fn mails(&self, most: u32) -> Result<Vec<WrittenMail>, ServiceError> {
        let mails = self.store.read().await?.mails(most).await?;
        let open = |mail: &Mail| {
            let json = self.ring.unseal(mail_place(&mail.id, &mail.member), &mail.sealed)?;
            serde_json::from_slice(&json).map_err(|_| KeyringError::Sealed.into())
        };
        mails.iter().map(open).collect()
    }
}

fn password_place(member: &MemberId) -> Place<'_> {
    Place { table: "members", row: member.as_bytes(), owner: member.as_bytes(), purpose: "password" }
}

fn code_place<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "mail_codes", row, owner: member.as_bytes(), purpose: "code" }
}

fn mail_place<'a>(row: &'a [u8; 16], member: &'a MemberId) -> Place<'a> {
    Place { table: "outbox", row, owner: member.as_bytes(), purpose: "mail" }
}
