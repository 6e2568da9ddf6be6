//! What is kept, as one trait over databases that are equal neighbours.
//!
//! A [`Transaction`] offers the few statements that the server needs. Whatever can be spent is spent by one
//! conditional UPDATE, and the answer says whether it was there: nothing is read first and written afterwards.
//!
//! `sql/` holds what both databases understand alike; each database's folder holds only what they do not: the clock, the
//! pauses of a throttle, and what must wait for what.

#![expect(clippy::duplicate_mod, reason = "one text of SQL, compiled once for each database")]

pub mod postgres;
mod rows;
pub mod sqlite;

use std::time::Duration;

use async_trait::async_trait;
use warifu::otp::UnixTime;

use crate::audit::{Checkpoint, Head, Link};
use crate::domain::group::GroupName;
use crate::domain::release::Release;
use crate::domain::session::Session;
use crate::domain::throttle::Limits;
use crate::domain::{
    BrowserId, Digest, EnrolmentId, KeyId, KeyState, MemberId, MemberName, Throttle, WishId, WriterId,
};
pub use rows::{
    Among, Browser, Enrolment, Factor, KeptRecoveryCode, KeptRelease, Key, KeyRow, Mail, MailedCode, Member,
    Moved, Party, Proves, SealedRow, SentNotice, Subject, Ticket, TicketRow, Way,
};

/// Why the store did not answer. Then nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away, busy for too long, or full.
    #[error("the database does not answer")]
    Unavailable(#[from] sqlx::Error),
    /// A migration did not run.
    #[error("the database cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds what was never written.
    #[error("the database is damaged: {part}")]
    Damaged {
        /// Which part.
        part: &'static str,
    },
}

/// What every statement gives.
pub type Answer<T> = Result<T, StoreError>;

/// A database.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a transaction that may write. Dropped without [`Transaction::commit`], it changes nothing.
    async fn write(&self) -> Answer<Box<dyn Transaction>>;

    /// Begins one that only reads.
    async fn read(&self) -> Answer<Box<dyn Transaction>>;
}

/// One transaction.
#[async_trait]
pub trait Transaction:
    Clock
    + Members
    + Guards
    + Keys
    + Tickets
    + Browsers
    + Portal
    + Outbox
    + Recovery
    + Releases
    + Notices
    + Journal
    + Upkeep
    + Send
{
    /// Makes everything done in it last. When this returns, it lies on the disk.
    async fn commit(self: Box<Self>) -> Answer<()>;
}

/// The latest moment that was seen.
#[async_trait]
pub trait Clock {
    /// Notes `now`; false if a moment more than `slack` later was seen before: the clock went back.
    async fn advance_clock(&mut self, now: UnixTime, slack: Duration) -> Answer<bool>;

    /// Takes `now` for right, whatever was seen.
    async fn accept_clock(&mut self, now: UnixTime) -> Answer<()>;
}

/// Members and relying parties.
#[async_trait]
pub trait Members {
    /// Adds a member; false if the name is taken.
    async fn add_member(&mut self, member: &Member) -> Answer<bool>;

    /// The member of that name.
    async fn member(&mut self, name: &MemberName) -> Answer<Option<Member>>;

    /// The member with that id.
    async fn member_by_id(&mut self, id: MemberId) -> Answer<Option<Member>>;

    /// Gives a member another recovery address.
    async fn set_mail(&mut self, id: MemberId, mail: &str) -> Answer<()>;

    /// Puts a member under the rules of a group, or of everybody.
    async fn set_group(&mut self, id: MemberId, group: Option<&GroupName>) -> Answer<()>;

    /// Lets nobody else decide about this member's keys until the transaction is over.
    async fn lock_member(&mut self, id: MemberId) -> Answer<()>;

    /// Those `among` members without an active key who were added after the first and not after the second moment and whose last
    /// reminder was for more than `left` days; it is for so many from now on. At most `most`.
    async fn take_reminders(
        &mut self,
        left: u32,
        added: [UnixTime; 2],
        among: Among<'_>,
        most: u32,
    ) -> Answer<Vec<Member>>;

