//! The offer on a key page: `https://mfa.example.ac.jp/key#warifu=1&ticket=…&issuer=…&user=…`.

use core::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::account::Name;

/// What the fragment of a page with an offer begins with: the name and the format's version.
const MARK: &str = "warifu=1";
/// The longest URL that is looked at, in bytes.
const MAX_BYTES: usize = 4096;

/// 256 random bits that are worth one key. Wiped when it goes, never printed by `Debug`.
#[derive(Clone)]
pub struct Ticket(Zeroizing<[u8; 32]>);

/// What tells tickets apart without being worth a key: SHA-256 of the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TicketHash([u8; 32]);

/// A name that a server gives: 1 to 64 letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerId(String);

/// Where a server is: `https://host[:port]`, or `http://` on this very machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// What a key page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The server that offers; the page came from there.
    pub origin: Origin,
    /// What the key is redeemed with.
    pub ticket: Ticket,
    /// Who gives the key.
    pub issuer: Name,
    /// Whose key it will be.
    pub user: Name,
}

/// Why there is no offer to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// The page has no offer at all.
    #[error("there is no offer on this page")]
    None,
    /// The page is neither https nor on this machine.
    #[error("the page is neither https nor on this machine")]
    Insecure,
    /// The offer names a server other than the one the page came from.
    #[error("the offer names another server")]
    Foreign,
    /// A part is missing, doubled or unreadable.
    #[error("the offer cannot be read: {part}")]
    Part {
        /// Its name.
        part: &'static str,
    },
}

impl Ticket {
    /// Takes 32 random bytes as a ticket.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads 43 characters of base64url (RFC 4648 §5); `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self::from_bytes(bytes.as_slice().try_into().ok()?))
    }

    /// The 43 characters.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// The bytes, for hashing or for keeping them sealed.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// What tells it from others.
    pub fn hash(&self) -> TicketHash {
        TicketHash(Sha256::digest(*self.0).into()) // of 256 random bits, so nothing can be guessed from it
    }
}

impl PartialEq for Ticket {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl Eq for Ticket {}

impl TicketHash {
    /// Takes 32 bytes as a hash.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl ServerId {
    /// The name, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        ((1..=64).contains(&text.len()) && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// As the server spelled it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket")
    }
}

impl Origin {
    /// The origin of `url`, in lower case (RFC 6454 §6).
    ///
    /// # Errors
    /// [`OfferError::Insecure`] unless it is https, or http on a loopback name; [`OfferError::Part`] if the host
    /// cannot be one.
    pub fn of(url: &str) -> Result<Self, OfferError> {
        let (scheme, rest) = url.split_once("://").ok_or(OfferError::Insecure)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.strip_suffix(port(authority)).unwrap_or(authority);
        let safe = match scheme {
            "https" => true,
            "http" => matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
            _ => false,
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        match (safe, !host.is_empty() && authority.chars().all(is_plain)) {
            (false, _) => Err(OfferError::Insecure),
            (true, false) => Err(OfferError::Part { part: "host" }),
            (true, true) => Ok(Self(format!("{scheme}://{authority}").to_ascii_lowercase())),
        }
    }

    /// The origin as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, and the port if it is not the usual one: what a member knows a site by.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, host)| host)
    }
}

impl Offer {
    /// The offer in the URL of a page.
    ///
    /// # Errors
    /// Every [`OfferError`].
    pub fn parse(url: &str) -> Result<Self, OfferError> {
        let (_, fragment) = url.split_once('#').ok_or(OfferError::None)?;
        let fields = fragment.strip_prefix(MARK).and_then(|rest| rest.strip_prefix('&'));
        let fields = fields.filter(|_| url.len() <= MAX_BYTES).ok_or(OfferError::None)?;
        let origin = Origin::of(url)?;
        if field(fields, "server")?.is_some_and(|named| *named != origin.0) {
            return Err(OfferError::Foreign);
        }
        let ticket = field(fields, "ticket")?.and_then(|text| Ticket::parse(&text));
        let ticket = ticket.ok_or(OfferError::Part { part: "ticket" })?;
        Ok(Self { origin, ticket, issuer: name(fields, "issuer")?, user: name(fields, "user")? })
    }

    /// The fragment that [`Offer::parse`] reads, without the `#`. It holds the ticket.
    pub fn to_fragment(&self) -> Zeroizing<String> {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (issuer, user) = (escaped(self.issuer.as_str()), escaped(self.user.as_str()));
        let (ticket, server) = (self.ticket.to_text(), escaped(&self.origin.0));
        Zeroizing::new(format!(
            "{MARK}&ticket={}&issuer={issuer}&user={user}&server={server}",
            ticket.as_str()
        ))
    }
}

/// `:443` of `host:443`, else nothing.
fn port(authority: &str) -> &str {
    let at = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    at.map_or("", |at| &authority[at..])
}

fn name(fields: &str, part: &'static str) -> Result<Name, OfferError> {
    let text = field(fields, part)?.ok_or(OfferError::Part { part })?;
    Name::new(&text).ok().filter(|name| !name.is_empty()).ok_or(OfferError::Part { part })
}

/// The field of that name, unescaped; a doubled one could mean either, so it is refused.
fn field(fields: &str, part: &'static str) -> Result<Option<Zeroizing<String>>, OfferError> {
    let mut found = fields.split('&').filter_map(|field| field.strip_prefix(part)?.strip_prefix('='));
    let (first, second) = (found.next(), found.next());
    if second.is_some() {
        return Err(OfferError::Part { part });
    }
    let decoded = first.map(|text| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned));
    Ok(decoded.transpose().map_err(|_| OfferError::Part { part })?.map(Zeroizing::new))
}
