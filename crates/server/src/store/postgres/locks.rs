//! What must wait for what.

use super::Open;
use crate::domain::{MemberId, WriterId};
use crate::store::Answer;

/// Takes mails that are due until later. What another node is just taking is passed over.
pub(super) const LEASE_MAILS: &str = "UPDATE outbox SET due_ms = $2, tries = tries + 1 WHERE id IN ( \
     SELECT id FROM outbox WHERE over_ms IS NULL AND due_ms <= $1 ORDER BY due_ms LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING *";

/// Takes reminders of members without a key that counts or counted. What another node is just taking is passed over.
pub(super) const TAKE_REMINDERS: &str = "UPDATE members SET reminded = $1 WHERE id IN ( \
     SELECT id FROM members WHERE added_ms > $2 AND added_ms <= $3 AND (reminded IS NULL OR reminded > $1) \
     AND CASE WHEN $5 LIKE '%,' || group_name || ',%' THEN 1 ELSE 0 END = $6 \
     AND NOT EXISTS (SELECT 1 FROM keys WHERE keys.member = members.id AND keys.state NOT IN ('pending', 'expired')) \
     ORDER BY added_ms, id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED) RETURNING *";

impl Open {
    /// Rows that refer to the member may still be added meanwhile.
    pub(super) async fn lock_decisions_about(&mut self, id: MemberId) -> Answer<()> {
        sqlx::query("SELECT id FROM members WHERE id = $1 FOR NO KEY UPDATE")
            .bind(id.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    /// A lock of the transaction keeps other transactions of the same writer waiting.
    pub(super) async fn lock_chain(&mut self, writer: WriterId) -> Answer<()> {
        let (lock, _) = writer.as_bytes().split_first_chunk().expect("16 bytes");
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(i64::from_be_bytes(*lock))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}
