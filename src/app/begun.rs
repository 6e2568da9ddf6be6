//! Enrolments that were begun and are not finished: the answer was lost, or the page closed.

use super::enrol::is_over;
use super::{App, AppError, Ports};
use crate::account::Name;
use crate::enrol::{KeyStatus, Offer, Origin, TicketHash};
use crate::vault::{Entry, EntryId, Waiting};

/// An enrolment, from the moment its offer is taken up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Begun {
    /// The server.
    pub origin: Origin,
    /// Whose service.
    pub issuer: Name,
    /// Which user.
    pub user: Name,
    ticket: TicketHash,
}

impl Begun {
    /// The enrolment that `offer` begins.
    pub fn of(offer: &Offer) -> Self {
        Self {
            origin: offer.origin.clone(),
            issuer: offer.issuer.clone(),
            user: offer.user.clone(),
            ticket: offer.ticket.hash(),
        }
    }

    fn of_waiting(waiting: &Waiting) -> Self {
        Self {
            origin: waiting.origin.clone(),
            issuer: waiting.issuer.clone(),
            user: waiting.user.clone(),
            ticket: waiting.ticket.hash(),
        }
    }

    /// The enrolment of an account whose first code is not confirmed yet.
    fn of_entry(entry: &Entry) -> Option<Self> {
        let issued = entry.issued.as_ref().filter(|issued| issued.status == KeyStatus::Pending)?;
        Some(Self {
            origin: issued.origin.clone(),
            issuer: entry.account.issuer.clone(),
            user: entry.account.user.clone(),
            ticket: issued.ticket,
        })
    }

    pub(super) fn is_of_waiting(&self, waiting: &Waiting) -> bool {
        waiting.origin == self.origin && waiting.ticket.hash() == self.ticket
    }

    /// True for the account that it led to, confirmed or not.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        entry.issued.as_ref().is_some_and(|it| it.origin == self.origin && it.ticket == self.ticket)
    }
}

impl<P: Ports> App<P> {
    /// True if `offer` was taken up before: the member has agreed, and there is nothing to ask.
    pub fn has_taken_up(&self, offer: &Offer) -> bool {
        let begun = Begun::of(offer);
        self.with_contents(|contents| {
            contents.waiting.iter().any(|waiting| begun.is_of_waiting(waiting))
                || contents.entries.iter().any(|entry| begun.is_of(entry))
        })
        .unwrap_or_default()
    }

    /// What was begun and is not finished, oldest first. Empty while locked.
    pub fn unfinished(&self) -> Vec<Begun> {
        let now = self.ports.now();
        self.with_contents(|contents| {
            let pending = contents.entries.iter().filter_map(Begun::of_entry);
            let waiting = contents.waiting.iter().filter(|waiting| !is_over(waiting, now));
            pending.chain(waiting.map(Begun::of_waiting)).collect()
        })
        .unwrap_or_default()
    }

    /// Gives an unfinished enrolment up. If it has a key already, that goes to the bin.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Store`].
    pub async fn give_up(&self, begun: &Begun) -> Result<(), AppError> {
        let pending = |entry: &&Entry| begun.is_of(entry) && Begun::of_entry(entry).is_some();
        let keys: Vec<EntryId> =
            self.with_entries(|entries| entries.iter().filter(pending).map(|entry| entry.id).collect())?;
        self.change(|contents| {
            contents.waiting.retain(|waiting| !begun.is_of_waiting(waiting));
            Ok(())
        })
        .await?;
        self.delete_all(&keys).await
    }
}
