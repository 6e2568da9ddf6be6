//! Why something was not done.

use std::time::Duration;

use crate::directory::DirectoryError;
use crate::domain::enrolment::EnrolmentError;
use crate::domain::mail_code::Refusal;
use crate::keyring::KeyringError;
use crate::password::BusyError;
use crate::store::StoreError;

/// Why something was not done. Holds nothing secret.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The ticket or enrolment is unknown, used or over: which one, is not said.
    #[error("the ticket is unknown, used or over")]
    Gone,
    /// The key waited too long for its first code.
    #[error("the enrolment is over")]
    Expired,
    /// Not one of the key's codes.
    #[error("the code is wrong")]
    Wrong,
    /// A code that was used already.
    #[error("the code was used already")]
    Replay,
    /// The code of another time.
    #[error("the clock is off by {seconds} s")]
    ClockOff {
        /// How far the authenticator's clock is ahead; negative if behind.
        seconds: i64,
    },
    /// Too many wrong tries.
    #[error("too many tries, wait {} s", wait.as_secs())]
    Locked {
        /// How long.
        wait: Duration,
    },
    /// So many wrong tries that somebody must reset the counter.
    #[error("too many tries, ask the help desk")]
    Stopped,
    /// The policy allows no further key, or the one to be replaced is not there.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentError),
    /// The authenticator's public key is not a usable one.
    #[error("the public key is not a usable one")]
    PublicKey,
    /// The ID or the password is wrong: which one, is not said.
    #[error("the ID or the password is wrong")]
    SignIn,
    /// The directory knows the member, but no address to which a code could be mailed.
    #[error("there is no recovery address")]
    NoAddress,
    /// The password is right, but was only given to set a real one with.
    #[error("the password is a temporary one")]
    TemporaryPassword,
    /// Passwords are kept and changed in the directory.
    #[error("passwords are kept in the directory that ldap_url names")]
    NotOurs,
    /// The directory did not judge.
    #[error(transparent)]
    Directory(DirectoryError),
    /// Too many passwords are waiting to be checked.
    #[error(transparent)]
    Busy(#[from] BusyError),
    /// Nobody is signed in, or not far enough.
    #[error("nobody is signed in")]
    NoSession,
    /// Who is signed in must show a one-time password for this.
    #[error("a one-time password is needed")]
    CodeNeeded,
    /// The code is right, but was used as often as it may be.
    #[error("the code is used up")]
    UsedUp,
    /// The time to register is over: the first key is given on campus.
    #[error("the time to register is over; register on campus or ask the help desk")]
    OnCampusOnly,
    /// The university's rules do not have it.
    #[error("this is not offered here")]
    NotOffered,
    /// The mailed code is over.
    #[error("the mailed code is over")]
    MailCode(Refusal),
    /// Another code was mailed a moment ago.
    #[error("wait {} s before another code is mailed", wait.as_secs())]
    TooSoon {
        /// How long.
        wait: Duration,
    },
    /// There is no such member.
    #[error("there is no such member")]
    NoSuchMember,
    /// The rules have no such group.
    #[error("the rules have no such group: add [groups.NAME] to them first")]
    NoSuchGroup,
    /// The name is taken.
    #[error("the name is taken")]
    Taken,
    /// A value is sealed under an older key of the ring.
    #[error("older keys are still in use; rotate again")]
    StillUsed,
    /// This machine's clock shows an earlier time than before.
    #[error("the clock went back")]
    ClockBack,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key ring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

impl From<DirectoryError> for ServiceError {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Busy(busy) => Self::Busy(busy),
            error => Self::Directory(error),
        }
    }
}
