//! Signing how far the audit log has come, and verifying it.

use super::{Service, ServiceError};
use crate::audit::{AuditKey, Checkpoint, Finding, Link, verify};
use crate::domain::WriterId;
use crate::store::Transaction;

/// How many entries are read at once.
const AT_ONCE: u32 = 1000;

impl Service {
    /// What checkpoints are signed with.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey::from_seed(&self.ring.audit_seed())
    }

    /// A signed checkpoint of this process's chain, kept in the store too; `None` if nothing was ever written.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, ServiceError> {
        let mut tx = self.store.write().await?;
        let head = tx.audit_head(self.writer).await?;
        if head.seq == 0 {
            return Ok(None);
        }
        let checkpoint = self.audit_key().sign(self.writer, head, self.clock.now());
        tx.add_checkpoint(&checkpoint).await?;
        tx.commit().await?;
        Ok(Some(checkpoint))
    }

    /// Verifies every chain against the checkpoints in the store and those given: each writer with the number of its
    /// entries, or what is wrong.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn verify_audit(
        &self,
        elsewhere: &[Checkpoint],
    ) -> Result<Vec<(WriterId, Result<u64, Finding>)>, ServiceError> {
        let mut tx = self.store.read().await?;
        let checkpoints = [tx.checkpoints().await?, elsewhere.to_vec()].concat();
        let mut writers = tx.writers().await?;
        writers.extend(elsewhere.iter().map(|checkpoint| checkpoint.writer));
        writers.sort_unstable();
        writers.dedup();
        let key = self.audit_key().public();
        let mut results = Vec::new();
        for writer in writers {
            let links = all_links(&mut *tx, writer).await?;
            results.push((writer, verify(writer, &links, &checkpoints, &key)));
        }
        Ok(results)
    }
}

async fn all_links(tx: &mut dyn Transaction, writer: WriterId) -> Result<Vec<Link>, ServiceError> {
    let mut links: Vec<Link> = Vec::new();
    loop {
        let after = links.last().map_or(0, |link| link.seq);
        let more = tx.links(writer, after, AT_ONCE).await?;
        if more.is_empty() {
            return Ok(links);
        }
        links.extend(more);
    }
}