    /// Adds a relying party; false if the name is taken.
    async fn add_party(&mut self, party: &Party, token: Digest) -> Answer<bool>;

    /// The relying party whose token has this hash.
    async fn party(&mut self, token: Digest) -> Answer<Option<Party>>;
}

/// Counters of tries.
#[async_trait]
pub trait Guards {
    /// Makes a fresh counter; leaves one that is there as it is.
    async fn add_guard(&mut self, guard: Factor) -> Answer<()>;

    /// Counts a try before it is judged. `None`: locked or stopped, and nothing was counted.
    async fn reserve_try(
        &mut self,
        guard: Factor,
        now: UnixTime,
        limits: &Limits,
    ) -> Answer<Option<Throttle>>;

    /// What is counted; `None` if there is no such counter.
    async fn throttle(&mut self, guard: Factor) -> Answer<Option<Throttle>>;

    /// Forgets all tries, after a right one.
    async fn clear_tries(&mut self, guard: Factor) -> Answer<()>;

    /// Gives the try just reserved back. A counter is forgotten some time after its `locked_until`: with a moment of today
    /// the tries before it are kept as long as after any other.
    async fn give_back_try(&mut self, guard: Factor, locked_until: UnixTime) -> Answer<()>;
}

/// Keys.
#[async_trait]
pub trait Keys {
    /// Adds a pending key.
    async fn add_key(&mut self, key: &Key) -> Answer<()>;

    /// The key with that id.
    async fn key(&mut self, id: KeyId) -> Answer<Option<KeyRow>>;

    /// All keys of a member, the oldest first.
    async fn keys_of(&mut self, member: MemberId) -> Answer<Vec<KeyRow>>;

    /// Makes a pending key active with `step` spent; false if it is not pending or too old.
    async fn activate(&mut self, id: KeyId, step: u64, now: UnixTime) -> Answer<bool>;

    /// Spends `step` of an active key; false if it or a later one is spent already.
    async fn spend_step(&mut self, id: KeyId, step: u64, now: UnixTime) -> Answer<bool>;

    /// Notes that a code of a step to come was shown.
    async fn note_ahead(&mut self, id: KeyId, step: u64) -> Answer<()>;

    /// Gives a member's key another name; false if it is not the member's.
    async fn rename_key(&mut self, member: MemberId, id: KeyId, device: &str) -> Answer<bool>;

    /// Moves a key from one state to another; false if it is not in the first.
    async fn move_key(&mut self, id: KeyId, from: KeyState, to: KeyState, now: UnixTime) -> Answer<bool>;
}

/// Tickets and what became of them.
#[async_trait]
pub trait Tickets {
    /// Adds a ticket.
    async fn add_ticket(&mut self, ticket: &Ticket) -> Answer<()>;

    /// The ticket with this hash.
    async fn ticket(&mut self, digest: Digest) -> Answer<Option<TicketRow>>;

    /// Spends a ticket for the authenticator `client`; false if it is spent or over.
    async fn redeem_ticket(
        &mut self,
        digest: Digest,
        client: &[u8; 32],
        enrolment: EnrolmentId,
        now: UnixTime,
    ) -> Answer<bool>;

    /// Adds an enrolment.
    async fn add_enrolment(&mut self, enrolment: &Enrolment) -> Answer<()>;

    /// The enrolment with that id.
    async fn enrolment(&mut self, id: EnrolmentId) -> Answer<Option<Enrolment>>;

    /// The newest of a member's enrolments whose pending key the portal shows, unless its time is over.
    async fn shown_enrolment(&mut self, member: MemberId, now: UnixTime) -> Answer<Option<Enrolment>>;

    /// Ends the other offers and pending keys of a wish.
    async fn void_wish(&mut self, wish: WishId, now: UnixTime) -> Answer<()>;

