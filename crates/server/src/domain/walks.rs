//! Random walks of a member through everything that leads to a key or around one: nothing but approved proofs makes a
//! key count, replacing leaves no gap, and no way around it opens wider than it should.
//!
//! The walk keeps its own record of what it did, and holds what the domain allows against that.

mod keys;
mod pauses;
mod ways;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};
use warifu::otp::UnixTime;

use self::keys::Held;
use self::pauses::Guard;
use self::ways::{Browser, Mailed, Opened};
use super::enrolment::Allowed;
use super::grace::Grace;
use super::session::Session;
use super::{KeyId, KeyState};
use crate::testing::cases;

/// What may happen next; numbers choose among what is there.
#[derive(Clone, Debug)]
enum Step {
    /// The password is typed: a session that knows nothing else.
    Password,
    Mail,
    TypeMailed(Mail),
    Begin(Why, usize, Place),
    Confirm(usize, Typed),
    SignIn(usize, Typed),
    /// So many guesses at a key, one after the other.
    Guess(usize, usize),
    ChooseRelease,
    /// A release code is typed, rightly or not: now, or after two hours and the password.
    Release(bool, When),
    Trust,
    /// A browser shows one of the tokens that it was ever given.
    Show(usize),
    Wait(u32),
    Purge(usize),
}

#[derive(Clone, Copy, Debug)]
enum Why {
    Add,
    Replace,
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Now,
    Later,
}

/// From where a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Campus,
    Elsewhere,
}

/// Which mailed code is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mail {
    Newest,
    OneBefore,
    Guess,
}

/// Which of a key's codes is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    Now,
    StepBefore,
    HourAgo,
    OfAnother,
    Guess,
}

/// What the walk itself knows that the session showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Password,
    Mail,
    Code,
}

/// The university's rules for this walk.
#[derive(Clone, Copy, Debug)]
struct Rules {
    allowed: Allowed,
    grace_days: u32,
    then_on_campus: bool,
}

struct World {
    now: UnixTime,
    rules: Rules,
    grace: Grace,
    keys: Vec<Held>,
    session: Option<(Session, Shown)>,
    mailed: Vec<Mailed>,
    release: Option<Opened>,
    browser: Browser,
    codes: Guard,
    releases: Guard,
}

impl World {
    fn new(rules: Rules) -> Self {
        let now = UnixTime::from_secs(1_800_000_000);
        Self {
            now,
            rules,
            grace: Grace::of(now, rules.grace_days),
            keys: Vec::new(),
            session: None,
            mailed: Vec::new(),
            release: None,
            browser: Browser::default(),
            codes: Guard::default(),
            releases: Guard::default(),
        }
    }

