//! `key`, `backup`, `clock`

use std::path::Path;

use warifu_server::service::Service;
use warifu_server::store::sqlite::Sqlite;

use super::{Done, say};

pub(super) async fn rotate(service: &Service) -> Done {
    let (newest, count) = service.rotate().await?;
    say(&format!("{newest} seals from now on; {count} values were sealed anew"))
}

pub(super) async fn retire(service: &Service) -> Done {
    service.retire().await?;
    say("older keys are gone; backups sealed under them need a copy of the old ring")
}

pub(super) async fn backup(store: &Sqlite, file: &Path) -> Done {
    store.backup(file).await?;
    say(&format!("wrote {}; keep a copy of the key ring in another place", file.display()))
}

pub(super) async fn accept_clock(service: &Service) -> Done {
    service.accept_clock().await?;
    say("the clock is taken for right; codes that were accepted stay spent")
}
