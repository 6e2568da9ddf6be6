//! The university's LDAP directory: the ID's entry is searched for, then its password is tried by a bind (RFC 4513 §5.1.3).
//!
//! Every question has a connection of its own, so that no bind outlives it. Known and unknown IDs take the same round
//! trips: where there is no entry, a bind is made under a name that nobody has. What the directory itself does for a bind,
//! such as hashing, is its own affair and may take longer where there is an entry.

mod filter;
mod talk;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use warifu::vault::Random;

use super::{Asked, Directory, DirectoryError, Found};
use crate::config::Ldap;
use crate::password::BusyError;
pub use filter::LdapFilter;
use talk::Server;
pub use trust::LdapSetupError;

/// How long one question may take, from connecting to the last answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many may be asked at once.
const AT_ONCE: usize = 64;

/// Asks an LDAP directory.
pub struct LdapDirectory {
    server: Arc<Server>,
    turns: Arc<Semaphore>,
}

impl LdapDirectory {
    /// What asks as `ldap` says. Nothing is asked yet.
    ///
    /// # Errors
    /// Every [`LdapSetupError`].
    pub fn new(ldap: &Ldap, random: &dyn Random) -> Result<Self, LdapSetupError> {
        let server = Arc::new(Server::new(ldap, random)?);
        Ok(Self { server, turns: Arc::new(Semaphore::new(AT_ONCE)) })
    }
}

#[async_trait]
impl Directory for LdapDirectory {
    async fn ask(&self, asked: Asked) -> Result<Found, DirectoryError> {
        let turn = self.turns.clone().try_acquire_owned().map_err(|_| BusyError)?;
        let server = self.server.clone();
        // A task of its own: an answer that is no LDAP makes the library panic, and that must stay an error.
        let judged = tokio::spawn(async move {
            let _turn = turn;
            timeout(PATIENCE, server.judge(&asked)).await
        });
        match judged.await {
            Ok(Ok(found)) => found,
            Ok(Err(late)) => Err(DirectoryError::Away(late.into())),
            Err(broken) => Err(DirectoryError::Away(broken.into())),
        }
    }

    fn is_own(&self) -> bool {
        false
    }
}
