//! The calls of an authenticator as JSON: what is asked, and what an answer says. docs/API.md is the reference.
//!
//! A server may be broken or hostile: an answer is read into types that cannot be wrong, or refused with the part that
//! is. Fields that are not known are not looked at.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Parameters, ServerId, StatusProof, Ticket};
use crate::otp::{Code, Digits, Period, UnixTime};

/// The longest answer that is looked at, in bytes.
pub const MAX_REPLY: usize = 64 * 1024;
/// The most keys that one call asks about.
pub const MAX_KEYS: usize = 50;

/// What came back over HTTP.
#[derive(Clone)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The body, which may hold a sealed seed.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why a server did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The ticket is unknown, used or over; or the key is not there any more.
    Gone,
    /// The key waited too long for its first code.
    Expired,
    /// The code is not right.
    WrongCode,
    /// The code is that of another time.
    ClockOff {
        /// How far our clock is ahead, in seconds; negative if behind.
        seconds: i64,
    },
    /// Too many wrong tries.
    Locked {
        /// When to try again, in seconds from now.
        retry_after_s: u64,
    },
    /// So many wrong tries that the help desk must help.
    Stopped,
    /// The member has as many keys as are allowed.
    TooManyKeys,
    /// The server cannot answer now.
    Unavailable,
    /// It refuses for another reason.
    Other,
}

/// Why an answer is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// The server refuses.
    #[error("the server refuses: {0:?}")]
    Refused(Refusal),
    /// The answer cannot be read, or says what cannot be.
    #[error("the server's answer has an unreadable {part}")]
    Broken {
        /// Which part.
        part: &'static str,
    },
}

/// How a server sees a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyStatus {
    /// Handed out; its first code has not been confirmed.
    Pending,
    /// It counts.
    Current,
    /// Another key took its place.
    Superseded,
    /// Its member gave it up, or the help desk did.
    Revoked,
    /// The server does not know it, or not from us.
    Unknown,
}

/// A key, sealed for us.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// The server's name for the enrolment.
    pub enrolment: ServerId,
    /// The server's name for the key.
    pub key: ServerId,
    /// The sealed seed: [`super::open`].
    pub sealed: Vec<u8>,
    /// How its codes are made.
    pub parameters: Parameters,
    /// The server's time.
    pub server_time: UnixTime,
}

/// A key that counts from now on.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// The keys that it took the place of.
    pub replaced: Vec<ServerId>,
    /// The server's time.
    pub server_time: UnixTime,
}

/// How keys stand.
#[derive(Clone, Debug)]
pub struct Told {
    /// Each key that was asked about, in that order.
    pub keys: Vec<(ServerId, KeyStatus)>,
    /// The server's time.
    pub server_time: UnixTime,
}

/// The body of `enrolments/redeem`. It holds the ticket.
pub fn redeem(ticket: &Ticket, client_pub: &[u8; 32], device_label: &str) -> Zeroizing<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        ticket: &'a str,
        client_pub: String,
        device_label: &'a str,
    }
    let ticket = ticket.to_text();
    json(&Body { ticket: &ticket, client_pub: BASE64.encode(client_pub), device_label })
}

/// The body of `enrolments/{id}/confirm`. It holds a code. The proof, made at `at`, gets the same answer again.
pub fn confirm(key: &ServerId, code: &Code, at: UnixTime, proof: &StatusProof) -> Zeroizing<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        key_id: &'a str,
        code: &'a str,
        proof: Proof,
    }
    #[derive(Serialize)]
    struct Proof {
        ts: u64,
        proof: String,
    }
    let proof = Proof { ts: at.as_ms(), proof: BASE64.encode(proof.as_bytes()) };
    json(&Body { key_id: key.as_str(), code: code.as_str(), proof })
}

/// The body of `keys/status` for keys with their proofs, made at `at`; at most [`MAX_KEYS`].
pub fn status(keys: &[(ServerId, StatusProof)], at: UnixTime) -> Zeroizing<String> {
    #[derive(Serialize)]
    struct Row<'a> {
        key_id: &'a str,
        ts: u64,
        proof: String,
    }
    fn row<'a>((key, proof): &'a (ServerId, StatusProof), at: UnixTime) -> Row<'a> {
        Row { key_id: key.as_str(), ts: at.as_ms(), proof: BASE64.encode(proof.as_bytes()) }
    }
    json(&keys.iter().map(|key| row(key, at)).collect::<Vec<_>>())
}

fn json(body: &impl Serialize) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(body).expect("writing a record to memory cannot fail"))
}

