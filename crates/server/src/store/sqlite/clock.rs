//! The latest moment that was seen.

use std::time::Duration;

use async_trait::async_trait;
use warifu::otp::UnixTime;

use super::Open;
use super::cells::ms;
use crate::domain::later;
use crate::store::{Answer, Clock};

#[async_trait]
impl Clock for Open {
    async fn advance_clock(&mut self, now: UnixTime, slack: Duration) -> Answer<bool> {
        let done = sqlx::query("UPDATE clock SET seen_ms = max(seen_ms, ?1) WHERE seen_ms <= ?2")
            .bind(ms(now))
            .bind(ms(later(now, slack)))
            .execute(&mut *self.0)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn accept_clock(&mut self, now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE clock SET seen_ms = ?").bind(ms(now)).execute(&mut *self.0).await?;
        Ok(())
    }
}
