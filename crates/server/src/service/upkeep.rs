//! What is done from time to time: expiry, purging, sealing anew.

use std::time::Duration;

use super::{Service, ServiceError, earlier};
use crate::audit::{Entry, Event};
use crate::domain::{days, step_of};
use crate::keyring::{Place, RingKeyId};
use crate::store::SealedRow;

/// For how long a notice can be answered.
const NOTICE_DAYS: u32 = 90;
/// For how long a superseded or revoked key is kept, so that its codes can be called by their name.
const KEEP_OLD_DAYS: u32 = 90;
/// For how long sessions, mailed codes and mails are kept after they are over: a day.
const FORGET_AFTER: Duration = days(1);
/// How many values are sealed anew in one transaction.
const AT_ONCE: u32 = 100;

impl Service {
    /// Lets what is over be over.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn tidy(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        tx.expire_keys(now).await?;
        tx.forget(earlier(now, FORGET_AFTER), earlier(now, days(NOTICE_DAYS))).await?;
        tx.purge_keys(earlier(now, days(KEEP_OLD_DAYS))).await?;
        Ok(tx.commit().await?)
    }

    /// Lets the ring's next key seal, or a fresh one, and seals everything anew under it. The key and how many values were
    /// sealed anew.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering.
    pub async fn rotate(&self) -> Result<(RingKeyId, u64), ServiceError> {
        self.ring.rotate(&*self.random)?;
        self.reseal().await
    }

    /// Seals everything anew that another than the newest key of the ring sealed, a hundred at a time, while others go on
    /// working. The newest key and how many values were sealed anew.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering. Repeating goes on where it stopped.
    pub async fn reseal(&self) -> Result<(RingKeyId, u64), ServiceError> {
        let newest = self.ring.newest()?;
        let mut count = 0;
        loop {
            let mut tx = self.store.write().await?;
            let rows = tx.sealed_before(*newest.as_bytes(), AT_ONCE).await?;
            if rows.is_empty() {
                self.note(&mut *tx, Entry::new(Event::Rotated, self.clock.now()).detail(newest.to_string()))
                    .await?;
                tx.commit().await?;
                return Ok((newest, count));
            }
            for row in &rows {
                count += u64::from(tx.reseal(row, &self.anew(row)?).await?);
            }
            tx.commit().await?;
        }
    }

    /// Takes older keys out of the ring.
    ///
    /// # Errors
    /// [`ServiceError::StillUsed`] if a value is sealed under one of them: rotating again seals it anew.
    pub async fn retire(&self) -> Result<(), ServiceError> {
        let newest = self.ring.newest()?;
        // A write transaction, so that nobody is about to commit what an older key sealed.
        let mut tx = self.store.write().await?;
        if tx.sealed_before(*newest.as_bytes(), 1).await?.is_empty() {
            Ok(self.ring.retire()?)
        } else {
            Err(ServiceError::StillUsed)
        }
    }

    fn anew(&self, row: &SealedRow) -> Result<Vec<u8>, ServiceError> {
        let place = Place { table: row.table, row: &row.row, owner: &row.owner, purpose: row.purpose };
        let plain = self.ring.unseal(place, &row.sealed)?;
        Ok(self.ring.seal(place, &plain, &*self.random)?)
    }

    /// After a restore: no code that may have been used since the backup counts, and nothing that was open then.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn restored(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        tx.raise_floors(step_of(now) + 1, now).await?; // a code of the coming step may have been used already
        self.note(&mut *tx, Entry::new(Event::Restored, now)).await?;
        Ok(tx.commit().await?)
    }

    /// Somebody says that the clock is right, although it shows an earlier time than before.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn accept_clock(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.accept_clock(now).await?;
        self.note(&mut *tx, Entry::new(Event::ClockAccepted, now)).await?;
        Ok(tx.commit().await?)
    }
}
