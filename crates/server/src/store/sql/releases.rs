//! Temporary releases.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, ms, number, time};
use super::{DbRow, Open};
use crate::domain::MemberId;
use crate::domain::release::Release;
use crate::store::{Answer, KeptRelease, Releases, StoreError};

#[async_trait]
impl Releases for Open {
    async fn set_release(&mut self, release: &KeptRelease) -> Answer<()> {
        sqlx::query(
            "INSERT INTO releases (id, member, sealed, uses_left, open_until_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (member) DO UPDATE SET id = excluded.id, sealed = excluded.sealed, \
             uses_left = excluded.uses_left, open_until_ms = excluded.open_until_ms",
        )
        .bind(release.id.as_slice())
        .bind(release.member.as_bytes().as_slice())
        .bind(&release.sealed)
        .bind(i64::from(release.state.uses_left))
        .bind(ms(release.state.open_until))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn release(&mut self, member: MemberId) -> Answer<Option<KeptRelease>> {
        let row = sqlx::query("SELECT * FROM releases WHERE member = $1")
            .bind(member.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        let kept = |row: DbRow| {
            let (id, sealed) = (bytes(&row, "id")?, row.try_get("sealed")?);
            Ok(KeptRelease { id, member, sealed, state: state(&row)? })
        };
        row.map(kept).transpose()
    }

    /// `Release::used`, written in SQL; a test compares the two.
    async fn use_release(
        &mut self,
        id: &[u8; 16],
        now: UnixTime,
        until: UnixTime,
    ) -> Answer<Option<Release>> {
        let row = sqlx::query(
            "UPDATE releases SET \
             uses_left = CASE WHEN open_until_ms > $2 THEN uses_left ELSE uses_left - 1 END, \
             open_until_ms = CASE WHEN open_until_ms > $2 THEN open_until_ms ELSE $3 END \
             WHERE id = $1 AND (open_until_ms > $2 OR uses_left > 0) RETURNING uses_left, open_until_ms",
        )
        .bind(id.as_slice())
        .bind(ms(now))
        .bind(ms(until))
        .fetch_optional(&mut *self.0)
        .await?;
        row.as_ref().map(state).transpose()
    }

    async fn drop_release(&mut self, member: MemberId) -> Answer<bool> {
        let done = sqlx::query("DELETE FROM releases WHERE member = $1")
            .bind(member.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn state(row: &DbRow) -> Answer<Release> {
    let uses_left = u32::try_from(number(row, "uses_left")?);
    let uses_left = uses_left.map_err(|_| StoreError::Damaged { part: "uses_left" })?;
    Ok(Release { uses_left, open_until: time(row, "open_until_ms")? })
}
