//! The extension's half against the real server: from an offer to one confirmed account, whatever gets lost.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]
#![allow(unreachable_pub, reason = "shared with the core's tests")]

mod common;
#[path = "../../../tests/support/mod.rs"]
mod support;

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use common::{World, code};
use futures::FutureExt;
use support::{Memory, Numbers, passphrase};
use tower::ServiceExt;
use warifu::app::{App, AppError, Begun, Credential, EnrolError, Entries, Place, Protection, Unreachable};
use warifu::enrol::protocol::{Refusal, Reply, ReplyError, Told};
use warifu::enrol::{KeyStatus, Offer, ServerId};
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::otpauth;
use warifu::secret::Secret;
use warifu::vault::EntryId;
use warifu_server::domain::{Intent, KeyId, MemberName};
use warifu_server::http::{Access, Outbox, router};
use warifu_server::keyring;
use warifu_server::ports::WallClock;
use warifu_server::service::{Reason, Verdict};
use zeroize::Zeroizing;

const LABEL: &str = "Firefox";

/// What happens to an answer on its way.
type Fate = Rc<dyn Fn(u32, Reply) -> Result<Reply, Unreachable>>;

/// A server, a browser, and the network between them.
struct Net {
    world: World,
    memory: Memory,
    router: Router,
    calls: Rc<Cell<u32>>,
    fate: Rc<RefCell<Fate>>,
}

impl Net {
    async fn new(preset: &str) -> Self {
        let world = World::new(preset).await;
        let router = router(world.service.clone(), Access::Network, Outbox::Hidden);
        let memory = Memory::new(5);
        let (calls, fate) = (Rc::default(), Rc::new(RefCell::new(unharmed())));
        let net = Self { world, memory, router, calls, fate };
        net.connect();
        net.same_time();
        net.page().create(Protection::Device).await.unwrap();
        net
    }

    /// Lets what is posted reach the server's router, and the answer meet its fate.
    fn connect(&self) {
        let (router, calls, fate) = (self.router.clone(), self.calls.clone(), self.fate.clone());
        let server = move |url: String, body: String| {
            let (router, calls, fate) = (router.clone(), calls.clone(), fate.borrow().clone());
            let answer = async move {
                calls.set(calls.get() + 1);
                let path = url.strip_prefix("https://mfa.example.ac.jp").expect("only the server is called");
                // From this machine: a thousand calls are not too many for one that asks so often.
                let from = ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4711)));
                let request = Request::post(path).header("content-type", "application/json").extension(from);
                let response = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
                let status = response.status().as_u16();
                let body = to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
                fate(calls.get(), Reply { status, body: Zeroizing::new(body) })
            };
            answer.boxed_local()
        };
        *self.memory.0.server.borrow_mut() = Some(Rc::new(server));
    }

    fn set_fate(&self, fate: impl Fn(u32, Reply) -> Result<Reply, Unreachable> + 'static) {
        self.calls.set(0);
        *self.fate.borrow_mut() = Rc::new(fate);
    }

    fn page(&self) -> App<Memory> {
        self.memory.page()
    }

    async fn entered(&self) -> App<Memory> {
        let page = self.page();
        page.enter().await.unwrap();
        page
    }

    fn same_time(&self) {
        self.memory.0.now.set(self.world.clock.now());
    }

    fn forward(&self, seconds: u64) {
        self.world.clock.forward(seconds);
        self.memory.wait(seconds * 1000);
    }

    async fn offer(&self, name: &MemberName, intent: Intent) -> Offer {
        let offer = self.world.offer(name, intent).await;
        Offer::parse(&format!("https://mfa.example.ac.jp/key#{}", offer.to_fragment().as_str())).unwrap()
    }

    /// The member's newest key, as the server calls it.
    async fn newest_key(&self, name: &MemberName) -> KeyId {
        let mut tx = self.world.service.store.read().await.unwrap();
        let member = tx.member(name).await.unwrap().unwrap();
        tx.keys_of(member.id).await.unwrap().last().unwrap().id
    }

    /// The one account there is: how its key stands, and a code of it that is accepted once.
    async fn one_account(&self, name: &MemberName) -> KeyStatus {
        let page = self.entered().await;
        self.forward(30);
        let views = page.accounts(self.memory.0.now.get());
        assert_eq!(views.len(), 1, "accounts");
        let shown = views[0].code.as_ref().unwrap().replace(' ', "");
        assert!(matches!(self.world.verify(name, &shown).await.unwrap(), Verdict::Accept { .. }));
        let again = self.world.verify(name, &shown).await.unwrap();
        assert!(matches!(again, Verdict::Reject(Reason::Replay)), "{again:?}");
        views[0].status.unwrap()
    }
}

