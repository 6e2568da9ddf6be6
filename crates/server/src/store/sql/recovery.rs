//! Recovery codes.

use async_trait::async_trait;
use sqlx::Row;
use warifu::otp::UnixTime;

use super::Open;
use super::cells::{bytes, ms};
use crate::domain::MemberId;
use crate::store::{Answer, KeptRecoveryCode, Recovery};

#[async_trait]
impl Recovery for Open {
    async fn add_recovery_code(&mut self, code: &KeptRecoveryCode) -> Answer<()> {
        sqlx::query("INSERT INTO recovery_codes (id, member, sealed) VALUES ($1, $2, $3)")
            .bind(code.id.as_slice())
            .bind(code.member.as_bytes().as_slice())
            .bind(&code.sealed)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn recovery_codes(&mut self, member: MemberId) -> Answer<Vec<KeptRecoveryCode>> {
        let rows = sqlx::query("SELECT * FROM recovery_codes WHERE member = $1 AND consumed_ms IS NULL")
            .bind(member.as_bytes().as_slice())
            .fetch_all(&mut *self.0)
            .await?;
        let code =
            |row| Ok(KeptRecoveryCode { id: bytes(row, "id")?, member, sealed: row.try_get("sealed")? });
        rows.iter().map(code).collect()
    }

    async fn consume_recovery_code(&mut self, id: &[u8; 16], now: UnixTime) -> Answer<bool> {
        let done =
            sqlx::query("UPDATE recovery_codes SET consumed_ms = $2 WHERE id = $1 AND consumed_ms IS NULL")
                .bind(id.as_slice())
                .bind(ms(now))
                .execute(&mut *self.0)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn drop_recovery_codes(&mut self, member: MemberId) -> Answer<()> {
        sqlx::query("DELETE FROM recovery_codes WHERE member = $1")
            .bind(member.as_bytes().as_slice())
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}
