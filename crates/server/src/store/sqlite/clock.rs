//! The latest moment that was seen.

use std::time::Duration;

use async_trait::async_trait;
use warifu::otp::UnixTime;

use super::Open;
use super::cells::{ms, time};
use crate::domain::later;
use crate::store::{Answer, Clock};

/// The moment is noted once a second, so that not every commit writes its page.
const STEP: Duration = Duration::from_secs(1);

#[async_trait]
impl Clock for Open {
    async fn advance_clock(&mut self, now: UnixTime, slack: Duration) -> Answer<bool> {
        let row = sqlx::query("SELECT seen_ms FROM clock").fetch_one(&mut *self.0).await?;
        let seen = time(&row, "seen_ms")?;
        if later(seen, STEP) < now {
            self.accept_clock(now).await?;
        }
        Ok(seen <= later(now, slack))
    }

    async fn accept_clock(&mut self, now: UnixTime) -> Answer<()> {
        sqlx::query("UPDATE clock SET seen_ms = ?").bind(ms(now)).execute(&mut *self.0).await?;
        Ok(())
    }
}