fn unharmed() -> Fate {
    Rc::new(|_, reply| Ok(reply))
}

fn statuses(page: &App<Memory>) -> Vec<Option<KeyStatus>> {
    page.accounts(support::NOON).into_iter().map(|view| view.status).collect()
}

#[tokio::test]
async fn one_click_ends_in_one_confirmed_account() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    let page = net.entered().await;
    let id = page.enrol(&offer, LABEL).await.unwrap();
    assert_eq!(net.calls.get(), 2, "redeem and confirm");
    assert_eq!(page.enrol(&offer, LABEL).await.unwrap(), id, "a second click");
    assert_eq!(net.calls.get(), 2, "it asks the server nothing");
    assert_eq!(net.one_account(&name).await, KeyStatus::Current);
}

#[tokio::test]
async fn a_lost_answer_or_a_closed_page_at_any_step_ends_in_one_account() {
    for lost in 1..=2 {
        for closed in [false, true] {
            let net = Net::new("nist").await;
            let name = net.world.add("ab12345").await;
            let offer = net.offer(&name, Intent::Add).await;
            net.set_fate(move |call, reply| if call == lost { Err(Unreachable) } else { Ok(reply) });
            let mut page = net.entered().await;
            let error = page.enrol(&offer, LABEL).await.unwrap_err();
            assert_eq!(error, EnrolError::Unreachable(Unreachable), "answer {lost}");
            if closed {
                net.memory.restart();
                page = net.entered().await;
                assert!(page.has_taken_up(&offer), "the member is not asked again");
                let begun = page.unfinished();
                assert_eq!(begun, [Begun::of(&offer)]);
                page.resume(&begun[0], LABEL).await.unwrap();
            }
            page.enrol(&offer, LABEL).await.unwrap();
            assert_eq!(net.one_account(&name).await, KeyStatus::Current);
            assert!(net.entered().await.unfinished().is_empty(), "nothing is left");
        }
    }
}

#[tokio::test]
async fn two_pages_with_one_offer_end_in_one_account() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    let (one, other) = (net.entered().await, net.entered().await);
    let (first, second) = futures::join!(one.enrol(&offer, LABEL), other.enrol(&offer, LABEL));
    let ids: Vec<EntryId> = [first, second].into_iter().map(Result::unwrap).collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(net.one_account(&name).await, KeyStatus::Current);
}

#[tokio::test]
async fn a_clock_that_is_far_off_enrols_all_the_same() {
    for off in [-86_400_000_i64, -120_000, 120_000, 86_400_000] {
        let net = Net::new("nist").await;
        let name = net.world.add("ab12345").await;
        let offer = net.offer(&name, Intent::Add).await;
        net.memory.0.now.set(UnixTime::from_ms(net.world.clock.now().as_ms().saturating_add_signed(off)));
        let page = net.entered().await;
        page.enrol(&offer, LABEL).await.unwrap();
        assert_eq!(page.offset(&offer.origin), -off, "the server's clock against ours");
        net.forward(61);
        assert!(!page.ask_status().await.unwrap(), "it is believed, and nothing is new");
        assert_eq!(statuses(&page), [Some(KeyStatus::Current)]);
    }
}

