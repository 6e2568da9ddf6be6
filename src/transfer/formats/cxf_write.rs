//! A file of the FIDO Credential Exchange Format.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::account::Account;
use crate::otp::{Algorithm, Kind, UnixTime};
use crate::transfer::sealed::to_url_base64;
use crate::transfer::write::{Written, entries};
use crate::transfer::{Part, Reason};
use crate::vault::Random;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    version: Version,
    /// The format wants a domain, and we have none.
    exporter_rp_id: &'static str,
    exporter_display_name: &'static str,
    timestamp: u64,
    accounts: [Owner; 1],
}

#[derive(Serialize)]
struct Version {
    major: u8,
    minor: u8,
}

#[derive(Serialize)]
struct Owner {
    id: String,
    username: &'static str,
    email: &'static str,
    collections: [(); 0],
    items: Vec<Item>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    id: String,
    creation_at: u64,
    modified_at: u64,
    title: String,
    credentials: [Credential; 1],
}

#[derive(Serialize)]
struct Credential {
    r#type: &'static str,
    secret: Zeroizing<String>,
    period: u8,
    digits: u8,
    username: String,
    algorithm: &'static str,
    issuer: String,
}

/// Generous upper bound of an item's JSON.
const ITEM_BYTES: usize = 8192;

pub(in crate::transfer) fn write(accounts: &[Account], now: UnixTime, random: &dyn Random) -> Written {
    let now = now.as_secs();
    let (items, refused) = entries(accounts, |account| item(account, now, random));
    let mut bytes = Zeroizing::new(Vec::with_capacity((items.len() + 1) * ITEM_BYTES));
    let owner = Owner { id: id(random), username: "", email: "", collections: [], items };
    let file = File {
        version: Version { major: 1, minor: 0 },
        exporter_rp_id: "warifu.invalid",
        exporter_display_name: "Warifu",
        timestamp: now,
        accounts: [owner],
    };
    serde_json::to_writer_pretty(&mut *bytes, &file).expect("a file is written to memory");
    Written { bytes, refused }
}

fn item(account: &Account, now: u64, random: &dyn Random) -> Result<Item, Reason> {
    let (issuer, user) = (account.issuer.as_str(), account.user.as_str());
    let title = if issuer.is_empty() { user } else { issuer };
    let credentials = [credential(account)?];
    Ok(Item { id: id(random), creation_at: now, modified_at: now, title: title.into(), credentials })
}

fn credential(account: &Account) -> Result<Credential, Reason> {
    let otp = &account.otp;
    let Kind::Totp { period } = otp.kind() else { return Err(Reason::Unwritable { part: Part::Type }) };
    let period = u8::try_from(period.seconds()).map_err(|_| Reason::Unwritable { part: Part::Period })?;
    let algorithm = match otp.algorithm() {
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
        Algorithm::Sha512 => "sha512",
    };
    Ok(Credential {
        r#type: "totp",
        secret: otp.secret().to_base32(),
        period,
        digits: otp.digits().get(),
        username: account.user.as_str().into(),
        algorithm,
        issuer: account.issuer.as_str().into(),
    })
}

/// An id of 16 random bytes.
fn id(random: &dyn Random) -> String {
    let mut id = [0; 16];
    random.fill(&mut id);
    to_url_base64(&id)
}
