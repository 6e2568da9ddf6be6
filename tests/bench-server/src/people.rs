//! Who holds a key, and which codes are shown when.

use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;
use warifu_server::ports::{SystemClock, WallClock};

/// So many steps to both sides have none of the wrong codes.
const FAR: u64 = 40;
const STEP: u64 = 30;

/// Somebody with a key.
pub(crate) struct Holder {
    /// By which name the server knows the key: a member's ID, or a token's serial number.
    pub(crate) name: String,
    otp: Otp,
    /// None of the key's codes, now or near.
    wrong: String,
}

/// A code that is shown.
pub(crate) struct Try {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) is_right: bool,
}

impl Holder {
    pub(crate) fn new(name: &str, seed: Secret) -> Self {
        let kind = Kind::Totp { period: Period::HALF_MINUTE };
        let otp = Otp::new(seed, Algorithm::Sha1, Digits::SIX, kind);
        let (now, at) = (this_step(), |step: u64| UnixTime::from_secs(step * STEP));
        let near: Vec<String> =
            (now - FAR..=now + FAR).map(|step| otp.code(at(step)).as_str().to_owned()).collect();
        let guesses = (0..).map(|number: u32| format!("{number:06}"));
        let wrong = guesses.into_iter().find(|guess| !near.contains(guess)).unwrap_or_default();
        Self { name: name.to_owned(), otp, wrong }
    }

    /// The code of a step.
    pub(crate) fn code(&self, step: u64) -> String {
        self.otp.code(UnixTime::from_secs(step * STEP)).as_str().to_owned()
    }

    fn right(&self, step: u64) -> Try {
        Try { name: self.name.clone(), code: self.code(step), is_right: true }
    }

    fn wrong(&self) -> Try {
        Try { name: self.name.clone(), code: self.wrong.clone(), is_right: false }
    }
}

/// The step that it is now: 30 s each, from the start of 1970.
pub(crate) fn this_step() -> u64 {
    SystemClock.now().as_secs() / STEP
}

/// Wrong codes, `each` of everybody in turn.
pub(crate) fn wrong(holders: &[Holder], each: usize) -> Vec<Try> {
    (0..each).flat_map(|_| holders.iter().map(Holder::wrong)).collect()
}

/// Everybody's right code of this step, then everybody's of the next: right for 30 s at least.
pub(crate) fn right(holders: &[Holder]) -> Vec<Try> {
    let now = this_step();
    (now..=now + 1).flat_map(|step| holders.iter().map(move |holder| holder.right(step))).collect()
}

/// Right and wrong in turn, never both of one holder at the same time.
pub(crate) fn mixed(holders: &[Holder]) -> Vec<Try> {
    let half = holders.len() / 2;
    let others = holders.iter().cycle().skip(half).map(Holder::wrong);
    right(holders).into_iter().zip(others).flat_map(|(right, wrong)| [right, wrong]).collect()
}
