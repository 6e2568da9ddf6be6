//! Sending what lies in the outbox.
//!
//! A mail is leased before it is sent, so that of several nodes one sends it. A node that dies in between leaves it to be
//! sent again: a member may get a mail twice, but never none.

use std::time::Duration;

use async_trait::async_trait;

use super::{Service, ServiceError, WrittenMail};
use crate::domain::{later, minutes};
use crate::keyring::KeyringError;

/// How many mails are taken at once.
const AT_ONCE: u32 = 10;
/// How long a node may take to send them.
const LEASE: Duration = minutes(10);
/// The pause after the first try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
/// The longest pause. After a day upkeep forgets the mail.
const LONGEST_PAUSE: Duration = minutes(30);

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The next server has it.
    Sent,
    /// It may be tried again.
    Later,
    /// It is refused for good.
    Refused,
}

/// What carries mails.
#[async_trait]
pub trait Post: Send + Sync {
    /// Carries a mail to the next server.
    async fn send(&self, mail: &WrittenMail) -> Fate;
}

impl Service {
    /// How many mails wait to be sent.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn mails_waiting(&self) -> Result<u64, ServiceError> {
        Ok(self.store.read().await?.mails_waiting().await?)
    }

    /// Sends what is due, a few at a time; how many were tried.
    ///
    /// # Errors
    /// Whatever keeps store or key ring from answering.
    pub async fn deliver(&self, post: &dyn Post) -> Result<usize, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let mails = tx.lease_mails(now, later(now, LEASE), AT_ONCE).await?;
        tx.commit().await?;
        for mail in &mails {
            let fate = match self.written(mail) {
                Ok(mail) => post.send(&mail).await,
                Err(error @ ServiceError::Keyring(KeyringError::Sealed)) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "a mail was given up");
                    Fate::Refused
                }
                Err(error) => return Err(error),
            };
            let now = self.clock.now();
            let mut tx = self.store.write().await?;
            match fate {
                Fate::Later => tx.postpone_mail(&mail.id, later(now, pause_after(mail.tries))).await?,
                Fate::Sent | Fate::Refused => tx.close_mail(&mail.id, now).await?,
            }
            tx.commit().await?;
        }
        Ok(mails.len())
    }
}

fn pause_after(tries: u32) -> Duration {
    let doublings = tries.saturating_sub(1).min(16);
    (FIRST_PAUSE * 2u32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_an_hour() {
        for (tries, seconds) in [(1, 15), (2, 30), (3, 60), (7, 960), (8, 1800), (1000, 1800)] {
            assert_eq!(pause_after(tries), Duration::from_secs(seconds), "{tries}");
        }
    }
}
