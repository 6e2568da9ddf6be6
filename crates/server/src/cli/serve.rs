//! `serve`

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};
use warifu_server::config::Config;
use warifu_server::http::router;
use warifu_server::service::Service;

use super::{Done, say};

/// How often what is over ends, and a checkpoint is signed.
const EVERY: Duration = Duration::from_secs(60);

/// Listens until it is told to stop; what is under way is finished.
pub(super) async fn run(config: &Config, service: Arc<Service>) -> Done {
    let (origin, access) = config.origin()?;
    let listener = TcpListener::bind(config.listen).await?;
    say(&format!("{} on {}", origin.as_str(), listener.local_addr()?))?;
    let upkeep = tokio::spawn(keep_up(service.clone(), config.checkpoints()));
    axum::serve(listener, router(service.clone(), access)).with_graceful_shutdown(told_to_stop()).await?;
    upkeep.abort();
    checkpoint(&service, &config.checkpoints()).await
}

async fn told_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

async fn keep_up(service: Arc<Service>, checkpoints: impl AsRef<Path>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = service.tidy().await {
            tracing::error!(error = &error as &dyn std::error::Error, "upkeep was not done");
        }
        if let Err(error) = checkpoint(&service, checkpoints.as_ref()).await {
            tracing::error!(error = &*error, "no checkpoint was written");
        }
    }
}

/// Signs how far the log has come, in the database and in a file.
async fn checkpoint(service: &Service, path: &Path) -> Done {
    let Some(checkpoint) = service.checkpoint().await? else { return Ok(()) };
    let line = checkpoint.to_line(&service.audit_key().public());
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    writeln!(file, "{line}")?;
    Ok(file.sync_data()?)
}
