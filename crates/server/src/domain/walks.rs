//! Random walks over a member's keys: nothing but a right code makes a key count, and replacing leaves no gap.

use proptest::prelude::*;
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;

use super::enrolment::{Allowed, begin, deadlines, finish};
use super::{Intent, Judged, KeyId, KeyState, TypedCode, judge};
use crate::testing::cases;

/// What may happen next; numbers choose among the keys that are there.
#[derive(Clone, Debug)]
enum Step {
    Begin(Why, usize),
    Confirm(usize, Typed),
    SignIn(usize, Typed),
    Wait(u32),
    Purge(usize),
}

#[derive(Clone, Copy, Debug)]
enum Why {
    Add,
    Replace,
    Lost,
}

/// Which code is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    Now,
    StepBefore,
    HourAgo,
    OfAnother,
    Guess,
}

struct Held {
    id: KeyId,
    seed: Secret,
    state: KeyState,
    intent: Intent,
    deadline: UnixTime,
    last_step: u64,
    /// Set by the walk itself, from what it typed.
    proven: bool,
}

struct World {
    now: UnixTime,
    allowed: Allowed,
    keys: Vec<Held>,
}

impl World {
    fn active(&self) -> Vec<KeyId> {
        self.keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.id).collect()
    }

    fn key(&mut self, id: KeyId) -> &mut Held {
        self.keys.iter_mut().find(|key| key.id == id).unwrap()
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Begin(why, which) => self.begin(*why, *which),
            Step::Confirm(which, typed) if !self.keys.is_empty() => {
                self.confirm(which % self.keys.len(), *typed);
            }
            Step::SignIn(which, typed) if !self.keys.is_empty() => {
                self.sign_in(which % self.keys.len(), *typed);
            }
            Step::Purge(which) if !self.keys.is_empty() => {
                let at = which % self.keys.len();
                self.keys[at].state = self.keys[at].state.purged().unwrap_or(self.keys[at].state);
            }
            Step::Wait(seconds) => self.wait(*seconds),
            _ => {}
        }
    }

    fn begin(&mut self, why: Why, which: usize) {
        let chosen = self.keys.get(which % self.keys.len().max(1)).map(|key| key.id);
        let intent = match (why, chosen) {
            (Why::Replace, Some(key)) => Intent::Replace(key),
            (Why::Lost, Some(key)) => Intent::Lost(key),
            _ => Intent::Add,
        };
        let Ok(killed) = begin(intent, &self.active(), self.allowed) else { return };
        if let Some(id) = killed {
            self.key(id).state = self.key(id).state.revoked().unwrap();
        }
        let number = self.keys.len() as u8;
        let [_, deadline] = deadlines(self.now);
        let id = KeyId::from_bytes([number; 16]);
        let seed = Secret::from_bytes(vec![number + 1; 20]).unwrap();
        let state = KeyState::Pending;
        self.keys.push(Held { id, seed, state, intent, deadline, last_step: 0, proven: false });
    }

    fn confirm(&mut self, at: usize, typed: Typed) {
        let code = self.typed(at, typed);
        let key = &self.keys[at];
        let Judged::Right(approved) = judge(&key.seed, &code, self.now, key.last_step) else { return };
        let Some(state) = key.state.confirmed(&approved) else { return };
        let Ok(replaced) = finish(key.intent, &self.active(), self.allowed) else { return };
        for id in replaced {
            self.key(id).state = self.key(id).state.superseded().unwrap();
        }
        self.keys[at].proven |= is_near(&self.keys[at].seed, &code, self.now);
        (self.keys[at].state, self.keys[at].last_step) = (state, approved.step());
    }

    fn sign_in(&mut self, at: usize, typed: Typed) {
        let code = self.typed(at, typed);
        let key = &mut self.keys[at];
        if let (KeyState::Active, Judged::Right(approved)) =
            (key.state, judge(&key.seed, &code, self.now, key.last_step))
        {
            assert!(is_near(&key.seed, &code, self.now), "{typed:?}");
            assert!(approved.step() > key.last_step);
            key.last_step = approved.step();
        }
    }

    fn wait(&mut self, seconds: u32) {
        self.now = UnixTime::from_secs(self.now.as_secs() + u64::from(seconds));
        for key in self.keys.iter_mut().filter(|key| key.deadline <= self.now) {
            key.state = key.state.expired().unwrap_or(key.state);
        }
    }

    fn typed(&self, at: usize, typed: Typed) -> TypedCode {
        let back = |seconds: u64| UnixTime::from_secs(self.now.as_secs() - seconds);
        let other = (at + 1) % self.keys.len();
        let code = match typed {
            Typed::Now => code(&self.keys[at].seed, self.now),
            Typed::StepBefore => code(&self.keys[at].seed, back(30)),
            Typed::HourAgo => code(&self.keys[at].seed, back(3600)),
            Typed::OfAnother if other != at => code(&self.keys[other].seed, self.now),
            Typed::OfAnother | Typed::Guess => "no code".into(),
        };
        TypedCode::read(&code).unwrap()
    }
}

