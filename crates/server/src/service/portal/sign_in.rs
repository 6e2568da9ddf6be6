//! ID and password.

use warifu::otp::UnixTime;

use crate::audit::{Entry, Event};
use crate::domain::session::{Level, Session};
use crate::domain::throttle::Limits;
use crate::domain::{MemberId, MemberName, SessionToken};
use crate::keyring::Place;
use crate::password::{HashedPassword, PlainPassword};
use crate::service::{Service, ServiceError};
use crate::store::{Factor, Transaction};

/// Passwords rest from the first wrong one on, but never for long: anybody may try anybody's.
const PASSWORD: Limits = Limits { free: 1, first_pause_s: 1, longest_pause_s: 300, stop_at: u32::MAX };

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

    pub(in crate::service) async fn make_session(
        &self,
        tx: &mut dyn Transaction,
        member: MemberId,
        level: Level,
        now: UnixTime,
    ) -> Result<SessionToken, ServiceError> {
        let token = SessionToken::make(&*self.random);
        tx.add_session(token.digest(), &Session::begin(member, level, now)).await?;
        Ok(token)
    }
}

fn password_place(member: &MemberId) -> Place<'_> {
    Place { table: "members", row: member.as_bytes(), owner: member.as_bytes(), purpose: "password" }
}
