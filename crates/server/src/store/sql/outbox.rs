//! Mails that wait to be sent.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, ms, number, time};
use super::locks::LEASE_MAILS;
use super::{DbRow, Open};
use crate::domain::MemberId;
use crate::store::{Answer, Mail, Outbox, StoreError};

#[async_trait]
impl Outbox for Open {
    async fn add_mail(&mut self, mail: &Mail) -> Answer<()> {
        sqlx::query("INSERT INTO outbox (id, member, sealed, made_ms) VALUES ($1, $2, $3, $4)")
            .bind(mail.id.as_slice())
            .bind(mail.member.as_bytes().as_slice())
            .bind(&mail.sealed)
            .bind(ms(mail.made))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn mails(&mut self, most: u32) -> Answer<Vec<Mail>> {
        let rows = sqlx::query("SELECT * FROM outbox ORDER BY made_ms DESC, id LIMIT $1")
            .bind(i64::from(most))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(mail).collect()
    }

    async fn mails_waiting(&mut self) -> Answer<u64> {
        let row =
            sqlx::query("SELECT count(*) FROM outbox WHERE over_ms IS NULL").fetch_one(&mut *self.0).await?;
        number(&row, 0)
    }

    async fn lease_mails(&mut self, now: UnixTime, until: UnixTime, most: u32) -> Answer<Vec<Mail>> {
        let rows = sqlx::query(LEASE_MAILS)
            .bind(ms(now))
            .bind(ms(until))
            .bind(i64::from(most))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(mail).collect()
    }

    async fn postpone_mail(&mut self, id: &[u8; 16], due: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE outbox SET due_ms = $2 WHERE id = $1")
            .bind(id.as_slice())
            .bind(ms(due))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn close_mail(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE outbox SET over_ms = $2 WHERE id = $1")
            .bind(id.as_slice())
            .bind(ms(now))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}

fn mail(row: &DbRow) -> Answer<Mail> {
    Ok(Mail {
        id: bytes(row, "id")?,
        member: MemberId::from_bytes(bytes(row, "member")?),
        sealed: row.try_get("sealed")?,
        made: time(row, "made_ms")?,
        tries: u32::try_from(number(row, "tries")?).map_err(|_| StoreError::Damaged { part: "tries" })?,
    })
}
