//! Trusted browsers.

use async_trait::async_trait;
use warifu::otp::UnixTime;

use super::cells::{bytes, maybe_bytes, ms, time};
use super::{DbRow, Open};
use crate::domain::trusted::Trusted;
use crate::domain::{BrowserId, Digest, MemberId};
use crate::store::{Answer, Browser, Browsers};

#[async_trait]
impl Browsers for Open {
    async fn add_browser(&mut self, browser: &Browser) -> Answer<()> {
        let trusted = &browser.trusted;
        sqlx::query(
            "INSERT INTO browsers (id, member, current, previous, rotated_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(browser.id.as_bytes().as_slice())
        .bind(browser.member.as_bytes().as_slice())
        .bind(trusted.current.as_bytes().as_slice())
        .bind(trusted.previous.map(|previous| previous.as_bytes().to_vec()))
        .bind(ms(trusted.rotated))
        .bind(ms(trusted.expires))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn browser(&mut self, member: MemberId, token: Digest) -> Answer<Option<Browser>> {
        let row = sqlx::query("SELECT * FROM browsers WHERE member = $1 AND (current = $2 OR previous = $2)")
            .bind(member.as_bytes().as_slice())
            .bind(token.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(browser).transpose()
    }

    async fn rotate_browser(
        &mut self,
        id: BrowserId,
        from: Digest,
        to: Digest,
        now: UnixTime,
    ) -> Answer<bool> {
        let row = sqlx::query(
            "UPDATE browsers SET previous = current, current = $3, rotated_ms = $4 \
             WHERE id = $1 AND current = $2 RETURNING id",
        )
        .bind(id.as_bytes().as_slice())
        .bind(from.as_bytes().as_slice())
        .bind(to.as_bytes().as_slice())
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.is_some())
    }

    async fn browsers_of(&mut self, member: MemberId, now: UnixTime) -> Answer<Vec<Browser>> {
        let rows = sqlx::query(
            "SELECT * FROM browsers WHERE member = $1 AND expires_ms > $2 ORDER BY rotated_ms DESC, id",
        )
        .bind(member.as_bytes().as_slice())
        .bind(ms(now))
        .fetch_all(&mut *self.0)
        .await?;
        rows.iter().map(browser).collect()
    }

    async fn drop_browser(&mut self, member: MemberId, id: BrowserId) -> Answer<bool> {
        let done = sqlx::query("DELETE FROM browsers WHERE id = $1 AND member = $2")
            .bind(id.as_bytes().as_slice())
            .bind(member.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn drop_browsers(&mut self, member: MemberId) -> Answer<()> {
        sqlx::query("DELETE FROM browsers WHERE member = $1")
            .bind(member.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}

fn browser(row: &DbRow) -> Answer<Browser> {
    let trusted = Trusted {
        current: Digest::from_bytes(bytes(row, "current")?),
        previous: maybe_bytes(row, "previous")?.map(Digest::from_bytes),
        rotated: time(row, "rotated_ms")?,
        expires: time(row, "expires_ms")?,
    };
    let [id, member] = [bytes(row, "id")?, bytes(row, "member")?];
    Ok(Browser { id: BrowserId::from_bytes(id), member: MemberId::from_bytes(member), trusted })
}
