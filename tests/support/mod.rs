//! The ports in memory: stores that can fail or end in the middle of a write, a clock that is set by hand.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, reason = "shared by several test files")]
#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use futures::lock::Mutex;
use warifu::account::{Account, Name};
use warifu::app::{App, Door, Entries, Place, Ports, StoreError, Unreachable};
use warifu::enrol::protocol::Reply;
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;
use warifu::vault::{KdfError, KdfParams, Kek, Passphrase, Random};
use zeroize::Zeroizing;

pub const NOON: UnixTime = UnixTime::from_secs(1_700_000_000);

/// A small, repeatable source of numbers (SplitMix64).
pub struct Numbers(Cell<u64>);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    pub fn next(&self) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        let mixed = (self.0.get() ^ (self.0.get() >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

/// What answers when something is posted: to a URL, a body.
pub type Server = Rc<dyn Fn(String, String) -> LocalBoxFuture<'static, Result<Reply, Unreachable>>>;

/// What several pages share: the browser, so to say.
pub struct World {
    pub stores: RefCell<BTreeMap<Place, Entries>>,
    pub now: Cell<UnixTime>,
    pub lock_at: Cell<Option<UnixTime>>,
    /// How many single names may still be written before the power goes.
    pub power: Cell<Option<usize>>,
    /// The place that fails, if one does.
    pub broken: Cell<Option<Place>>,
    /// The network, if there is one.
    pub server: RefCell<Option<Server>>,
    numbers: Numbers,
    mutex: Mutex<()>,
}

/// One page's ports.
#[derive(Clone)]
pub struct Memory(pub Rc<World>);

impl Memory {
    pub fn new(seed: u64) -> Self {
        Self(Rc::new(World {
            stores: RefCell::default(),
            now: Cell::new(NOON),
            lock_at: Cell::new(None),
            power: Cell::new(None),
            broken: Cell::new(None),
            server: RefCell::default(),
            numbers: Numbers::new(seed),
            mutex: Mutex::new(()),
        }))
    }

    pub fn page(&self) -> App<Self> {
        App::new(self.clone())
    }

    pub fn wait(&self, ms: u64) {
        self.0.now.set(UnixTime::from_ms(self.0.now.get().as_ms() + ms));
    }

    pub fn get(&self, place: Place, name: &str) -> Option<String> {
        self.0.stores.borrow().get(&place)?.get(name).cloned()
    }

    pub fn set(&self, place: Place, name: &str, text: &str) {
        self.0.stores.borrow_mut().entry(place).or_default().insert(name.to_owned(), text.to_owned());
    }

    pub fn names(&self, place: Place) -> Vec<String> {
        self.0
            .stores
            .borrow()
            .get(&place)
            .map(|entries| entries.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// Ends the browser: what was in memory is gone, what was on disk stays, the power is back.
    pub fn restart(&self) {
        self.0.stores.borrow_mut().remove(&Place::Session);
        self.0.power.set(None);
    }

    fn has_power(&self) -> bool {
        self.0.power.get() != Some(0)
    }

    fn spend(&self) -> bool {
        let left = self.0.power.get();
        self.0.power.set(left.map(|left| left.saturating_sub(1)));
        left != Some(0)
    }
}

impl Random for Memory {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.iter_mut().for_each(|byte| *byte = self.0.numbers.next().to_le_bytes()[0]);
    }
}

/// Lets other futures run, as every real store does.
async fn yield_once() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

impl Ports for Memory {
    async fn read(&self, place: Place) -> Result<Entries, StoreError> {
        yield_once().await;
        if self.0.broken.get() == Some(place) || !self.has_power() {
            return Err(StoreError::Read);
        }
        Ok(self.0.stores.borrow().get(&place).cloned().unwrap_or_default())
    }

    /// With the power going, some names are written and others are not: worse than the browsers' stores promise.
    async fn write(&self, place: Place, set: Entries, remove: &[&str]) -> Result<(), StoreError> {
        yield_once().await;
        if self.0.broken.get() == Some(place) {
            return Err(StoreError::Write);
        }
        let mut names: Vec<_> = set.into_iter().collect();
        if self.0.power.get().is_some() && self.0.numbers.below(2) == 0 {
            names.reverse();
        }
        for (name, text) in names {
            if !self.spend() {
                return Err(StoreError::Write);
            }
            self.set(place, &name, &text);
        }
        for name in remove {
            if !self.spend() {
                return Err(StoreError::Write);
            }
            self.0.stores.borrow_mut().entry(place).or_default().remove(*name);
        }
        Ok(())
    }

    async fn exclusive<T>(&self, work: impl Future<Output = T>) -> T {
        let _alone = self.0.mutex.lock().await;
        work.await
    }

    fn now(&self) -> UnixTime {
        self.0.now.get()
    }

    async fn post(&self, url: &str, body: Zeroizing<String>) -> Result<Reply, Unreachable> {
        let server = self.0.server.borrow().clone().ok_or(Unreachable)?;
        server(url.to_owned(), body.to_string()).await
    }

    async fn lock_at(&self, at: Option<UnixTime>) {
        self.0.lock_at.set(at);
    }

    /// Quick, since these tests are about the stores; tests/vault.rs derives for real.
    async fn derive(&self, passphrase: &Passphrase, params: &KdfParams) -> Result<Kek, KdfError> {
        let mut key = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(Some(params.salt()), passphrase.expose().as_bytes())
            .expand(b"tests", &mut key)
            .unwrap();
        Ok(Kek::from_bytes(key))
    }

    async fn is_common(&self, passphrase: &Passphrase) -> Result<bool, KdfError> {
        Ok(passphrase.expose() == "passwordpassword")
    }
}

pub fn account(issuer: &str, user: &str, key: u64) -> Account {
    let secret = Secret::from_bytes([&[0xA5; 12][..], &key.to_be_bytes()].concat()).unwrap();
    let kind = Kind::Totp { period: Period::HALF_MINUTE };
    let otp = Otp::new(secret, Algorithm::Sha1, Digits::SIX, kind);
    Account { issuer: Name::new(issuer).unwrap(), user: Name::new(user).unwrap(), otp }
}

pub fn passphrase(text: &str) -> Passphrase {
    Passphrase::typed(text.to_owned())
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

/// A new page, entered and settled.
pub fn enter(memory: &Memory) -> (App<Memory>, Door) {
    let page = memory.page();
    let door = run(page.enter()).unwrap();
    if door == Door::Open {
        run(page.settle()).unwrap();
    }
    (page, door)
}
