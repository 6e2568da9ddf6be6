//! Notices that can be answered.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, maybe_bytes, ms, time};
use super::{DbRow, Open};
use crate::domain::{Digest, KeyId, MemberId};
use crate::store::{Answer, Moved, Notices, SentNotice};

#[async_trait]
impl Notices for Open {
    async fn add_notice(&mut self, digest: Digest, notice: &SentNotice) -> Answer<()> {
        sqlx::query(
            "INSERT INTO notices (digest, member, key, made_ms, moved_from, moved_to) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(digest.as_bytes().as_slice())
        .bind(notice.member.as_bytes().as_slice())
        .bind(notice.key.map(|key| key.as_bytes().to_vec()))
        .bind(ms(notice.made))
        .bind(notice.moved.as_ref().map(|moved| &moved.from))
        .bind(notice.moved.as_ref().map(|moved| &moved.to))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn answer_notice(&mut self, digest: Digest, now: UnixTime) -> Answer<Option<SentNotice>> {
        let row = sqlx::query(
            "UPDATE notices SET consumed_ms = $2 WHERE digest = $1 AND consumed_ms IS NULL RETURNING *",
        )
        .bind(digest.as_bytes().as_slice())
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        row.as_ref().map(notice).transpose()
    }

    async fn void_pending(&mut self, member: MemberId, now: UnixTime) -> Answer<()> {
        for sql in [
            "UPDATE keys SET state = 'expired', since_ms = $2 WHERE member = $1 AND state = 'pending'",
            "UPDATE tickets SET expires_ms = $2 WHERE member = $1 AND redeemed_ms IS NULL AND expires_ms > $2",
        ] {
            sqlx::query(sql).bind(member.as_bytes().as_slice()).bind(ms(now)).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

fn notice(row: &DbRow) -> Answer<SentNotice> {
    let (from, to): (Option<String>, Option<String>) = (row.try_get("moved_from")?, row.try_get("moved_to")?);
    Ok(SentNotice {
        member: MemberId::from_bytes(bytes(row, "member")?),
        made: time(row, "made_ms")?,
        key: maybe_bytes(row, "key")?.map(KeyId::from_bytes),
        moved: from.zip(to).map(|(from, to)| Moved { from, to }),
    })
}
