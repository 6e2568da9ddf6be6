//! Whether a member's code is right, asked by a relying party after the password was.

mod browser;
mod code;
mod verdict;

use warifu::otp::UnixTime;

use browser::Trust;
pub use verdict::{Reason, Verdict, VerifyRequest, Why};

use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::KeyState;
use crate::store::{Factor, KeyRow, Member, Party, Transaction};

impl Service {
    /// Judges a code for a relying party.
    ///
    /// # Errors
    /// [`ServiceError::ClockBack`], and whatever keeps store or key ring from answering: then nobody signs in.
    pub async fn verify(&self, party: &Party, request: &VerifyRequest) -> Result<Verdict, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let Some(member) = tx.member(&request.member).await? else {
            return Ok(Verdict::Reject(Reason::NoSuchMember));
        };
        let verdict = self.decide(&mut *tx, party, &member, request, now).await?;
        tx.commit().await?;
        Ok(verdict)
    }

    async fn decide(
        &self,
        tx: &mut dyn Transaction,
        party: &Party,
        member: &Member,
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Verdict, ServiceError> {
        let is_on_campus = request.client.is_some_and(|client| self.is_on_campus(client));
        if is_on_campus && !self.policy.asks_on_campus(member.group.as_ref()) {
            return Ok(Verdict::NotRequired { why: Why::Campus, browser: None });
        }
        let trust = self.trusted(tx, member, request, now).await?;
        let is_copied = matches!(trust, Trust::Copied);
        if let Trust::Yes(browser) = trust {
            return Ok(Verdict::NotRequired { why: Why::TrustedBrowser, browser });
        }
        let verdict = match self.is_released(tx, member, now).await? {
            true => Verdict::NotRequired { why: Why::Release, browser: None },
            false => self.by_key(tx, member, request, now).await?,
        };
        if is_copied {
            self.note(tx, Entry::new(Event::BrowserCopied, now).of(member.id)).await?;
        }
        if let Some(entry) = entry(&verdict, now) {
            self.note(tx, entry.of(member.id).detail(detail(&verdict, &party.name))).await?;
        }
        Ok(verdict)
    }

    async fn is_released(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        now: UnixTime,
    ) -> Result<bool, ServiceError> {
        if !self.may_release() {
            return Ok(false);
        }
        Ok(tx.release(member.id).await?.is_some_and(|release| release.state.is_open(now)))
    }

    async fn by_key(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Verdict, ServiceError> {
        let keys = tx.keys_of(member.id).await?;
        match keys.iter().any(|key| key.state == KeyState::Active) {
            true => self.judge_code(tx, member, &keys, request, now).await,
            false => Ok(self.without_key(member, &keys, now)),
        }
    }

    fn without_key(&self, member: &Member, keys: &[KeyRow], now: UnixTime) -> Verdict {
        match self.registration(member, keys).lasts(now) {
            true => Verdict::NotRequired { why: Why::Grace, browser: None },
            false => Verdict::EnrolRequired,
        }
    }

    async fn judge_code(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        keys: &[KeyRow],
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Verdict, ServiceError> {
        match self
            .spend_code(tx, (Factor::code(member.id), self.policy.limits()), keys, request.code.as_ref(), now)
            .await?
        {
            Ok(key) => Ok(Verdict::Accept { key, browser: self.trust(tx, member, request, now).await? }),
            Err(reason) => Ok(Verdict::Reject(reason)),
        }
    }
}

/// What is written down; a try that was not judged is not, or strangers could fill the log.
pub(super) fn entry(verdict: &Verdict, now: UnixTime) -> Option<Entry> {
    match verdict {
        Verdict::Accept { key, .. } => Some(Entry::new(Event::Accepted, now).key(*key)),
        Verdict::Reject(Reason::Locked { .. } | Reason::Stopped) => None,
        Verdict::Reject(_) => Some(Entry::new(Event::Rejected, now)),
        Verdict::NotRequired { .. } | Verdict::EnrolRequired => None,
    }
}

/// Who asked and, if it was refused, why.
pub(super) fn detail(verdict: &Verdict, asker: &str) -> String {
    match verdict {
        Verdict::Reject(reason) => format!("{asker} {}", reason.as_str()),
        _ => asker.to_owned(),
    }
}
