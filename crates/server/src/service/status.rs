//! Whether keys still count, told to whoever holds them.

use std::time::Duration;

use warifu::enrol::StatusProof;
use warifu::otp::UnixTime;

use super::{Service, ServiceError};
use crate::domain::{KeyId, KeyState, later};
use crate::store::KeyRow;

/// How far the time of a proof may be from ours.
const TIMELY: Duration = Duration::from_secs(300);

/// What is asked about one key.
#[derive(Clone, Debug)]
pub struct StatusQuestion {
    /// Which.
    pub key: KeyId,
    /// When the proof was made.
    pub at: UnixTime,
    /// That one holds it.
    pub proof: StatusProof,
}

/// What a holder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusWord {
    /// Its codes count.
    Current,
    /// Another key took its place.
    Superseded,
    /// It was said to be lost.
    Revoked,
    /// It waits for its first code.
    Pending,
    /// No such key, or no proof of holding it.
    Unknown,
}

/// The answer about one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// Which.
    pub key: KeyId,
    /// What it is.
    pub word: StatusWord,
    /// Since when; never said of an unknown one.
    pub since: Option<UnixTime>,
}

impl StatusWord {
    /// The word in the answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
        }
    }

    /// What a key in that state is; one whose bytes are wiped can no longer be proven.
    const fn of(state: KeyState) -> Self {
        match state {
            KeyState::Pending => Self::Pending,
            KeyState::Active => Self::Current,
            KeyState::Superseded => Self::Superseded,
            KeyState::Revoked => Self::Revoked,
            KeyState::Expired | KeyState::Purged => Self::Unknown,
        }
    }
}

impl Service {
    /// What each of the keys is, in the order of the questions.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn key_status(&self, questions: &[StatusQuestion]) -> Result<Vec<KeyStatus>, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            let row = tx.key(question.key).await?;
            answers.push(self.answer(question, row.as_ref(), now)?);
        }
        Ok(answers)
    }

    fn answer(
        &self,
        question: &StatusQuestion,
        row: Option<&KeyRow>,
        now: UnixTime,
    ) -> Result<KeyStatus, ServiceError> {
        let unknown = KeyStatus { key: question.key, word: StatusWord::Unknown, since: None };
        let Some(row) = row.filter(|row| !row.sealed.is_empty() && is_timely(question.at, now)) else {
            return Ok(unknown);
        };
        let id = row.id.to_string();
        let right = StatusProof::derive(&self.seed(row)?, &id, question.at, &self.origin);
        let word = StatusWord::of(row.state);
        if question.proof != right || word == StatusWord::Unknown {
            return Ok(unknown);
        }
        Ok(KeyStatus { key: row.id, word, since: Some(row.since) })
    }
}

/// Whether a proof made `at` may be shown `now`.
pub(super) fn is_timely(at: UnixTime, now: UnixTime) -> bool {
    at <= later(now, TIMELY) && now <= later(at, TIMELY)
}
