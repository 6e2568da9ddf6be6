//! What is done from time to time.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::Open;
use super::cells::{integer, ms};
use crate::store::{Answer, SealedRow, Upkeep};

#[async_trait]
impl Upkeep for Open {
    async fn expire_keys(&mut self, now: UnixTime) -> Answer<u64> {
        let done = sqlx::query(
            "UPDATE keys SET state = 'expired', sealed = x'', since_ms = ?1 \
             WHERE state = 'pending' AND expires_ms <= ?1",
        )
        .bind(ms(now))
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected())
    }

    async fn purge_keys(&mut self, before: UnixTime) -> Answer<u64> {
        let done = sqlx::query(
            "UPDATE keys SET state = 'purged', sealed = x'' WHERE state = 'superseded' AND since_ms < ?",
        )
        .bind(ms(before))
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected())
    }

    /// Bytes 2 to 5 of a sealed value are its key's id.
    async fn sealed_before(&mut self, newest: [u8; 4], most: u32) -> Answer<Vec<SealedRow>> {
        let rows = sqlx::query(
            "SELECT id, member, sealed FROM keys WHERE length(sealed) > 0 AND substr(sealed, 2, 4) <> ? LIMIT ?",
        )
        .bind(newest.as_slice())
        .bind(most)
        .fetch_all(&mut *self.0)
        .await?;
        let sealed = rows.iter().map(|row| {
            Ok(SealedRow {
                table: "keys",
                row: row.try_get("id")?,
                owner: row.try_get("member")?,
                purpose: "seed",
                sealed: row.try_get("sealed")?,
            })
        });
        sealed.collect()
    }

    async fn reseal(&mut self, row: &SealedRow, anew: &[u8]) -> Answer<bool> {
        let done = sqlx::query("UPDATE keys SET sealed = ?3 WHERE id = ?1 AND sealed = ?2")
            .bind(&row.row)
            .bind(&row.sealed)
            .bind(anew)
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn raise_floors(&mut self, step: u64, now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE keys SET last_step = max(last_step, ?)")
            .bind(integer(step))
            .execute(&mut *self.0)
            .await?;
        for sql in [
            "UPDATE keys SET state = 'expired', sealed = x'', since_ms = ? WHERE state = 'pending'",
            "UPDATE tickets SET expires_ms = min(expires_ms, ?) WHERE redeemed_ms IS NULL",
        ] {
            sqlx::query(sql).bind(ms(now)).execute(&mut *self.0).await?;
        }
        sqlx::query("DELETE FROM browsers").execute(&mut *self.0).await?;
        Ok(())
    }
}
