//! What the server does, each in one write transaction: reserve, judge, spend and audit, or nothing of it.
//!
//! The domain decides, the store carries out. Without database, key ring or a trustworthy clock there is no answer,
//! never an accepting one.

mod checkpoints;
mod confirm;
mod deliver;
mod error;
mod members;
mod notice;
mod portal;
mod redeem;
mod registration;
mod reminder;
mod self_test;
mod status;
mod ticket;
mod upkeep;
mod verify;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use warifu::enrol::Origin;
use warifu::otp::UnixTime;
use warifu::secret::Secret;
use warifu::vault::Random;

use crate::audit::Entry;
use crate::directory::Directory;
use crate::domain::{KeyId, MemberId, Policy, WriterId};
use crate::keyring::{Keyring, KeyringError, Place};
use crate::look::Look;
use crate::metrics::Metrics;
use crate::password::Hasher;
use crate::ports::WallClock;
use crate::store::{KeyRow, Store, Transaction};
pub use confirm::{Confirmed, First};
pub use deliver::{Fate, Post};
pub use error::ServiceError;
pub use notice::{Address, Ended};
pub use portal::{
    Device, Devices, Home, KeyWish, Mailed, NewAddress, Progress, ShownKey, WaitingKey, WrittenMail,
};
pub use redeem::{DeviceLabel, DeviceLabelError, RedeemRequest, Redeemed};
pub use status::{KeyStatus, StatusQuestion, StatusWord};
pub use ticket::TicketLife;
pub use verify::{Reason, Verdict, VerifyRequest, Why};

/// A clock may be corrected by one step without anybody noticing; beyond that it went back.
const CLOCK_SLACK: Duration = Duration::from_secs(30);

/// The server's parts.
pub struct Service {
    /// Where things are kept.
    pub store: Arc<dyn Store>,
    /// What seals them.
    pub ring: Keyring,
    /// What time it is.
    pub clock: Arc<dyn WallClock>,
    /// Where keys come from.
    pub random: Arc<dyn Random + Send + Sync>,
    /// The university's rules.
    pub policy: Policy,
    /// What of the portal's looks is the university's own.
    pub look: Look,
    /// Where members reach the server.
    pub origin: Origin,
    /// Networks from which no code is asked.
    pub campus: Vec<IpNet>,
    /// Networks of proxies that say from where a request comes.
    pub proxies: Vec<IpNet>,
    /// Whether mails are sent.
    pub sends_mail: bool,
    /// Where passwords are hashed.
    pub hasher: Arc<Hasher>,
    /// Who judges them.
    pub directory: Arc<dyn Directory>,
    /// What is counted.
    pub metrics: Metrics,
    /// Whose audit chain this process writes.
    pub writer: WriterId,
}

impl Service {
    /// Whether `address` is on campus.
    pub fn is_on_campus(&self, address: IpAddr) -> bool {
        let address = address.to_canonical(); // an IPv4 address may come as ::ffff:a.b.c.d
        self.campus.iter().any(|network| network.contains(&address))
    }

    /// Whether codes can be judged now.
    ///
    /// # Errors
    /// [`ServiceError::ClockBack`], and whatever keeps the store from answering.
    pub async fn is_ready(&self) -> Result<(), ServiceError> {
        Ok(self.begin(self.clock.now()).await?.commit().await?)
    }

    /// A transaction that may write, unless the clock went back.
    async fn begin(&self, now: UnixTime) -> Result<Box<dyn Transaction>, ServiceError> {
        let mut tx = self.store.write().await?;
        if tx.advance_clock(now, CLOCK_SLACK).await? { Ok(tx) } else { Err(ServiceError::ClockBack) }
    }

    /// Adds `entry` to this process's audit chain. The last thing in a transaction: what follows would be done while
    /// other transactions wait for the chain, maybe holding the very row it needs.
    async fn note(&self, tx: &mut dyn Transaction, entry: Entry) -> Result<(), ServiceError> {
        let head = tx.audit_head(self.writer).await?;
        Ok(tx.add_link(self.writer, &head.next(entry)).await?)
    }

    /// The bytes of a key that is kept.
    fn seed(&self, key: &KeyRow) -> Result<Secret, ServiceError> {
        let bytes = self.ring.unseal(seed_place(&key.id, &key.member), &key.sealed)?;
        Secret::from_bytes(bytes.to_vec()).map_err(|_| KeyringError::Sealed.into())
    }
}

/// The moment `span` before `now`.
fn earlier(now: UnixTime, span: Duration) -> UnixTime {
    UnixTime::from_ms(now.as_ms().saturating_sub(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
}

/// Where a key's bytes lie.
fn seed_place<'a>(key: &'a KeyId, member: &'a MemberId) -> Place<'a> {
    Place { table: "keys", row: key.as_bytes(), owner: member.as_bytes(), purpose: "seed" }
}
