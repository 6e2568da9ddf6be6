//! A server in a folder of its own, with a clock that the test sets, and authenticators that enrol with it.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

pub(crate) mod browser;
pub(crate) mod line;
pub(crate) mod log;
pub(crate) mod manual;
pub(crate) mod postgres;
pub(crate) mod slapd;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use log::Watch;
use tempfile::TempDir;
use warifu::enrol::{Binding, ClientKey, Offer, Origin, Parameters, open};
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;
use warifu_server::directory::{Directory, Local};
use warifu_server::domain::{Intent, KeyId, MemberName, PartyId, Policy, TypedCode, WriterId};
use warifu_server::keyring::Keyring;
use warifu_server::look::Look;
use warifu_server::metrics::Metrics;
use warifu_server::password::Hasher;
use warifu_server::ports::{OsRandom, WallClock};
use warifu_server::service::{
    Confirmed, DeviceLabel, First, RedeemRequest, Redeemed, Service, ServiceError, TicketLife, Verdict,
    VerifyRequest,
};
use warifu_server::store::postgres::Postgres;
use warifu_server::store::sqlite::Sqlite;
use warifu_server::store::{Party, Store};

/// 2027-01-15, in the middle of a step.
pub(crate) const START: u64 = 1_800_000_015;

/// A clock that goes when it is told to.
pub(crate) struct SetClock(AtomicU64);

impl WallClock for SetClock {
    fn now(&self) -> UnixTime {
        UnixTime::from_ms(self.0.load(Ordering::SeqCst))
    }
}

impl SetClock {
    pub(crate) fn forward(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn back(&self, seconds: u64) {
        self.0.fetch_sub(seconds * 1000, Ordering::SeqCst);
    }
}

/// A server with what it stands on.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) clock: Arc<SetClock>,
    /// One SQLite file, or what several nodes share.
    sqlite: Option<Sqlite>,
    pub(crate) service: Arc<Service>,
    /// All equal nodes, `service` among them.
    pub(crate) nodes: Vec<Arc<Service>>,
    /// Keys, tickets, codes, passwords and cookies of this test: not in the log.
    pub(crate) watch: Watch,
}

/// A key that an authenticator holds.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) id: KeyId,
    pub(crate) seed: Secret,
    pub(crate) redeemed: Arc<Redeemed>,
}

impl World {
    /// A server over SQLite; over PostgreSQL where a test file runs again for it.
    pub(crate) async fn new(preset: &str) -> Self {
        if let Some(url) = postgres::fresh().await {
            return Self::with_nodes(1, &url, preset).await;
        }
        let folder = tempfile::tempdir().unwrap();
        Keyring::create(&folder.path().join("keyring"), &OsRandom).unwrap();
        let clock = Arc::new(SetClock((START * 1000).into()));
        Self::over(folder, clock, preset).await
    }

    /// A server over what lies in `folder`.
    pub(crate) async fn over(folder: TempDir, clock: Arc<SetClock>, preset: &str) -> Self {
        let watch = Watch::new();
        let store = Sqlite::open(&folder.path().join("warifu.db")).await.unwrap();
        let service = node(&folder, &clock, preset, Arc::new(store.clone()), 7);
        Self { folder, clock, sqlite: Some(store), service: service.clone(), nodes: vec![service], watch }
    }

    /// So many equal nodes over one PostgreSQL database.
    pub(crate) async fn with_nodes(count: u8, url: &str, preset: &str) -> Self {
        let (folder, watch) = (tempfile::tempdir().unwrap(), Watch::new());
        Keyring::create(&folder.path().join("keyring"), &OsRandom).unwrap();
        let clock = Arc::new(SetClock((START * 1000).into()));
        let mut nodes = Vec::new();
        for number in 1..=count {
            let store = Postgres::open(url).await.unwrap();
            nodes.push(node(&folder, &clock, preset, Arc::new(store), number));
        }
        Self { folder, clock, sqlite: None, service: nodes[0].clone(), nodes, watch }
    }

    /// The same with another directory.
    pub(crate) fn with_directory(self, directory: Arc<dyn Directory>) -> Self {
        self.with(|service| service.directory = directory)
    }

