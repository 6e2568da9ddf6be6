//! `key`, `backup`, `clock`

use std::path::Path;

use warifu_server::service::Service;
use warifu_server::setup::Database;

use super::{Done, say};

pub(super) fn prepare(service: &Service) -> Done {
    let next = service.ring.prepare(&*service.random)?;
    say(&format!("{next} is in the ring and seals nothing yet; copy the ring to every node, then rotate"))
}

pub(super) async fn reseal(service: &Service) -> Done {
    let (newest, count) = service.reseal().await?;
    say(&format!("{count} values were sealed anew by {newest}"))
}

pub(super) async fn rotate(service: &Service) -> Done {
    let (newest, count) = service.rotate().await?;
    say(&format!("{newest} seals from now on; {count} values were sealed anew"))
}

pub(super) async fn retire(service: &Service) -> Done {
    service.retire().await?;
    say("older keys are gone; backups sealed under them need a copy of the old ring")
}

pub(super) async fn backup(database: &Database, file: &Path) -> Done {
    let Database::Sqlite(store) = database else { return Err("PostgreSQL is copied with pg_dump".into()) };
    store.backup(file).await?;
    say(&format!("wrote {}; keep a copy of the key ring in another place", file.display()))
}

pub(super) async fn restored(service: &Service) -> Done {
    service.restored().await?;
    say("codes that may have been used before are refused")
}

pub(super) async fn accept_clock(service: &Service) -> Done {
    service.accept_clock().await?;
    say("the clock is taken for right; codes that were accepted stay spent")
}
