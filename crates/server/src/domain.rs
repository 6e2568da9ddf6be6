//! What may happen, as pure functions: the clock and randomness are arguments, and nothing is stored or sent.
//!
//! A key becomes active only by [`Approved`], which only [`judge`] makes. The store carries these decisions out, each
//! by one conditional UPDATE.

pub mod address;
pub mod enrolment;
pub mod grace;
pub mod group;
mod ids;
mod judge;
mod key;
pub mod mail_code;
mod member;
pub mod notice;
pub mod policy;
pub mod rate;
pub mod recovery;
pub mod release;
mod secrets;
pub mod session;
pub mod throttle;
pub mod ticket;
mod time;
pub mod trusted;

pub use enrolment::Intent;
pub use ids::{BrowserId, EnrolmentId, KeyId, MemberId, PartyId, WishId, WriterId};
pub use judge::{Approved, Judged, judge, otp, step_of};
pub use key::{KeyState, UnknownState};
pub use member::{MemberName, MemberNameError};
pub use policy::{Policy, PolicyError};
pub use secrets::{BrowserToken, Digest, PartyToken, SessionToken, TypedCode};
pub use throttle::Throttle;
pub use time::{days, hours, in_japan, later, minutes, until};

#[cfg(test)]
mod walks;