    /// The same with rules for groups of members.
    pub(crate) fn with_groups(self, rules: &str) -> Self {
        let nist = include_str!("../../presets/nist.toml");
        let groups = Policy::read(&format!("{nist}{rules}")).unwrap().groups;
        self.with(|service| service.policy.groups = groups)
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Service)) -> Self {
        self.nodes.clear();
        change(Arc::get_mut(&mut self.service).expect("one node, not in use yet"));
        self.nodes.push(self.service.clone());
        self
    }

    pub(crate) fn sqlite(&self) -> &Sqlite {
        self.sqlite.as_ref().unwrap()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("warifu.db")
    }

    pub(crate) async fn add(&self, name: &str) -> MemberName {
        let name = MemberName::parse(name).unwrap();
        self.service.add_member(name.clone(), "a@example.com", None).await.unwrap();
        name
    }

    pub(crate) async fn offer(&self, name: &MemberName, intent: Intent) -> Offer {
        let offer = self.service.make_ticket(name, intent, TicketLife::Portal).await.unwrap();
        self.watch.note(|secrets| secrets.text(offer.ticket.to_text().as_str()));
        offer
    }

    /// Redeems an offer as an authenticator does.
    pub(crate) async fn redeem(&self, offer: &Offer, client: &ClientKey) -> Result<Held, ServiceError> {
        self.redeem_at(&self.service, offer, client).await
    }

    /// The same at another node.
    pub(crate) async fn redeem_at(
        &self,
        node: &Service,
        offer: &Offer,
        client: &ClientKey,
    ) -> Result<Held, ServiceError> {
        let request = RedeemRequest {
            ticket: offer.ticket.clone(),
            client: client.public(),
            device: DeviceLabel::new("Laptop").unwrap(),
        };
        let redeemed = node.redeem(&request).await?;
        let (enrolment, key) = (redeemed.enrolment.to_string(), redeemed.key.to_string());
        let binding = Binding { enrolment: &enrolment, key: &key, parameters: Parameters::USUAL };
        let seed = open(&redeemed.sealed_seed, client, binding).unwrap();
        self.watch.note(|secrets| secrets.key(&seed));
        Ok(Held { id: redeemed.key, seed, redeemed: Arc::new(redeemed) })
    }

    pub(crate) async fn pending(&self, name: &MemberName, intent: Intent) -> Held {
        let offer = self.offer(name, intent).await;
        self.redeem(&offer, &ClientKey::make(&OsRandom)).await.unwrap()
    }

    pub(crate) async fn confirm(&self, held: &Held, code: &str) -> Result<Confirmed, ServiceError> {
        self.confirm_at(&self.service, held, code).await
    }

    /// The same at another node.
    pub(crate) async fn confirm_at(
        &self,
        node: &Service,
        held: &Held,
        code: &str,
    ) -> Result<Confirmed, ServiceError> {
        let code = TypedCode::read(code).unwrap();
        let (enrolment, key) = (held.redeemed.enrolment, held.id);
        node.confirm(&First { enrolment, key, code, proof: None }).await
    }

    /// A member with an active key; the code that confirmed it is spent.
    pub(crate) async fn enrol(&self, name: &str) -> (MemberName, Held) {
        let name = self.add(name).await;
        let held = self.pending(&name, Intent::Add).await;
        self.confirm(&held, &self.code(&held)).await.unwrap();
        (name, held)
    }

    pub(crate) fn code(&self, held: &Held) -> String {
        self.code_of(&held.seed)
    }

    pub(crate) fn code_of(&self, seed: &Secret) -> String {
        let code = code(seed, self.clock.now().as_secs());
        self.watch.note(|secrets| secrets.word(&code));
        code
    }

    /// One of the codes that are certainly none of this key's, now or near.
    pub(crate) fn wrong_code(&self, held: &Held, number: u32) -> String {
        let now = self.clock.now().as_secs();
        let near: Vec<String> = (0..50).map(|step| code(&held.seed, now + step * 30 - 750)).collect();
        let mut wrong = (0..).map(|guess| format!("{guess:06}")).filter(|guess| !near.contains(guess));
        wrong.nth(number as usize).unwrap()
    }

    pub(crate) async fn verify(&self, name: &MemberName, code: &str) -> Result<Verdict, ServiceError> {
        self.service.verify(&party(), &request(name, code)).await
    }
}

fn node(
    folder: &TempDir,
    clock: &Arc<SetClock>,
    preset: &str,
    store: Arc<dyn Store>,
    writer: u8,
) -> Arc<Service> {
    let hasher = Arc::new(Hasher::default());
    Arc::new(Service {
        store,
        ring: Keyring::open(&folder.path().join("keyring")).unwrap(),
        clock: clock.clone(),
        random: Arc::new(OsRandom),
        policy: Policy::preset(preset).unwrap(),
        look: Look::default(),
        origin: Origin::of("https://mfa.example.ac.jp").unwrap(),
        campus: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        proxies: vec!["10.0.0.0/8".parse().unwrap()],
        sends_mail: true,
        directory: Arc::new(Local::new(hasher.clone())),
        hasher,
        metrics: Metrics::default(),
        writer: WriterId::from_bytes([writer; 16]),
    })
}

pub(crate) fn party() -> Party {
    Party { id: PartyId::from_bytes([1; 16]), name: "portal".into() }
}

pub(crate) fn request(name: &MemberName, code: &str) -> VerifyRequest {
    let (member, code) = (name.clone(), TypedCode::read(code));
    VerifyRequest { member, code, client: None, browser: None, trust: false }
}

pub(crate) fn code(seed: &Secret, secs: u64) -> String {
    let kind = Kind::Totp { period: Period::HALF_MINUTE };
    let otp = Otp::new(seed.clone(), Algorithm::Sha1, Digits::SIX, kind);
    otp.code(UnixTime::from_secs(secs)).as_str().to_owned()
}

/// `full` in the long run (`WARIFU_LONG=1`), else `short`.
pub(crate) fn rounds(full: usize, short: usize) -> usize {
    let long = std::env::var_os("WARIFU_LONG").is_some_and(|long| long == "1");
    if long { full } else { short }
}
