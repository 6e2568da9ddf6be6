//! What is kept of a key that a server handed out, and of an offer that was taken up.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::ContentsError;
use crate::account::Name;
use crate::enrol::{ClientKey, KeyStatus, Origin, ServerId, Ticket, TicketHash};
use crate::otp::UnixTime;

/// What a server knows of a key that it handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The server.
    pub origin: Origin,
    /// Its name for the enrolment.
    pub enrolment: ServerId,
    /// Its name for the key.
    pub key: ServerId,
    /// The ticket it was handed out for, so that a second click on the same offer finds this account.
    pub ticket: TicketHash,
    /// How it stands.
    pub status: KeyStatus,
    /// When the server said so.
    pub told: UnixTime,
}

/// An offer that was taken up. It holds what gets the same key again if the answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The server.
    pub origin: Origin,
    /// Whose service.
    pub issuer: Name,
    /// Which user.
    pub user: Name,
    /// What the key is redeemed with.
    pub ticket: Ticket,
    /// What the key will be sealed for.
    pub client: ClientKey,
    /// When it was taken up.
    pub begun: UnixTime,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuedRecord {
    origin: String,
    enrolment: String,
    key: String,
    ticket: String,
    status: KeyStatus,
    told: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingRecord {
    origin: String,
    issuer: String,
    user: String,
    ticket: Zeroizing<String>,
    client: Zeroizing<String>,
    begun: u64,
}

impl From<&Issued> for IssuedRecord {
    fn from(issued: &Issued) -> Self {
        Self {
            origin: issued.origin.as_str().to_owned(),
            enrolment: issued.enrolment.as_str().to_owned(),
            key: issued.key.as_str().to_owned(),
            ticket: BASE64.encode(issued.ticket.as_bytes()),
            status: issued.status,
            told: issued.told.as_ms(),
        }
    }
}

impl TryFrom<IssuedRecord> for Issued {
    type Error = ContentsError;

    fn try_from(record: IssuedRecord) -> Result<Self, Self::Error> {
        let id = |field, text: &str| ServerId::parse(text).ok_or(ContentsError { field });
        Ok(Self {
            origin: origin(&record.origin)?,
            enrolment: id("enrolment", &record.enrolment)?,
            key: id("key", &record.key)?,
            ticket: TicketHash::from_bytes(bytes("ticket", &record.ticket)?),
            status: record.status,
            told: UnixTime::from_ms(record.told),
        })
    }
}

impl From<&Waiting> for WaitingRecord {
    fn from(waiting: &Waiting) -> Self {
        Self {
            origin: waiting.origin.as_str().to_owned(),
            issuer: waiting.issuer.as_str().to_owned(),
            user: waiting.user.as_str().to_owned(),
            ticket: waiting.ticket.to_text(),
            client: Zeroizing::new(BASE64.encode(waiting.client.expose())), // kept inside the sealed record only
            begun: waiting.begun.as_ms(),
        }
    }
}

impl TryFrom<&WaitingRecord> for Waiting {
    type Error = ContentsError;

    fn try_from(record: &WaitingRecord) -> Result<Self, Self::Error> {
        let name = |field, text: &str| Name::new(text).map_err(|_| ContentsError { field });
        let client = Zeroizing::new(bytes("client", &record.client)?);
        Ok(Self {
            origin: origin(&record.origin)?,
            issuer: name("issuer", &record.issuer)?,
            user: name("user", &record.user)?,
            ticket: Ticket::parse(&record.ticket).ok_or(ContentsError { field: "ticket" })?,
            client: ClientKey::from_bytes(&client),
            begun: UnixTime::from_ms(record.begun),
        })
    }
}

/// The origin in its one spelling.
fn origin(text: &str) -> Result<Origin, ContentsError> {
    let origin = Origin::of(text).ok().filter(|origin| origin.as_str() == text);
    origin.ok_or(ContentsError { field: "origin" })
}

fn bytes(field: &'static str, text: &str) -> Result<[u8; 32], ContentsError> {
    let bytes = BASE64.decode(text).map(Zeroizing::new).ok();
    bytes.and_then(|bytes| bytes.as_slice().try_into().ok()).ok_or(ContentsError { field })
}
