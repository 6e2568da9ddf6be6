//! ID and password.

use warifu::otp::UnixTime;

use super::admit::Admitted;
use crate::audit::{Entry, Event};
use crate::directory::{Asked, DirectoryError};
use crate::domain::session::{Level, Session};
use crate::domain::throttle::Limits;
use crate::domain::{MemberId, MemberName, SessionToken};
use crate::keyring::Place;
use crate::password::{HashedPassword, PlainPassword};
use crate::service::{Service, ServiceError};
use crate::store::{Factor, Transaction};

/// Passwords rest soon, but never for long: anybody may try anybody's. Two at once are one impatient click.
const PASSWORD: Limits = Limits { free: 3, first_pause_s: 1, longest_pause_s: 300, stop_at: u32::MAX };

impl Service {
    /// Sets a member's password.
    ///
    /// # Errors
    /// [`ServiceError::NotOurs`], [`ServiceError::NoSuchMember`], [`ServiceError::Busy`], and whatever keeps the store
    /// from answering.
    pub async fn set_password(&self, name: &MemberName, password: PlainPassword) -> Result<(), ServiceError> {
        self.keep_password(name, password, false).await
    }

    /// Sets a password that opens nothing here: whoever types it is told to use the real one (E2).
    ///
    /// # Errors
    /// As [`Service::set_password`].
    pub async fn set_temporary_password(
        &self,
        name: &MemberName,
        password: PlainPassword,
    ) -> Result<(), ServiceError> {
        self.keep_password(name, password, true).await
    }

    async fn keep_password(
        &self,
        name: &MemberName,
        password: PlainPassword,
        is_temporary: bool,
    ) -> Result<(), ServiceError> {
        if !self.directory.is_own() {
            return Err(ServiceError::NotOurs);
        }
        let hashed = self.hasher.hash(password, &*self.random).await?;
        let mut tx = self.begin(self.clock.now()).await?;
        let member = tx.member(name).await?.ok_or(ServiceError::NoSuchMember)?.id;
        let sealed = self.ring.seal(password_place(&member), &hashed.to_bytes(), &*self.random)?;
        tx.set_password(member, &sealed, is_temporary).await?;
        tx.drop_sessions(member).await?; // whoever knew the old one
        tx.drop_browsers(member).await?;
        Ok(tx.commit().await?)
    }

    /// A session for whoever knows the password. Known and unknown IDs cost the same queries and ask the directory for the
    /// same steps.
    ///
    /// # Errors
    /// [`ServiceError::SignIn`], [`ServiceError::NoAddress`], [`ServiceError::TemporaryPassword`],
    /// [`ServiceError::Locked`], [`ServiceError::Busy`], [`ServiceError::Directory`], and whatever keeps the store from
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
        let kept = self.hashed_password(&mut *tx, member).await?;
        tx.commit().await?; // the try counts, whatever becomes of this request; judging takes long
        let found = match self.directory.ask(Asked { name: name.clone(), password, kept }).await {
            Ok(found) => found,
            // Whoever fills the queue must not get more tries by it.
            Err(DirectoryError::Busy(error)) => return Err(error.into()),
            Err(error) => return Err(self.unjudged(guard, error, now).await),
        };
        let mut tx = self.begin(now).await?;
        let Admitted { member, news } = match self.admit(&mut *tx, name, &found, now).await {
            Ok(admitted) => admitted,
            Err(refusal) => return Err(self.refused(tx, guard, refusal, now).await),
        };
        tx.clear_tries(guard).await?;
        let token = self.make_session(&mut *tx, member, Level::Password, now).await?;
        for event in news.into_iter().chain([Event::SignedIn]) {
            self.note(&mut *tx, Entry::new(event, now).of(member)).await?;
        }
        tx.commit().await?;
        Ok(token)
    }

    /// Notes that a sign-in was refused, if that is what happened. With a reason, the password was right.
    async fn refused(
        &self,
        mut tx: Box<dyn Transaction>,
        guard: Factor,
        refusal: ServiceError,
        now: UnixTime,
    ) -> ServiceError {
        let why = match &refusal {
            ServiceError::SignIn => "",
            ServiceError::NoAddress => "no address",
            ServiceError::TemporaryPassword => "temporary password",
            _ => return refusal,
        };
        let noted = async {
            if !why.is_empty() {
                tx.clear_tries(guard).await?;
            }
            self.note(&mut *tx, Entry::new(Event::SignInRefused, now).detail(why)).await?;
            Ok(tx.commit().await?)
        };
        noted.await.err().unwrap_or(refusal)
    }

    /// Gives a try back that nobody judged: while the directory is away, members must not lock themselves out.
    async fn unjudged(&self, guard: Factor, error: DirectoryError, now: UnixTime) -> ServiceError {
        let given_back = async {
            let mut tx = self.begin(now).await?;
            tx.give_back_try(guard, now).await?;
            Ok(tx.commit().await?)
        };
        given_back.await.err().unwrap_or(error.into())
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
