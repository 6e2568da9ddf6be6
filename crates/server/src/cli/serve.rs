//! `serve`

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use warifu_server::config::Config;
use warifu_server::domain::MemberName;
use warifu_server::http::{Access, Outbox, metrics, router};
use warifu_server::mail::SmtpPost;
use warifu_server::password::PlainPassword;
use warifu_server::service::{Service, ServiceError};
use zeroize::Zeroizing;

use super::{Done, ServeArgs, say};

/// The demo member's ID and password; it has the shape of IDs at Osaka Metropolitan University, too.
const DEMO: &str = "de00000";
/// How often what is over ends, and a checkpoint is signed.
const EVERY: Duration = Duration::from_secs(60);
/// How often it is looked for mails to send.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Listens until it is told to stop; what is under way is finished.
pub(super) async fn run(config: &Config, service: Arc<Service>, args: &ServeArgs) -> Done {
    let (origin, access) = config.origin()?;
    let is_shown = args.dev || args.demo;
    if is_shown && access != Access::Loopback {
        return Err(
            "the outbox is shown on this machine alone: without origin, and with listen on loopback".into()
        );
    }
    if args.demo {
        add_demo(&service).await?;
    }
    let outbox = if is_shown { Outbox::Shown } else { Outbox::Hidden };
    let listener = TcpListener::bind(config.listen).await?;
    say(&format!("{} on {}", origin.as_str(), listener.local_addr()?))?;
    let counters = show_metrics(config, &service).await?;
    let delivery = deliver(config, &service)?.map(tokio::spawn);
    let upkeep = tokio::spawn(keep_up(service.clone(), config.checkpoints()));
    let pages = router(service.clone(), access, outbox).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(told_to_stop()).await?;
    upkeep.abort();
    if let Some(counters) = counters {
        counters.abort();
    }
    if let Some(delivery) = delivery {
        delivery.abort(); // what was leased is sent again later
    }
    checkpoint(&service, &config.checkpoints()).await
}

/// Answers `/metrics` on an address of its own, if the settings name one.
async fn show_metrics(
    config: &Config,
    service: &Arc<Service>,
) -> Result<Option<JoinHandle<io::Result<()>>>, Box<dyn Error>> {
    let Some(address) = config.metrics else { return Ok(None) };
    let listener = TcpListener::bind(address).await?;
    say(&format!("metrics on {}", listener.local_addr()?))?;
    let pages = metrics(service.clone());
    Ok(Some(tokio::spawn(async move { axum::serve(listener, pages).await })))
}

/// A member to try everything with.
async fn add_demo(service: &Service) -> Done {
    let name = MemberName::parse(DEMO)?;
    match service.add_member(name.clone(), "demo@example.com", None).await {
        Ok(_) | Err(ServiceError::Taken) => {}
        Err(error) => return Err(error.into()),
    }
    let password = PlainPassword::new(Zeroizing::new(DEMO.to_owned())).ok_or("no password")?;
    service.set_password(&name, password).await?;
    say(&format!("to try it: ID {DEMO}, password {DEMO}, mails under /dev/outbox"))
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
        if let Err(error) = service.remind().await {
            tracing::error!(error = &error as &dyn std::error::Error, "nobody was reminded");
        }
        if let Err(error) = checkpoint(&service, checkpoints.as_ref()).await {
            tracing::error!(error = &*error, "no checkpoint was written");
        }
    }
}

/// Sends mails as they come; `None` if the settings do not say where to.
fn deliver(
    config: &Config,
    service: &Arc<Service>,
) -> Result<Option<impl Future<Output = ()> + Send + use<>>, Box<dyn Error>> {
    let Some(smtp) = config.smtp()? else {
        tracing::warn!("mails are not sent: set smtp_host and smtp_from");
        return Ok(None);
    };
    let (post, service) = (SmtpPost::new(&smtp)?, service.clone());
    Ok(Some(async move {
        loop {
            match service.deliver(&post).await {
                Ok(0) => tokio::time::sleep(LOOK_AGAIN).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = &error as &dyn Error, "mails were not sent");
                    tokio::time::sleep(EVERY).await;
                }
            }
        }
    }))
}

/// Signs how far the log has come, in the database and in a file.
async fn checkpoint(service: &Service, path: &Path) -> Done {
    let Some(checkpoint) = service.checkpoint().await? else { return Ok(()) };
    let line = checkpoint.to_line(&service.audit_key().public());
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    writeln!(file, "{line}")?;
    Ok(file.sync_data()?)
}
