//! What is asked, and what is answered.

use std::net::IpAddr;

use crate::domain::{BrowserToken, KeyId, MemberName, TypedCode};

/// What is asked.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// Whose code.
    pub member: MemberName,
    /// What was typed; `None` if it cannot be a code.
    pub code: Option<TypedCode>,
    /// From where the member signs in.
    pub client: Option<IpAddr>,
    /// What the member's browser shows to be trusted.
    pub browser: Option<BrowserToken>,
    /// Whether the member wants this browser to be trusted.
    pub trust: bool,
}

/// The answer.
#[derive(Debug)]
pub enum Verdict {
    /// The code is right and now spent.
    Accept {
        /// Whose code it was.
        key: KeyId,
        /// From now on this browser is trusted with this token.
        browser: Option<BrowserToken>,
    },
    /// It is not.
    Reject(Reason),
    /// No code is needed.
    NotRequired {
        /// Why not.
        why: Why,
        /// The browser's next token.
        browser: Option<BrowserToken>,
    },
    /// The member has no key and must have one.
    EnrolRequired,
}

/// Why a code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None of the member's codes.
    Wrong,
    /// Right, but used already.
    Replay,
    /// The code of a key that another took the place of.
    OldKey,
    /// The code of another time.
    ClockOff {
        /// How far the authenticator's clock is ahead; negative if behind.
        seconds: i64,
    },
    /// Too many wrong tries; it was not judged.
    Locked {
        /// When trying makes sense again, in whole seconds from now.
        retry_after_s: u64,
    },
    /// So many wrong tries that the help desk must reset the counter; it was not judged.
    Stopped,
    /// There is no such member.
    NoSuchMember,
}

/// Why no code is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// From the campus network.
    Campus,
    /// From a trusted browser.
    TrustedBrowser,
    /// A temporary release is open.
    Release,
    /// Within the time to register.
    Grace,
}

impl Reason {
    /// The word in answers and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Replay => "already_used",
            Self::OldKey => "old_key",
            Self::ClockOff { .. } => "clock_off",
            Self::Locked { .. } => "locked",
            Self::Stopped => "stopped",
            Self::NoSuchMember => "no_such_member",
        }
    }
}

impl Why {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Campus => "campus",
            Self::TrustedBrowser => "trusted_browser",
            Self::Release => "release",
            Self::Grace => "grace",
        }
    }
}
