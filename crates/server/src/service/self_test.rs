//! The self-test: anybody may try an ID and a code with the real verifier.
//!
//! It counts its own tries, so that strangers lock nobody out of signing in. What it tells about a code is worth nothing
//! afterwards: a right one is spent, one of the past counts no more, and of one to come it tells only whoever showed
//! another such code before.

use super::verify::{detail, entry};
use super::{Reason, Service, ServiceError, Verdict};
use crate::domain::throttle::Limits;
use crate::domain::{MemberId, MemberName, TypedCode};
use crate::store::Factor;

/// Who asks, in the audit log.
const SELF_TEST: &str = "the self-test";

/// Each wrong try rests, so that upkeep finds by the pause what nobody tried for a day.
const LIMITS: Limits = Limits { free: 1, first_pause_s: 5, longest_pause_s: 3600, stop_at: 100 };

impl Service {
    /// Whether `typed` is a code of the member called `name`; if so it is spent, as everywhere. Nobody with that name, or
    /// one without a key, has only wrong codes; they cost the same queries.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering.
    pub async fn self_test(
        &self,
        name: &MemberName,
        typed: Option<&TypedCode>,
    ) -> Result<Result<(), Reason>, ServiceError> {
        let now = self.clock.now();
        let guard = Factor::self_test(name);
        let mut tx = self.begin(now).await?;
        tx.add_guard(guard).await?; // for unknown names, too: they must not be told by never having to wait
        let member = tx.member(name).await?.map(|member| member.id);
        let keys = tx.keys_of(member.unwrap_or(MemberId::from_bytes([0; 16]))).await?;
        let judged = self.spend_code(&mut *tx, (guard, LIMITS), &keys, typed, now).await?;
        let verdict = match judged {
            Ok(key) => Verdict::Accept { key, browser: None },
            Err(reason) => Verdict::Reject(reason),
        };
        // For unknown names, too: that an entry is written takes time.
        if let Some(entry) = entry(&verdict, now) {
            let entry = match member {
                Some(member) => entry.of(member),
                None => entry,
            };
            self.note(&mut *tx, entry.detail(detail(&verdict, SELF_TEST))).await?;
        }
        tx.commit().await?;
        Ok(judged.map(|_| ()))
    }
}
