//! The portal's sign-in.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, maybe_time, ms, number, time};
use super::{DbRow, Open};
use crate::domain::mail_code::{MailCodeState, TRIES};
use crate::domain::session::{Level, Session};
use crate::domain::{Digest, MemberId};
use crate::store::{Answer, MailedCode, Portal, Proves, StoreError};

#[async_trait]
impl Portal for Open {
    async fn set_password(&mut self, member: MemberId, sealed: &[u8], is_temporary: bool) -> Answer<bool> {
        let done = sqlx::query("UPDATE members SET password = $2, temporary_password = $3 WHERE id = $1")
            .bind(member.as_bytes().as_slice())
            .bind(sealed)
            .bind(i64::from(is_temporary))
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn password(&mut self, member: MemberId) -> Answer<Option<Vec<u8>>> {
        let row = sqlx::query("SELECT password FROM members WHERE id = $1")
            .bind(member.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.map_or(Ok(None), |row| Ok(row.try_get("password")?))
    }

    async fn add_session(&mut self, digest: Digest, session: &Session) -> Answer<()> {
        sqlx::query(
            "INSERT INTO sessions (digest, member, level, made_ms, seen_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(digest.as_bytes().as_slice())
        .bind(session.member.as_bytes().as_slice())
        .bind(session.level.as_str())
        .bind(ms(session.made))
        .bind(ms(session.seen))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn use_session(&mut self, digest: Digest, now: UnixTime) -> Answer<Option<Session>> {
        let row = sqlx::query("UPDATE sessions SET seen_ms = $2 WHERE digest = $1 AND seen_ms > $3 AND made_ms > $4 RETURNING *")
            .bind(digest.as_bytes().as_slice())
            .bind(ms(now))
            .bind(ms(now).saturating_sub(crate::domain::session::IDLE.as_millis() as i64))
            .bind(ms(now).saturating_sub(crate::domain::session::ABSOLUTE.as_millis() as i64))
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(session).transpose()
    }

    async fn session_owner(&mut self, digest: Digest) -> Answer<Option<MemberId>> {
        let row = sqlx::query("SELECT member FROM sessions WHERE digest = $1")
            .bind(digest.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.map(|row| Ok(MemberId::from_bytes(bytes(&row, "member")?))).transpose()
    }

    async fn wait_for_key(&mut self, digest: Digest, now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE sessions SET asked_ms = $2 WHERE digest = $1")
            .bind(digest.as_bytes().as_slice())
            .bind(ms(now))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn drop_session(&mut self, digest: Digest) -> Answer<()> {
        sqlx::query("DELETE FROM sessions WHERE digest = $1")
            .bind(digest.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn drop_sessions(&mut self, member: MemberId) -> Answer<()> {
        sqlx::query("DELETE FROM sessions WHERE member = $1")
            .bind(member.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn add_mail_code(&mut self, code: &MailedCode) -> Answer<()> {
        sqlx::query(
            "INSERT INTO mail_codes (id, member, session, sealed, sent_ms, expires_ms, address) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(code.id.as_slice())
        .bind(code.member.as_bytes().as_slice())
        .bind(code.session.as_bytes().as_slice())
        .bind(&code.sealed)
        .bind(ms(code.sent))
        .bind(ms(code.state.expires))
        .bind(&code.address)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn newest_mail_code(&mut self, session: Digest, proves: Proves) -> Answer<Option<MailedCode>> {
        let row = sqlx::query(
            "SELECT * FROM mail_codes WHERE session = $1 AND CASE WHEN address IS NULL THEN 0 ELSE 1 END = $2 \
             ORDER BY sent_ms DESC, id LIMIT 1",
        )
        .bind(session.as_bytes().as_slice())
        .bind(i32::from(proves == Proves::New))
        .fetch_optional(&mut *self.0)
        .await?;
        row.as_ref().map(mail_code).transpose()
    }

    async fn reserve_mail_try(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool> {
        let done = sqlx::query(
            "UPDATE mail_codes SET tries = tries + 1 \
             WHERE id = $1 AND consumed_ms IS NULL AND expires_ms > $2 AND tries < $3",
        )
        .bind(id.as_slice())
        .bind(ms(now))
        .bind(i64::from(TRIES))
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn consume_mail_code(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool> {
        let done =
            sqlx::query("UPDATE mail_codes SET consumed_ms = $2 WHERE id = $1 AND consumed_ms IS NULL")
                .bind(id.as_slice())
                .bind(ms(now))
                .execute(&mut *self.0)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn mail_codes_sent(&mut self, member: MemberId, since: UnixTime) -> Answer<Vec<UnixTime>> {
        let rows =
            sqlx::query("SELECT sent_ms FROM mail_codes WHERE member = $1 AND sent_ms > $2 ORDER BY sent_ms")
                .bind(member.as_bytes().as_slice())
                .bind(ms(since))
                .fetch_all(&mut *self.0)
                .await?;
        rows.iter().map(|row| time(row, "sent_ms")).collect()
    }

    async fn forget(&mut self, before: UnixTime, notices: UnixTime) -> Answer<()> {
        sqlx::query("DELETE FROM notices WHERE made_ms < $1").bind(ms(notices)).execute(&mut *self.0).await?;
        for sql in [
            "DELETE FROM sessions WHERE seen_ms < $1",
            "DELETE FROM mail_codes WHERE expires_ms < $1",
            "DELETE FROM outbox WHERE made_ms < $1",
            "DELETE FROM notices WHERE consumed_ms < $1",
            "DELETE FROM tickets WHERE expires_ms < $1 AND (redeemed_ms IS NULL OR redeemed_ms < $1)",
            "DELETE FROM factor_guard WHERE kind IN ('password', 'self_test') AND locked_until < $1",
        ] {
            sqlx::query(sql).bind(ms(before)).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

fn session(row: &DbRow) -> Answer<Session> {
    let level: String = row.try_get("level")?;
    Ok(Session {
        member: MemberId::from_bytes(bytes(row, "member")?),
        level: Level::read(&level).ok_or(StoreError::Damaged { part: "level" })?,
        made: time(row, "made_ms")?,
        seen: time(row, "seen_ms")?,
        asked: maybe_time(row, "asked_ms")?,
    })
}

fn mail_code(row: &DbRow) -> Answer<MailedCode> {
    let consumed: Option<i64> = row.try_get("consumed_ms")?;
    let tries = u32::try_from(number(row, "tries")?).map_err(|_| StoreError::Damaged { part: "tries" })?;
    Ok(MailedCode {
        id: bytes(row, "id")?,
        member: MemberId::from_bytes(bytes(row, "member")?),
        session: Digest::from_bytes(bytes(row, "session")?),
        sealed: row.try_get("sealed")?,
        address: row.try_get("address")?,
        sent: time(row, "sent_ms")?,
        state: MailCodeState { expires: time(row, "expires_ms")?, tries, over: consumed.is_some() },
    })
}
