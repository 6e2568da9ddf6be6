//! Whether a member's code is right, asked by a relying party after the password was.

mod browser;
mod code;

use std::net::IpAddr;

use warifu::otp::UnixTime;

use browser::Trust;

use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::grace::Grace;
use crate::domain::{BrowserToken, KeyId, KeyState, MemberName, TypedCode};
use crate::store::{Factor, KeyRow, Member, Party, Transaction};

/// What is asked.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// Whose code.
    pub member: MemberName,
    /// What was typed; `None` if it cannot be a code.
    pub code: Option<TypedCode>,
    /// From where the member signs in.
    pub client: Option<IpAddr>,
    /// What the member's browser shows to be trusted.
    pub browser: Option<BrowserToken>,
    /// Whether the member wants this browser to be trusted.
    pub trust: bool,
}

/// The answer.
#[derive(Debug)]
pub enum Verdict {
    /// The code is right and now spent.
    Accept {
        /// Whose code it was.
        key: KeyId,
        /// From now on this browser is trusted with this token.
        browser: Option<BrowserToken>,
    },
    /// It is not.
    Reject(Reason),
    /// No code is needed.
    NotRequired {
        /// Why not.
        why: Why,
        /// The browser's next token.
        browser: Option<BrowserToken>,
    },
    /// The member has no key and must have one.
    EnrolRequired,
}

/// Why a code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None of the member's codes.
    Wrong,
    /// Right, but used already.
    Replay,
    /// The code of a key that another took the place of.
    OldKey,
    /// The code of another time.
    ClockOff {
        /// How far the authenticator's clock is ahead; negative if behind.
        seconds: i64,
    },
    /// Too many wrong tries; it was not judged.
    Locked {
        /// When trying makes sense again, in whole seconds from now.
        retry_after_s: u64,
    },
    /// So many wrong tries that the help desk must reset the counter; it was not judged.
    Stopped,
    /// There is no such member.
    NoSuchMember,
}

/// Why no code is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// From the campus network.
    Campus,
    /// From a trusted browser.
    TrustedBrowser,
    /// Within the time to register.
    Grace,
}

impl Reason {
    /// The word in answers and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Replay => "already_used",
            Self::OldKey => "old_key",
            Self::ClockOff { .. } => "clock_off",
            Self::Locked { .. } => "locked",
            Self::Stopped => "stopped",
            Self::NoSuchMember => "no_such_member",
        }
    }
}

impl Why {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Campus => "campus",
            Self::TrustedBrowser => "trusted_browser",
            Self::Grace => "grace",
        }
    }
}

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
        if request.client.is_some_and(|client| self.is_on_campus(client)) {
            return Ok(Verdict::NotRequired { why: Why::Campus, browser: None });
        }
        let trust = self.trusted(tx, member, request, now).await?;
        let is_copied = matches!(trust, Trust::Copied);
        if let Trust::Yes(browser) = trust {
            return Ok(Verdict::NotRequired { why: Why::TrustedBrowser, browser });
        }
        let keys = tx.keys_of(member.id).await?;
        let verdict = match keys.iter().any(|key| key.state == KeyState::Active) {
            true => self.judge_code(tx, member, &keys, request, now).await?,
            false => self.without_key(member, now),
        };
        if is_copied {
            self.note(tx, Entry::new(Event::BrowserCopied, now).of(member.id)).await?;
        }
        if let Some(entry) = entry(&verdict, now) {
            self.note(tx, entry.of(member.id).detail(detail(&verdict, &party.name))).await?;
        }
        Ok(verdict)
    }

    fn without_key(&self, member: &Member, now: UnixTime) -> Verdict {
        match Grace::of(member.added, self.policy.grace.days.get()).lasts(now) {
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