    /// Ends the portal's offers to a member that nobody took up.
    async fn void_offers(&mut self, member: MemberId, now: UnixTime) -> Answer<()>;
}

/// Trusted browsers.
#[async_trait]
pub trait Browsers {
    /// Adds a browser.
    async fn add_browser(&mut self, browser: &Browser) -> Answer<()>;

    /// The member's browser that has, or had, a token with this hash.
    async fn browser(&mut self, member: MemberId, token: Digest) -> Answer<Option<Browser>>;

    /// Puts a new token in the place of the one that is there; false if another did so first.
    async fn rotate_browser(
        &mut self,
        id: BrowserId,
        from: Digest,
        to: Digest,
        now: UnixTime,
    ) -> Answer<bool>;

    /// A member's browsers that are still trusted at `now`, the one used last first.
    async fn browsers_of(&mut self, member: MemberId, now: UnixTime) -> Answer<Vec<Browser>>;

    /// Trusts one of the member's browsers no longer; false if it is not there.
    async fn drop_browser(&mut self, member: MemberId, id: BrowserId) -> Answer<bool>;

    /// Trusts none of the member's browsers any more.
    async fn drop_browsers(&mut self, member: MemberId) -> Answer<()>;
}

/// The portal's own sign-in.
#[async_trait]
pub trait Portal {
    /// Sets a member's password, hashed and sealed; false if there is no such member.
    async fn set_password(&mut self, member: MemberId, sealed: &[u8], is_temporary: bool) -> Answer<bool>;

    /// A member's password, hashed and sealed, if there is one.
    async fn password(&mut self, member: MemberId) -> Answer<Option<Vec<u8>>>;

    /// Adds a session.
    async fn add_session(&mut self, digest: Digest, session: &Session) -> Answer<()>;

    /// The session with this hash, used now; `None` if there is none or its time is over.
    async fn use_session(&mut self, digest: Digest, now: UnixTime) -> Answer<Option<Session>>;

    /// Whose session this is, if there is one, without using it.
    async fn session_owner(&mut self, digest: Digest) -> Answer<Option<MemberId>>;

    /// Notes that a session waits for a key from now on.
    async fn wait_for_key(&mut self, digest: Digest, now: UnixTime) -> Answer<()>;

    /// Ends a session.
    async fn drop_session(&mut self, digest: Digest) -> Answer<()>;

    /// Ends all sessions of a member.
    async fn drop_sessions(&mut self, member: MemberId) -> Answer<()>;

    /// Adds a code that is mailed.
    async fn add_mail_code(&mut self, code: &MailedCode) -> Answer<()>;

    /// The newest code mailed for a session that proves this.
    async fn newest_mail_code(&mut self, session: Digest, proves: Proves) -> Answer<Option<MailedCode>>;

