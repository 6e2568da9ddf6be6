//! How the servers that handed out keys see them now, and how far their clocks are from ours.

use core::time::Duration;
use std::collections::BTreeMap;

use super::enrol::tell;
use super::{App, AppError, EnrolError, Entries, Place, Ports};
use crate::enrol::protocol::{self, MAX_KEYS, Told};
use crate::enrol::{KeyStatus, Origin, ServerId, StatusProof};
use crate::secret::Secret;
use crate::vault::Entry;

/// The name of when servers were last asked in `storage.session`: milliseconds by origin.
pub(super) const ASKED_KEY: &str = "asked";
/// A server is asked about its keys at most so often, whether or not it answers.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// A server believes a proof for so long; if clocks differ by more, one asks again with its time.
const PROOF_LIVES: Duration = Duration::from_secs(5 * 60);

/// A key to ask about.
struct Asked {
    origin: Origin,
    key: ServerId,
    seed: Secret,
}

impl<P: Ports> App<P> {
    /// Asks every server that handed out one of the accounts how their keys stand, unless it said so or was asked within
    /// the last minute; an account that no server handed out is never asked about. True if something has changed. A server that
    /// cannot be reached changes nothing.
    ///
    /// # Errors
    /// [`AppError`] if what was told could not be saved.
    pub async fn ask_status(&self) -> Result<bool, AppError> {
        let due = self.with_entries(|entries| self.due(entries))?;
        let mut changed = false;
        if due.is_empty() {
            return Ok(false);
        }
        self.note_asked(&due).await;
        for asked in by_origin(due) {
            let Ok(told) = self.ask_server(&asked).await else { continue };
            changed |= self.save_told(&asked[0].origin, &told).await?;
        }
        Ok(changed)
    }

    fn due(&self, entries: &[Entry]) -> Vec<Asked> {
        let now = self.ports.now().as_ms();
        // What was told in the future was told before our clock was set right, so its offset is wrong now.
        let long_ago =
            |at: u64| now.checked_sub(at).is_none_or(|passed| passed >= ASKED_AGAIN_AFTER.as_secs() * 1000);
        let asked = |entry: &Entry| {
            let issued = entry.issued.as_ref().filter(|it| it.status != KeyStatus::Pending)?;
            let asked = self.asked.borrow().get(issued.origin.as_str()).copied().unwrap_or_default();
            (long_ago(issued.told.as_ms()) && long_ago(asked)).then(|| Asked {
                origin: issued.origin.clone(),
                key: issued.key.clone(),
                seed: entry.account.otp.secret().clone(),
            })
        };
        entries.iter().filter_map(asked).collect()
    }

    /// Keeps which servers are asked now, for the other pages and the next opening of the popup. If that fails, they are
    /// asked again.
    async fn note_asked(&self, due: &[Asked]) {
        let now = self.ports.now().as_ms();
        self.asked.borrow_mut().extend(due.iter().map(|asked| (asked.origin.as_str().to_owned(), now)));
        let text = serde_json::to_string(&*self.asked.borrow()).unwrap_or_default();
        let _ = self.ports.write(Place::Session, Entries::from([(ASKED_KEY.to_owned(), text)]), &[]).await;
    }

    /// Takes up when other pages asked.
    pub(super) fn remember_asked(&self, session: &Entries) {
        let asked = session.get(ASKED_KEY).and_then(|text| serde_json::from_str(text).ok());
        let asked: BTreeMap<String, u64> = asked.unwrap_or_default();
        self.asked.borrow_mut().extend(asked);
    }

    /// Asks one server. The first proof may be too old or too new for it; its answer says what time it is.
    async fn ask_server(&self, asked: &[Asked]) -> Result<Told, EnrolError> {
        let origin = &asked[0].origin;
        let believed = self.offset(origin);
        let told = self.ask_once(asked).await?;
        self.hear_time(origin, told.server_time).await;
        let off = u128::from(self.offset(origin).abs_diff(believed));
        if off < PROOF_LIVES.as_millis() { Ok(told) } else { self.ask_once(asked).await }
    }

    async fn ask_once(&self, asked: &[Asked]) -> Result<Told, EnrolError> {
        let origin = &asked[0].origin;
        let at = self.server_now(origin);
        let proof = |it: &Asked| (it.key.clone(), StatusProof::derive(&it.seed, it.key.as_str(), at, origin));
        let keys: Vec<_> = asked.iter().map(proof).collect();
        let url = format!("{}/api/v1/keys/status", origin.as_str());
        let reply = self.ports.post(&url, protocol::status(&keys, at)).await?;
        let names: Vec<_> = asked.iter().map(|asked| asked.key.clone()).collect();
        Ok(Told::read(&reply, &names)?)
    }

    /// Saves what was told; true if a key stands otherwise than before.
    async fn save_told(&self, origin: &Origin, told: &Told) -> Result<bool, AppError> {
        let now = self.ports.now();
        self.change(|contents| {
            let status = |contents: &crate::vault::Contents| {
                let issued = contents.entries.iter().filter_map(|entry| entry.issued.as_ref());
                issued.map(|issued| issued.status).collect::<Vec<_>>()
            };
            let before = status(contents);
            for (key, status) in &told.keys {
                tell(contents, origin, key, *status, now);
            }
            Ok(status(contents) != before)
        })
        .await
    }
}

/// The keys of each server, as many at a time as one call takes.
fn by_origin(asked: Vec<Asked>) -> Vec<Vec<Asked>> {
    let mut calls: Vec<Vec<Asked>> = Vec::new();
    for asked in asked {
        let fits = |call: &&mut Vec<Asked>| call.len() < MAX_KEYS && call[0].origin == asked.origin;
        match calls.iter_mut().find(fits) {
            Some(call) => call.push(asked),
            None => calls.push(vec![asked]),
        }
    }
    calls
}
