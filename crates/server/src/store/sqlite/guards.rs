//! Counters of tries.

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use warifu::otp::UnixTime;

use super::Open;
use super::cells::{ms, number, time};
use crate::domain::Throttle;
use crate::domain::throttle::Limits;
use crate::store::{Answer, Factor, Guards, StoreError};

#[async_trait]
impl Guards for Open {
    async fn add_guard(&mut self, guard: Factor) -> Answer<()> {
        sqlx::query(
            "INSERT INTO factor_guard (subject, kind, tries, locked_until) VALUES (?, ?, 0, 0) \
             ON CONFLICT DO NOTHING",
        )
        .bind(guard.subject.as_slice())
        .bind(guard.kind)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    /// The pause is `Limits::pause_after` of the new count, written in SQL; a test compares the two.
    async fn reserve_try(
        &mut self,
        guard: Factor,
        now: UnixTime,
        limits: &Limits,
    ) -> Answer<Option<Throttle>> {
        let row = sqlx::query(
            "UPDATE factor_guard SET tries = tries + 1, locked_until = CASE \
             WHEN tries + 1 < ?4 THEN 0 ELSE ?3 + 1000 * min(?6, ?5 << min(tries + 1 - ?4, 31)) END \
             WHERE subject = ?1 AND kind = ?2 AND locked_until <= ?3 AND tries < ?7 \
             RETURNING tries, locked_until",
        )
        .bind(guard.subject.as_slice())
        .bind(guard.kind)
        .bind(ms(now))
        .bind(limits.free)
        .bind(limits.first_pause_s)
        .bind(limits.longest_pause_s)
        .bind(limits.stop_at)
        .fetch_optional(&mut *self.0)
        .await?;
        row.as_ref().map(throttle).transpose()
    }

    async fn throttle(&mut self, guard: Factor) -> Answer<Option<Throttle>> {
        let row = sqlx::query("SELECT tries, locked_until FROM factor_guard WHERE subject = ? AND kind = ?")
            .bind(guard.subject.as_slice())
            .bind(guard.kind)
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(throttle).transpose()
    }

    async fn clear_tries(&mut self, guard: Factor) -> Answer<()> {
        sqlx::query("UPDATE factor_guard SET tries = 0, locked_until = 0 WHERE subject = ? AND kind = ?")
            .bind(guard.subject.as_slice())
            .bind(guard.kind)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn give_back_try(&mut self, guard: Factor, locked_until: UnixTime) -> Answer<()> {
        sqlx::query(
            "UPDATE factor_guard SET tries = max(tries - 1, 0), locked_until = ?3 WHERE subject = ?1 AND kind = ?2",
        )
        .bind(guard.subject.as_slice())
        .bind(guard.kind)
        .bind(ms(locked_until))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }
}

fn throttle(row: &SqliteRow) -> Answer<Throttle> {
    let tries = number(row, "tries")?;
    let tries = u32::try_from(tries).map_err(|_| StoreError::Damaged { part: "tries" })?;
    Ok(Throttle { tries, locked_until: time(row, "locked_until")? })
}
