//! kill -9 under load: nothing is accepted twice, and whatever was answered was kept.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use warifu::enrol::{Binding, ClientKey, Parameters, open};
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period};
use warifu::secret::Secret;
use warifu_server::config::Config;
use warifu_server::domain::{Intent, MemberName, TypedCode};
use warifu_server::ports::{OsRandom, SystemClock, WallClock};
use warifu_server::service::{DeviceLabel, First, RedeemRequest, Service, TicketLife};
use warifu_server::setup::{self, Database, Ring, Setup};

const MEMBERS: usize = 40;
const THREADS: usize = 8;

/// A member's name and key.
type Held = (String, Secret);

/// The server as a process of its own.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(config: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-server"));
        command.env_clear().args(["--config", config.to_str().unwrap(), "serve"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, address: line.trim().rsplit(' ').next().unwrap().to_owned() }
    }

    /// SIGKILL: nothing is finished, nothing is flushed.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether the code of `held` is accepted; `None` if the server is gone.
fn is_accepted(address: &str, token: &str, held: &Held, code: &str) -> Option<bool> {
    let body = format!("{{\"user\":\"{}\",\"code\":\"{code}\"}}", held.0);
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /api/v1/verify HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.contains("\"result\"").then(|| answer.contains("\"accept\""))
}

/// Everybody's code at once, in a few threads; who was accepted.
fn load(address: &str, token: &str, members: &[Held], codes: &[String]) -> HashSet<usize> {
    let accepted = Mutex::new(HashSet::new());
    thread::scope(|scope| {
        for first in 0..THREADS {
            let accepted = &accepted;
            scope.spawn(move || {
                for at in (first..members.len()).step_by(THREADS) {
                    if is_accepted(address, token, &members[at], &codes[at]) == Some(true) {
                        accepted.lock().unwrap().insert(at);
                    }
                }
            });
        }
    });
    accepted.into_inner().unwrap()
}

async fn enrol(service: &Service, name: &str) -> Held {
    let member = MemberName::parse(name).unwrap();
    service.add_member(member.clone(), "a@example.com", None).await.unwrap();
    let offer = service.make_ticket(&member, Intent::Add, TicketLife::Portal).await.unwrap();
    let client = ClientKey::make(&OsRandom);
    let (ticket, device) = (offer.ticket, DeviceLabel::default());
    let redeemed = service.redeem(&RedeemRequest { ticket, client: client.public(), device }).await.unwrap();
    let (enrolment, key) = (redeemed.enrolment.to_string(), redeemed.key.to_string());
    let seed = open(
        &redeemed.sealed_seed,
        &client,
        Binding { enrolment: &enrolment, key: &key, parameters: Parameters::USUAL },
    )
    .unwrap();
    let code = TypedCode::read(&code(&seed)).unwrap();
    let first = First { enrolment: redeemed.enrolment, key: redeemed.key, code, proof: None };
    service.confirm(&first).await.unwrap();
    (name.to_owned(), seed)
}

fn code(seed: &Secret) -> String {
    let kind = Kind::Totp { period: Period::HALF_MINUTE };
    let otp = Otp::new(seed.clone(), Algorithm::Sha1, Digits::SIX, kind);
    otp.code(SystemClock.now()).as_str().to_owned()
}

/// Forgets which steps were spent, so that a round can begin; how many codes the log says were accepted.
async fn begin_round(database: &PathBuf) -> i64 {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    sqlx::query("UPDATE keys SET last_step = 0").execute(&mut connection).await.unwrap();
    let count = accepted_in_log(&mut connection).await;
    connection.close().await.unwrap();
    count
}

async fn accepted_in_log(connection: &mut sqlx::SqliteConnection) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM audit WHERE what = 'accepted'");
    count.fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn killed_under_load_nothing_is_accepted_twice_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("warifu.toml");
    let data = folder.path().join("data");
    fs::write(&file, format!("listen = \"127.0.0.1:0\"\nlog = \"error\"\ndata = {data:?}\n")).unwrap();
    let config = Config::read(Some(&file)).unwrap();
    let Setup { database, service } = setup::open(&config, Ring::MayBeMade).await.unwrap();
    let mut members = Vec::new();
    for number in 0..MEMBERS {
        members.push(enrol(&service, &format!("m{number}")).await);
    }
    let token = service.add_party("portal").await.unwrap().to_text().to_string();
    database.close().await;
    let long = std::env::var_os("WARIFU_LONG").is_some_and(|long| long == "1");
    let (mut interrupted, rounds) = (0, if long { 500 } else { 10 });
    for round in 0..rounds {
        let before = begin_round(&config.database()).await;
        let codes: Vec<String> = members.iter().map(|(_, seed)| code(seed)).collect();
        let serving = Serving::start(&file);
        let address = serving.address.clone();
        let (token, held) = (token.as_str(), members.as_slice());
        let accepted = thread::scope(|scope| {
            let load = scope.spawn(|| load(&address, token, held, &codes));
            thread::sleep(Duration::from_millis(2 + 7 * (round % 13)));
            serving.kill();
            load.join().unwrap()
        });
        interrupted += usize::from(accepted.len() < MEMBERS);
        let again = Serving::start(&file);
        let twice = load(&again.address, token, held, &codes);
        assert_eq!(accepted.intersection(&twice).count(), 0, "round {round}: accepted twice");
        again.kill();
        let mut connection = SqliteConnectOptions::new().filename(config.database()).connect().await.unwrap();
        let logged = accepted_in_log(&mut connection).await - before;
        let answered = accepted.len() + twice.len();
        assert!((answered..=MEMBERS).contains(&(logged as usize)), "round {round}: {answered} {logged}");
        connection.close().await.unwrap();
    }
    let Setup { database, service } = setup::open(&config, Ring::MayBeMade).await.unwrap();
    let Database::Sqlite(store) = database else { panic!("no DATABASE_URL is set") };
    assert!(store.is_sound().await.unwrap());
    assert!(service.verify_audit(&[]).await.unwrap()[0].1.is_ok());
    assert!(interrupted > rounds as usize / 4, "only {interrupted} of {rounds} kills met the load");
}
