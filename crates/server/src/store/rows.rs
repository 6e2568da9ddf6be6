//! What is kept, row by row.

use std::fmt;

use warifu::otp::UnixTime;

use crate::domain::group::GroupName;
use crate::domain::mail_code::MailCodeState;
use crate::domain::release::Release;
use crate::domain::ticket::TicketState;
use crate::domain::trusted::Trusted;
use crate::domain::{
    BrowserId, Digest, EnrolmentId, Intent, KeyId, KeyState, MemberId, MemberName, PartyId, WishId,
};

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// What one signs in with.
    pub name: MemberName,
    /// The recovery address.
    pub mail: String,
    /// Since when.
    pub added: UnixTime,
    /// Whose rules count, if not everybody's.
    pub group: Option<GroupName>,
    /// Whether the password was only given to look up the ID and set a real one (E2).
    pub has_temporary_password: bool,
}

impl Member {
    /// Somebody new, under everybody's rules.
    pub fn new(id: MemberId, name: MemberName, mail: String, added: UnixTime) -> Self {
        Self { id, name, mail, added, group: None, has_temporary_password: false }
    }
}

/// Members of some groups, or of all others.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    /// The groups.
    pub groups: &'a [&'a GroupName],
    /// Whether they are meant, or everybody else.
    pub is_inside: bool,
}

/// A service that asks whether a code is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Which.
    pub id: PartyId,
    /// Its name, for the log.
    pub name: String,
}

/// Which counter of tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Whose tries.
    pub subject: Subject,
    /// At what: the word that stands in the store.
    pub kind: &'static str,
}

/// Whose tries are counted: the 16 bytes of an id.
pub type Subject = [u8; 16];

impl Factor {
    /// A member's codes, wherever they are asked for.
    pub fn code(member: MemberId) -> Self {
        Self { subject: *member.as_bytes(), kind: "code" }
    }

    /// Passwords tried for a name, whether or not anybody has it.
    pub fn password(name: &MemberName) -> Self {
        Self { subject: of_name(name), kind: "password" }
    }

    /// Codes tried for a name in the self-test, whether or not anybody has it.
    pub fn self_test(name: &MemberName) -> Self {
        Self { subject: of_name(name), kind: "self_test" }
    }

    /// Codes that were mailed to a member, one after the other.
    pub fn mail_code(member: MemberId) -> Self {
        Self { subject: *member.as_bytes(), kind: "mail_code" }
    }

    /// A member's recovery codes.
    pub fn recovery(member: MemberId) -> Self {
        Self { subject: *member.as_bytes(), kind: "recovery_code" }
    }

    /// A member's temporary release code.
    pub fn release(member: MemberId) -> Self {
        Self { subject: *member.as_bytes(), kind: "release_code" }
    }

    /// Whether upkeep forgets the counter a day after its last pause: those that strangers can make.
    pub fn is_forgotten(&self) -> bool {
        matches!(self.kind, "password" | "self_test")
    }

    /// First codes of a key that is not active yet.
    pub fn first_code(enrolment: EnrolmentId) -> Self {
        Self { subject: *enrolment.as_bytes(), kind: "first_code" }
    }
}

fn of_name(name: &MemberName) -> Subject {
    let digest = Digest::of(name.as_str().as_bytes());
    *digest.as_bytes().first_chunk().expect("32 bytes")
}

/// A key to be added.
#[derive(Clone, Debug)]
pub struct Key {
    /// Which.
    pub id: KeyId,
    /// Whose.
    pub member: MemberId,
    /// What its holder calls the device.
    pub device: String,
    /// Its bytes, sealed for this row and member.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub made: UnixTime,
    /// Until when it may be confirmed.
    pub expires: UnixTime,
}

/// A key that is there.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Which.
    pub id: KeyId,
    /// Whose.
    pub member: MemberId,
    /// Where in its life.
    pub state: KeyState,
    /// What its holder calls the device.
    pub device: String,
    /// Its bytes, sealed for this row and member; none once they are wiped.
    pub sealed: Vec<u8>,
    /// The last step that was spent.
    pub last_step: u64,
    /// The last step to come whose code was shown, by a clock that is ahead or a guess.
    pub ahead_step: Option<u64>,
    /// When its state last changed.
    pub since: UnixTime,
    /// When a code of it was last right.
    pub used: Option<UnixTime>,
    /// Until when it may be confirmed.
    pub expires: UnixTime,
}