#[tokio::test]
async fn a_replaced_key_and_a_revoked_one_are_known_as_such() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let page = net.entered().await;
    page.enrol(&net.offer(&name, Intent::Add).await, LABEL).await.unwrap();
    net.forward(30);
    let replace = Intent::Replace(net.newest_key(&name).await);
    page.enrol(&net.offer(&name, replace).await, LABEL).await.unwrap();
    assert_eq!(statuses(&page), [Some(KeyStatus::Superseded), Some(KeyStatus::Current)]);

    net.forward(61);
    net.calls.set(0);
    assert!(!page.ask_status().await.unwrap());
    assert!(!page.ask_status().await.unwrap());
    assert_eq!(net.calls.get(), 1, "at most once a minute");
    let lost = Intent::Lost(net.newest_key(&name).await);
    net.offer(&name, lost).await;
    net.forward(61);
    assert!(page.ask_status().await.unwrap(), "the key that was lost counts no more");
    assert_eq!(statuses(&page)[1], Some(KeyStatus::Revoked));
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_once_a_minute_too() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    net.entered().await.enrol(&net.offer(&name, Intent::Add).await, LABEL).await.unwrap();
    net.forward(61);
    net.set_fate(|_, _| Err(Unreachable));
    for _ in 0..3 {
        let reopened = net.entered().await;
        assert!(!reopened.ask_status().await.unwrap());
    }
    assert_eq!(net.calls.get(), 1, "whichever popup asks");
    net.forward(61);
    assert!(!net.entered().await.ask_status().await.unwrap());
    assert_eq!(net.calls.get(), 2);
}

#[tokio::test]
async fn an_offer_that_is_over_is_said_and_forgotten() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    net.forward(11 * 60);
    let page = net.entered().await;
    let error = page.enrol(&offer, LABEL).await.unwrap_err();
    assert_eq!(error, EnrolError::Reply(ReplyError::Refused(Refusal::Gone)));
    assert!(page.unfinished().is_empty());
    assert!(statuses(&page).is_empty());
}

#[tokio::test]
async fn what_was_begun_can_be_given_up_at_any_step() {
    for lost in 1..=2 {
        let net = Net::new("nist").await;
        let name = net.world.add("ab12345").await;
        let offer = net.offer(&name, Intent::Add).await;
        net.set_fate(move |call, reply| if call == lost { Err(Unreachable) } else { Ok(reply) });
        let page = net.entered().await;
        page.enrol(&offer, LABEL).await.unwrap_err();
        page.give_up(&page.unfinished()[0]).await.unwrap();
        assert!(page.unfinished().is_empty() && statuses(&page).is_empty(), "after answer {lost}");
        let resumed = page.resume(&Begun::of(&offer), LABEL).await.unwrap_err();
        assert_eq!(resumed, EnrolError::App(AppError::Gone));
        // It may be taken up again, which gets another key of the server's.
        assert!(!page.has_taken_up(&offer));
    }
}

#[tokio::test]
async fn a_key_that_waited_too_long_goes_to_the_bin_and_is_said() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    // The network goes with the first answer, so no code reaches the server.
    let memory = net.memory.clone();
    net.set_fate(move |_, reply| {
        *memory.0.server.borrow_mut() = None;
        Ok(reply)
    });
    let page = net.entered().await;
    page.enrol(&offer, LABEL).await.unwrap_err();
    assert_eq!(statuses(&page), [Some(KeyStatus::Pending)]);
    net.connect();
    net.set_fate(|_, reply| Ok(reply));
    net.forward(25 * 60 * 60);
    net.world.service.tidy().await.unwrap();
    let error = page.resume(&page.unfinished()[0], LABEL).await.unwrap_err();
    assert!(matches!(error, EnrolError::Reply(ReplyError::Refused(_))), "{error}");
    assert!(page.unfinished().is_empty() && statuses(&page).is_empty());
    assert_eq!(page.bin().len(), 1);
}

#[tokio::test]
async fn codes_follow_the_servers_clock_only_if_the_member_wishes() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    let wrong = UnixTime::from_ms(net.world.clock.now().as_ms() + 95_000);
    net.memory.0.now.set(wrong);
    let page = net.entered().await;
    let id = page.enrol(&offer, LABEL).await.unwrap();
    let off = page.clock_off().unwrap();
    assert_eq!((off.origin, off.ahead_s), (offer.origin.clone(), 95));
    let shown = |page: &App<Memory>| page.accounts(wrong)[0].code.clone().unwrap().replace(' ', "");
    let theirs = |page: &App<Memory>| page.code_to_copy(id, net.world.clock.now()).unwrap();
    assert_ne!(shown(&page), theirs(&page).as_str(), "our clock counts");
    let right = theirs(&page);
    let other = net.entered().await;
    other.follow_servers(true);
    assert_eq!(shown(&other), right.as_str(), "another page knows, too");
    assert_eq!(other.code_to_copy(id, wrong).unwrap().as_str(), right.as_str());
    assert_eq!(other.accounts(wrong)[0].clock_ms, -95_000);
    net.memory.restart();
    assert_eq!(net.entered().await.clock_off(), None, "not heard since the browser began");
}

