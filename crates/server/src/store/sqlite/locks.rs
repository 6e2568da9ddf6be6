//! What must wait for what: nothing more, since there is one writing transaction at a time.

use super::Open;
use crate::domain::{MemberId, WriterId};
use crate::store::Answer;

/// Takes mails that are due until later. Nobody else writes meanwhile.
pub(super) const LEASE_MAILS: &str = "UPDATE outbox SET due_ms = $2, tries = tries + 1 WHERE id IN ( \
     SELECT id FROM outbox WHERE over_ms IS NULL AND due_ms <= $1 ORDER BY due_ms LIMIT $3) RETURNING *";

/// Takes reminders of members without a key that counts or counted. Nobody else writes meanwhile.
pub(super) const TAKE_REMINDERS: &str = "UPDATE members SET reminded = $1 WHERE id IN ( \
     SELECT id FROM members WHERE added_ms > $2 AND added_ms <= $3 AND (reminded IS NULL OR reminded > $1) \
     AND CASE WHEN $5 LIKE '%,' || group_name || ',%' THEN 1 ELSE 0 END = $6 \
     AND NOT EXISTS (SELECT 1 FROM keys WHERE keys.member = members.id AND keys.state NOT IN ('pending', 'expired')) \
     ORDER BY added_ms, id LIMIT $4) RETURNING *";

#[expect(clippy::unused_async, reason = "PostgreSQL's neighbours of these wait")]
impl Open {
    pub(super) async fn lock_decisions_about(&mut self, _: MemberId) -> Answer<()> {
        Ok(())
    }

    pub(super) async fn lock_chain(&mut self, _: WriterId) -> Answer<()> {
        Ok(())
    }
}
