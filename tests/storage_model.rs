//! What the stores may do to the vault: the power goes in the middle of a write, bytes flip, ends are cut off.
//!
//! After every one of them the vault opens with what was acknowledged, or says clearly that it cannot. It is never
//! taken for empty, and nothing panics. `WARIFU_LONG=1` walks 10,000 crash points and 40,000 damages, else a tenth.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use support::{Memory, NOON, Numbers, account, enter, passphrase, run};
use warifu::app::{App, AppError, Credential, Door, OnSameName, Place, Protection};

fn share(long: usize) -> usize {
    if std::env::var_os("WARIFU_LONG").is_some() { long } else { long / 10 }
}

const PHRASES: [&str; 2] = ["the first passphrase", "the second passphrase"];

/// Users in the list and in the bin.
type Seen = (BTreeSet<String>, BTreeSet<String>);

fn seen(page: &App<Memory>) -> Seen {
    let users = page.accounts(NOON).into_iter().map(|view| view.user).collect();
    (users, page.bin().into_iter().map(|view| view.user).collect())
}

/// One change of a random kind.
async fn change(page: &App<Memory>, numbers: &Numbers, step: usize) -> Result<(), AppError> {
    let views = page.accounts(NOON);
    let some = (!views.is_empty()).then(|| views[numbers.below(views.len().max(1))].id);
    match (numbers.below(10), some) {
        (0, Some(id)) => page.delete(id).await,
        (1, _) => page.empty_bin().await,
        (2, Some(id)) => page.pin(id, true).await,
        (3, _) => protect(page, Protection::Device).await,
        (4, _) => protect(page, Protection::Passphrase(passphrase(PHRASES[numbers.below(2)]))).await,
        _ => {
            let user = format!("user{step}");
            let added = page.add(account("OMU", &user, step as u64), None, OnSameName::Ask).await;
            added.map(|_| ())
        }
    }
}

async fn protect(page: &App<Memory>, protection: Protection) -> Result<(), AppError> {
    let mut proof = page.reauthenticate(Credential::Nothing).await;
    for phrase in PHRASES {
        if proof.is_err() {
            proof = page.reauthenticate(Credential::Passphrase(&passphrase(phrase))).await;
        }
    }
    page.change_protection(protection, proof?).await.map(|_| ())
}

/// Opens the vault by whatever opens it: by itself, or one of the two passphrases.
fn open(memory: &Memory) -> Result<App<Memory>, Door> {
    let (page, door) = enter(memory);
    if door == Door::Open {
        return Ok(page);
    }
    match PHRASES.iter().any(|phrase| run(page.unlock(&passphrase(phrase))).is_ok()) {
        true => Ok(page),
        false => Err(door),
    }
}

#[test]
fn no_acknowledged_change_is_lost_when_the_power_goes() {
    let numbers = Numbers::new(7);
    let mut crashes = 0;
    while crashes < share(10_000) {
        let memory = Memory::new(numbers.next());
        run(enter(&memory).0.create(Protection::Device)).unwrap();
        for step in 0..40 {
            let page = open(&memory).unwrap_or_else(|door| panic!("after {crashes} crashes: {door:?}"));
            let before = seen(&page);
            // What the change would come to is seen on a twin with steady power.
            let seed = numbers.next();
            let twin = twin_of(&memory);
            let twin_page = open(&twin).unwrap();
            run(change(&twin_page, &Numbers::new(seed), step)).unwrap();
            let after = seen(&twin_page);

            memory.0.power.set(Some(numbers.below(6)));
            let acknowledged = run(change(&page, &Numbers::new(seed), step)).is_ok();
            memory.restart();
            crashes += usize::from(!acknowledged);
            let page = open(&memory).unwrap_or_else(|door| panic!("after {crashes} crashes: {door:?}"));
            let now = seen(&page);
            assert!(now == after || (!acknowledged && now == before), "{before:?} {after:?} {now:?}");
        }
    }
}

/// The same stores in another world.
fn twin_of(memory: &Memory) -> Memory {
    let twin = Memory::new(1);
    *twin.0.stores.borrow_mut() = memory.0.stores.borrow().clone();
    twin
}

/// A vault of three editions, the last two of them in the slots.
fn three_editions(protection: Protection, seed: u64) -> Memory {
    let memory = Memory::new(seed);
    run(enter(&memory).0.create(protection)).unwrap();
    for step in 0..3 {
        let (page, _) = enter(&memory);
        let user = format!("user{step}");
        run(page.add(account("OMU", &user, step), None, OnSameName::Ask)).unwrap();
    }
    memory.restart();
    memory
}

const COPIES: [(Place, &str); 3] =
    [(Place::Local, "vault.a"), (Place::Local, "vault.b"), (Place::Copy, "vault.copy")];

/// Flips a bit or cuts the end off; of the record's bytes, or of the text they are stored as.
fn damage(memory: &Memory, numbers: &Numbers, (place, name): (Place, &str)) {
    let text = memory.get(place, name).unwrap();
    let (record, rest) = text.split_at(text.find(' ').unwrap_or(text.len()));
    let bytes = STANDARD.decode(record).unwrap();
    let damaged = match numbers.below(4) {
        0 => String::from_utf8_lossy(&flipped(text.clone().into_bytes(), numbers)).into_owned(),
        1 => text[..numbers.below(text.len())].to_owned(),
        2 => STANDARD.encode(flipped(bytes, numbers)) + rest,
        _ => STANDARD.encode(&bytes[..numbers.below(bytes.len())]) + rest,
    };
    memory.set(place, name, &damaged);
}

fn flipped(mut bytes: Vec<u8>, numbers: &Numbers) -> Vec<u8> {
    let place = numbers.below(bytes.len());
    bytes[place] ^= 1 << numbers.below(8);
    bytes
}

#[test]
fn damaged_copies_are_survived_or_named_and_never_taken_for_empty() {
    let numbers = Numbers::new(11);
    let protections = [Protection::Device, Protection::Passphrase(passphrase(PHRASES[0]))];
    let wholes = protections.map(|protection| three_editions(protection, 3));
    let (mut opened, mut refused) = (0, 0);
    for round in 0..share(40_000) {
        let memory = twin_of(&wholes[round % 2]);
        let hit = numbers.below(8);
        for (bit, copy) in COPIES.into_iter().enumerate() {
            if hit & (1 << bit) != 0 {
                damage(&memory, &numbers, copy);
            }
        }
        match open(&memory) {
            Ok(page) => {
                let users = page.accounts(NOON).len();
                // Three saves after the first two editions: the newest lies in slot A and in the copy.
                let newest_whole = hit & 0b101 != 0b101;
                assert!(users == 3 || (users == 2 && !newest_whole), "{users} of 3, damaged {hit:03b}");
                opened += 1;
            }
            Err(Door::Unreadable { .. } | Door::Newer { .. } | Door::Locked { .. }) => {
                assert_ne!(hit, 0, "nothing was damaged");
                refused += 1;
            }
            Err(door) => panic!("{door:?}, damaged {hit:03b}"),
        }
    }
    assert!(opened > refused && refused > 0, "{opened} opened, {refused} refused");
}
