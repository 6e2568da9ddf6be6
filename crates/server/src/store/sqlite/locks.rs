//! What must wait for what: nothing more, since there is one writing transaction at a time.

use super::Open;
use crate::domain::{MemberId, WriterId};
use crate::store::Answer;

/// Takes mails that are due until later. Nobody else writes meanwhile.
pub(super) const LEASE_MAILS: &str = "UPDATE outbox SET due_ms = $2, tries = tries + 1 WHERE id IN ( \
     SELECT id FROM outbox WHERE over_ms IS NULL AND due_ms <= $1 ORDER BY due_ms LIMIT $3) RETURNING *";

#[expect(clippy::unused_async, reason = "PostgreSQL's neighbours of these wait")]
impl Open {
    pub(super) async fn lock_decisions_about(&mut self, _: MemberId) -> Answer<()> {
        Ok(())
    }

    pub(super) async fn lock_chain(&mut self, _: WriterId) -> Answer<()> {
        Ok(())
    }
}
