//! Members and relying parties.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::cells::{bytes, ms, number, time};
use super::locks::TAKE_REMINDERS;
use super::{DbRow, Open};
use crate::domain::group::GroupName;
use crate::domain::{Digest, MemberId, MemberName, PartyId};
use crate::store::{Among, Answer, Member, Members, Party, StoreError};

#[async_trait]
impl Members for Open {
    async fn add_member(&mut self, member: &Member) -> Answer<bool> {
        let done = sqlx::query(
            "INSERT INTO members (id, name, mail, added_ms, group_name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
        )
        .bind(member.id.as_bytes().as_slice())
        .bind(member.name.as_str())
        .bind(&member.mail)
        .bind(ms(member.added))
        .bind(member.group.as_ref().map(GroupName::as_str))
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn member(&mut self, name: &MemberName) -> Answer<Option<Member>> {
        let row = sqlx::query("SELECT * FROM members WHERE name = $1")
            .bind(name.as_str())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(member).transpose()
    }

    async fn member_by_id(&mut self, id: MemberId) -> Answer<Option<Member>> {
        let row = sqlx::query("SELECT * FROM members WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(member).transpose()
    }

    async fn set_mail(&mut self, id: MemberId, mail: &str) -> Answer<()> {
        sqlx::query("UPDATE members SET mail = $2 WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .bind(mail)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn set_group(&mut self, id: MemberId, group: Option<&GroupName>) -> Answer<()> {
        sqlx::query("UPDATE members SET group_name = $2 WHERE id = $1")
            .bind(id.as_bytes().as_slice())
            .bind(group.map(GroupName::as_str))
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn lock_member(&mut self, id: MemberId) -> Answer<()> {
        self.lock_decisions_about(id).await
    }

    async fn take_reminders(
        &mut self,
        left: u32,
        added: [UnixTime; 2],
        among: Among<'_>,
        most: u32,
    ) -> Answer<Vec<Member>> {
        let groups: String = among.groups.iter().map(|group| format!(",{group},")).collect();
        let rows = sqlx::query(TAKE_REMINDERS)
            .bind(i64::from(left))
            .bind(ms(added[0]))
            .bind(ms(added[1]))
            .bind(i64::from(most))
            .bind(groups)
            .bind(i32::from(among.is_inside))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(member).collect()
    }

    async fn add_party(&mut self, party: &Party, token: Digest) -> Answer<bool> {
        let done = sqlx::query(
            "INSERT INTO parties (id, name, digest) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        )
        .bind(party.id.as_bytes().as_slice())
        .bind(&party.name)
        .bind(token.as_bytes().as_slice())
        .execute(&mut *self.0)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn party(&mut self, token: Digest) -> Answer<Option<Party>> {
        let row = sqlx::query("SELECT id, name FROM parties WHERE digest = $1")
            .bind(token.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await?;
        let party = |row: DbRow| {
            Ok(Party { id: PartyId::from_bytes(bytes(&row, "id")?), name: row.try_get("name")? })
        };
        row.map(party).transpose()
    }
}

fn member(row: &DbRow) -> Answer<Member> {
    let (name, group): (String, Option<String>) = (row.try_get("name")?, row.try_get("group_name")?);
    let damaged = |part| StoreError::Damaged { part };
    Ok(Member {
        id: MemberId::from_bytes(bytes(row, "id")?),
        name: MemberName::parse(&name).map_err(|_| damaged("name"))?,
        mail: row.try_get("mail")?,
        added: time(row, "added_ms")?,
        group: group.as_deref().map(GroupName::parse).transpose().map_err(|_| damaged("group"))?,
        has_temporary_password: number(row, "temporary_password")? != 0,
    })
}