#[tokio::test]
async fn a_locked_vault_asks_nobody_anything() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let offer = net.offer(&name, Intent::Add).await;
    let memory = Memory::new(9);
    *memory.0.server.borrow_mut() = net.memory.0.server.borrow().clone();
    memory.page().create(Protection::Passphrase(passphrase("correct horse battery staple"))).await.unwrap();
    memory.restart();
    let page = memory.page();
    page.enter().await.unwrap();
    assert_eq!(page.enrol(&offer, LABEL).await.unwrap_err(), EnrolError::App(AppError::Locked));
    assert_eq!(net.calls.get(), 0);
    page.unlock(&passphrase("correct horse battery staple")).await.unwrap();
    page.enrol(&offer, LABEL).await.unwrap();
}

/// How an answer is broken: by one byte, by a piece that is cut off, or into something else altogether.
struct Breaking {
    numbers: Numbers,
    /// What might be taken for an answer, if nobody looked closely.
    instead: &'static [u8],
    /// What lay on the disk when the answer was last given.
    kept: RefCell<Option<Disk>>,
    /// The answers of this round.
    given: RefCell<Vec<Reply>>,
}

/// What lies in the stores that last.
type Disk = [Option<Entries>; 2];

impl Breaking {
    fn new(seed: u64, instead: &'static [u8]) -> Rc<Self> {
        let (kept, given) = (RefCell::default(), RefCell::default());
        Rc::new(Self { numbers: Numbers::new(seed), instead, kept, given })
    }

    fn breaks(&self, reply: &Reply) -> Reply {
        let mut body = reply.body.to_vec();
        match self.numbers.below(4) {
            0 => body.truncate(self.numbers.below(body.len())),
            1 => body = self.instead.to_vec(),
            2 => body = vec![b'['; 70_000],
            _ => {
                let place = self.numbers.below(body.len());
                body[place] = u8::try_from(self.numbers.below(256)).unwrap();
            }
        }
        let status = if self.numbers.below(8) == 0 { 500 } else { reply.status };
        Reply { status, body: Zeroizing::new(body) }
    }
}

impl Net {
    /// Breaks every answer from now on.
    fn break_answers(&self, breaking: &Rc<Breaking>) {
        breaking.given.borrow_mut().clear();
        let (breaking, memory) = (breaking.clone(), self.memory.clone());
        self.set_fate(move |_, reply| {
            let broken = breaking.breaks(&reply);
            *breaking.kept.borrow_mut() = Some(disk(&memory));
            breaking.given.borrow_mut().push(broken.clone());
            Ok(broken)
        });
    }

    /// The newest key of a member as the server has it: its bytes, and how codes are made of it.
    async fn served(&self, name: &MemberName) -> Otp {
        let mut tx = self.world.service.store.read().await.unwrap();
        let key = tx.key(self.newest_key(name).await).await.unwrap().unwrap();
        let (row, owner) = (key.id.as_bytes(), key.member.as_bytes());
        let place = keyring::Place { table: "keys", row, owner, purpose: "seed" };
        let seed = self.world.service.ring.unseal(place, &key.sealed).unwrap();
        let kind = Kind::Totp { period: Period::HALF_MINUTE };
        Otp::new(Secret::from_bytes(seed.to_vec()).unwrap(), Algorithm::Sha1, Digits::SIX, kind)
    }

    /// Fails unless the accounts after the first `before`, at most one, hold the key that the server gave.
    async fn are_as_served(&self, page: &App<Memory>, name: &MemberName, before: usize) {
        let views = page.accounts(support::NOON);
        assert!(views.len() <= before + 1, "{} accounts", views.len());
        for view in &views[before..] {
            let proof = page.reauthenticate(Credential::Nothing).await.unwrap();
            let account = otpauth::parse(&page.uri(view.id, proof).unwrap()).unwrap();
            assert!(account.otp == self.served(name).await, "another key than the server's");
        }
    }
}

