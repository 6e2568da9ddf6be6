//! kill -9 under load: nothing is accepted twice, nothing is half enrolled, and whatever was answered was kept.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod enrolling;
mod kept;
mod serving;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use enrolling::Enrolling;
use serving::{Serving, post};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use warifu::enrol::{Binding, ClientKey, Parameters, open};
use warifu::otp::{Algorithm, Code, Digits, Kind, Otp, Period};
use warifu::secret::Secret;
use warifu_server::config::Config;
use warifu_server::domain::{Intent, MemberName, TypedCode};
use warifu_server::ports::{OsRandom, SystemClock, WallClock};
use warifu_server::service::{DeviceLabel, First, RedeemRequest, Service, TicketLife};
use warifu_server::setup::{self, Database, Ring, Setup};

/// How many say a code in each round.
const SAYING: usize = 40;
/// How many enrol in each round, again and again.
const ENROLLING: usize = 16;
const THREADS: usize = 8;

/// A member's name and key.
type Held = (String, Secret);

/// Who asks, and with what.
struct Load<'a> {
    token: &'a str,
    members: &'a [Held],
    codes: &'a [String],
    enrolling: &'a [Mutex<Enrolling>],
}

impl Load<'_> {
    /// Every code said and every enrolment gone on with, in a few threads; whose codes were accepted.
    fn run(&self, address: &str) -> HashSet<usize> {
        let accepted = Mutex::new(HashSet::new());
        thread::scope(|scope| {
            for first in 0..THREADS {
                let accepted = &accepted;
                scope.spawn(move || {
                    for at in (first..SAYING.max(ENROLLING)).step_by(THREADS) {
                        if let Some(enrolling) = self.enrolling.get(at) {
                            enrolling.lock().unwrap().go_on(address);
                        }
                        if self.is_accepted(address, at) == Some(true) {
                            accepted.lock().unwrap().insert(at);
                        }
                    }
                });
            }
        });
        accepted.into_inner().unwrap()
    }

    /// Whether a member's code is accepted; `None` if the server is gone.
    fn is_accepted(&self, address: &str, at: usize) -> Option<bool> {
        let (name, code) = (&self.members[at].0, &self.codes[at]);
        let reply =
            post(address, "verify", self.token, &format!("{{\"user\":\"{name}\",\"code\":\"{code}\"}}"))?;
        let answer = std::str::from_utf8(&reply.body).unwrap();
        answer.contains("\"result\"").then(|| answer.contains("\"accept\""))
    }
}

async fn enrol(service: &Service, member: &MemberName) -> Held {
    service.add_member(member.clone(), "a@example.com", None).await.unwrap();
    let offer = service.make_ticket(member, Intent::Add, TicketLife::Portal).await.unwrap();
    let client = ClientKey::make(&OsRandom);
    let (ticket, device) = (offer.ticket, DeviceLabel::default());
    let redeemed = service.redeem(&RedeemRequest { ticket, client: client.public(), device }).await.unwrap();
    let (enrolment, key) = (redeemed.enrolment.to_string(), redeemed.key.to_string());
    let binding = Binding { enrolment: &enrolment, key: &key, parameters: Parameters::USUAL };
    let seed = open(&redeemed.sealed_seed, &client, binding).unwrap();
    let code = TypedCode::read(code(&seed).as_str()).unwrap();
    let first = First { enrolment: redeemed.enrolment, key: redeemed.key, code, proof: None };
    service.confirm(&first).await.unwrap();
    (member.to_string(), seed)
}

fn code(seed: &Secret) -> Code {
    let kind = Kind::Totp { period: Period::HALF_MINUTE };
    Otp::new(seed.clone(), Algorithm::Sha1, Digits::SIX, kind).code(SystemClock.now())
}

async fn connect(database: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(database).connect().await.unwrap()
}

/// Forgets which steps were spent, so that a round can begin; how many codes the log says were accepted.
async fn begin_round(database: &Path) -> i64 {
    let mut connection = connect(database).await;
    sqlx::query("UPDATE keys SET last_step = 0").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    accepted_in_log(database).await
}

async fn accepted_in_log(database: &Path) -> i64 {
    let mut connection = connect(database).await;
    let count = sqlx::query_scalar("SELECT count(*) FROM audit WHERE what = 'accepted'");
    let count = count.fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    count
}

