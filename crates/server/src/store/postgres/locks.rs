//! What must wait for what.

use super::Open;
use crate::domain::{MemberId, WriterId};
use crate::store::Answer;

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