fn disk(memory: &Memory) -> Disk {
    [Place::Local, Place::Copy].map(|place| memory.0.stores.borrow().get(&place).cloned())
}

/// What is not the server's own answer changes nothing that is kept, and what is taken all the same is the server's key.
#[tokio::test]
async fn a_thousand_broken_answers_change_nothing() {
    let net = Net::new("nist").await;
    let instead = br#"{"state":"active","replaced":["../x"],"server_time_ms":1e99}"#;
    let breaking = Breaking::new(11, instead);
    let rounds = common::rounds(1000, 100);
    let mut accepted = 0;
    for round in 0..rounds {
        let name = net.world.add(&format!("u{round}")).await;
        let offer = net.offer(&name, Intent::Add).await;
        net.break_answers(&breaking);
        let page = net.entered().await;
        let before = page.accounts(support::NOON).len();
        match page.enrol(&offer, LABEL).await {
            Ok(_) => accepted += 1, // what was changed stood where nobody looks
            Err(error) => {
                assert!(!matches!(error, EnrolError::App(_)), "{error:?}");
                assert_eq!(Some(disk(&net.memory)), *breaking.kept.borrow(), "round {round}: {error:?}");
                let views = page.accounts(support::NOON);
                assert!(views[before..].iter().all(|view| view.status == Some(KeyStatus::Pending)));
            }
        }
        net.are_as_served(&page, &name, before).await;
        // The honest answer afterwards is taken.
        net.set_fate(|_, reply| Ok(reply));
        page.enrol(&offer, LABEL).await.unwrap();
        net.are_as_served(&page, &name, before).await;
        let views = page.accounts(support::NOON);
        assert_eq!(views.len(), before + 1);
        let entry = &views[before];
        assert_eq!(entry.status, Some(KeyStatus::Current), "round {round}");
        page.delete(entry.id).await.unwrap();
        page.empty_bin().await.unwrap();
    }
    assert!(accepted < rounds / 2, "{accepted} of {rounds} broken answers were not noticed");
}

/// The same for what is told of keys: no key is taken for another's word, or for lost.
#[tokio::test]
async fn a_thousand_broken_answers_about_keys_change_nothing() {
    let net = Net::new("nist").await;
    let name = net.world.add("ab12345").await;
    let page = net.entered().await;
    page.enrol(&net.offer(&name, Intent::Add).await, LABEL).await.unwrap();
    let key = ServerId::parse(&net.newest_key(&name).await.to_string()).unwrap();
    let instead = br#"{"keys":[{"key_id":"AAAAAAAAAAAAAAAAAAAAAA","status":"revoked"}],"server_time_ms":1}"#;
    let breaking = Breaking::new(12, instead);
    let (rounds, mut refused) = (common::rounds(1000, 100), 0);
    for round in 0..rounds {
        net.forward(61);
        net.break_answers(&breaking);
        assert!(!page.ask_status().await.unwrap(), "round {round}: something is new");
        assert_eq!(statuses(&page), [Some(KeyStatus::Current)], "round {round}");
        let is_refused = |reply: &Reply| Told::read(reply, std::slice::from_ref(&key)).is_err();
        if breaking.given.borrow().iter().any(is_refused) {
            refused += 1;
            assert_eq!(Some(disk(&net.memory)), *breaking.kept.borrow(), "round {round}");
        }
        net.forward(61);
        net.set_fate(|_, reply| Ok(reply));
        assert!(!page.ask_status().await.unwrap() && net.calls.get() > 0, "the honest answer is heard");
    }
    assert!(refused > rounds / 2, "only {refused} of {rounds} broken answers were noticed");
    assert_eq!(net.one_account(&name).await, KeyStatus::Current);
}

#[test]
fn the_codes_are_those_of_the_server() {
    let seed = warifu::secret::Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap();
    assert_eq!(code(&seed, 59), "287082", "RFC 6238 Appendix B, the last six digits");
}