/// A ticket for everybody who enrols.
async fn tickets(config: &Config) -> Vec<Mutex<Enrolling>> {
    let Setup { database, service } = setup::open(config, Ring::IsThere).await.unwrap();
    let mut enrolling = Vec::new();
    for number in 0..ENROLLING {
        enrolling.push(Mutex::new(Enrolling::begin(&service, &name(SAYING + number)).await));
    }
    database.close().await;
    enrolling
}

fn name(number: usize) -> MemberName {
    MemberName::parse(&format!("ab{number:05}")).unwrap()
}

/// What was interrupted, over all rounds.
#[derive(Debug, Default)]
struct Met {
    codes: usize,
    before_redeeming: usize,
    before_confirming: usize,
    /// Answers that were lost after what they said was kept.
    lost: usize,
}

impl Met {
    fn note(&mut self, accepted: usize, enrolling: &[Mutex<Enrolling>], waiting: i64) {
        let answered: Vec<_> = enrolling.iter().map(|one| one.lock().unwrap().answered()).collect();
        let redeemed = answered.iter().filter(|(key, is_confirmed)| key.is_some() && !is_confirmed).count();
        self.codes += usize::from(accepted < SAYING);
        self.before_redeeming += usize::from(answered.iter().any(|(key, _)| key.is_none()));
        self.before_confirming += usize::from(redeemed > 0);
        self.lost += usize::from(waiting as usize != redeemed);
    }
}

/// A server under load that is killed, and another that goes on from what is left.
async fn round(round: usize, file: &Path, config: &Config, token: &str, members: &[Held], met: &mut Met) {
    let database = config.database();
    let before = begin_round(&database).await;
    let enrolling = tickets(config).await;
    let codes: Vec<String> = members.iter().map(|(_, seed)| code(seed).as_str().to_owned()).collect();
    let load = Load { token, members, codes: &codes, enrolling: &enrolling };
    let serving = Serving::start(file);
    let address = serving.address.clone();
    let accepted = thread::scope(|scope| {
        let load = scope.spawn(|| load.run(&address));
        thread::sleep(Duration::from_millis(2 + 11 * (round as u64 % 13)));
        serving.kill();
        load.join().unwrap()
    });
    met.note(accepted.len(), &enrolling, kept::look(&database, &enrolling, round).await);

    let again = Serving::start(file);
    let twice = load.run(&again.address);
    again.kill();
    assert_eq!(accepted.intersection(&twice).count(), 0, "round {round}: accepted twice");
    let all = enrolling.iter().all(|one| one.lock().unwrap().answered().1);
    assert!(all, "round {round}: an enrolment could not go on");
    assert_eq!(kept::look(&database, &enrolling, round).await, 0, "round {round}: keys that nobody has");
    let logged = accepted_in_log(&database).await - before;
    let answered = accepted.len() + twice.len();
    assert!((answered..=SAYING).contains(&(logged as usize)), "round {round}: {answered} {logged}");
}

#[tokio::test]
async fn killed_under_load_nothing_is_accepted_twice_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("warifu.toml");
    let data = folder.path().join("data");
    let settings = format!("listen = \"127.0.0.1:0\"\nlog = \"error\"\npreset = \"omu\"\ndata = {data:?}\n");
    fs::write(&file, settings).unwrap();
    let config = Config::read(Some(&file)).unwrap();
    let Setup { database, service } = setup::open(&config, Ring::MayBeMade).await.unwrap();
    let mut members = Vec::new();
    for number in 0..SAYING + ENROLLING {
        members.push(enrol(&service, &name(number)).await);
    }
    let token = service.add_party("portal").await.unwrap().to_text().to_string();
    database.close().await;
    let long = std::env::var_os("WARIFU_LONG").is_some_and(|long| long == "1");
    let (mut met, rounds) = (Met::default(), if long { 500 } else { 50 });
    for number in 0..rounds {
        round(number, &file, &config, &token, &members, &mut met).await;
    }
    let Setup { database, service } = setup::open(&config, Ring::IsThere).await.unwrap();
    let Database::Sqlite(store) = database else { panic!("no DATABASE_URL is set") };
    assert!(store.is_sound().await.unwrap());
    assert!(service.verify_audit(&[]).await.unwrap()[0].1.is_ok());
    let [least_codes, least_keys] = [rounds / 4, rounds / 10];
    assert!(met.codes > least_codes, "only {met:?} of {rounds} kills met the load");
    assert!(met.before_redeeming > least_keys && met.before_confirming > least_keys, "{met:?} of {rounds}");
}