impl Redeemed {
    /// What the answer to [`redeem`] says.
    ///
    /// # Errors
    /// [`ReplyError`].
    pub fn read(reply: &Reply) -> Result<Self, ReplyError> {
        #[derive(Deserialize)]
        struct Body {
            enrolment_id: String,
            key_id: String,
            sealed_seed: String,
            parameters: Stated,
            server_time_ms: u64,
        }
        #[derive(Deserialize)]
        struct Stated {
            algorithm: String,
            digits: u64,
            period: u64,
        }
        let body: Body = reply.body()?;
        let broken = |part| ReplyError::Broken { part };
        Ok(Self {
            enrolment: id(&body.enrolment_id, "enrolment_id")?,
            key: id(&body.key_id, "key_id")?,
            sealed: BASE64.decode(&body.sealed_seed).map_err(|_| broken("sealed_seed"))?,
            parameters: Parameters {
                algorithm: body.parameters.algorithm.parse().map_err(|_| broken("algorithm"))?,
                digits: Digits::new(body.parameters.digits).map_err(|_| broken("digits"))?,
                period: Period::new(body.parameters.period).map_err(|_| broken("period"))?,
            },
            server_time: UnixTime::from_ms(body.server_time_ms),
        })
    }
}

impl Confirmed {
    /// What the answer to [`confirm`] says.
    ///
    /// # Errors
    /// [`ReplyError`].
    pub fn read(reply: &Reply) -> Result<Self, ReplyError> {
        #[derive(Deserialize)]
        struct Body {
            state: String,
            replaced: Vec<String>,
            server_time_ms: u64,
        }
        let body: Body = reply.body()?;
        if body.state != "active" {
            return Err(ReplyError::Broken { part: "state" });
        }
        let replaced = body.replaced.iter().map(|key| id(key, "replaced")).collect::<Result<_, _>>()?;
        Ok(Self { replaced, server_time: UnixTime::from_ms(body.server_time_ms) })
    }
}

impl Told {
    /// What the answer to [`status`] says of the keys that were asked about.
    ///
    /// # Errors
    /// [`ReplyError`]; also if it speaks of other keys.
    pub fn read(reply: &Reply, asked: &[ServerId]) -> Result<Self, ReplyError> {
        #[derive(Deserialize)]
        struct Body {
            keys: Vec<Row>,
            server_time_ms: u64,
        }
        #[derive(Deserialize)]
        struct Row {
            key_id: String,
            status: KeyStatus,
        }
        let body: Body = reply.body()?;
        let same = body.keys.iter().map(|row| row.key_id.as_str()).eq(asked.iter().map(ServerId::as_str));
        if !same {
            return Err(ReplyError::Broken { part: "keys" });
        }
        let keys = asked.iter().cloned().zip(body.keys.iter().map(|row| row.status)).collect();
        Ok(Self { keys, server_time: UnixTime::from_ms(body.server_time_ms) })
    }
}

impl Reply {
    /// The body of an answer that is not a refusal.
    fn body<'a, T: Deserialize<'a>>(&'a self) -> Result<T, ReplyError> {
        if self.body.len() > MAX_REPLY {
            return Err(ReplyError::Broken { part: "length" });
        }
        if self.status != 200 {
            return Err(ReplyError::Refused(self.refusal()));
        }
        serde_json::from_slice(&self.body).map_err(|_| ReplyError::Broken { part: "json" })
    }

    /// What a refusal says; one that cannot be read is still one.
    fn refusal(&self) -> Refusal {
        #[derive(Deserialize)]
        struct Body {
            error: Error,
        }
        #[derive(Deserialize)]
        struct Error {
            code: String,
            retry_after: Option<u64>,
            clock_off_s: Option<i64>,
        }
        let Ok(Body { error }) = serde_json::from_slice(&self.body) else {
            return if self.status >= 500 { Refusal::Unavailable } else { Refusal::Other };
        };
        match (error.code.as_str(), error.clock_off_s, error.retry_after) {
            ("gone", ..) => Refusal::Gone,
            ("expired", ..) => Refusal::Expired,
            ("wrong_code", ..) => Refusal::WrongCode,
            ("clock_off", Some(seconds), _) => Refusal::ClockOff { seconds },
            ("locked" | "too_many_requests", _, Some(retry_after_s)) => Refusal::Locked { retry_after_s },
            ("stopped", ..) => Refusal::Stopped,
            ("too_many_keys", ..) => Refusal::TooManyKeys,
            ("unavailable" | "clock" | "timeout", ..) => Refusal::Unavailable,
            _ if self.status >= 500 => Refusal::Unavailable,
            _ => Refusal::Other,
        }
    }
}

fn id(text: &str, part: &'static str) -> Result<ServerId, ReplyError> {
    ServerId::parse(text).ok_or(ReplyError::Broken { part })
}
