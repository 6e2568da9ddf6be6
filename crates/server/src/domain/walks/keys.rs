//! Keys and the sessions that ask for them.

use warifu::otp::UnixTime;
use warifu::secret::Secret;

use super::pauses::Guard;
use super::{Place, Shown, Typed, Why, World};
use crate::domain::enrolment::{begin, deadlines, finish};
use crate::domain::session::{Level, Power, Session};
use crate::domain::{Intent, Judged, KeyId, KeyState, MemberId, TypedCode, judge, otp};

/// A key that was handed out.
pub(super) struct Held {
    pub(super) id: KeyId,
    pub(super) seed: Secret,
    pub(super) state: KeyState,
    intent: Intent,
    pub(super) deadline: UnixTime,
    since: UnixTime,
    last_step: u64,
    pub(super) guard: Guard,
    /// Set by the walk itself, from what it typed.
    pub(super) proven: bool,
}

impl World {
    pub(super) fn key(&mut self, id: KeyId) -> &mut Held {
        self.keys.iter_mut().find(|key| key.id == id).unwrap()
    }

    pub(super) fn password(&mut self) {
        self.become_session(Level::Password, Shown::Password);
    }

    pub(super) fn become_session(&mut self, level: Level, shown: Shown) {
        self.session = Some((Session::begin(MemberId::from_bytes([1; 16]), level, self.now), shown));
    }

    /// The session, used now, unless it is over.
    pub(super) fn session(&mut self) -> Option<&mut (Session, Shown)> {
        let now = self.now;
        let (session, _) = self.session.as_mut().filter(|(session, _)| session.is_alive(now))?;
        session.seen = now;
        self.session.as_mut()
    }

    pub(super) fn power(&mut self) -> Power {
        let since: Vec<UnixTime> =
            self.keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.since).collect();
        self.session().map_or(Power::Nothing, |(session, _)| session.power(&since))
    }

    /// What the walk itself knows to be enough: a code; or a mailed one for whoever has no key, or got one by it.
    pub(super) fn is_enough(&mut self) -> bool {
        let since: Vec<UnixTime> =
            self.keys.iter().filter(|key| key.state == KeyState::Active).map(|key| key.since).collect();
        let Some((session, shown)) = self.session() else { return false };
        let led_to_one = session.asked.is_some_and(|asked| since.iter().any(|since| *since >= asked));
        match shown {
            Shown::Password => false,
            Shown::Mail => since.is_empty() || led_to_one,
            Shown::Code => true,
        }
    }

    pub(super) fn begin(&mut self, why: Why, which: usize, from: Place) {
        let chosen = self.keys.get(which % self.keys.len().max(1)).map(|key| key.id);
        let intent = match (why, chosen) {
            (Why::Replace, Some(key)) => Intent::Replace(key),
            (Why::Lost, Some(key)) => Intent::Lost(key),
            _ => Intent::Add,
        };
        let (power, is_enough) = (self.power(), self.is_enough());
        let is_allowed =
            power == Power::Everything || matches!((power, intent), (Power::Rescue, Intent::Lost(_)));
        if !is_allowed || !self.may_register(from) {
            return;
        }
        let Ok(killed) = begin(intent, &self.active(), self.rules.allowed) else { return };
        if let Some(id) = killed {
            self.key(id).state = self.key(id).state.revoked().unwrap();
            self.browser.forget();
        }
        if power == Power::Everything {
            assert!(is_enough, "a key for {:?}", self.session);
            self.hand_out(intent);
        }
    }

    /// Whether the time to register, or the campus, allows a key; it is over once one counted.
    fn may_register(&self, from: Place) -> bool {
        let counted = self.keys.iter().any(|key| key.proven);
        let is_over = self.now.as_secs() >= 1_800_000_000 + u64::from(self.rules.grace_days) * 86_400;
        let allowed =
            counted || self.grace.allows(self.now, from == Place::Campus, self.rules.then_on_campus);
        let is_shut = !counted && is_over && self.rules.then_on_campus && from == Place::Elsewhere;
        assert_eq!(allowed, !is_shut, "a first key from {from:?}");
        allowed
    }

    fn hand_out(&mut self, intent: Intent) {
        let number = self.keys.len() as u8;
        let [_, deadline] = deadlines(self.now);
        let now = self.now;
        if let Some((session, _)) = self.session() {
            session.asked = Some(now);
        }
        self.keys.push(Held {
            id: KeyId::from_bytes([number; 16]),
            seed: Secret::from_bytes(vec![number + 1; 20]).unwrap(),
            state: KeyState::Pending,
            intent,
            deadline,
            since: now,
            last_step: 0,
            guard: Guard::default(),
            proven: false,
        });
    }

    pub(super) fn confirm(&mut self, at: usize, typed: Typed) {
        let (code, now) = (self.typed(at, typed), self.now);
        let key = &mut self.keys[at];
        if key.state != KeyState::Pending || !key.guard.reserve(now) {
            return;
        }
        let Judged::Right(approved) = judge(&key.seed, &code, now, key.last_step) else { return };
        let Some(state) = key.state.confirmed(&approved) else { return };
        let (intent, active) = (key.intent, self.active());
        let Ok(replaced) = finish(intent, &active, self.rules.allowed) else { return };
        for id in replaced {
            self.key(id).state = self.key(id).state.superseded().unwrap();
        }
        let key = &mut self.keys[at];
        key.proven |= is_near(&key.seed, &code, now);
        (key.state, key.last_step, key.since) = (state, approved.step(), now);
        self.codes.clear();
    }

    pub(super) fn sign_in(&mut self, at: usize, typed: Typed) {
        let (code, now) = (self.typed(at, typed), self.now);
        if self.session().is_none() || self.keys[at].state != KeyState::Active || !self.codes.reserve(now) {
            return;
        }
        let key = &mut self.keys[at];
        match judge(&key.seed, &code, now, key.last_step) {
            Judged::Right(approved) => {
                assert!(is_near(&key.seed, &code, now), "{typed:?}");
                assert!(approved.step() > key.last_step);
                key.last_step = approved.step();
                self.codes.clear();
                self.become_session(Level::Code, Shown::Code);
            }
            Judged::Replay => self.codes.give_back(),
            Judged::ClockOff { .. } | Judged::Wrong => {}
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
    otp(seed).code(at).as_str().to_owned()
}

/// Whether `typed` is a code of 30 s around `now`, whatever the walk meant to type: among a million codes another
/// key's is sometimes the same.
fn is_near(seed: &Secret, typed: &TypedCode, now: UnixTime) -> bool {
    let around = [now.as_secs() - 30, now.as_secs(), now.as_secs() + 30];
    around.into_iter().any(|secs| code(seed, UnixTime::from_secs(secs)) == typed.expose())
}
