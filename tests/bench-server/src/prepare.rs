//! What is in the database before the server starts: members with tickets, some with passwords, one relying party.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use warifu::enrol::Ticket;
use warifu_server::config::Config;
use warifu_server::directory::Local;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::keyring::Keyring;
use warifu_server::metrics::Metrics;
use warifu_server::password::{Hasher, PlainPassword};
use warifu_server::ports::{OsRandom, SystemClock};
use warifu_server::service::{Service, TicketLife};
use warifu_server::store::Store;
use warifu_server::store::postgres::Postgres;
use warifu_server::store::sqlite::Sqlite;
use zeroize::Zeroizing;

use crate::ours::Kind;
use crate::sign_in;

/// Members are made for so long, or until there are so many: a slow disk has fewer.
const SPAN: Duration = Duration::from_secs(10);
const MOST: usize = 3000;

/// What was made.
pub(crate) struct Prepared {
    pub(crate) config: PathBuf,
    /// The member's ID and their ticket.
    pub(crate) tickets: Vec<(String, Ticket)>,
    /// The bearer line of the relying party.
    pub(crate) bearer: String,
}

/// Makes all of it in `folder`, for a server that will listen at `address`.
pub(crate) fn prepare(folder: &Path, address: &str, kind: &Kind) -> Result<Prepared> {
    let (file, data) = (folder.join("warifu.toml"), folder.join("data"));
    fs::create_dir(&data)?;
    fs::write(&file, format!("listen = \"{address}\"\ndata = {data:?}\n"))?;
    let config = Config::read(Some(&file))?;
    Keyring::create(&config.keyring(), &OsRandom)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        match kind {
            Kind::Sqlite => {
                let store = Sqlite::open(&config.database()).await?;
                let made = fill(&service(&config, Arc::new(store.clone()))?, file).await;
                store.close().await;
                made
            }
            Kind::Postgres(url) => {
                let store = Postgres::open(url).await?;
                let made = fill(&service(&config, Arc::new(store.clone()))?, file).await;
                store.close().await;
                made
            }
        }
    })
}

fn service(config: &Config, store: Arc<dyn Store>) -> Result<Service> {
    let hasher = Arc::new(Hasher::default());
    Ok(Service {
        store,
        ring: Keyring::open(&config.keyring())?,
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        policy: config.policy()?,
        look: config.look()?,
        origin: config.origin()?.0,
        campus: Vec::new(),
        proxies: Vec::new(),
        sends_mail: false,
        directory: Arc::new(Local::new(hasher.clone())),
        hasher,
        metrics: Metrics::default(),
        writer: config.writer(),
    })
}

async fn fill(service: &Service, config: PathBuf) -> Result<Prepared> {
    let token = service.add_party("bench").await?;
    for number in 0..sign_in::IDS {
        let name = add(service, &sign_in::known(number)).await?;
        let password = PlainPassword::new(Zeroizing::new("the right one".into())).context("it is short")?;
        service.set_password(&name, password).await?;
    }
    let (start, mut tickets) = (Instant::now(), Vec::new());
    while start.elapsed() < SPAN && tickets.len() < MOST {
        let name = add(service, &format!("m{:05}", tickets.len())).await?;
        let offer = service.make_ticket(&name, Intent::Add, TicketLife::Portal).await?;
        tickets.push((name.as_str().to_owned(), offer.ticket));
    }
    let bearer = format!("Authorization: Bearer {}\r\n", token.to_text().as_str());
    Ok(Prepared { config, tickets, bearer })
}

async fn add(service: &Service, name: &str) -> Result<MemberName> {
    let name = MemberName::parse(name)?;
    service.add_member(name.clone(), "a@example.com", None).await?;
    Ok(name)
}
