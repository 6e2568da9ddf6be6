//! From an offer on a page to a confirmed account: take up, redeem, save, confirm.
//!
//! Every step is stored before the next is taken, so a page that closes, or an answer that is lost, costs nothing: the
//! same offer, clicked again, or [`App::resume`] goes on from what is stored. It ends in one account.

use core::time::Duration;

use super::accounts::refuse_duplicate;
use super::{App, AppError, Begun, Ports};
use crate::account::Account;
use crate::enrol::protocol::{self, Confirmed, Redeemed, Refusal, ReplyError};
use crate::enrol::{Binding, ClientKey, KeyStatus, Offer, Origin, Parameters, ServerId, StatusProof, open};
use crate::otp::{Kind, Otp, UnixTime};
use crate::vault::{Contents, Entry, EntryId, Issued, Waiting};

/// An offer that was taken up so long ago is over whatever its server's policy is.
const OVER_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// There is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server cannot be reached")]
pub struct Unreachable;

/// Why an enrolment did not go on. What was stored before is still there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// Our own side.
    #[error(transparent)]
    App(#[from] AppError),
    /// There is no answer.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The server refuses, or its answer makes no sense.
    #[error(transparent)]
    Reply(#[from] ReplyError),
}

/// What became of an offer.
enum Taken {
    /// There is an account for it already.
    Known(EntryId),
    /// It is to be redeemed.
    Waiting(Waiting),
}

impl<P: Ports> App<P> {
    /// Takes `offer` up and goes as far as it can: to an account whose key counts. `label` is what the server calls
    /// this browser. Done twice with one offer, it gives the same account.
    ///
    /// # Errors
    /// [`EnrolError`]. Unless the server says that the offer is over, it can be gone on with.
    pub async fn enrol(&self, offer: &Offer, label: &str) -> Result<EntryId, EnrolError> {
        let id = match self.take_up(offer).await? {
            Taken::Known(id) => id,
            Taken::Waiting(waiting) => self.redeem(waiting, label).await?,
        };
        self.confirm(id).await?;
        Ok(id)
    }

    /// Goes on with an enrolment that was begun and not finished.
    ///
    /// # Errors
    /// As [`App::enrol`]; [`AppError::Gone`] if it was finished or given up meanwhile.
    pub async fn resume(&self, begun: &Begun, label: &str) -> Result<EntryId, EnrolError> {
        let waiting = self.with_contents(|contents| {
            contents.waiting.iter().find(|waiting| begun.is_of_waiting(waiting)).cloned()
        })?;
        let id = match waiting {
            Some(waiting) => self.redeem(waiting, label).await?,
            None => self
                .with_entries(|entries| entries.iter().find(|entry| begun.is_of(entry)).map(|it| it.id))?
                .ok_or(AppError::Gone)?,
        };
        self.confirm(id).await?;
        Ok(id)
    }

    /// Stores that the offer is taken up, with what will get its key again, before anything is asked of the server.
    async fn take_up(&self, offer: &Offer) -> Result<Taken, AppError> {
        let now = self.ports.now();
        let begun = Begun::of(offer);
        let waiting = Waiting {
            origin: offer.origin.clone(),
            issuer: offer.issuer.clone(),
            user: offer.user.clone(),
            ticket: offer.ticket.clone(),
            client: ClientKey::make(&self.ports),
            begun: now,
        };
        self.change(|contents| {
            contents.waiting.retain(|waiting| !is_over(waiting, now));
            if let Some(entry) = contents.entries.iter().find(|entry| begun.is_of(entry)) {
                return Ok(Taken::Known(entry.id));
            }
            if let Some(before) = contents.waiting.iter().find(|other| begun.is_of_waiting(other)) {
                return Ok(Taken::Waiting(before.clone()));
            }
            contents.waiting.push(waiting.clone());
            Ok(Taken::Waiting(waiting))
        })
        .await
    }

    /// Gets the key and saves it as an account whose first code is not confirmed yet.
    async fn redeem(&self, waiting: Waiting, label: &str) -> Result<EntryId, EnrolError> {
        let body = protocol::redeem(&waiting.ticket, &waiting.client.public(), label);
        let url = format!("{}/api/v1/enrolments/redeem", waiting.origin.as_str());
        let reply = self.ports.post(&url, body).await?;
        let redeemed = match Redeemed::read(&reply) {
            Ok(redeemed) => redeemed,
            Err(error) => {
                if is_end(error) {
                    let gone = |contents: &mut Contents| {
                        forget(contents, &waiting);
                        Ok(())
                    };
                    self.change(gone).await?;
                }
                return Err(error.into());
            }
        };
        self.hear_time(&waiting.origin, redeemed.server_time).await;
        let account = account(&waiting, &redeemed)?;
        Ok(self.save_pending(&waiting, redeemed, account).await?)
    }

    async fn save_pending(
        &self,
        waiting: &Waiting,
        redeemed: Redeemed,
        account: Account,
    ) -> Result<EntryId, AppError> {
        let issued = Issued {
            origin: waiting.origin.clone(),
            enrolment: redeemed.enrolment,
            key: redeemed.key,
            ticket: waiting.ticket.hash(),
            status: KeyStatus::Pending,
            told: self.ports.now(),
        };
        let entry = Entry { issued: Some(issued.clone()), ..self.make_entry(account, None) };
        self.change(|contents| {
            forget(contents, waiting);
            // Another page may have been as quick with the same offer.
            let same =
                |other: &&Entry| other.issued.as_ref().is_some_and(|other| is_same_key(other, &issued));
            if let Some(other) = contents.entries.iter().find(same) {
                return Ok(other.id);
            }
            refuse_duplicate(contents, &entry.account)?;
            let id = entry.id;
            contents.entries.push(entry);
            Ok(id)
        })
        .await
    }

    /// Shows the server a first code, unless the key counts already. A key that can count no more goes to the bin.
    async fn confirm(&self, id: EntryId) -> Result<(), EnrolError> {
        let (account, issued) = self.with_entry(id, |entry| (entry.account.clone(), entry.issued.clone()))?;
        let Some(issued) = issued.filter(|issued| issued.status == KeyStatus::Pending) else { return Ok(()) };
        let confirmed = match self.ask_by_either_clock(&account, &issued).await {
            Err(EnrolError::Reply(error)) if is_end(error) => {
                self.delete(id).await?;
                return Err(error.into());
            }
            other => other?,
        };
        self.hear_time(&issued.origin, confirmed.server_time).await;
        let now = self.ports.now();
        self.change(|contents| {
            tell(contents, &issued.origin, &issued.key, KeyStatus::Current, now);
            for key in &confirmed.replaced {
                tell(contents, &issued.origin, key, KeyStatus::Superseded, now);
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// If the server says that our clock is off, asks once more with the code of its time. What was heard of its time
    /// may have been wrong, too: then once more by our own clock.
    async fn ask_by_either_clock(&self, account: &Account, issued: &Issued) -> Result<Confirmed, EnrolError> {
        let heard = self.offset(&issued.origin);
        let offset = match self.ask_to_confirm(account, issued).await {
            Err(EnrolError::Reply(ReplyError::Refused(Refusal::ClockOff { seconds }))) => {
                heard.saturating_sub(seconds.saturating_mul(1000))
            }
            Err(EnrolError::Reply(ReplyError::Refused(Refusal::WrongCode))) if heard != 0 => 0,
            other => return other,
        };
        self.hear_offset(&issued.origin, offset).await;
        self.ask_to_confirm(account, issued).await
    }

    async fn ask_to_confirm(&self, account: &Account, issued: &Issued) -> Result<Confirmed, EnrolError> {
        let at = self.server_now(&issued.origin);
        let proof = StatusProof::derive(account.otp.secret(), issued.key.as_str(), at, &issued.origin);
        let body = protocol::confirm(&issued.key, &account.otp.code(at), at, &proof);
        let (origin, enrolment) = (issued.origin.as_str(), issued.enrolment.as_str());
        let url = format!("{origin}/api/v1/enrolments/{enrolment}/confirm");
        Ok(Confirmed::read(&self.ports.post(&url, body).await?)?)
    }
}

fn is_same_key(one: &Issued, other: &Issued) -> bool {
    one.origin == other.origin && one.key == other.key
}

/// True if no key will ever count for this offer.
fn is_end(error: ReplyError) -> bool {
    matches!(error, ReplyError::Refused(Refusal::Gone | Refusal::Expired))
}

pub(super) fn is_over(waiting: &Waiting, now: UnixTime) -> bool {
    now.as_ms().saturating_sub(waiting.begun.as_ms()) > OVER_AFTER.as_secs() * 1000
}

fn forget(contents: &mut Contents, waiting: &Waiting) {
    contents.waiting.retain(|other| other != waiting);
}

/// The account that the answer holds, if it is for us.
fn account(waiting: &Waiting, redeemed: &Redeemed) -> Result<Account, ReplyError> {
    let Parameters { algorithm, digits, period } = redeemed.parameters;
    let binding = Binding {
        enrolment: redeemed.enrolment.as_str(),
        key: redeemed.key.as_str(),
        parameters: redeemed.parameters,
    };
    let seed = open(&redeemed.sealed, &waiting.client, binding)
        .map_err(|_| ReplyError::Broken { part: "sealed_seed" })?;
    let otp = Otp::new(seed, algorithm, digits, Kind::Totp { period });
    Ok(Account { issuer: waiting.issuer.clone(), user: waiting.user.clone(), otp })
}

/// Notes how the server sees a key, in the list and in the bin.
pub(super) fn tell(
    contents: &mut Contents,
    origin: &Origin,
    key: &ServerId,
    status: KeyStatus,
    now: UnixTime,
) {
    let binned = contents.bin.iter_mut().map(|binned| &mut binned.entry);
    for entry in contents.entries.iter_mut().chain(binned) {
        if let Some(issued) = entry.issued.as_mut().filter(|it| it.origin == *origin && it.key == *key) {
            (issued.status, issued.told) = (status, now);
        }
    }
}
