//! Keys.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, integer, maybe_time, ms, number, time};
use super::{DbRow, Open};
use crate::domain::{KeyId, KeyState, MemberId};
use crate::store::{Answer, Key, KeyRow, Keys, StoreError};

#[async_trait]
impl Keys for Open {
    async fn add_key(&mut self, key: &Key) -> Answer<()> {
        sqlx::query(
            "INSERT INTO keys (id, member, state, device, sealed, last_step, since_ms, expires_ms) \
             VALUES ($1, $2, 'pending', $3, $4, 0, $5, $6)",
        )
        .bind(key.id.as_bytes().as_slice())
        .bind(key.member.as_bytes().as_slice())
        .bind(&key.device)
        .bind(&key.sealed)
        .bind(ms(key.made))
        .bind(ms(key.expires))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn key(&mut self, id: KeyId) -> Answer<Option<KeyRow>> {
        let row = sqlx::query("SELECT * FROM keys WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(key).transpose()
    }

    async fn keys_of(&mut self, member: MemberId) -> Answer<Vec<KeyRow>> {
        let rows = sqlx::query("SELECT * FROM keys WHERE member = $1 ORDER BY expires_ms, id")
            .bind(member.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(key).collect()
    }

    async fn activate(&mut self, id: KeyId, step: u64, now: UnixTime) -> Answer<bool> {
        let row = sqlx::query(
            "UPDATE keys SET state = 'active', last_step = $2, since_ms = $3, used_ms = $3 \
             WHERE id = $1 AND state = 'pending' AND expires_ms > $3 AND last_step < $2 RETURNING id",
        )
        .bind(id.as_bytes().as_slice())
        .bind(integer(step))
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.is_some())
    }

    async fn spend_step(&mut self, id: KeyId, step: u64, now: UnixTime) -> Answer<bool> {
        let row = sqlx::query(
            "UPDATE keys SET last_step = $2, used_ms = $3 \
             WHERE id = $1 AND state = 'active' AND last_step < $2 RETURNING id",
        )
        .bind(id.as_bytes().as_slice())
        .bind(integer(step))
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.is_some())
    }

    async fn note_ahead(&mut self, id: KeyId, step: u64) -> Answer<()> {
        sqlx::query("UPDATE keys SET ahead_step = $2 WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .bind(integer(step))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn rename_key(&mut self, member: MemberId, id: KeyId, device: &str) -> Answer<bool> {
        let done = sqlx::query("UPDATE keys SET device = $3 WHERE id = $1 AND member = $2")
            .bind(id.as_bytes().as_slice())
            .bind(member.as_bytes().as_slice())
            .bind(device)
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn move_key(&mut self, id: KeyId, from: KeyState, to: KeyState, now: UnixTime) -> Answer<bool> {
        let row = sqlx::query(
            "UPDATE keys SET state = $3, since_ms = $4 WHERE id = $1 AND state = $2 RETURNING id",
        )
        .bind(id.as_bytes().as_slice())
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.is_some())
    }
}

fn key(row: &DbRow) -> Answer<KeyRow> {
    let state: String = row.try_get("state")?;
    Ok(KeyRow {
        id: KeyId::from_bytes(bytes(row, "id")?),
        member: MemberId::from_bytes(bytes(row, "member")?),
        state: state.parse().map_err(|_| StoreError::Damaged { part: "state" })?,
        device: row.try_get("device")?,
        sealed: row.try_get("sealed")?,
        last_step: number(row, "last_step")?,
        ahead_step: row.try_get::<Option<i64>, _>("ahead_step")?.map(i64::cast_unsigned),
        since: time(row, "since_ms")?,
        used: maybe_time(row, "used_ms")?,
        expires: time(row, "expires_ms")?,
    })
}