impl KeyRow {
    /// Whether its codes count.
    pub fn is_active(&self) -> bool {
        self.state == KeyState::Active
    }
}

/// A ticket to be added.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Its hash.
    pub digest: Digest,
    /// Whose.
    pub member: MemberId,
    /// What for.
    pub intent: Intent,
    /// Until when.
    pub expires: UnixTime,
    /// To which wish it belongs; to none, if the help desk made it.
    pub wish: Option<WishId>,
}

/// A ticket that is there.
#[derive(Clone, Debug)]
pub struct TicketRow {
    /// Whose.
    pub member: MemberId,
    /// What for.
    pub intent: Intent,
    /// Until when, and by whom it was redeemed.
    pub state: TicketState,
    /// What became of it.
    pub enrolment: Option<EnrolmentId>,
    /// To which wish it belongs.
    pub wish: Option<WishId>,
}

/// A way to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Which.
    pub id: EnrolmentId,
    /// Whose.
    pub member: MemberId,
    /// To which key.
    pub key: KeyId,
    /// What for.
    pub intent: Intent,
    /// How the key reaches its authenticator.
    pub way: Way,
    /// To which wish it belongs.
    pub wish: Option<WishId>,
}

/// How a key reaches its authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Sealed for it alone, for a ticket.
    Sealed,
    /// The portal shows it, to be scanned or typed.
    Shown,
}

/// A trusted browser.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Which.
    pub id: BrowserId,
    /// Whose.
    pub member: MemberId,
    /// Its tokens and until when.
    pub trusted: Trusted,
}

/// A recovery code.
#[derive(Clone, Debug)]
pub struct KeptRecoveryCode {
    /// Which.
    pub id: [u8; 16],
    /// Whose.
    pub member: MemberId,
    /// The code, sealed for this row and member.
    pub sealed: Vec<u8>,
}

/// A temporary release.
#[derive(Clone, Debug)]
pub struct KeptRelease {
    /// Which.
    pub id: [u8; 16],
    /// Whose.
    pub member: MemberId,
    /// The code, sealed for this row and member.
    pub sealed: Vec<u8>,
    /// How often it still opens, and until when it is open.
    pub state: Release,
}

/// What a notice was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentNotice {
    /// Whom it was sent to.
    pub member: MemberId,
    /// When.
    pub made: UnixTime,
    /// The key that it says counts from now on, or was shown, if it says so.
    pub key: Option<KeyId>,
    /// Which recovery address took the place of which, if it says that.
    pub moved: Option<Moved>,
}

/// A member gave another recovery address. It tells who somebody is, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Moved {
    /// The one before.
    pub from: String,
    /// The one since.
    pub to: String,
}

impl fmt::Debug for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Moved")
    }
}

/// Whose address a mailed code proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proves {
    /// The one that is kept.
    Kept,
    /// One that shall take its place.
    New,
}

/// A sealed value and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: Vec<u8>,
    /// Whom the row belongs to.
    pub owner: Vec<u8>,
    /// What the value is for.
    pub purpose: &'static str,
    /// The value.
    pub sealed: Vec<u8>,
}

/// A code that was mailed.
#[derive(Clone, Debug)]
pub struct MailedCode {
    /// Which.
    pub id: [u8; 16],
    /// To whom.
    pub member: MemberId,
    /// For which session alone it counts.
    pub session: Digest,
    /// The code, sealed for this row and member.
    pub sealed: Vec<u8>,
    /// The address that it proves, if that shall take the place of the one that is kept.
    pub address: Option<String>,
    /// When it was mailed.
    pub sent: UnixTime,
    /// Until when, and how often it was tried.
    pub state: MailCodeState,
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Which.
    pub id: [u8; 16],
    /// To whom.
    pub member: MemberId,
    /// Subject and text, sealed for this row and member.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub made: UnixTime,
    /// How often it was tried to send it.
    pub tries: u32,
}