    fn active(&self) -> Vec<KeyId> {
        self.keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.id).collect()
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Password => self.password(),
            Step::Mail => self.mail(),
            Step::TypeMailed(which) => self.type_mailed(*which),
            Step::Begin(why, which, from) => self.begin(*why, *which, *from),
            Step::ChooseRelease => self.choose_release(),
            Step::Release(is_right, When::Now) => self.open_release(*is_right),
            Step::Release(is_right, When::Later) => {
                self.wait(7200);
                self.password();
                self.open_release(*is_right);
            }
            Step::Trust => self.trust(),
            Step::Show(which) => self.show(*which),
            Step::Wait(seconds) => self.wait(*seconds),
            Step::Confirm(which, typed) if !self.keys.is_empty() => {
                self.confirm(which % self.keys.len(), *typed);
            }
            Step::SignIn(which, typed) if !self.keys.is_empty() => {
                self.sign_in(which % self.keys.len(), *typed);
            }
            Step::Guess(which, times) if !self.keys.is_empty() => self.guess(which % self.keys.len(), *times),
            Step::Purge(which) if !self.keys.is_empty() => {
                let at = which % self.keys.len();
                self.keys[at].state = self.keys[at].state.purged().unwrap_or(self.keys[at].state);
            }
            Step::Confirm(..) | Step::SignIn(..) | Step::Guess(..) | Step::Purge(_) => {}
        }
    }

    fn guess(&mut self, at: usize, times: usize) {
        for _ in 0..times {
            self.confirm(at, Typed::Guess);
            self.sign_in(at, Typed::Guess);
        }
    }

    fn wait(&mut self, seconds: u32) {
        self.now = UnixTime::from_secs(self.now.as_secs() + u64::from(seconds));
        for key in self.keys.iter_mut().filter(|key| key.deadline <= self.now) {
            key.state = key.state.expired().unwrap_or(key.state);
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let codes = [Typed::Now, Typed::Now, Typed::StepBefore, Typed::HourAgo, Typed::OfAnother, Typed::Guess];
    let typed = prop::sample::select(codes.to_vec());
    let why = prop::sample::select(vec![Why::Add, Why::Replace, Why::Lost]);
    let from = prop::sample::select(vec![Place::Campus, Place::Elsewhere]);
    let mail =
        prop::sample::select(vec![Mail::Newest, Mail::Newest, Mail::Newest, Mail::OneBefore, Mail::Guess]);
    let when = prop::sample::select(vec![When::Now, When::Later]);
    let waits = [1, 29, 31, 59, 61, 61, 300, 601, 1801, 3600, 7200, 90_000].map(Step::Wait);
    let step = prop_oneof![
        2 => Just(Step::Password),
        3 => Just(Step::Mail),
        4 => mail.prop_map(Step::TypeMailed),
        4 => (why, any::<usize>(), from).prop_map(|(why, which, from)| Step::Begin(why, which, from)),
        5 => (any::<usize>(), typed.clone()).prop_map(|(which, typed)| Step::Confirm(which, typed)),
        4 => (any::<usize>(), typed).prop_map(|(which, typed)| Step::SignIn(which, typed)),
        1 => (any::<usize>(), 1..8_usize).prop_map(|(which, times)| Step::Guess(which, times)),
        2 => Just(Step::ChooseRelease),
        6 => (prop::bool::weighted(0.8), when).prop_map(|(is_right, when)| Step::Release(is_right, when)),
        2 => Just(Step::Trust),
        5 => any::<usize>().prop_map(Step::Show),
        5 => prop::sample::select(waits.to_vec()),
        1 => any::<usize>().prop_map(Step::Purge),
    ];
    let first_key =
        prop::bool::weighted(0.7).prop_map(|has| if has { FIRST_KEY.to_vec() } else { Vec::new() });
    (first_key, prop::collection::vec(step, 0..60)).prop_map(|(first_key, steps)| [first_key, steps].concat())
}

/// How a walk begins that is to come further than to its first key.
const FIRST_KEY: [Step; 7] = [
    Step::Password,
    Step::Mail,
    Step::TypeMailed(Mail::Newest),
    Step::Begin(Why::Add, 0, Place::Campus),
    Step::Confirm(0, Typed::Now),
    Step::Wait(31),
    Step::SignIn(0, Typed::Now),
];

fn rules() -> impl Strategy<Value = Rules> {
    let allowed = prop::sample::select(vec![Allowed::One, Allowed::UpTo(1), Allowed::UpTo(5)]);
    let days = prop::sample::select(vec![0, 1, 90]);
    (allowed, days, any::<bool>()).prop_map(|(allowed, grace_days, then_on_campus)| Rules {
        allowed,
        grace_days,
        then_on_campus,
    })
}

/// How many walks came somewhere: without, nothing was tried.
#[derive(Default)]
struct Came {
    to_a_key: Cell<u32>,
    through_a_release: Cell<u32>,
    to_its_end: Cell<u32>,
    to_a_copy: Cell<u32>,
    to_a_lock: Cell<u32>,
}

impl Came {
    fn note(&self, world: &World) {
        let note = |count: &Cell<u32>, came: bool| count.set(count.get() + u32::from(came));
        note(&self.to_a_key, world.keys.iter().any(|key| key.proven));
        let times = world.release.as_ref().map_or(0, Opened::times);
        note(&self.through_a_release, times > 0);
        note(&self.to_its_end, times == 5);
        note(&self.to_a_copy, world.browser.was_copied());
        note(
            &self.to_a_lock,
            world.codes.was_locked() || world.keys.iter().any(|key| key.guard.was_locked()),
        );
    }
}

fn walk(steps: &[Step], rules: Rules, came: &Came) -> TestCaseResult {
    let mut world = World::new(rules);
    let mut states: Vec<KeyState> = Vec::new();
    for step in steps {
        let before = world.active().len();
        world.step(step);
        let active = world.active().len();
        for key in world.keys.iter().filter(|key| key.state == KeyState::Active) {
            prop_assert!(key.proven, "{:?} became active without a right code", key.id);
        }
        let lost = matches!(step, Step::Begin(Why::Lost, ..));
        prop_assert!(before == 0 || active > 0 || lost, "{step:?} left no key");
        let most = if let Allowed::UpTo(most) = rules.allowed { most } else { 1 };
        prop_assert!(active <= most, "{active} keys count");
        for (was, key) in states.iter().zip(&world.keys) {
            prop_assert!(!is_last(*was) || *was == key.state, "{was:?} became {:?}", key.state);
        }
        states = world.keys.iter().map(|key| key.state).collect();
    }
    came.note(&world);
    Ok(())
}

fn is_last(state: KeyState) -> bool {
    matches!(state, KeyState::Revoked | KeyState::Expired | KeyState::Purged)
}

#[test]
fn only_approved_proofs_lead_to_a_key_and_no_way_around_it_opens_wider() {
    let walks = cases(100_000, 100);
    let came = Came::default();
    let mut runner =
        TestRunner::new(ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(walks) });
    runner.run(&(steps(), rules()), |(steps, rules)| walk(&steps, rules, &came)).unwrap();
    for (count, where_to) in [
        (came.to_a_key, "a key"),
        (came.through_a_release, "a release"),
        (came.to_its_end, "the end of a release"),
        (came.to_a_copy, "a copied token"),
        (came.to_a_lock, "a lock"),
    ] {
        assert!(count.get() > walks / 500, "only {} of {walks} walks came to {where_to}", count.get());
    }
}