fn code(seed: &Secret, at: UnixTime) -> String {
    let kind = Kind::Totp { period: Period::HALF_MINUTE };
    Otp::new(seed.clone(), Algorithm::Sha1, Digits::SIX, kind).code(at).as_str().to_owned()
}

/// Whether `typed` is a code of 30 s around `now`, whatever the walk meant to type: among a million codes another
/// key's is sometimes the same.
fn is_near(seed: &Secret, typed: &TypedCode, now: UnixTime) -> bool {
    let around = [now.as_secs() - 30, now.as_secs(), now.as_secs() + 30];
    around.into_iter().any(|secs| code(seed, UnixTime::from_secs(secs)) == typed.expose())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let typed = prop::sample::select(vec![
        Typed::Now,
        Typed::Now,
        Typed::StepBefore,
        Typed::HourAgo,
        Typed::OfAnother,
        Typed::Guess,
    ]);
    let why = prop::sample::select(vec![Why::Add, Why::Replace, Why::Lost]);
    let step = prop_oneof![
        3 => (why, any::<usize>()).prop_map(|(why, which)| Step::Begin(why, which)),
        4 => (any::<usize>(), typed.clone()).prop_map(|(which, typed)| Step::Confirm(which, typed)),
        2 => (any::<usize>(), typed).prop_map(|(which, typed)| Step::SignIn(which, typed)),
        2 => prop_oneof![Just(29), Just(31), Just(3600), Just(90_000)].prop_map(Step::Wait),
        1 => any::<usize>().prop_map(Step::Purge),
    ];
    prop::collection::vec(step, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(100_000, 100)))]

    #[test]
    fn only_a_right_code_makes_a_key_count_and_replacing_leaves_no_gap(
        steps in steps(),
        allowed in prop::sample::select(vec![Allowed::One, Allowed::UpTo(1), Allowed::UpTo(5)]),
    ) {
        let mut world = World { now: UnixTime::from_secs(1_800_000_000), allowed, keys: Vec::new() };
        let mut states: Vec<KeyState> = Vec::new();
        for step in &steps {
            let before = world.active().len();
            world.step(step);
            let active = world.active().len();
            for key in world.keys.iter().filter(|key| key.state == KeyState::Active) {
                prop_assert!(key.proven, "{:?} became active without a right code", key.id);
            }
            let lost = matches!(step, Step::Begin(Why::Lost, _));
            prop_assert!(before == 0 || active > 0 || lost, "{step:?} left no key");
            let most = if let Allowed::UpTo(most) = allowed { most } else { 1 };
            prop_assert!(active <= most, "{active} keys count");
            for (was, key) in states.iter().zip(&world.keys) {
                prop_assert!(!is_last(*was) || *was == key.state, "{was:?} became {:?}", key.state);
            }
            states = world.keys.iter().map(|key| key.state).collect();
        }
    }
}

fn is_last(state: KeyState) -> bool {
    matches!(state, KeyState::Revoked | KeyState::Expired | KeyState::Purged)
}
