//! A ticket is worth one key, for the first authenticator that shows it.

use std::time::Duration;

use warifu::otp::UnixTime;

use super::enrolment::REDEEM;
use super::{hours, later, minutes};

/// How long a ticket made on the portal lives.
pub const PORTAL: Duration = minutes(10);
/// How long a ticket from the help desk lives.
pub const HELP_DESK: Duration = hours(24);

/// What is stored of a ticket besides its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketState {
    /// Until when it may be redeemed.
    pub expires: UnixTime,
    /// When it was, and by whose X25519 key.
    pub redeemed: Option<(UnixTime, [u8; 32])>,
}

/// What showing a ticket leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeem {
    /// It is spent now, for this authenticator.
    First,
    /// The same authenticator asks again: the reply was lost.
    Again,
    /// Nothing: used by another, or too late.
    Gone,
}

impl TicketState {
    /// What the authenticator with the public key `client` gets at `now`.
    pub fn redeem(&self, client: &[u8; 32], now: UnixTime) -> Redeem {
        match self.redeemed {
            None if now < self.expires => Redeem::First,
            Some((at, by)) if by == *client && now < later(at, REDEEM) => Redeem::Again,
            _ => Redeem::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINE: [u8; 32] = [1; 32];
    const OTHER: [u8; 32] = [2; 32];

    fn check(redeemed: Option<u64>, by: &[u8; 32], at: u64, expected: Redeem) {
        let redeemed = redeemed.map(|at| (UnixTime::from_secs(at), MINE));
        let ticket = TicketState { expires: UnixTime::from_secs(600), redeemed };
        assert_eq!(ticket.redeem(by, UnixTime::from_secs(at)), expected, "{redeemed:?} {at}");
    }

    #[test]
    fn one_authenticator_one_key() {
        check(None, &MINE, 599, Redeem::First);
        check(None, &MINE, 600, Redeem::Gone);
        check(Some(599), &MINE, 599, Redeem::Again);
        check(Some(599), &MINE, 1198, Redeem::Again); // the ticket is over, the reply was lost
        check(Some(599), &MINE, 1199, Redeem::Gone);
        check(Some(599), &OTHER, 599, Redeem::Gone);
    }
}
