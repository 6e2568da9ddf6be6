//! Whether a typed code is right: this step, one before, one after (RFC 6238 §5.2), and each at most once.

use warifu::otp::{Algorithm, Code, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;

use super::TypedCode;

/// How many steps before and after this one are accepted.
const WINDOW: u64 = 1;
/// How many steps are looked at to tell that a clock is off: ten minutes.
const FAR: u64 = 20;
const PERIOD: Period = Period::HALF_MINUTE;

/// A right code that was not used before. Only [`judge`] makes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Approved {
    step: u64,
}

/// What a code turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Judged {
    /// Right.
    Right(Approved),
    /// It was right, but it or a later one was used already.
    Replay,
    /// The code of another time: the authenticator's clock is so many seconds ahead, behind if negative.
    ClockOff {
        /// A multiple of 30.
        seconds: i64,
        /// Whose code it is.
        step: u64,
    },
    /// None of this key's codes.
    Wrong,
}

impl Approved {
    /// The step whose code it is; from now on no code of it or before counts.
    pub fn step(&self) -> u64 {
        self.step
    }
}

/// The step that `now` is in: 30 s each, from the start of 1970 (RFC 6238 §4.2).
pub fn step_of(now: UnixTime) -> u64 {
    now.as_secs() / u64::from(PERIOD.seconds())
}

/// What `code` is for the key with this `seed` at `now`, if steps up to `last_step` are spent.
pub fn judge(seed: &Secret, code: &TypedCode, now: UnixTime, last_step: u64) -> Judged {
    let otp = otp(seed);
    let this = step_of(now);
    let is = |step: &u64| code.is(code_of(&otp, *step).as_str());
    let near = this.saturating_sub(WINDOW)..=this + WINDOW;
    let found: Vec<u64> = near.filter(is).collect();
    match (found.iter().find(|step| **step > last_step), found.is_empty()) {
        (Some(step), _) => Judged::Right(Approved { step: *step }),
        (None, false) => Judged::Replay,
        (None, true) => far(this, is),
    }
}

/// The nearest step outside the window whose code it is.
fn far(this: u64, is: impl Fn(&u64) -> bool) -> Judged {
    let distances = WINDOW + 1..=FAR;
    let steps = distances.flat_map(|far| [this.checked_sub(far), this.checked_add(far)]).flatten();
    match steps.into_iter().find(is) {
        Some(step) => Judged::ClockOff {
            seconds: (step.cast_signed() - this.cast_signed()) * i64::from(PERIOD.seconds()),
            step,
        },
        None => Judged::Wrong,
    }
}

/// How codes are made of every key of ours: SHA-1, 6 digits, 30 s.
pub fn otp(seed: &Secret) -> Otp {
    Otp::new(seed.clone(), Algorithm::Sha1, Digits::SIX, Kind::Totp { period: PERIOD })
}

fn code_of(otp: &Otp, step: u64) -> Code {
    otp.code(UnixTime::from_secs(step * u64::from(PERIOD.seconds())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime::from_secs(1_800_000_015);
    const THIS: u64 = 60_000_000;

    fn seed() -> Secret {
        Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap()
    }

    /// The code of the step `distance` from this one, judged now.
    fn check(distance: i64, last_step: u64, expected: &Judged) {
        let code = code_of(&otp(&seed()), THIS.checked_add_signed(distance).unwrap());
        let code = TypedCode::read(code.as_str()).unwrap();
        assert_eq!(&judge(&seed(), &code, NOW, last_step), expected, "{distance} {last_step}");
    }

    #[test]
    fn the_window_is_one_step_each_way_and_each_counts_once() {
        for distance in -1..=1 {
            let step = THIS.checked_add_signed(distance).unwrap();
            check(distance, 0, &Judged::Right(Approved { step }));
            check(distance, step - 1, &Judged::Right(Approved { step }));
            check(distance, step, &Judged::Replay);
            check(distance, step + 1, &Judged::Replay);
        }
    }

    #[test]
    fn a_clock_that_is_off_is_told_in_seconds() {
        check(-2, 0, &Judged::ClockOff { seconds: -60, step: THIS - 2 });
        check(2, 0, &Judged::ClockOff { seconds: 60, step: THIS + 2 });
        check(-20, 0, &Judged::ClockOff { seconds: -600, step: THIS - 20 });
        check(20, 0, &Judged::ClockOff { seconds: 600, step: THIS + 20 });
        check(21, 0, &Judged::Wrong);
        check(-21, 0, &Judged::Wrong);
    }

    #[test]
    fn other_texts_are_wrong() {
        for text in ["000000", "12345", "1234567", "ABCDEF"] {
            let code = TypedCode::read(text).unwrap();
            assert_eq!(judge(&seed(), &code, NOW, 0), Judged::Wrong, "{text}");
        }
    }

    /// RFC 6238 Appendix B, cut to six digits.
    #[test]
    fn the_published_codes_are_right() {
        for (secs, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let now = UnixTime::from_secs(secs);
            let judged = judge(&seed(), &TypedCode::read(code).unwrap(), now, 0);
            assert_eq!(judged, Judged::Right(Approved { step: step_of(now) }), "{code}");
        }
    }
}
