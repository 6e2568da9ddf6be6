//! Our own database: the passwords that `user password` sets.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Asked, Directory, DirectoryError, Found};
use crate::password::Hasher;

/// Judges by what is kept in the database.
#[derive(Clone, Debug)]
pub struct Local {
    hasher: Arc<Hasher>,
}

impl Local {
    /// One that takes its turns at `hasher`.
    pub fn new(hasher: Arc<Hasher>) -> Self {
        Self { hasher }
    }
}

#[async_trait]
impl Directory for Local {
    async fn ask(&self, asked: Asked) -> Result<Found, DirectoryError> {
        let is_right = self.hasher.is(asked.password, asked.kept).await?;
        Ok(if is_right { Found::Ours } else { Found::Nobody })
    }

    fn is_own(&self) -> bool {
        true
    }
}
