//! Tickets and enrolments.

use async_trait::async_trait;
use warifu::otp::UnixTime;

use super::cells::{bytes, intent, maybe_bytes, ms, number, time};
use super::{DbRow, Open};
use crate::domain::ticket::TicketState;
use crate::domain::{Digest, EnrolmentId, KeyId, MemberId, WishId};
use crate::store::{Answer, Enrolment, Ticket, TicketRow, Tickets, Way};

#[async_trait]
impl Tickets for Open {
    async fn add_ticket(&mut self, ticket: &Ticket) -> Answer<()> {
        sqlx::query(
            "INSERT INTO tickets (digest, member, intent, about, expires_ms, wish) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(ticket.digest.as_bytes().as_slice())
        .bind(ticket.member.as_bytes().as_slice())
        .bind(ticket.intent.as_str())
        .bind(ticket.intent.key().map(|key| key.as_bytes().to_vec()))
        .bind(ms(ticket.expires))
        .bind(ticket.wish.map(|wish| wish.as_bytes().to_vec()))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn ticket(&mut self, digest: Digest) -> Answer<Option<TicketRow>> {
        let row = sqlx::query("SELECT * FROM tickets WHERE digest = $1")
            .bind(digest.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(ticket).transpose()
    }

    async fn redeem_ticket(
        &mut self,
        digest: Digest,
        client: &[u8; 32],
        enrolment: EnrolmentId,
        now: UnixTime,
    ) -> Answer<bool> {
        let row = sqlx::query(
            "UPDATE tickets SET redeemed_ms = $4, client = $2, enrolment = $3 \
             WHERE digest = $1 AND redeemed_ms IS NULL AND expires_ms > $4 RETURNING member",
        )
        .bind(digest.as_bytes().as_slice())
        .bind(client.as_slice())
        .bind(enrolment.as_bytes().as_slice())
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.is_some())
    }

    async fn add_enrolment(&mut self, enrolment: &Enrolment) -> Answer<()> {
        sqlx::query(
            "INSERT INTO enrolments (id, member, key, intent, about, shown, wish) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(enrolment.id.as_bytes().as_slice())
        .bind(enrolment.member.as_bytes().as_slice())
        .bind(enrolment.key.as_bytes().as_slice())
        .bind(enrolment.intent.as_str())
        .bind(enrolment.intent.key().map(|key| key.as_bytes().to_vec()))
        .bind(i64::from(enrolment.way == Way::Shown))
        .bind(enrolment.wish.map(|wish| wish.as_bytes().to_vec()))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn enrolment(&mut self, id: EnrolmentId) -> Answer<Option<Enrolment>> {
        let row = sqlx::query("SELECT * FROM enrolments WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(enrolment).transpose()
    }

    async fn shown_enrolment(&mut self, member: MemberId, now: UnixTime) -> Answer<Option<Enrolment>> {
        let row = sqlx::query(
            "SELECT enrolments.* FROM enrolments JOIN keys ON keys.id = enrolments.key \
             WHERE enrolments.member = $1 AND shown = 1 AND state = 'pending' AND expires_ms > $2 \
             ORDER BY expires_ms DESC, keys.id LIMIT 1",
        )
        .bind(member.as_bytes().as_slice())
        .bind(ms(now))
        .fetch_optional(&mut *self.0)
        .await?;
        row.as_ref().map(enrolment).transpose()
    }

    async fn void_wish(&mut self, wish: WishId, now: UnixTime) -> Answer<()> {
        for sql in [
            "UPDATE keys SET state = 'expired', since_ms = $2 WHERE state = 'pending' \
             AND id IN (SELECT key FROM enrolments WHERE wish = $1)",
            "UPDATE tickets SET expires_ms = $2 WHERE wish = $1 AND redeemed_ms IS NULL AND expires_ms > $2",
        ] {
            sqlx::query(sql).bind(wish.as_bytes().as_slice()).bind(ms(now)).execute(&mut *self.0).await?;
        }
        Ok(())
    }

    async fn void_offers(&mut self, member: MemberId, now: UnixTime) -> Answer<()> {
        sqlx::query(
            "UPDATE tickets SET expires_ms = $2 \
             WHERE member = $1 AND wish IS NOT NULL AND redeemed_ms IS NULL AND expires_ms > $2",
        )
        .bind(member.as_bytes().as_slice())
        .bind(ms(now))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }
}

fn ticket(row: &DbRow) -> Answer<TicketRow> {
    let client = maybe_bytes(row, "client")?;
    let redeemed =
        client.map(|client| Ok::<_, crate::store::StoreError>((time(row, "redeemed_ms")?, client)));
    Ok(TicketRow {
        member: MemberId::from_bytes(bytes(row, "member")?),
        intent: intent(row)?,
        state: TicketState { expires: time(row, "expires_ms")?, redeemed: redeemed.transpose()? },
        enrolment: maybe_bytes(row, "enrolment")?.map(EnrolmentId::from_bytes),
        wish: maybe_bytes(row, "wish")?.map(WishId::from_bytes),
    })
}

fn enrolment(row: &DbRow) -> Answer<Enrolment> {
    Ok(Enrolment {
        id: EnrolmentId::from_bytes(bytes(row, "id")?),
        member: MemberId::from_bytes(bytes(row, "member")?),
        key: KeyId::from_bytes(bytes(row, "key")?),
        intent: intent(row)?,
        way: if number(row, "shown")? == 1 { Way::Shown } else { Way::Sealed },
        wish: maybe_bytes(row, "wish")?.map(WishId::from_bytes),
    })
}
