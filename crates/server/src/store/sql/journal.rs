//! The audit log.

use async_trait::async_trait;
use sqlx::Row;

use super::cells::{bytes, integer, maybe_bytes, ms, number, time};
use super::{DbRow, Open};
use crate::audit::{Checkpoint, Entry, Head, Link};
use crate::domain::{KeyId, MemberId, WriterId};
use crate::store::{Answer, Journal};

#[async_trait]
impl Journal for Open {
    async fn audit_head(&mut self, writer: WriterId) -> Answer<Head> {
        self.lock_chain(writer).await?;
        let row = sqlx::query("SELECT seq, hash FROM audit WHERE writer = $1 ORDER BY seq DESC LIMIT 1")
            .bind(writer.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        let head = row.map(|row| Ok(Head { seq: number(&row, "seq")?, hash: bytes(&row, "hash")? }));
        head.unwrap_or_else(|| Ok(Head::start(writer)))
    }

    async fn add_link(&mut self, writer: WriterId, link: &Link) -> Answer<()> {
        let entry = &link.entry;
        sqlx::query(
            "INSERT INTO audit (writer, seq, at_ms, what, member, key, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(writer.as_bytes().as_slice())
        .bind(integer(link.seq))
        .bind(ms(entry.at))
        .bind(&entry.what)
        .bind(entry.member.map(|id| id.as_bytes().to_vec()))
        .bind(entry.key.map(|id| id.as_bytes().to_vec()))
        .bind(&entry.detail)
        .bind(link.hash.as_slice())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn writers(&mut self) -> Answer<Vec<WriterId>> {
        let rows =
            sqlx::query("SELECT writer FROM audit UNION SELECT writer FROM checkpoints ORDER BY writer")
                .fetch_all(&mut *self.0)
                .await?;
        rows.iter().map(|row| Ok(WriterId::from_bytes(bytes(row, "writer")?))).collect()
    }

    async fn links(&mut self, writer: WriterId, after: u64, most: u32) -> Answer<Vec<Link>> {
        let rows = sqlx::query("SELECT * FROM audit WHERE writer = $1 AND seq > $2 ORDER BY seq LIMIT $3")
            .bind(writer.as_bytes().as_slice())
            .bind(integer(after))
            .bind(i64::from(most))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(link).collect()
    }

    async fn add_checkpoint(&mut self, checkpoint: &Checkpoint) -> Answer<()> {
        sqlx::query(
            "INSERT INTO checkpoints (writer, seq, at_ms, head, signature) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
        )
        .bind(checkpoint.writer.as_bytes().as_slice())
        .bind(integer(checkpoint.head.seq))
        .bind(ms(checkpoint.at))
        .bind(checkpoint.head.hash.as_slice())
        .bind(checkpoint.signature.as_slice())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn checkpoints(&mut self) -> Answer<Vec<Checkpoint>> {
        let rows =
            sqlx::query("SELECT * FROM checkpoints ORDER BY writer, seq").fetch_all(&mut *self.0).await?;
        rows.iter().map(checkpoint).collect()
    }
}

fn link(row: &DbRow) -> Answer<Link> {
    let entry = Entry {
        at: time(row, "at_ms")?,
        what: row.try_get("what")?,
        member: maybe_bytes(row, "member")?.map(MemberId::from_bytes),
        key: maybe_bytes(row, "key")?.map(KeyId::from_bytes),
        detail: row.try_get("detail")?,
    };
    Ok(Link { seq: number(row, "seq")?, entry, hash: bytes(row, "hash")? })
}

fn checkpoint(row: &DbRow) -> Answer<Checkpoint> {
    Ok(Checkpoint {
        writer: WriterId::from_bytes(bytes(row, "writer")?),
        head: Head { seq: number(row, "seq")?, hash: bytes(row, "head")? },
        at: time(row, "at_ms")?,
        signature: bytes(row, "signature")?,
    })
}
