//! Entries and how they hang together.

use sha2::{Digest, Sha256};
use warifu::otp::UnixTime;

use crate::domain::{KeyId, MemberId, WriterId};

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A member was added.
    MemberAdded,
    /// A member's recovery address is another one: the directory's, one that its member proved, or the one before it again.
    AddressChanged,
    /// An operator put a member under the rules of another group.
    GroupChanged,
    /// An operator gave a member's tries back.
    Unlocked,
    /// A ticket was made.
    TicketMade,
    /// A ticket was redeemed for a pending key.
    Redeemed,
    /// A pending key was made to be shown on the portal.
    Shown,
    /// A key that counts was shown once more on the portal.
    ShownAgain,
    /// A first code was right: the key counts.
    Confirmed,
    /// A first code was not right.
    ConfirmRefused,
    /// Another key took its place.
    Superseded,
    /// Said to be lost or stolen.
    Revoked,
    /// A code was right.
    Accepted,
    /// A code was not right, or not for the first time.
    Rejected,
    /// A password was right.
    SignedIn,
    /// A password was not right.
    SignInRefused,
    /// A mailed code was right.
    MailProven,
    /// A mailed code was not right.
    MailRefused,
    /// Recovery codes were made; older ones are void.
    RecoveryMade,
    /// A recovery code was right.
    RecoveryUsed,
    /// A recovery code was not right.
    RecoveryRefused,
    /// A member chose a release code.
    ReleaseMade,
    /// A release code was right: sign-in is open for a while.
    ReleaseUsed,
    /// A release code was not right.
    ReleaseRefused,
    /// A member took the release code away.
    ReleaseRevoked,
    /// A member answered a notice: this was not me.
    NotMe,
    /// A trusted browser showed an old token and is trusted no longer.
    BrowserCopied,
    /// A member trusts a browser no longer.
    BrowserRevoked,
    /// The database was restored from a backup.
    Restored,
    /// Somebody said that the clock is right, after it had gone back.
    ClockAccepted,
    /// The key ring got a new key.
    Rotated,
}

/// One thing that happened. Never holds a key, code, ticket or token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: UnixTime,
    /// What: the word of an [`Event`].
    pub what: String,
    /// To whom.
    pub member: Option<MemberId>,
    /// To which key.
    pub key: Option<KeyId>,
    /// A word or two more.
    pub detail: String,
}

/// The end of a chain: how many entries, and the last one's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many.
    pub seq: u64,
    /// The last hash; for none, the hash of the writer's id.
    pub hash: [u8; 32],
}

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number, from 1.
    pub seq: u64,
    /// What happened.
    pub entry: Entry,
    /// SHA-256 over the hash before, the number and the entry.
    pub hash: [u8; 32],
}

impl Event {
    /// The word that stands in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MemberAdded => "member_added",
            Self::GroupChanged => "group_changed",
            Self::Unlocked => "unlocked",
            Self::AddressChanged => "address_changed",
            Self::TicketMade => "ticket_made",
            Self::Redeemed => "redeemed",
            Self::Shown => "shown",
            Self::ShownAgain => "shown_again",
            Self::Confirmed => "confirmed",
            Self::ConfirmRefused => "confirm_refused",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::MailProven => "mail_proven",
            Self::MailRefused => "mail_refused",
            Self::RecoveryMade => "recovery_made",
            Self::RecoveryUsed => "recovery_used",
            Self::RecoveryRefused => "recovery_refused",
            Self::ReleaseMade => "release_made",
            Self::ReleaseUsed => "release_used",
            Self::ReleaseRefused => "release_refused",
            Self::ReleaseRevoked => "release_revoked",
            Self::NotMe => "not_me",
            Self::BrowserCopied => "browser_copied",
            Self::BrowserRevoked => "browser_revoked",
            Self::Restored => "restored",
            Self::ClockAccepted => "clock_accepted",
            Self::Rotated => "rotated",
        }
    }
}

impl Entry {
    /// `event`, now.
    pub fn new(event: Event, at: UnixTime) -> Self {
        Self { at, what: event.as_str().into(), member: None, key: None, detail: String::new() }
    }

    /// The same about `member`.
    pub fn of(self, member: MemberId) -> Self {
        Self { member: Some(member), ..self }
    }

    /// The same about `key`.
    pub fn key(self, key: KeyId) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The same with a word or two more.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}

impl Head {
    /// The end of a chain that has no entry yet.
    pub fn start(writer: WriterId) -> Self {
        let hash = Sha256::new().chain_update(b"warifu audit v1").chain_update(writer.as_bytes()).finalize();
        Self { seq: 0, hash: hash.into() }
    }

    /// `entry` as the next link.
    pub fn next(&self, entry: Entry) -> Link {
        let seq = self.seq + 1;
        let hash = self.hash_of(seq, &entry);
        Link { seq, entry, hash }
    }

    /// Whether `link` is what follows.
    pub fn is_followed_by(&self, link: &Link) -> bool {
        link.seq == self.seq + 1 && link.hash == self.hash_of(link.seq, &link.entry)
    }

    /// Each part after its length, so that no two entries give the same bytes.
    fn hash_of(&self, seq: u64, entry: &Entry) -> [u8; 32] {
        let mut hash = Sha256::new().chain_update(self.hash);
        let (member, key) = (entry.member.map(|id| *id.as_bytes()), entry.key.map(|id| *id.as_bytes()));
        for part in [
            seq.to_be_bytes().as_slice(),
            &entry.at.as_ms().to_be_bytes(),
            entry.what.as_bytes(),
            member.as_ref().map_or(&[], <[u8; 16]>::as_slice),
            key.as_ref().map_or(&[], <[u8; 16]>::as_slice),
            entry.detail.as_bytes(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

impl Link {
    /// The chain's end, if this is its last link.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }
}