    /// Counts a try before it is judged; false if the code is over, or was tried too often.
    async fn reserve_mail_try(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool>;

    /// Spends a code; false if it is spent already.
    async fn consume_mail_code(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool>;

    /// When codes were mailed to a member since then.
    async fn mail_codes_sent(&mut self, member: MemberId, since: UnixTime) -> Answer<Vec<UnixTime>>;

    /// Forgets what was over before then, and notices that were sent before `notices`.
    async fn forget(&mut self, before: UnixTime, notices: UnixTime) -> Answer<()>;
}

/// Mails.
#[async_trait]
pub trait Outbox {
    /// Adds a mail to be sent.
    async fn add_mail(&mut self, mail: &Mail) -> Answer<()>;

    /// The newest mails, at most `most`.
    async fn mails(&mut self, most: u32) -> Answer<Vec<Mail>>;

    /// How many mails wait to be sent.
    async fn mails_waiting(&mut self) -> Answer<u64>;

    /// Takes at most `most` mails that are due at `now` and counts a try; nobody else gets them before `until`.
    async fn lease_mails(&mut self, now: UnixTime, until: UnixTime, most: u32) -> Answer<Vec<Mail>>;

    /// Lets a mail be tried again from `due` on.
    async fn postpone_mail(&mut self, id: &[u8; 16], due: UnixTime) -> Answer<()>;

    /// Notes that a mail was sent, or never can be.
    async fn close_mail(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<()>;
}

/// Recovery codes.
#[async_trait]
pub trait Recovery {
    /// Adds a code.
    async fn add_recovery_code(&mut self, code: &KeptRecoveryCode) -> Answer<()>;

    /// A member's codes that are not spent.
    async fn recovery_codes(&mut self, member: MemberId) -> Answer<Vec<KeptRecoveryCode>>;

    /// Spends a code; false if it is spent already.
    async fn consume_recovery_code(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool>;

    /// Forgets all codes of a member.
    async fn drop_recovery_codes(&mut self, member: MemberId) -> Answer<()>;
}

/// Temporary releases.
#[async_trait]
pub trait Releases {
    /// Keeps a release, in the place of another of its member.
    async fn set_release(&mut self, release: &KeptRelease) -> Answer<()>;

    /// A member's release.
    async fn release(&mut self, member: MemberId) -> Answer<Option<KeptRelease>>;

    /// Opens a release until then and takes one of its uses, or neither if it is open already; `None` if it is used up
    /// or gone.
    async fn use_release(&mut self, id: &[u8; 16], now: UnixTime, until: UnixTime)
    -> Answer<Option<Release>>;

    /// Forgets a member's release; false if there is none.
    async fn drop_release(&mut self, member: MemberId) -> Answer<bool>;
}

/// Notices that can be answered with "this was not me".
#[async_trait]
pub trait Notices {
    /// Adds a notice.
    async fn add_notice(&mut self, digest: Digest, notice: &SentNotice) -> Answer<()>;

    /// What the notice with this hash was about, the first time it is answered.
    async fn answer_notice(&mut self, digest: Digest, now: UnixTime) -> Answer<Option<SentNotice>>;

    /// Ends everything of a member that might still lead to a key.
    async fn void_pending(&mut self, member: MemberId, now: UnixTime) -> Answer<()>;
}

/// The audit log.
#[async_trait]
pub trait Journal {
    /// The end of a writer's chain. Until this transaction is over, nobody else adds to that chain.
    async fn audit_head(&mut self, writer: WriterId) -> Answer<Head>;

    /// Adds a link to a writer's chain.
    async fn add_link(&mut self, writer: WriterId, link: &Link) -> Answer<()>;

    /// Everybody who ever wrote.
    async fn writers(&mut self) -> Answer<Vec<WriterId>>;

    /// A writer's links after number `after`, at most `most`.
    async fn links(&mut self, writer: WriterId, after: u64, most: u32) -> Answer<Vec<Link>>;

    /// Adds a checkpoint.
    async fn add_checkpoint(&mut self, checkpoint: &Checkpoint) -> Answer<()>;

    /// All checkpoints.
    async fn checkpoints(&mut self) -> Answer<Vec<Checkpoint>>;
}

/// What is done from time to time.
#[async_trait]
pub trait Upkeep {
    /// Lets pending keys whose time is over expire, and wipes them and those that were given up; how many.
    async fn expire_keys(&mut self, now: UnixTime) -> Answer<u64>;

    /// Wipes keys that were superseded or revoked before `before`; how many.
    async fn purge_keys(&mut self, before: UnixTime) -> Answer<u64>;

    /// Sealed values that name another key than `newest`, at most `most`.
    async fn sealed_before(&mut self, newest: [u8; 4], most: u32) -> Answer<Vec<SealedRow>>;

    /// Puts a value sealed anew in the place of the old one; false if that is not there any more.
    async fn reseal(&mut self, row: &SealedRow, anew: &[u8]) -> Answer<bool>;

    /// After a restore: no step up to `step` counts any more, and whatever was open is void.
    async fn raise_floors(&mut self, step: u64, now: UnixTime) -> Answer<()>;
}
