//! What is done from time to time.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{integer, ms};
use super::{DbRow, Open};
use crate::store::{Answer, SealedRow, StoreError, Upkeep};

/// What stays of a key that will never be opened again.
const NOTHING: &[u8] = &[];

/// A column of sealed values. Bytes 2 to 5 of a value are its key's id.
struct Sealed {
    table: &'static str,
    purpose: &'static str,
    /// Rows sealed under another key.
    others: &'static str,
    /// Puts a value in the place of another.
    replace: &'static str,
}

const SEALED: [Sealed; 6] = [
    Sealed {
        table: "keys",
        purpose: "seed",
        others: "SELECT id, member, sealed FROM keys WHERE length(sealed) > 0 AND substr(sealed, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE keys SET sealed = $3 WHERE id = $1 AND sealed = $2",
    },
    Sealed {
        table: "members",
        purpose: "password",
        others: "SELECT id, id AS member, password AS sealed FROM members \
                 WHERE password IS NOT NULL AND substr(password, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE members SET password = $3 WHERE id = $1 AND password = $2",
    },
    Sealed {
        table: "mail_codes",
        purpose: "code",
        others: "SELECT id, member, sealed FROM mail_codes WHERE substr(sealed, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE mail_codes SET sealed = $3 WHERE id = $1 AND sealed = $2",
    },
    Sealed {
        table: "recovery_codes",
        purpose: "code",
        others: "SELECT id, member, sealed FROM recovery_codes WHERE substr(sealed, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE recovery_codes SET sealed = $3 WHERE id = $1 AND sealed = $2",
    },
    Sealed {
        table: "releases",
        purpose: "code",
        others: "SELECT id, member, sealed FROM releases WHERE substr(sealed, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE releases SET sealed = $3 WHERE id = $1 AND sealed = $2",
    },
    Sealed {
        table: "outbox",
        purpose: "mail",
        others: "SELECT id, member, sealed FROM outbox WHERE substr(sealed, 2, 4) <> $1 LIMIT $2",
        replace: "UPDATE outbox SET sealed = $3 WHERE id = $1 AND sealed = $2",
    },
];

impl Sealed {
    fn row(&self, row: &DbRow) -> Answer<SealedRow> {
        Ok(SealedRow {
            table: self.table,
            row: row.try_get("id")?,
            owner: row.try_get("member")?,
            purpose: self.purpose,
            sealed: row.try_get("sealed")?,
        })
    }
}

#[async_trait]
impl Upkeep for Open {
    async fn expire_keys(&mut self, now: UnixTime) -> Answer<u64> {
        let done = sqlx::query(
            "UPDATE keys SET state = 'expired', sealed = $2, since_ms = $1 \
             WHERE state = 'pending' AND expires_ms <= $1 OR state = 'expired' AND length(sealed) > 0",
        )
        .bind(ms(now))
        .bind(NOTHING)
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected())
    }

    async fn purge_keys(&mut self, before: UnixTime) -> Answer<u64> {
        let done = sqlx::query(
            "UPDATE keys SET state = 'purged', sealed = $2 \
             WHERE state IN ('superseded', 'revoked') AND since_ms < $1",
        )
        .bind(ms(before))
        .bind(NOTHING)
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected())
    }

    async fn sealed_before(&mut self, newest: [u8; 4], most: u32) -> Answer<Vec<SealedRow>> {
        for column in &SEALED {
            let rows = sqlx::query(column.others)
                .bind(newest.as_slice())
                .bind(i64::from(most))
                .fetch_all(&mut *self.0)
                .await?;
            if !rows.is_empty() {
                return rows.iter().map(|row| column.row(row)).collect();
            }
        }
        Ok(Vec::new())
    }

    async fn reseal(&mut self, row: &SealedRow, anew: &[u8]) -> Answer<bool> {
        let column = SEALED.iter().find(|column| (column.table, column.purpose) == (row.table, row.purpose));
        let column = column.ok_or(StoreError::Damaged { part: "sealed row" })?;
        let done = sqlx::query(column.replace)
            .bind(&row.row)
            .bind(&row.sealed)
            .bind(anew)
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn raise_floors(&mut self, step: u64, now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE keys SET last_step = $1 WHERE last_step < $1")
            .bind(integer(step))
            .execute(&mut *self.0)
            .await?;
        sqlx::query("UPDATE keys SET state = 'expired', sealed = $2, since_ms = $1 WHERE state = 'pending'")
            .bind(ms(now))
            .bind(NOTHING)
            .execute(&mut *self.0)
            .await?;
        sqlx::query("UPDATE tickets SET expires_ms = $1 WHERE redeemed_ms IS NULL AND expires_ms > $1")
            .bind(ms(now))
            .execute(&mut *self.0)
            .await?;
        for sql in [
            "DELETE FROM browsers",
            "DELETE FROM sessions",
            "DELETE FROM mail_codes",
            "DELETE FROM outbox",
            "DELETE FROM recovery_codes", // some may have been used since
            "DELETE FROM releases",
        ] {
            sqlx::query(sql).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}
