//! FIDO Credential Exchange Format 1.0, as plain JSON; its credentials of the type `totp` are read, whatever stands
//! beside them. <https://fidoalliance.org/specs/cx/cxf-v1.0-ps-20250814.html>, §3.3.14
//!
//! authenticator.sh writes an account alone where the format has a header with accounts; that is read, too.

use serde::Deserialize;

use crate::transfer::draft::{Draft, Spelled};
use crate::transfer::json::{self, Loose, Raw, unreadable};
use crate::transfer::source::Source;
use crate::transfer::{Import, MAX_ENTRIES, Part, Reason, Row, TransferError};

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    version: Raw<'a>,
    #[serde(borrow)]
    accounts: Option<Vec<Account<'a>>>,
    #[serde(borrow)]
    items: Option<Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
struct Version {
    major: u64,
}

#[derive(Deserialize)]
struct Account<'a> {
    #[serde(borrow, default)]
    items: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(default)]
    title: Loose,
    #[serde(borrow, default)]
    credentials: Vec<Raw<'a>>,
}

#[derive(Deserialize)]
struct Credential {
    #[serde(default)]
    r#type: Loose,
    #[serde(default)]
    secret: Loose,
    #[serde(default)]
    period: Loose,
    #[serde(default)]
    digits: Loose,
    #[serde(default)]
    username: Loose,
    #[serde(default)]
    algorithm: Loose,
    #[serde(default)]
    issuer: Loose,
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let file: File<'_> = json::file(source.format, source.bytes)?;
    let version = json::file::<Version>(source.format, file.version.get().as_bytes());
    let alone = json::file::<u64>(source.format, file.version.get().as_bytes());
    source.check_version(version.map(|version| version.major).or(alone)?, 0..=1)?;
    let items: Vec<Raw<'_>> = match (file.accounts, file.items) {
        (Some(accounts), None) => accounts.into_iter().flat_map(|account| account.items).collect(),
        (None, Some(items)) => items,
        _ => return Err(source.malformed(Part::Structure)),
    };
    let mut import = Import::of(source.format, Vec::new());
    for item in items {
        add(&mut import, item);
        if import.rows.len() > MAX_ENTRIES {
            return Err(TransferError::TooMany { most: MAX_ENTRIES });
        }
    }
    Ok(import)
}

fn add(import: &mut Import, item: Raw<'_>) {
    let Ok(item) = serde_json::from_str::<Item<'_>>(item.get()) else {
        return import.rows.push(unreadable());
    };
    for credential in &item.credentials {
        match serde_json::from_str::<Credential>(credential.get()) {
            Ok(credential) if credential.r#type.shown() == "totp" => {
                import.rows.push(row(&credential, &item.title));
            }
            Ok(_) => import.others += 1,
            Err(_) => import.rows.push(unreadable()),
        }
    }
}

/// The item's title stands for an issuer that is not said; one that is empty is said.
fn row(credential: &Credential, title: &Loose) -> Row {
    let issuer = if matches!(credential.issuer, Loose::Missing) { title } else { &credential.issuer };
    json::row(issuer, &credential.username, draft(credential, issuer))
}

fn draft<'a>(credential: &'a Credential, issuer: &'a Loose) -> Result<Draft<'a>, Reason> {
    Ok(Draft {
        algorithm: credential.algorithm.needed_algorithm()?,
        digits: Some(credential.digits.needed_number(Part::Digits)?),
        period: Some(credential.period.needed_number(Part::Period)?),
        ..Draft::new(
            issuer.text(Part::Issuer)?,
            credential.username.text(Part::User)?,
            Spelled::Base32(credential.secret.needed(Part::Secret)?),
        )
    })
}
